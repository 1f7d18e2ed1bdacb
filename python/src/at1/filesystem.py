"""``at1://REPOSITORY@REV/PATH`` for everything that reads through fsspec: pandas, polars, dask, zarr, pyarrow, duckdb, …"""
from __future__ import annotations

import errno
import os
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Dict, List, Tuple
from urllib.parse import unquote

from fsspec.spec import AbstractFileSystem  # type: ignore[import-untyped]

from . import _repository
from ._errors import Error
from ._repository import File, Repository


class At1FileSystem(AbstractFileSystem):  # type: ignore[misc]
    """The files of repositories, read-only. A revision with a slash in it is written with ``%2F``."""

    protocol = "at1"
    root_marker = "/"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._repositories: Dict[str, Repository] = {}
        self._trees: Dict[Tuple[str, str], Dict[str, File]] = {}

    # Addresses

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        if isinstance(path, list):
            return [cls._strip_protocol(one) for one in path]
        text = os.fspath(path)
        if text.startswith("at1://"):
            text = text[len("at1://"):]
        return text.rstrip("/") or "/"

    def unstrip_protocol(self, name: str) -> str:
        return name if name.startswith("at1://") else f"at1://{name}"

    def _split(self, address: str) -> Tuple[str, str, str]:
        """Repository, revision and path. The account of ``ssh://ada@host/…`` is not a revision."""
        address = self._strip_protocol(address)
        scheme = address.find("://")
        start = 0 if scheme < 0 else address.find("/", scheme + 3)
        at = -1 if start < 0 else address.find("@", start)
        while 0 < at and scheme < 0 and not os.path.isdir(address[:at]) and address.find("@", at + 1) > 0:
            at = address.find("@", at + 1)
        if at < 1:
            raise FileNotFoundError(
                errno.ENOENT, "an address is at1://REPOSITORY@REV/PATH, and this one has no revision", address)
        revision, _, path = address[at + 1:].partition("/")
        return address[:at], unquote(revision) or "HEAD", path.strip("/")

    # Reading

    def _tree(self, address: str) -> Tuple[str, str, Dict[str, File]]:
        """The prefix of the paths of a revision, the requested path, and all files of the revision by path."""
        place, revision, path = self._split(address)
        try:
            if place not in self._repositories:
                self._repositories[place] = _repository.open(place)
            repository = self._repositories[place]
            # A branch moves: its commit is resolved each time. The contents of a commit never change.
            commit = repository.log(revision, 1)[0].id
            if (place, commit) not in self._trees:
                self._trees[place, commit] = {str(file.path): file for file in repository.glob("**", commit)}
        except Error as error:
            raise FileNotFoundError(errno.ENOENT, str(error), address) from error
        prefix = self._strip_protocol(address)
        prefix = prefix[: len(prefix) - len(path)].rstrip("/") if path else prefix
        return prefix, path, self._trees[place, commit]

    def _file(self, address: str) -> File:
        _, path, files = self._tree(address)
        if path not in files:
            is_folder = not path or any(name.startswith(path + "/") for name in files)
            code = errno.EISDIR if is_folder else errno.ENOENT
            raise OSError(code, os.strerror(code), address)
        return files[path]

    def ls(self, path: str, detail: bool = True, **_: Any) -> List[Any]:
        prefix, folder, files = self._tree(path)
        if folder in files:
            entries = [self._entry(prefix, files[folder])]
        else:
            start = f"{folder}/" if folder else ""
            inside = [name for name in files if name.startswith(start)]
            if not inside and folder:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
            folders = sorted({start + name[len(start):].split("/")[0] for name in inside if "/" in name[len(start):]})
            entries = [self._entry(prefix, files[name]) for name in inside if "/" not in name[len(start):]]
            entries += [{"name": f"{prefix}/{name}", "size": 0, "type": "directory"} for name in folders]
        return entries if detail else [entry["name"] for entry in entries]

    def info(self, path: str, **_: Any) -> Dict[str, Any]:
        prefix, name, files = self._tree(path)
        if name in files:
            return self._entry(prefix, files[name])
        if not name or any(other.startswith(name + "/") for other in files):
            return {"name": self._strip_protocol(path), "size": 0, "type": "directory"}
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)

    @staticmethod
    def _entry(prefix: str, file: File) -> Dict[str, Any]:
        return {
            "name": str(PurePosixPath(prefix) / file.path) if "://" not in prefix else f"{prefix}/{file.path}",
            "size": file.length, "type": "file", "kind": file.kind, "id": file.id,
        }

    def _open(self, path: str, mode: str = "rb", **_: Any) -> Any:
        if mode != "rb":
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        return self._file(path).open()

    def cat_file(self, path: str, start: Any = None, end: Any = None, **_: Any) -> bytes:
        with self._file(path).open() as file:
            if start is None and end is None:
                whole: bytes = file.read()
                return whole
            length = self._file(path).length
            first, last, _step = slice(start, end).indices(length)
            file.seek(first)
            part: bytes = file.read(max(0, last - first))
            return part

    def modified(self, path: str) -> datetime:
        """The date of the commit that the address names; its contents never change."""
        place, revision, _ = self._split(path)
        self._file(path)
        return datetime.fromisoformat(self._repositories[place].log(revision, 1)[0].date)

    created = modified

    def checksum(self, path: str) -> int:
        return int(self._file(path).id, 16)

    def ukey(self, path: str) -> str:
        return self._file(path).id
