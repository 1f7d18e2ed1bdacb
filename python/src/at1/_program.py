"""The at1 command: finding and calling it."""
from __future__ import annotations

import json
import os
from typing import Any, List, Optional, Sequence, Tuple

from ._errors import Error


def find() -> str:
    """The path of the command: the one that ``AT1`` names, or the one in this package, or the one on PATH."""
    named = os.environ.get("AT1")
    if named:
        return named
    import sysconfig

    for scheme in _schemes():
        path = os.path.join(sysconfig.get_path("scripts", scheme), "at1")
        if os.access(path, os.X_OK):
            return path
    import shutil

    found = shutil.which("at1")
    if found is None:
        raise Error("there is no at1 command", hint="install it with 'pip install at1', or name it in AT1")
    return found


def _schemes() -> List[str]:
    import sysconfig

    if hasattr(sysconfig, "get_preferred_scheme"):
        return [sysconfig.get_preferred_scheme("prefix"), sysconfig.get_preferred_scheme("user")]
    return ["posix_prefix", "posix_user"]


def run(words: Sequence[str], *, folder: Optional[str] = None, stdin: Optional[bytes] = None) -> Tuple[int, bytes, str]:
    """The exit code, standard output and standard error of a call."""
    import subprocess

    place = [] if folder is None else ["-C", folder]
    source: Any = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
    done = subprocess.run([find(), *place, *words], capture_output=True, **source)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def ask(words: Sequence[str], *, folder: Optional[str] = None, stdin: Optional[bytes] = None) -> Any:
    """The JSON value that a call prints with ``--json``. A report with a bad verdict is a result; an error is raised."""
    end = words.index("--") if "--" in words else len(words)
    status, output, errors = run([*words[:end], "--json", *words[end:]], folder=folder, stdin=stdin)
    try:
        value = json.loads(output) if output.strip() else None
    except ValueError:
        value = None
    if isinstance(value, dict) and "error" in value:
        raise Error.of(value)
    if value is None and status != 0:
        raise of_messages(errors, status)
    return value


def of_messages(text: str, status: int) -> Error:
    """The error in the lines that a call wrote to standard error."""
    message, hint = f"at1 ended with exit code {status}", None
    for line in text.splitlines():
        if line.startswith("at1: error: "):
            message, hint = line[len("at1: error: "):], None
        elif line.startswith("hint: "):
            hint = line[len("hint: "):]
    code = {1: "no", 2: "usage", 3: "refused"}.get(status, "environment")
    return Error(message, code=code, hint=hint, exit=status)
