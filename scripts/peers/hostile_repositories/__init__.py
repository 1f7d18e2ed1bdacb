"""Repositories that a stranger might send."""

from . import computations, content, folder, history, names, packs, recipes, sizes  # noqa: F401  Each adds its own.
from .corpus import cases, make

__all__ = ["cases", "make"]
