"""One ``at1 cat-file --batch`` process, asked by one thread at a time (docs/protocol.md, section 9)."""
from __future__ import annotations

import json
import os
import threading
from typing import IO, TYPE_CHECKING, Any, Optional, Tuple

from . import _program
from ._errors import Error

if TYPE_CHECKING:
    import subprocess


class Door:
    """Sends requests about a repository. The process starts at the first one, and again in the child of a fork."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._messages: Optional[IO[bytes]] = None
        self._owner = 0
        self._is_closed = False

    def value(self, verb: str, *arguments: str) -> Any:
        """The JSON value that answers a request."""
        with self._lock:
            head, body = self._ask(verb, arguments)
        if head[0] != "json":
            raise Error(f"at1 answered {head[0][:20]!r} to {verb}")
        return json.loads(body)

    def contents(self, name: str) -> bytes:
        """The verified bytes of a file."""
        with self._lock:
            return self._ask("contents", (name,))[1]

    def save(self, name: str, file: IO[bytes]) -> None:
        """Writes the verified bytes of a file to ``file``, piece by piece."""
        with self._lock:
            process, length = self._start("contents", (name,))[:2]
            self._copy(process, length, file)

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            self._is_closed = True
            self._end()

    # Requests

    def _ask(self, verb: str, arguments: Tuple[str, ...]) -> Tuple[Tuple[str, ...], bytes]:
        process, length, head = self._start(verb, arguments)
        return head, self._body(process, length)

    def _start(
        self, verb: str, arguments: Tuple[str, ...]
    ) -> Tuple[subprocess.Popen[bytes], int, Tuple[str, ...]]:
        """Sends a request, and reads the head of the reply; raises the error if it is one."""
        line = " ".join([verb, *map(_quoted, arguments)]).encode("utf-8") + b"\n"
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(line)
            process.stdin.flush()
        except BrokenPipeError:
            pass  # What it said before it ended comes next.
        first = process.stdout.readline()
        if first.startswith(b"{"):
            self._end()
            raise Error.of(json.loads(first))
        words = tuple(first.decode("ascii", "replace").split())
        if not first.endswith(b"\n") or len(words) < 2 or not words[-1].isdigit():
            raise self._broken(process)
        length = int(words[-1])
        if words[0] == "error":
            raise Error.of(json.loads(self._body(process, length)))
        return process, length, words

    def _body(self, process: subprocess.Popen[bytes], length: int) -> bytes:
        assert process.stdout is not None
        body = process.stdout.read(length + 1)
        if len(body) != length + 1 or body[-1:] != b"\n":
            raise self._broken(process)
        return body[:-1]

    def _copy(self, process: subprocess.Popen[bytes], length: int, file: IO[bytes]) -> None:
        assert process.stdout is not None
        left, is_whole = length, False
        try:
            while left > 0:
                piece = process.stdout.read(min(left, 1 << 20))
                if not piece:
                    break
                file.write(piece)
                left -= len(piece)
            is_whole = left == 0 and process.stdout.read(1) == b"\n"
        finally:
            if not is_whole:
                error = self._broken(process)
        if not is_whole:
            raise error

    # The process

    def _running(self) -> subprocess.Popen[bytes]:
        if self._is_closed:
            raise Error("the repository is closed", code="usage", hint="open it again with at1.open", exit=2)
        if self._process is not None and self._owner == os.getpid() and self._process.poll() is None:
            return self._process
        import subprocess
        import tempfile

        if self._owner == os.getpid():
            self._end()
        self._messages = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [_program.find(), "-C", self.folder, "cat-file", "--batch", "--json"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._messages)
        self._owner = os.getpid()
        return self._process

    def _broken(self, process: subprocess.Popen[bytes]) -> Error:
        """Ends a process whose reply is incomplete, and reports why."""
        messages = self._messages
        self._end(keeps_messages=True)
        text = ""
        if messages is not None:
            messages.seek(0)
            text = messages.read().decode("utf-8", "replace")
            messages.close()
        return _program.of_messages(text, process.returncode or 4)

    def _end(self, keeps_messages: bool = False) -> None:
        process, self._process = self._process, None
        if self._messages is not None and not keeps_messages:
            self._messages.close()
        self._messages = None
        if process is None or self._owner != os.getpid():
            return
        for stream in (process.stdin, process.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                pass
        try:
            process.wait(timeout=5)
        except Exception:
            process.kill()
            process.wait()

    def __del__(self) -> None:
        try:
            self._end()
        except Exception:
            pass  # The interpreter is ending.


def _quoted(word: str) -> str:
    return json.dumps(word)
