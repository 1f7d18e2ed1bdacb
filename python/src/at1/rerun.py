"""Rerun bundles: checks whether a repeated step gave the expected output."""
from __future__ import annotations

import json
import os
from typing import Any, Mapping, NamedTuple, Tuple, Union

from . import _program

PathLike = Union[str, "os.PathLike[str]"]


class Verdict(NamedTuple):
    """True if the record matches the bundle."""

    verified: bool
    errors: Tuple[Any, ...]
    warnings: Tuple[Any, ...]

    def __bool__(self) -> bool:
        return self.verified


def verify(bundle: PathLike, actual: Union[PathLike, Mapping[str, Any]]) -> Verdict:
    """Compares the record of a step, a file or a mapping, with its bundle."""
    stdin = None
    if isinstance(actual, Mapping):
        stdin, place = json.dumps(actual).encode(), "-"
    else:
        place = os.fspath(actual)
    report = _program.ask(["rerun", "verify", "--", os.fspath(bundle), place], stdin=stdin)
    return Verdict(report["verified"], tuple(report["errors"]), tuple(report["warnings"]))
