"""Recipes outside repositories: looking for the origin of an array, and ``.at1r`` files."""
from __future__ import annotations

import os
import tempfile
from typing import Any, Dict, Optional, Union

from . import _program
from ._recipe import Recipe


def discover(array: Any, *, seeds: Optional[int] = None, patience: Optional[float] = None) -> Optional[Recipe]:
    """The call that gives an array, bit for bit; None if none is found. Also accepts the path of a file.

    ``seeds`` tries the seeds 0 to ``seeds`` - 1 (65,536 by default), ``patience`` passes over what takes more seconds.
    """
    words = ["replay", "discover"]
    if seeds is not None:
        words += ["--seed-pool", str(seeds)]
    if patience is not None:
        words += ["--patience", str(patience)]
    if isinstance(array, (str, os.PathLike)):
        return _recipe(_program.ask([*words, "--", os.fspath(array)]))
    import numpy

    with tempfile.NamedTemporaryFile(suffix=".npy") as file:
        numpy.save(file, numpy.asanyarray(array), allow_pickle=False)
        file.flush()
        return _recipe(_program.ask([*words, "--", file.name]))


def _recipe(report: Dict[str, Any]) -> Optional[Recipe]:
    if not report["found"]:
        return None
    return Recipe(
        report["generator"], report["params"], report["array"], report["encoding"], report["call"],
        arithmetic=report["arithmetic"])


def verify(container: Union[str, "os.PathLike[str]"], *, against: Optional[Union[str, "os.PathLike[str]"]] = None) -> bool:
    """Whether an ``.at1r`` file gives the bytes that it states, and the same as ``against``."""
    words = ["replay", "verify"]
    if against is not None:
        words += ["--against", os.fspath(against)]
    verified: bool = _program.ask([*words, "--", os.fspath(container)])["verified"]
    return verified
