"""The measurements of scripts/bench-git: bench_git.py AT1 ROUNDS [FIGURE...]

Each figure is measured in rounds in which both sides take turns. A history is made with git's fast-import, and imported by at1.
"""
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

AT1, ROUNDS = sys.argv[1], int(sys.argv[2])
WANTED = sys.argv[3:] or ["merge", "start", "arrays", "blame"]
folder = os.environ.get("AT1_BENCH_FOLDER") or tempfile.mkdtemp(prefix="at1-bench-git-")
os.makedirs(folder, exist_ok=True)
environment = {k: v for k, v in os.environ.items() if not k.startswith(("AT1_", "GIT_"))}
environment |= {"XDG_CONFIG_HOME": f"{folder}/config", "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}
for program in ("AT1", "GIT"):
    for role in ("AUTHOR", "COMMITTER"):
        environment |= {f"{program}_{role}_NAME": "b", f"{program}_{role}_EMAIL": "b@example.org"}


def run(words, where, codes=(0,), **more):
    done = subprocess.run(words, cwd=where, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)
    if done.returncode not in codes:
        raise SystemExit(f"{' '.join(words)}: exit {done.returncode}: {done.stderr.decode()}")


def timed(words, where, codes=(0,)):
    """Seconds, and seconds of processor time."""
    with open(os.devnull, "wb") as sink:
        start = time.perf_counter()
        process = subprocess.Popen(words, cwd=where, env=environment, stdout=sink, stderr=sink)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise SystemExit(f"{' '.join(words)}: exit {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime


def compare(what, sides, rounds=ROUNDS):
    """Prints a row. A side is (prepare, words, folder); ours is the first."""
    times = [[] for _ in sides]
    for _ in range(rounds):
        for number, (prepare, words, where) in enumerate(sides):
            if prepare:
                prepare()
            times[number].append(timed(words, where))
    cells = []
    for side in times:
        wall, processor = (statistics.median(column) for column in zip(*side))
        cells.append((wall, processor))
    text = " | ".join(f"{wall * 1000:.1f} ms, {processor * 1000:.1f} ms" for wall, processor in cells)
    ratio = f" | {cells[1][0] / cells[0][0]:.2f}" if len(cells) > 1 else ""
    print(f"| {what} | {text}{ratio} |", flush=True)
    return cells


def imported(name, history):
    """A git repository of the history, and one of at1."""
    place, ours = f"{folder}/{name}.git", f"{folder}/{name}.at1"
    for path in (place, ours):
        shutil.rmtree(path, ignore_errors=True)
    run(["git", "init", "-q", "-b", "main", place], folder)
    process = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=place, env=environment, stdin=subprocess.PIPE)
    for part in history:
        process.stdin.write(part)
    process.stdin.close()
    assert process.wait() == 0
    run(["git", "repack", "-adq"], place)
    run(["git", "reset", "-q", "--hard"], place)
    run([AT1, "init", "-q", ours], folder)
    run([AT1, "import", "-q", "git", place], ours)
    return place, ours


def commit(number, files, branch="main", start=None):
    text = f"change {number}\n".encode()
    parts = [f"commit refs/heads/{branch}\ncommitter b <b@example.org> {1_700_000_000 + number * 60} +0000\n".encode(),
             b"data %d\n%s\n" % (len(text), text)]
    if start:
        parts.append(f"from refs/heads/{start}\n".encode())
    for path, content in files.items():
        parts.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content))
    return b"".join(parts) + b"\n"


def merge():
    rng = random.Random(1)
    names = [f"d{number // 200:03d}/f{number:05d}.csv" for number in range(20_000)]
    text = {name: "".join(f"{rng.random():.6f},{line}\n" for line in range(20)).encode() for name in names}

    def edited(files):
        return {name: text[name] + b"one more\n" for name in files}

    chosen = rng.sample(names, 200)
    history = [commit(0, text), commit(1, edited(chosen[:100]), "side", "main"), commit(2, edited(chosen[100:]))]
    git, ours = imported("merge", history)
    run(["git", "branch", "start"], git)
    run([AT1, "branch", "start"], ours)
    run([AT1, "branch", "side", "git/side"], ours)
    run([AT1, "gc", "-q"], ours)
    compare("merge of two branches, 100 of 20,000 files on each side", [
        (lambda: run([AT1, "reset", "-q", "--hard", "start"], ours), [AT1, "merge", "-q", "-m", "m", "side"], ours),
        (lambda: run(["git", "reset", "-q", "--hard", "start"], git), ["git", "merge", "-q", "-m", "m", "side"], git)])
    compare("status of 20,000 files", [(None, [AT1, "status"], ours), (None, ["git", "status"], git)])


