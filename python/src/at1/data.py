"""Arrays of a repository as a data set for training: a sequence, and a ``torch.utils.data.Dataset`` where torch is.

    from at1.data import Dataset
    train = Dataset("data", "runs", rev="v1")
    loader = torch.utils.data.DataLoader(train, batch_size=32, num_workers=4)
"""
from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Callable, List, Optional, Union

if TYPE_CHECKING:
    from ._repository import File, PathLike, Repository


class Dataset(Sequence[Any]):
    """The arrays of some files, sorted by path. The commit is resolved once, so that all workers of a loader read the
    same.

    ``source`` is a repository or its address, ``pattern`` a folder, of which it takes the arrays, or a pattern as in
    ``Repository.glob``. ``transform`` converts each array; with ``target``, which is called with the ``File``, an item
    is a pair. Functions must be those of a module if workers are started and not forked.

    Where torch can be imported, an instance is a ``torch.utils.data.Dataset`` too.
    """

    def __new__(cls, *_: Any, **__: Any) -> Dataset:
        made: Dataset = object.__new__(_with_torch(cls))
        return made

    def __init__(
        self, source: Union[Repository, PathLike], pattern: str = "**/*.npy", rev: str = "HEAD", *,
        transform: Optional[Callable[[Any], Any]] = None, target: Optional[Callable[[File], Any]] = None,
    ) -> None:
        from . import _repository

        self.repository = source if isinstance(source, _repository.Repository) else _repository.open(source)
        #: The commit of the arrays.
        self.commit = self.repository.log(rev, 1)[0].id
        self.pattern = pattern
        self.transform = transform
        self.target = target
        self.files: List[File]
        if any(mark in pattern for mark in "*?["):
            self.files = self.repository.glob(pattern, self.commit)
        else:
            from . import _arrays

            found = self.repository.glob(pattern.rstrip("/") + "/**", self.commit)
            self.files = [file for file in found if _arrays.is_array(file.path.suffix)]

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: Any) -> Any:
        """The array of a file, in memory of its own, which may be written to; a list of them for a slice."""
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        import numpy

        file = self.files[index]
        item: Any = numpy.array(file.load())
        if self.transform is not None:
            item = self.transform(item)
        return item if self.target is None else (item, self.target(file))

    def __contains__(self, item: object) -> bool:
        """Whether an item has these bytes: arrays have no truth value of their own."""
        import numpy

        return any(numpy.array_equal(item, other) for other in self)  # type: ignore[arg-type]

    def __reduce__(self) -> Any:
        return _again, (self.repository.address, self.pattern, self.commit, self.transform, self.target)

    def __repr__(self) -> str:
        return f"<at1.Dataset of {len(self)} files at {self.commit[:10]}>"


def _again(address: Union[str, os.PathLike[str]], pattern: str, commit: str, transform: Any, target: Any) -> Dataset:
    """What a pickled data set becomes, in a worker for example."""
    return Dataset(address, pattern, commit, transform=transform, target=target)


_joined: Any = {}


def _with_torch(cls: Any) -> Any:
    """The class as one of torch's data sets too; the class itself where there is no torch."""
    if cls not in _joined:
        try:
            from torch.utils.data import Dataset as Base  # type: ignore[import-not-found,unused-ignore]
        except ImportError:
            _joined[cls] = cls
        else:
            _joined[cls] = cls if issubclass(cls, Base) else type(cls.__name__, (cls, Base), {"__module__": cls.__module__})
    return _joined[cls]
