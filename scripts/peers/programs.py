"""The checks of scripts/peer-programs: programs.py AT1"""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import hostile_repositories.computations as hostile
from harness import Checks
from second_writer import Repository

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
    write("forest.py", """
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.decomposition import PCA
a = np.load("noise.npy")
parts = PCA(n_components=4, random_state=0).fit_transform(a)
forest = RandomForestClassifier(n_estimators=20, random_state=1).fit(parts, a.argmax(axis=1) % 3)
np.savez("forest.npz", parts=parts, chances=forest.predict_proba(parts))
""")
    program("python3", "forest.py", makes=["forest.npz"])
    program("convert", "-seed", "7", "-size", "320x200", "plasma:red-blue", "-swirl", "40", "-define", "png:exclude-chunks=date,time",
            "picture.png", makes=["picture.png"])
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


def closure(*programs):
    """The files that programs need to start: themselves, and their libraries with their loader."""
    found = {}
    for program in programs:
        path = shutil.which(program)
        found["/usr/bin/" + os.path.basename(program)] = os.path.realpath(path)
        for line in subprocess.run(["ldd", path], capture_output=True, text=True).stdout.splitlines():
            words = [word for word in line.split() if word.startswith("/")]
            if words:
                found[words[-1]] = os.path.realpath(words[-1])
    return found


def minimal():
    """python and numpy, kept, in a root of another machine that has nothing but at1 and bubblewrap."""
    home = os.path.join(top, "keeper")
    project = os.path.join(home, "project")
    os.makedirs(project)
    with open(os.path.join(project, "make.py"), "w") as file:
        file.write("import numpy as np\nnp.save('out.npy', np.random.default_rng(3).normal(size=1000).cumsum())\n")
    run = lambda *words: at1(*words, user="keeper", folder=project)  # noqa: E731
    run("init")
    before = folder_bytes(os.path.join(project, ".at1store"))
    status, _, errors = run("run", "--keep-environment", "--", "python3", "make.py")
    checks.check("python and numpy are kept", status == 0, errors)
    run("commit", "-m", "kept")
    kept_bytes = folder_bytes(os.path.join(project, ".at1store")) - before
    print(f"  python and numpy, kept: {kept_bytes / 1e6:.1f} MB", flush=True)
    checks.check("in at most 35 MB before gc", kept_bytes <= 35e6, kept_bytes)
    # Once for all computations.
    for seed in (1, 2):
        run("run", "--keep-environment", "--env", f"SEED={seed}", "--", "python3", "make.py")
    run("commit", "-m", "more")
    more = folder_bytes(os.path.join(project, ".at1store")) - before
    checks.check("once for all computations", more < kept_bytes * 1.02 + 50_000, (kept_bytes, more))

    root = os.path.join(top, "root")
    for path, source in closure(AT1, "bwrap", "sh").items():
        place = root + path
        os.makedirs(os.path.dirname(place), exist_ok=True)
        shutil.copy(source, place)
    for name in ("proc", "dev", "tmp", "home", "bin"):
        os.makedirs(os.path.join(root, name), exist_ok=True)
    if not os.path.exists(os.path.join(root, "bin/sh")):
        os.symlink("/usr/bin/sh", os.path.join(root, "bin/sh"))
    shutil.copytree(os.path.join(project, ".at1store"), os.path.join(root, "given/.at1store"), symlinks=True)
    story = """set -e
cd /home
if command -v python3; then exit 9; fi
at1 clone -q /given there
cd there
at1 trust -q HEAD
at1 cat HEAD:out.npy > /tmp/out.npy
at1 fsck -q
"""
    bind = ["bwrap", "--bind", root, "/", "--dev-bind", "/dev", "/dev", "--bind", "/proc", "/proc", "--clearenv"]
    for name, value in {"PATH": "/usr/bin", "HOME": "/home", "USER": "nobody"}.items():
        bind += ["--setenv", name, value]
    done = subprocess.run([*bind, "--", "/usr/bin/sh", "-c", story], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    checks.check("a root without Python makes it", done.returncode == 0, (done.returncode, done.stdout[-500:], done.stderr[-500:]))
    made = os.path.join(root, "tmp/out.npy")
    same = os.path.exists(made) and open(made, "rb").read() == open(os.path.join(project, "out.npy"), "rb").read()
    checks.check("with the same bytes", same)


def stranger():
    """A stranger's computation, trusted by mistake, gets no file that not every user may read, though its SHA-256 is right."""
    place = os.path.join(top, "stranger")
    os.makedirs(place)
    secret = os.path.join(top, "secret")
    with open(secret, "w") as file:
        file.write("secret\n")
    os.chmod(secret, 0o600)
    sha256 = hashlib.sha256(b"secret\n").hexdigest()
    for name, files in {
        "a private file": [hostile.file(secret, length=7, sha256=sha256)],
        "/etc/shadow": [hostile.file("/etc/shadow")],
    }.items():
        r = Repository()
        system = hostile.environment(r, *files, architecture=os.uname().machine).hex()
        made = hostile.computation(r, arguments=["cat", secret], environment=system)
        hostile.main(r, hostile.output(r, made))
        folder = os.path.join(place, name.strip("/").replace("/", "-"))
        os.makedirs(folder)
        r.write(folder)
        run = lambda *words: at1(*words, folder=folder)  # noqa: B023, E731
        run("reset", "--hard")
        checks.check(f"{name}: not trusted", run("cat", "HEAD:bad")[0] == 3)
        checks.check(f"{name}: trust", run("trust", "HEAD")[0] == 0)
        status, out, errors = run("cat", "HEAD:bad")
        checks.check(f"{name}: the environment differs", status == 3 and out == b"" and files[0]["path"] in errors, (status, errors))


def folder_bytes(folder):
    return sum(os.path.getsize(os.path.join(place, name)) for place, _, names in os.walk(folder) for name in names)


try:
    checks.run(record, reproduce, warm, kept, minimal, stranger)
finally:
    shutil.rmtree(top, ignore_errors=True)
checks.end()