def start():
    rng = random.Random(2)
    names = [f"d{number % 10}/f{number}" for number in range(100)]
    history = [commit(number, {rng.choice(names): f"{number}\n".encode() * 20} if number else
                      {name: b"first\n" for name in names}) for number in range(10_000)]
    git, ours = imported("history", history)
    for form in ("as imported", "after gc"):
        if form == "after gc":
            run([AT1, "gc", "-q"], ours)
            run(["git", "gc", "-q"], git)
        for words in (["log", "-n", "20"], ["status"]):
            compare(f"{' '.join(words)}, 10,000 commits, {form}", [
                (None, [AT1, *words], ours), (None, ["git", *words], git)], rounds=max(31, ROUNDS))


def arrays():
    ours, git = f"{folder}/arrays.at1", f"{folder}/arrays.git"
    for place in (ours, git):
        shutil.rmtree(place, ignore_errors=True)
    run([AT1, "init", "-q", ours], folder)
    rng = np.random.default_rng(3)
    old = rng.standard_normal(12_500_000)
    new = old.copy()
    new[rng.integers(0, len(new), 1000)] += 1
    for name, array in (("old", old), ("new", new)):
        np.save(f"{ours}/x.npy", array)
        np.save(f"{folder}/{name}.npy", array)
        run([AT1, "add", "x.npy"], ours)
        run([AT1, "commit", "-q", "-m", name], ours)
    code = "import numpy as np; a, b = (np.load(f'{n}.npy') for n in ('old', 'new')); print(np.count_nonzero(a != b), np.abs(a - b).max())"
    cells = compare("diff of two arrays of 100 MB; reading both from the store", [
        (None, [AT1, "diff", "HEAD~1", "HEAD"], ours),
        (None, ["sh", "-c", f"'{AT1}' cat HEAD~1:x.npy && '{AT1}' cat HEAD:x.npy"], ours)])
    print(f"  {cells[0][0] / cells[1][0]:.2f} times the time of reading them, {cells[0][1] / cells[1][1]:.2f} times the processor time")
    compare("numpy: load both files and compare; cat of both files", [
        (None, [sys.executable, "-c", code], folder), (None, ["cat", "old.npy", "new.npy"], folder)])


def blame():
    rng = random.Random(4)
    rows = [f"{number},{rng.random():.6f},{rng.choice('abc')},{rng.randint(0, 999)}\n" for number in range(10_000)]

    def history():
        for number in range(1_000):
            for _ in range(5 if number else 0):
                at = rng.randrange(len(rows))
                rows[at] = f"{at},{rng.random():.6f},{rng.choice('abc')},{number}\n"
            if number % 10 == 9:
                rows.insert(rng.randrange(len(rows)), f"new,{number}\n")
                del rows[rng.randrange(len(rows))]
            yield commit(number, {"table.csv": "".join(rows).encode()})

    git, ours = imported("blame", history())
    run(["git", "gc", "-q"], git)
    compare("blame of 10,000 lines through 1,000 commits, at1 as imported", [
        (None, [AT1, "blame", "table.csv"], ours), (None, ["git", "blame", "table.csv"], git)])
    mine, yours = (subprocess.run(words, cwd=where, env=environment, capture_output=True, check=True).stdout.decode()
                   for words, where in (([AT1, "blame", "HEAD", "table.csv"], ours), (["git", "blame", "-s", "table.csv"], git)))
    if len(mine.splitlines()) != len(yours.splitlines()):
        raise SystemExit("the two blame different lines")
    if os.environ.get("AT1_BENCH_GC"):
        run([AT1, "gc", "-q"], ours)
        compare("the same after gc", [(None, [AT1, "blame", "table.csv"], ours), (None, ["git", "blame", "table.csv"], git)])


print("| what | at1: seconds, processor time | git | times faster |\n|---|---|---|---|")
try:
    for name in WANTED:
        {"merge": merge, "start": start, "arrays": arrays, "blame": blame}[name]()
finally:
    if not os.environ.get("AT1_BENCH_FOLDER"):
        shutil.rmtree(folder, ignore_errors=True)
