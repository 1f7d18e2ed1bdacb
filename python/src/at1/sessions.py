"""Sealed sessions of agents: checks whether a token is what its signer sealed."""
from __future__ import annotations

import os
from typing import Any, Mapping, NamedTuple, Optional, Tuple, Union

from . import _program

PathLike = Union[str, "os.PathLike[str]"]


class Verdict(NamedTuple):
    """True if the signature is good and made by a key that is known here."""

    verified: bool
    errors: Tuple[str, ...]
    warnings: Tuple[str, ...]
    #: ``good``, ``bad``, ``unknown`` or ``revoked``; None if the token is malformed.
    verdict: Optional[str] = None
    #: The full report of ``at1 session verify --json``.
    report: Mapping[str, Any] = {}

    def __bool__(self) -> bool:
        return self.verified


def verify(token: PathLike, *, key: Optional[PathLike] = None) -> Verdict:
    """Checks a token with ``key``, or with the trusted signers."""
    words = ["session", "verify"]
    if key is not None:
        words += ["--key", os.fspath(key)]
    report = _program.ask([*words, "--", os.fspath(token)])
    return Verdict(
        report["verified"], tuple(report["errors"]), tuple(report["warnings"]), report.get("verdict"), report)
