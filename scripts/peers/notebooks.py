"""The checks of scripts/peer-notebooks: notebooks.py AT1 COUNT SEED

The corpus makes its files with the real libraries. Where torch is not installed (its wheel is larger than all others together),
at1 makes the files of its cases from their source, and they are compared with the SHA-256 that torch 2.13 gave."""
import ast
import hashlib
import importlib.util
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import zipfile

import numpy

import engine_recorded
from harness import Checks

AT1, COUNT, SEED = os.path.abspath(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
HERE = pathlib.Path(__file__).parent
CORPUS = engine_recorded.oracle() / "notebooks"
# The shares that are recognised at least: of the public corpus, and of cases that are drawn.
BLIND, SOURCE, DRAWN = 0.85, 0.97, 0.75
# The search ends by itself within 8 seconds on an idle machine; a busy one is given more.
PATIENCE = "16"

checks = Checks()
recorded = json.loads((HERE / "notebooks-torch.json").read_text())


def at1(*words, **more):
    return subprocess.run([AT1, *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, **more)


def make(cases_file, folder):
    """Makes the files; returns the cases that have one, each with its path."""
    subprocess.run(
        [sys.executable, CORPUS / "make.py", cases_file, folder], check=True, stdout=subprocess.DEVNULL)
    made = []
    for case in map(json.loads, open(cases_file)):
        place = pathlib.Path(folder) / case["name"]
        if "torch" in case["tags"] and not importlib.util.find_spec("torch"):
            place.mkdir(parents=True)
            make_torch(case, place)
        files = list(place.iterdir()) if place.is_dir() else []
        made.append((case, files[0] if files else None))
    return made


def make_torch(case, place):
    name, digest = recorded.get(case["name"], (None, None))
    if name is None:
        return
    params = json.dumps({"code": case["code"]})
    if not (place.parent / ".at1store").exists():
        at1("init", place.parent)
    at1("-C", place, "generate", "--generator", "program", "--params", params, "--out", name, "--encoding", "raw")
    made = place / name
    same = made.exists() and hashlib.sha256(made.read_bytes()).hexdigest() == digest
    checks.check(f"{case['name']}: as torch gave it", same, name)
    if made.exists() and not same:
        made.unlink()


def recognised(case, path, work, source=None):
    """Whether at1 finds the origin, and the call that it prints; checks that what it finds is right."""
    recipe, again = work / "r.at1r", work / "again"
    for left in (recipe, again):
        left.unlink(missing_ok=True)
    words = ["replay", "discover", path, "--out", recipe, "--json", "--patience", PATIENCE]
    if source:
        (work / "make.py").write_text(source)
        words += ["--from", work / "make.py"]
    done = at1(*words)
    report = json.loads(done.stdout)
    if not report["found"]:
        return False, None
    if "bytes" in case["tags"]:
        checks.check(f"{case['name']}: no origin is claimed", False, report["call"])
        return True, None
    at1("replay", "unpack", recipe, "--out", again)
    same = again.exists() and again.read_bytes() == path.read_bytes()
    checks.check(f"{case['name']}: the origin gives the file", same, report["call"])
    return same, report


def executed(call, work):
    """What a printed call gives: the values of its last expression, or the file that it writes."""
    before = set(os.listdir(work))
    names = {}
    exec("import random, numpy, numpy as np, sklearn.datasets", names)
    text, _, _ = call.partition(", from its state")
    tree = ast.parse(text)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    home = os.getcwd()
    os.chdir(work)
    try:
        exec(compile(tree, "call", "exec"), names)
        value = eval(compile(ast.Expression(last.value), "call", "eval"), names) if last else None
    finally:
        os.chdir(home)
    written = set(os.listdir(work)) - before
    return value, [pathlib.Path(work) / name for name in written]


def stored(path, report):
    """The arrays of a file, by what its recipe says that it is."""
    content = path.read_bytes()
    if report["encoding"] == "npy":
        return [numpy.load(io.BytesIO(content))]
    if report["encoding"] == "npz":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [numpy.load(io.BytesIO(archive.read(name))) for name in archive.namelist()]
    return [content]


def gives_the_file(report, path, place):
    value, written = executed(report["call"], place)
    if written:
        return any(one.read_bytes() == path.read_bytes() for one in written)
    arrays = value if isinstance(value, tuple) else (value,)
    expected = stored(path, report)
    return len(arrays) == len(expected) and all(
        numpy.asarray(mine).tobytes() == (theirs if isinstance(theirs, bytes) else theirs.tobytes())
        for mine, theirs in zip(arrays, expected))


def score(made, least, title, work):
    good, seconds, missed = 0, [], []
    for case, path in made:
        if path is None:
            missed.append(case["name"])
            continue
        began = time.monotonic()
        found, report = recognised(case, path, work)
        seconds.append(time.monotonic() - began)
        if "bytes" in case["tags"]:
            good += not found
            continue
        good += found
        if not found:
            missed.append(case["name"])
        elif "state" in report["params"] or "torch" in report["call"] and not importlib.util.find_spec("torch"):
            continue
        else:
            place = work / "run" / case["name"]
            place.mkdir(parents=True)
            try:
                right = gives_the_file(report, path, place)
            except Exception as error:
                right, report["call"] = False, f"{error!r}: {report['call']}"
            checks.check(f"{case['name']}: the printed call gives the file", right, report["call"])
    print(
        f"{title}: {good} of {len(made)} recognised from the file alone, median "
        f"{sorted(seconds)[len(seconds) // 2]:.2f} s, longest {max(seconds):.1f} s; missed: {' '.join(missed) or 'none'}")
    checks.check(f"{title}: at least {least:.0%}", good >= least * len(made), f"{good} of {len(made)}")


def catalogue(top):
    """Each call of the catalogue, and each form of file, as the libraries make them: found by the source, all of them."""
    cases = top / "catalogue.jsonl"
    with open(cases, "w") as file:
        subprocess.run([sys.executable, HERE / "catalogue_cases.py", SEED], check=True, stdout=file)
    work = top / "catalogue-work"
    work.mkdir()
    made = make(cases, top / "catalogue")
    for case, path in made:
        found, _ = recognised(case, path, work, case["code"])
        checks.check(f"{case['name']}: found by its source", found, case["code"].splitlines()[-1])
    print(f"the catalogue: {len(made)} calls and forms with their source")


def strangers(top):
    """Files of few values whose seed is in no pool: an origin that is found for one is an accident, and must not be claimed."""
    chance = random.Random(1 << 300 | int(SEED))
    place = top / "strangers"
    place.mkdir()
    for number in range(24):
        count = chance.choice([24, 40, 66, 80, 120])
        kind = chance.choice(["labels", "coins", "dice", "rounded", "mask"])
        path = place / f"{number}-{kind}"
        if kind == "labels":
            path.write_text("".join(chance.choice(["a", "b", "c", "d"][: chance.randint(2, 4)]) + "\n" for _ in range(count)))
        elif kind == "mask":
            numpy.save(open(path, "wb"), numpy.array([chance.random() < 0.3 for _ in range(count)]))
        elif kind == "rounded":
            numpy.save(open(path, "wb"), numpy.array([round(chance.gauss(0, 1), 1) for _ in range(count)]))
        else:
            most = 1 if kind == "coins" else 6
            numpy.save(open(path, "wb"), numpy.array([chance.randint(0, most) for _ in range(count)]))
        report = json.loads(at1("replay", "discover", path, "--json", "--patience", "4").stdout)
        checks.check(f"{path.name}: no origin is claimed", not report["found"], report["call"])
    print("24 files of few values whose seed nobody looks for: none claimed")


with tempfile.TemporaryDirectory(prefix="at1-notebooks-") as top:
    top = pathlib.Path(top)
    (top / "work").mkdir()
    catalogue(top)
    strangers(top)
    public = make(CORPUS / "cases.jsonl", top / "public")
    score(public, BLIND, "the public corpus", top / "work")
    good = 0
    for case, path in public:
        if path is None:
            continue
        found, _ = recognised(case, path, top / "work", case["code"])
        good += not found if "bytes" in case["tags"] else found
    print(f"the public corpus: {good} of {len(public)} recognised with the source")
    checks.check("with the source", good >= SOURCE * len(public), f"{good} of {len(public)}")
    if COUNT:
        drawn = top / "drawn.jsonl"
        with open(drawn, "w") as file:
            subprocess.run([sys.executable, HERE / "notebook_cases.py", str(COUNT), SEED], check=True, stdout=file)
        print(f"{COUNT} cases drawn with the seed {SEED}")
        cases = [case for case in make(drawn, top / "drawn") if "torch" not in case[0]["tags"] or case[1]]
        (top / "drawn-work").mkdir()
        score(cases, DRAWN, "drawn cases", top / "drawn-work")
checks.end()
