"""Checks and checkouts on the workers of a Dask cluster.

    from dask.distributed import Client
    client = Client("scheduler:8786")
    report = at1.distributed.fsck(client, "/shared/data")
    at1.distributed.checkout(client, "/shared/data")

Each task is one shard of the work (docs/scale.md), and runs the ``at1`` command of its worker, which must see the repository under the
same path. A task whose worker is lost runs again on another.
"""
from __future__ import annotations

import json
import os
import tempfile
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Sequence, Union

from . import _program
from ._errors import Error
from ._repository import PathLike, Repository

if TYPE_CHECKING:
    from dask.distributed import Client

#: Several for each thread of a worker, so that little is lost with one and none is left alone at the end.
_SHARDS_PER_THREAD = 4


def fsck(
    client: Client, repository: Union[PathLike, Repository], *, shards: Optional[int] = None, execute: str = "trusted"
) -> Dict[str, Any]:
    """Checks a repository, and returns the joint report: what ``at1 fsck --join --json`` prints.

    ``report["ok"]`` says whether nothing is wrong. ``execute`` is as in ``at1 fsck --execute``. Raises :class:`at1.Error` if a shard cannot
    be checked, or if the reports do not fit together, as when the repository changed meanwhile.
    """
    folder = _folder(repository)
    count = shards or _SHARDS_PER_THREAD * max(1, sum(client.nthreads().values()))
    reports = _map(client, ["fsck", "--execute", execute], folder, count)
    with tempfile.TemporaryDirectory(prefix="at1-") as place:
        names = []
        for number, report in enumerate(reports, 1):
            names.append(os.path.join(place, f"{number}.json"))
            with open(names[-1], "w", encoding="utf-8") as file:
                json.dump(report, file)
        joined: Dict[str, Any] = _program.ask(["fsck", "--join", *names], folder=folder)
    if "faults" in joined:
        raise Error("; ".join(fault["what"] for fault in joined["faults"][:8]), code="no", exit=1)
    return joined


def checkout(
    client: Client, repository: Union[PathLike, Repository], paths: Sequence[PathLike] = (), *, shards: Optional[int] = None
) -> List[str]:
    """Writes the missing files of a working tree that all workers share, and returns their paths."""
    folder = _folder(repository)
    count = shards or _SHARDS_PER_THREAD * max(1, sum(client.nthreads().values()))
    place = ["--", *(os.fspath(path) for path in paths)] if paths else []
    written = _map(client, ["checkout"], folder, count, place)
    return sorted(path for value in written for path in value["paths"])


def _map(client: Client, words: List[str], folder: str, count: int, place: Sequence[str] = ()) -> List[Any]:
    """What each shard prints, in order."""
    calls = [[*words, "--shard", f"{number}/{count}", *place] for number in range(1, count + 1)]
    futures = client.map(_call, calls, folder=folder, pure=False)
    try:
        return list(client.gather(futures))
    finally:
        client.cancel(futures)


def _call(words: List[str], folder: str) -> Any:
    return _program.ask(words, folder=folder)


def _folder(repository: Union[PathLike, Repository]) -> str:
    if isinstance(repository, Repository):
        return repository._folder
    return os.path.abspath(os.fspath(repository))
