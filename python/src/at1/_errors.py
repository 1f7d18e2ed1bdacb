"""Errors, with at1's own messages."""
from __future__ import annotations

from typing import Any, Optional


class Error(Exception):
    """An error that at1 reports.

    ``code`` is a stable word (``path-not-found``, ``damaged``, …), ``hint`` says what to do where there is something, and
    ``exit`` is the exit code that the command has for it.
    """

    def __init__(self, message: str, *, code: str = "environment", hint: Optional[str] = None, exit: int = 4) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint
        self.exit = exit

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message}\nhint: {self.hint}"

    def __reduce__(self) -> Any:
        return _make, (self.message, self.code, self.hint, self.exit)

    @classmethod
    def of(cls, value: Any) -> Error:
        """The error in ``{"error": {…}}``."""
        error = value["error"]
        return cls(error["message"], code=error["code"], hint=error["hint"], exit=error["exit"])


def _make(message: str, code: str, hint: Optional[str], exit: int) -> Error:
    return Error(message, code=code, hint=hint, exit=exit)
