"""The checks of scripts/peer-dask: dask_cluster.py AT1

A scheduler and four workers run on this machine, each worker a process of its own, as dask.distributed starts them.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "python" / "src"))

from dask.distributed import Client, LocalCluster  # noqa: E402

import at1  # noqa: E402
from harness import Checks, Folders, noise, wait_for  # noqa: E402

# The workers import this file as well, and none of this is for them.
if __name__ == "__main__":
    AT1 = os.path.realpath(sys.argv[1])
    work = Path(tempfile.mkdtemp(prefix="peer-dask-"))
    os.environ.update({"AT1": str(work / "at1"), "PYTHONPATH": sys.path[0]})
    checks = Checks()
    check = checks.check
    folders = Folders(AT1, work, checks)
    DATA = work / "data"

# Stands for at1 on the workers. The first that gets shard 2 says where it is and waits, so that its worker can be killed.
PROGRAM = """#!/bin/sh
case "$*" in *"--shard 2/"*)
    if mkdir {work}/waited-$1 2>/dev/null; then
        echo $PPID $$ > {work}/worker.new && mv {work}/worker.new {work}/worker
        exec sleep 600
    fi
esac
exec {at1} "$@"
"""


def setting_up():
    DATA.mkdir()
    folders.ok(DATA, "init")
    for seed in range(8):
        folders.ok(
            DATA, "generate", "np_montecarlo", "--params", json.dumps({"n_paths": 2_000, "n_steps": 100, "seed": seed}), "--out", f"r{seed}")
    for number in range(20):
        (DATA / f"small{number}").write_bytes(noise(50_000, number))
    (DATA / "large").write_bytes(noise(6_000_000, 99))
    folders.ok(DATA, "add", ".")
    folders.ok(DATA, "commit", "-q", "-m", "first")
    (work / "at1").write_text(PROGRAM.format(work=work, at1=AT1))
    (work / "at1").chmod(0o755)


def killing_a_worker(body):
    """The result of ``body``, while the worker that has shard 2 is killed."""
    found = []

    def kill():
        wait_for((work / "worker").exists, "a worker with shard 2")
        found.extend(map(int, (work / "worker").read_text().split()))
        (work / "worker").unlink()
        for process in found:
            os.kill(process, signal.SIGKILL)

    for mark in work.glob("waited*"):
        mark.rmdir()
    killer = threading.Thread(target=kill)
    killer.start()
    try:
        return body()
    finally:
        killer.join()
        check("a worker was killed", found and found[0] != os.getpid(), found)


def checking(client):
    report = killing_a_worker(lambda: at1.distributed.fsck(client, DATA))
    whole = json.loads(folders.ok(DATA, "fsck", "--json"))
    check("the shards are the whole check", {k: v for k, v in report.items() if k in whole} == whole, (report, whole))
    check("there are several for each worker", len(report["shards"]) == 16, report["shards"])


def damage(client):
    pack = max((DATA / ".at1store" / "packs").glob("*.pack"), key=lambda path: path.stat().st_size)
    content = pack.read_bytes()
    bad = bytearray(content)
    bad[len(bad) // 2] ^= 1
    pack.chmod(0o644)
    pack.write_bytes(bad)
    report = at1.distributed.fsck(client, at1.open(DATA), shards=3)
    check("damage is reported once", not report["ok"] and [p["code"] for p in report["problems"]].count("pack-damaged") == 1, report)
    pack.write_bytes(content)


def checking_out(client):
    names = ["large", *(f"r{seed}" for seed in range(8))]
    folders.ok(DATA, "drop", *names)
    written = killing_a_worker(lambda: at1.distributed.checkout(client, DATA))
    check("the files are written", set(written) <= set(names) and all((DATA / name).exists() for name in names), written)
    check("the bytes are right", (DATA / "large").read_bytes() == noise(6_000_000, 99))
    status = json.loads(folders.ok(DATA, "status", "--json"))
    check("status", status["clean"] and status["absent"] == [], status)
    try:
        at1.distributed.checkout(client, DATA, ["nowhere"], shards=2)
        check("an error of a shard", False)
    except at1.Error as error:
        check("an error of a shard", error.code == "path-not-found", error)


def main():
    setting_up()
    try:
        with LocalCluster(n_workers=4, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
            with Client(cluster) as client:
                checks.run(lambda: checking(client), lambda: damage(client), lambda: checking_out(client))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    checks.end()


if __name__ == "__main__":
    main()
