"""The measurements of scripts/bench-programs: bench-programs.py AT1 COUNT"""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hostile_repositories.computations import blob, computation, output
from hostile_repositories.computations import environment as recorded_environment
from second_writer import Repository, entry

AT1, count = os.path.abspath(sys.argv[1]), int(sys.argv[2])
top = tempfile.mkdtemp(prefix="at1-bench-programs-")
folder = os.path.join(top, "r")
environment = {k: v for k, v in os.environ.items() if not k.startswith(("A2A_", "AT1_", "XDG_"))}
environment.update(
    HOME=top, PATH=os.path.dirname(sys.executable) + ":" + environment["PATH"],
    GIT_AUTHOR_NAME="b", GIT_AUTHOR_EMAIL="b@b", GIT_COMMITTER_NAME="b", GIT_COMMITTER_EMAIL="b@b")
MAKE = """
import sys, numpy as np
np.random.default_rng(int(sys.argv[1])).normal(size=131072).tofile(sys.argv[2])
"""


def timed(*words, cwd=folder):
    start = time.monotonic()
    subprocess.run(words, cwd=cwd, env=environment, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    return time.monotonic() - start


def row(what, seconds, unit="s"):
    print(f"{what:58} {seconds:9.3f} {unit}", flush=True)


def at1_side():
    os.makedirs(folder)
    with open(os.path.join(folder, "make.py"), "w") as file:
        file.write(MAKE)
    with open(os.path.join(folder, "seeds.jsonl"), "w") as file:
        for seed in range(count):
            file.write(json.dumps({"seed": seed}) + "\n")
    row("the program by itself", min(timed(sys.executable, "make.py", "0", "x") for _ in range(3)))
    os.remove(os.path.join(folder, "x"))
    timed(AT1, "init")
    row("at1 run, one file", timed(AT1, "run", "--", sys.executable, "make.py", "999", "one.f64"))
    row(f"at1 run --each, {count} files", timed(
        AT1, "run", "--each", "seeds.jsonl", "--", sys.executable, "make.py", "{seed}", "{seed}.f64"))
    timed(AT1, "commit", "-m", "all")
    row(f"at1 status, {count} computations up to date", min(timed(AT1, "status") for _ in range(3)))
    for warm, how in (("false", "a process each"), ("true", "warm interpreters")):
        timed(AT1, "config", "run.warm", warm)
        for name in os.listdir(folder):
            if name.endswith(".f64"):
                os.remove(os.path.join(folder, name))
        row(f"at1 checkout of {count} files, {how}", timed(AT1, "checkout", "--", "."))
    row("bubblewrap's start", min(timed("bwrap", "--ro-bind", "/", "/", "--unshare-all", "true") for _ in range(9)) * 1e3, "ms")


def many(files):
    """A repository with that many computations of one file each, written by another hand, and the files beside it."""
    place = Path(top) / "many"
    r = Repository()
    r.config = b"[core]\n\tformat = 2\n"
    system = recorded_environment(r).hex()
    script = blob(r, "make.py")
    entries = []
    for number in range(files):
        name, text = f"{number:05}", b"%05d\n" % number
        out = {"length": len(text), "mode": "100644", "path": f"out/{name}", "sha256": hashlib.sha256(text).hexdigest()}
        made = computation(
            r, arguments=["python3", "make.py", name], environment=system, inputs=[script], outputs=[out],
            variables={"LC_ALL": "C.UTF-8", "TZ": "UTC"})
        entries.append(entry(b"100644", b"output", name.encode(), output(r, made, length=len(text), path=f"out/{name}", sha256=out["sha256"])))
    r.root(r.file(b"make.py"), entry(b"40000", b"tree", b"out", r.put("tree", b"".join(entries))))
    place.mkdir()
    r.write(place)
    timed(AT1, "reset", "--hard", cwd=place)
    (place / "out").mkdir(exist_ok=True)
    for number in range(files):
        (place / f"out/{number:05}").write_bytes(b"%05d\n" % number)
    timed(AT1, "status", cwd=place)
    seen = subprocess.run([AT1, "status", "--json"], cwd=place, env=environment, capture_output=True).stdout
    assert not json.loads(seen)["stale"] and not json.loads(seen)["unstaged"], seen[:500]
    row(f"at1 status, {files} computations up to date", min(timed(AT1, "status", cwd=place) for _ in range(5)))
    row(f"at1 update, {files} computations up to date", min(timed(AT1, "update", cwd=place) for _ in range(5)))
    (place / "make.py").write_text("changed\n")
    row(f"at1 update --dry-run, all {files} stale", min(timed(AT1, "update", "--dry-run", cwd=place) for _ in range(3)))


def sandbox_start():
    """What a computation takes beyond the program itself: many of one that does nothing, each in its own sandbox."""
    rows = os.path.join(folder, "rows.jsonl")
    with open(rows, "w") as file:
        for number in range(40):
            file.write(json.dumps({"n": number}) + "\n")
    timed(AT1, "run", "--each", "rows.jsonl", "--", "sh", "-c", ": > empty{n}")
    timed(AT1, "commit", "-m", "empty")
    took = []
    for _ in range(5):
        for number in range(40):
            os.remove(os.path.join(folder, f"empty{number}"))
        took.append(timed(AT1, "checkout", "--", "."))
    nothing = min(timed(AT1, "checkout", "--", ".") for _ in range(5))
    cores = os.cpu_count() or 1
    row(f"a computation of an empty file, of 40 on {cores} cores", (min(took) - nothing) / 40 * cores * 1e3, "ms")


def datalad_side():
    other = os.path.join(top, "d")
    timed("datalad", "create", other, cwd=top)
    shutil.copy(os.path.join(folder, "make.py"), other)
    timed("datalad", "save", cwd=other)
    few = min(count, 10)
    start = time.monotonic()
    for seed in range(few):
        timed("datalad", "run", "--output", f"{seed}.f64", f"{sys.executable} make.py {seed} {seed}.f64", cwd=other)
    row(f"datalad run, a file (mean of {few})", (time.monotonic() - start) / few)
    row("datalad rerun, a file", timed("datalad", "rerun", cwd=other))


def dvc_side():
    other = os.path.join(top, "v")
    os.makedirs(other)
    timed("git", "init", cwd=other)
    timed("dvc", "init", cwd=other)
    shutil.copy(os.path.join(folder, "make.py"), other)
    few = min(count, 10)
    for seed in range(few):
        timed("dvc", "stage", "add", "-n", f"s{seed}", "-d", "make.py", "-o", f"{seed}.f64",
              f"{sys.executable} make.py {seed} {seed}.f64", cwd=other)
    row(f"dvc repro, a file (mean of {few})", timed("dvc", "repro", cwd=other) / few)


try:
    at1_side()
    sandbox_start()
    many(10_000)
    for name, side in [("datalad", datalad_side), ("dvc", dvc_side)]:
        if shutil.which(name, path=environment["PATH"]):
            side()
        else:
            print(f"{name}: not installed, not measured")
finally:
    shutil.rmtree(top, ignore_errors=True)
