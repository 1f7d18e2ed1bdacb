"""Read and write at1 repositories: git for data sets that can be computed again.

    import at1
    repo = at1.open("data")                 # or ssh://, s3://, https://
    X = repo.load("X.npy", rev="v1")        # an array, read-only
    repo["v1:X.npy"].read_bytes()
    at1.discover(X)                         # the call that made it, or None

Every byte that is handed out has been verified. Errors are :class:`at1.Error`, with a code and a hint.
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._errors import Error
from ._recipe import Recipe
from ._repository import Commit, File, Repository, open

if TYPE_CHECKING:
    from . import cache, data, distributed, rerun, sessions
    from ._containers import discover, verify
    from .data import Dataset

__version__ = "0.1.0"
__all__ = [
    "Commit", "Dataset", "Error", "File", "Recipe", "Repository", "cache", "data", "discover", "distributed", "open", "rerun", "sessions",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Imports modules that not every program needs on first use."""
    import importlib

    if name in ("cache", "data", "distributed", "rerun", "sessions"):
        return importlib.import_module(f"{__name__}.{name}")
    if name in ("discover", "verify"):
        return getattr(importlib.import_module(f"{__name__}._containers"), name)
    if name == "Dataset":
        return importlib.import_module(f"{__name__}.data").Dataset
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext at1`` adds the cell magic ``%%at1``."""
    from . import ipython

    ipython.load(shell)
