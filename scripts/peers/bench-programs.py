"""The measurements of scripts/bench-programs: bench-programs.py AT1 COUNT"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

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
    for name, side in [("datalad", datalad_side), ("dvc", dvc_side)]:
        if shutil.which(name, path=environment["PATH"]):
            side()
        else:
            print(f"{name}: not installed, not measured")
finally:
    shutil.rmtree(top, ignore_errors=True)
