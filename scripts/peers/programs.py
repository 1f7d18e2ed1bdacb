"""The checks of scripts/peer-programs: programs.py AT1"""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

from harness import Checks

AT1 = os.path.abspath(sys.argv[1])
checks = Checks()
top = tempfile.mkdtemp(prefix="at1-programs-")
FIRST = os.path.join(top, "ada", "project")
SECOND = os.path.join(top, "bob", "somewhere", "else")


def variables(user):
    home = os.path.join(top, user, "home")
    os.makedirs(home, exist_ok=True)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("A2A_", "AT1_", "XDG_", "OPENBLAS", "OMP_"))}
    path = os.path.dirname(sys.executable) + ":" + clean.get("PATH", "")
    return {**clean, "HOME": home, "USER": user, "LOGNAME": user, "PATH": path}


def at1(*words, user="ada", folder=None, **more):
    done = subprocess.run(
        [AT1, *words], cwd=folder or (FIRST if user == "ada" else SECOND), env={**variables(user), **more},
        stdin=subprocess.DEVNULL, capture_output=True)
    return done.returncode, done.stdout, done.stderr.decode()


def write(name, text):
    path = os.path.join(FIRST, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def digest(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


PROGRAMS = []


def program(*words, makes):
    PROGRAMS.append((words, makes))


def files():
    write("noise.py", """
import sys, numpy as np
rng = np.random.default_rng(int(sys.argv[1]))
a = rng.normal(size=(256, 512))
np.save(sys.argv[2], np.exp(a @ a.T / 512).astype(np.float64))
""")
    program("python3", "noise.py", "7", "noise.npy", makes=["noise.npy"])
    write("table.py", """
import numpy as np, pandas as pd
a = np.load("noise.npy")
frame = pd.DataFrame({"row": range(len(a)), "mean": a.mean(axis=1), "top": a.argmax(axis=1)})
frame.groupby(frame.top % 7).mean().to_csv("table.csv")
""")
    program("python3", "table.py", makes=["table.csv"])
    write("count.awk", 'BEGIN { FS = "," } NR > 1 { n[substr($2, 1, 3)]++ } END { for (k in n) print k, n[k] }\n')
    program("sh", "-c", "awk -f count.awk table.csv | sort > counts.txt", makes=["counts.txt"])
    write("load.sql", "create table t(a, b);\n.separator ' '\n.import counts.txt t\nselect sum(b), count(*) from t;\n")
    program("sh", "-c", "sqlite3 :memory: < load.sql > total.txt", makes=["total.txt"])
    write("wave.c", """
#include <math.h>
#include <stdio.h>
int main(void) {
    FILE *out = fopen("wave.bin", "wb");
    for (int i = 0; i < 65536; i++) { double v = sin(i * 0.001) * exp(-i * 1e-5); fwrite(&v, sizeof v, 1, out); }
    return fclose(out);
}
""")
    program("sh", "-c", "cc -O2 -o wave wave.c -lm && ./wave", makes=["wave", "wave.bin"])
    if shutil.which("Rscript"):
        write("fit.R", 'set.seed(1); x <- rnorm(1000); y <- 2 * x + rnorm(1000)\nwrite.csv(coef(lm(y ~ x)), "fit.csv")\n')
        program("Rscript", "fit.R", makes=["fit.csv"])


def record():
    os.makedirs(FIRST)
    checks.check("init", at1("init")[0] == 0)
    files()
    for words, makes in PROGRAMS:
        start = time.monotonic()
        status, out, errors = at1("run", "--json", "--", *words)
        checks.check(f"{' '.join(words)} is recorded", status == 0, errors)
        made = json.loads(out)["computations"][0] if status == 0 else {"outputs": []}
        checks.check(
            f"{' '.join(words)} makes {makes}", sorted(o["path"] for o in made["outputs"]) == sorted(makes), made)
        print(f"  {' '.join(words)[:60]}: {time.monotonic() - start:.1f} s", flush=True)
    checks.check("commit", at1("commit", "-m", "programs")[0] == 0)


def reproduce():
    os.makedirs(os.path.dirname(SECOND))
    status, _, errors = at1("clone", FIRST, SECOND, user="bob", folder=top)
    checks.check("clone", status == 0, errors)
    names = [name for _, makes in PROGRAMS for name in makes]
    checks.check("nothing is executed by a clone", not any(os.path.exists(os.path.join(SECOND, n)) for n in names))
    checks.check("and it says what waits", f"{len(names)} files wait for trust" in errors, errors)
    checks.check("untrusted is 3", at1("materialize", ".", user="bob")[0] == 3)
    checks.check("trust", at1("trust", "HEAD", user="bob")[0] == 0)
    # Kernels that the caller asks for do not reach the program.
    status, _, errors = at1("materialize", ".", user="bob", OPENBLAS_CORETYPE="Prescott", OMP_NUM_THREADS="7")
    checks.check("materialize", status == 0, errors)
    for name in names:
        same = os.path.exists(os.path.join(SECOND, name)) and digest(FIRST, name) == digest(SECOND, name)
        checks.check(f"{name} has the same bytes", same)
    status, out, errors = at1("fsck", "--json", user="bob")
    report = json.loads(out)
    checks.check("fsck executes all", report["ok"] and report["computations_executed"] == len(PROGRAMS), errors)
    # A chain of four, from nothing.
    for name in ["noise.npy", "table.csv", "counts.txt"]:
        os.remove(os.path.join(SECOND, name))
    checks.check(
        "a chain of four", at1("cat", "HEAD:total.txt", user="bob")[1] == open(os.path.join(FIRST, "total.txt"), "rb").read())


SCRIPT = """
import atexit, os, sys, threading, time
import numpy as np
import beside
assert __name__ == "__main__" and sys.path[0] == os.path.dirname(__file__) == os.getcwd() == os.environ["PWD"]
# What is left behind here must not reach the next.
beside.count += 1
np.mean = None
os.environ["LEFT"] = os.environ.get("LEFT", "") + "x"
if os.getcwd().startswith("/at1/"):  # in the sandbox, not in the run that is watched
    assert os.listdir("/tmp") == os.listdir("/dev/shm") == []
    open("/tmp/left", "w").write("x")
    os.mkdir("/dev/shm/left", 0o500)
    if os.fork() == 0:
        os.setsid()
        time.sleep(1000)
out = open(sys.argv[2], "w")
atexit.register(lambda: out.write("at the end\\n"))
threading.Thread(target=lambda: out.write("in a thread\\n")).start()
out.write(f"{sys.argv} {beside.count} {os.environ['LEFT']} {sys.stdin.read()!r}\\n")
np.save(sys.argv[2] + ".npy", np.random.default_rng(int(sys.argv[1])).normal(size=1000))
if sys.argv[1] == "3":
    sys.exit(0)
"""


def warm():
    """An interpreter that has started makes the same files as one process each."""
    write("beside.py", "count = 0\n")
    write("sub/script.py", SCRIPT)
    write("sub/beside.py", "count = 10\n")
    write("seeds.jsonl", "".join(json.dumps({"seed": seed}) + "\n" for seed in range(12)))
    status, _, errors = at1(
        "run", "--each", "../seeds.jsonl", "--", "python3", "script.py", "{seed}", "{seed}.txt",
        folder=os.path.join(FIRST, "sub"))
    checks.check("12 runs of a script", status == 0, errors)
    at1("commit", "-m", "warm")
    names = [f"sub/{seed}.txt{end}" for seed in range(12) for end in ("", ".npy")]
    before = [digest(FIRST, name) for name in names]
    starts = {}
    for setting in ("false", "true"):
        at1("config", "run.warm", setting)
        for name in names:
            os.remove(os.path.join(FIRST, name))
        trace = os.path.join(top, "starts")
        done = subprocess.run(
            ["strace", "-f", "-qq", "-e", "trace=execve", "-e", "signal=none", "-o", trace, AT1, "checkout", "--", "."],
            cwd=FIRST, env=variables("ada"), stdin=subprocess.DEVNULL, capture_output=True)
        checks.check(f"run.warm = {setting}", done.returncode == 0, done.stderr)
        checks.check(f"run.warm = {setting}: the same bytes", [digest(FIRST, name) for name in names] == before)
        with open(trace) as lines:
            starts[setting] = sum("bwrap\"," in line and "= 0" in line for line in lines)
    checks.check("a process each", starts["false"] == 12, starts)
    checks.check("an interpreter for several", starts["true"] <= 2 + 2 * (os.cpu_count() or 1), starts)
    running = subprocess.run(["pgrep", "-f", "script[.]py"], capture_output=True).stdout
    checks.check("nothing is left running", running == b"", running)


def kept():
    """An environment that is kept does without the machine's own files: a copy of a tool is taken away."""
    tool = os.path.join(top, "tools", "mytool")
    os.makedirs(os.path.dirname(tool))
    shutil.copy(shutil.which("sort"), tool)
    os.chmod(tool, 0o755)
    write("letters", "b\na\n")
    status, _, errors = at1("run", "--keep-environment", "--", tool, "-o", "sorted", "letters")
    checks.check("--keep-environment", status == 0, errors)
    at1("commit", "-m", "kept")
    os.remove(tool)
    status, out, errors = at1("cat", "HEAD:sorted")
    checks.check("the kept environment is used", (status, out) == (0, b"a\nb\n"), errors)
    shutil.rmtree(os.path.join(variables("ada")["HOME"], ".cache"))
    status, out, errors = at1("cat", "HEAD:sorted")
    checks.check("without the cache, too", (status, out) == (0, b"a\nb\n"), errors)


try:
    checks.run(record, reproduce, warm, kept)
finally:
    shutil.rmtree(top, ignore_errors=True)
checks.end()
