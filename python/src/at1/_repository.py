"""Repositories, the files in them, and their history."""
from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

from . import _program
from ._door import Door
from ._errors import Error
from ._recipe import Recipe

if TYPE_CHECKING:
    from pathlib import Path, PurePosixPath

    from .data import Dataset

PathLike = Union[str, "os.PathLike[str]"]

#: Longer files go through the cache, shorter ones through memory.
_LARGE = 1 << 20


class Commit(NamedTuple):
    """A commit: author, date, message and parents."""

    id: str
    message: str
    author: str
    email: str
    #: In ISO 8601.
    date: str
    parents: Tuple[str, ...]
    tree: str
    signed: bool

    @classmethod
    def of(cls, value: Dict[str, Any]) -> Commit:
        author = value["author"]
        return cls(
            value["id"], value["message"], author["name"], author["email"], author["date"], tuple(value["parents"]),
            value["tree"], value["signed"])

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]

    def __str__(self) -> str:
        return f"{self.id[:10]} {self.subject}"


class File:
    """A file of a revision, as the revision was when the file was requested."""

    def __init__(self, repository: Repository, path: str, facts: Dict[str, Any]) -> None:
        self.repository = repository
        self._path = path
        #: The identity of the object that stores it.
        self.id: str = facts["id"]
        #: The kind of that object: ``recipe``, ``blob``, ``chunks``, ``bundle`` or ``session``.
        self.kind: str = facts["kind"]
        #: In bytes.
        self.length = int(facts["length"])
        self._sha256: Optional[str] = facts["sha256"]

    @property
    def path(self) -> PurePosixPath:
        """The path from the top of the revision."""
        from pathlib import PurePosixPath

        return PurePosixPath(self._path)

    def read_bytes(self) -> bytes:
        """The bytes, verified."""
        return self.repository._door.contents(self.id)

    def read_text(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return self.read_bytes().decode(encoding, errors)

    def open(self, mode: str = "rb", encoding: str = "utf-8") -> IO[Any]:
        """The file, open for reading: in memory if it is short, from the cache if it is long."""
        if mode not in ("r", "rt", "rb"):
            raise Error(f"a file in a repository is not opened with mode {mode!r}", code="read-only", exit=3)
        import io

        if self.length > _LARGE:
            raw: IO[bytes] = io.open(self.local(), "rb")
        else:
            raw = io.BytesIO(self.read_bytes())
        return raw if "b" in mode else io.TextIOWrapper(raw, encoding=encoding)

    def local(self) -> Path:
        """The path of a file in the cache with these bytes, verified now. Do not write to it."""
        from . import cache

        return cache.get(
            self.id, self._sha256, self.kind, self.length, lambda file: self.repository._door.save(self.id, file))

    def load(self, *, dtype: Any = None, shape: Optional[Sequence[int]] = None) -> Any:
        """The array in the file, read-only; a dict of arrays for ``.npz``. Raw numbers need their ``dtype``."""
        from . import _arrays

        return _arrays.load(self, dtype, shape)

    def recipe(self) -> Optional[Recipe]:
        """How the file is computed; None if its bytes are stored."""
        value = self.repository._door.value("recipe", self.id) if self.kind == "recipe" else None
        return None if value is None else Recipe.of_object(value)

    def __fspath__(self) -> str:
        return str(self.local())

    def __repr__(self) -> str:
        return f"<at1.File {self._path!r}: {self.kind}, {self.length:,} bytes>"

    def _repr_html_(self) -> str:
        from . import _display

        recipe = self.recipe()
        rows = [("path", str(self.path)), ("kept as", self.kind), ("bytes", f"{self.length:,}")]
        if recipe is not None:
            rows.append(("call", str(recipe)))
        picture = ""
        if self.path.suffix == ".npy":
            array = self.load()
            rows.append(("array", f"{array.dtype} {array.shape}"))
            picture = _display.plot(array)
        return _display.table(("file", ""), rows) + picture


class Repository:
    """A repository, and the process that reads it. ``with at1.open(…) as repo:`` ends the process."""

    def __init__(self, folder: str, address: str) -> None:
        #: The path or the address that it was opened with.
        self.address = address
        self._folder = folder
        self._door = Door(folder)

    # Reading

    def load(
        self, path: PathLike, rev: str = "HEAD", *, dtype: Any = None, shape: Optional[Sequence[int]] = None
    ) -> Any:
        """The array in a file, read-only, memory-mapped if it is large; a dict of arrays for ``.npz``."""
        return self.file(path, rev).load(dtype=dtype, shape=shape)

    def file(self, path: PathLike, rev: str = "HEAD") -> File:
        """The file at ``path`` from the top of a revision."""
        name = os.fspath(path)
        return File(self, name, self._door.value("info", f"{rev}:{name}"))

    def __getitem__(self, name: str) -> File:
        """``repo["v1:X.npy"]``; ``repo["X.npy"]`` is the file in HEAD, ``repo[":X.npy"]`` the staged file."""
        revision, colon, path = name.partition(":")
        return self.file(path, revision) if colon else self.file(name)

    def glob(self, pattern: str = "**", rev: str = "HEAD") -> List[File]:
        """The files of a revision that match: ``*`` stops at a slash, ``**`` does not."""
        return [File(self, entry["path"], entry) for entry in self._door.value("list", rev, pattern)]

    def log(self, rev: str = "HEAD", limit: Optional[int] = None) -> List[Commit]:
        """The commits that are reachable from a revision, newest first."""
        words = [rev] if limit is None else [rev, str(limit)]
        return [Commit.of(commit) for commit in self._door.value("log", *words)]

    def recipe(self, path: PathLike, rev: str = "HEAD") -> Optional[Recipe]:
        """How a file is computed; None if its bytes are stored."""
        value = self._door.value("recipe", f"{rev}:{os.fspath(path)}")
        return None if value is None else Recipe.of_object(value)

    def dataset(self, pattern: str = "**/*.npy", rev: str = "HEAD") -> Dataset:
        """The arrays of the matching files, as a sequence for torch's DataLoader (:mod:`at1.data`)."""
        from .data import Dataset

        return Dataset(self, pattern, rev)

    def refs(self) -> Dict[str, str]:
        """Branches and tags by their full names, each with its identity."""
        return {ref["name"]: ref["id"] for ref in self._door.value("refs")}

    # Writing

    def add(self, path: PathLike, data: Any = None, *, discover: Optional[bool] = None) -> File:
        """Stages a file of the working tree; writes it first if ``data`` is given: an array, bytes or text.

        ``discover`` looks for the call that gives the file and keeps that instead of the bytes; by default for arrays.
        """
        name = os.fspath(path)
        if data is not None:
            self._write(name, data)
        if discover is None:
            discover = data is not None and not isinstance(data, (bytes, bytearray, memoryview, str))
        self._ask("add", *(["--discover"] if discover else []), "--", name)
        return self.file(name, "")

    def commit(self, message: str, *, sign: Union[str, bool, None] = None) -> Commit:
        """Commits what is staged. ``sign`` names the key to sign with, or is True for the default one."""
        words = ["commit", "-m", message]
        if isinstance(sign, str):
            words += ["--sign", "--key", sign]
        elif sign:
            words.append("--sign")
        return Commit.of(self._ask(*words))

    def status(self) -> Dict[str, Any]:
        """What ``at1 status --json`` reports (docs/json.md)."""
        report: Dict[str, Any] = self._ask("status")
        return report

    def _ask(self, *words: str) -> Any:
        return _program.ask(list(words), folder=self._folder)

    def _write(self, name: str, data: Any) -> None:
        """Puts a complete file in its place in the working tree."""
        import tempfile
        from pathlib import Path

        if self.address != self._folder:
            raise Error(f"{self.address} is elsewhere", code="read-only", hint="clone it to add to it", exit=3)
        top = Path(self._folder).resolve()
        target = top / name
        if not target.parent.resolve().is_relative_to(top) or target.is_symlink():
            raise Error(f"{name!r} is outside the repository", code="path-outside", exit=2)
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=".at1-", dir=str(target.parent))
        try:
            with os.fdopen(descriptor, "wb") as file:
                if isinstance(data, str):
                    file.write(data.encode("utf-8"))
                elif isinstance(data, (bytes, bytearray, memoryview)):
                    file.write(data)
                else:
                    from . import _arrays

                    _arrays.save(file, name, data)
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(temporary, 0o666 & ~mask)
            os.replace(temporary, target)
        except BaseException:
            try:
                os.unlink(temporary)
            except OSError:
                pass
            raise

    # Life

    def close(self) -> None:
        """Ends the process that reads. Loaded arrays stay valid."""
        self._door.close()

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> Any:
        return open, (self.address,)

    def __repr__(self) -> str:
        return f"<at1.Repository {self.address!r}>"

    def _repr_html_(self) -> str:
        from . import _display

        files = self.glob() if self.refs() else []
        rows = [(str(f.path), f.kind, f"{f.length:,}", str(f.recipe() or "")) for f in files[:100]]
        more = f"<p>and {len(files) - 100:,} more</p>" if len(files) > 100 else ""
        return _display.table(("path", "kept as", "bytes", "call"), rows) + more


def open(address: PathLike) -> Repository:
    """Opens a repository: its path, or a folder inside it; or ``ssh://``, ``s3://``, ``https://``.

    What is elsewhere is not cloned: its history comes, and of the files what is read. Both are kept in the cache.
    """
    place = os.fspath(address)
    if "://" in place:
        from . import _remotes

        repository = Repository(_remotes.folder(place), place)
    else:
        top = _program.ask(["rev-parse", "--show-toplevel"], folder=place)["top_level"] if _has_tree(place) else place
        repository = Repository(top, top)
    repository.refs()  # An address that is wrong is wrong now.
    return repository


def _has_tree(place: str) -> bool:
    """Whether the path is not a bare repository, as far as its files show."""
    return not (os.path.isdir(os.path.join(place, "packs")) and os.path.isfile(os.path.join(place, "HEAD")))
