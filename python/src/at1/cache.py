"""Files that were computed or decoded once, stored under their identity so that they can be memory-mapped.

They are in ``$XDG_CACHE_HOME/at1/files``, or where ``AT1_CACHE`` says. A file is hashed each time it is handed out; what does
not match its identity is removed and made again. The oldest go when there are more than ``AT1_CACHE_BYTES`` (10 GB).
"""
from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Callable, List, Optional, Tuple

_PIECE = 1 << 20


def folder() -> Path:
    """The folder of the cache."""
    named = os.environ.get("AT1_CACHE")
    if named:
        return Path(named)
    home = os.environ.get("XDG_CACHE_HOME", "")
    return Path(home if home.startswith("/") else Path.home() / ".cache") / "at1" / "files"


def clear() -> None:
    """Removes all files."""
    _prune(0)


def get(id: str, sha256: Optional[str], kind: str, length: int, make: Callable[[IO[bytes]], None]) -> Path:
    """The file of an object, verified; ``make`` writes it if it is missing or damaged."""
    path = folder() / id[:2] / id
    if _holds(path, id, sha256, kind, length):
        os.utime(path)
        return path
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _prune(max(0, _limit() - length))
    descriptor, name = tempfile.mkstemp(prefix=".", dir=str(path.parent))
    try:
        with os.fdopen(descriptor, "wb") as file:
            make(file)
        os.chmod(name, 0o444)
        os.replace(name, path)
    except BaseException:
        try:
            os.unlink(name)
        except OSError:
            pass
        raise
    if not _holds(path, id, sha256, kind, length):
        from ._errors import Error

        path.unlink()
        raise Error(f"the file of {id[:10]} was damaged on its way to the cache", code="damaged", exit=1)
    return path


def _holds(path: Path, id: str, sha256: Optional[str], kind: str, length: int) -> bool:
    """Whether the file is that of the object: by the SHA-256 that the object states, or by the object's identity."""
    import hashlib
    import stat

    try:
        with open(path, "rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            if status.st_size != length or not stat.S_ISREG(status.st_mode):
                return False
            digest = hashlib.sha256(b"" if sha256 is not None else f"{kind} {length}\0".encode())
            buffer = memoryview(bytearray(_PIECE))
            while True:
                count = file.readinto(buffer)
                if not count:
                    break
                digest.update(buffer[:count])
    except OSError:
        return False
    return digest.hexdigest() == (sha256 or id)


def _limit() -> int:
    return int(os.environ.get("AT1_CACHE_BYTES", 10_000_000_000))


def _prune(limit: int) -> None:
    """Removes the least recently used files, until the rest has at most ``limit`` bytes."""
    files: List[Tuple[float, int, Path]] = []
    for path in folder().glob("??/*"):
        try:
            status = path.stat()
        except OSError:
            continue
        files.append((status.st_mtime, status.st_size, path))
    total = sum(size for _, size, _ in files)
    for _, size, path in sorted(files):
        if total <= limit:
            break
        try:
            path.unlink()
        except OSError:
            continue
        total -= size
