"""Repositories elsewhere: a lazy copy of each in the cache, updated when it is opened."""
from __future__ import annotations

import hashlib
import os

from . import _program, cache


def folder(address: str) -> str:
    """The copy of the repository at ``address``."""
    import fcntl

    place = cache.folder().parent / "remotes" / hashlib.sha256(address.encode()).hexdigest()[:32]
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(f"{place}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.isfile(place / "config"):
            _program.ask(["fetch", "--prune", "--quiet", "origin"], folder=str(place))
        else:
            _program.ask(["clone", "--bare", "--lazy", "--quiet", "--", address, str(place)])
    return str(place)
