"""The checks of scripts/peer-recovery: recovery.py AT1 COUNT SEED"""
import json
import os
import random
import subprocess
import sys
import tempfile
import warnings

import numpy as np
from sklearn import datasets

from harness import Checks

warnings.filterwarnings("ignore")
AT1, count, rnd = sys.argv[1], int(sys.argv[2]), random.Random(int(sys.argv[3]))
checks = Checks()


def at1(*words):
    done = subprocess.run([AT1, *words], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def save(path, array, how):
    if how == "raw":
        array.tofile(path)
        return
    with open(path, "wb") as file:
        np.save(file, array)


def unpacks(packed, path):
    code, _, _ = at1("replay", "unpack", packed, "--force", "--out", path + ".again")
    return code == 0 and open(path + ".again", "rb").read() == open(path, "rb").read()


def seed():
    return rnd.choice([0, 1, 42, 65535, rnd.randrange(65536)])


def shape():
    return rnd.choice([rnd.randrange(20, 3000), (rnd.randrange(5, 60), rnd.randrange(5, 60))])


def flat(shape):
    return shape if isinstance(shape, tuple) else (shape,)


def number():
    return rnd.choice([rnd.randrange(-9, 10), round(rnd.uniform(-99, 99), 2), rnd.uniform(-1, 1), 10.0 ** rnd.randrange(-6, 7)])


def origins():
    """One call of each origin of the catalogue: its words as at1 has them, up to its arguments; and what it gives."""
    s, size = seed(), shape()
    rng, legacy = np.random.default_rng(s), np.random.RandomState(s)
    first, end = rnd.choice([(0, rnd.choice([2, 10, 100, 256, 2**31 - 1, 10**12])), (1, 7), (-50, 51)])
    n = rnd.randrange(20, 3000)
    random.seed(s)
    scale, low = abs(number()) + 1e-3, number()
    # A cast that leaves the same few numbers of every seed tells nothing.
    kind = rnd.choice(["", "f4"]) if scale > abs(low) * 1e-4 else ""
    cast = lambda array: array.astype(kind) if kind else array
    yield f"numpy.random.default_rng({s}).standard_normal(", cast(rng.standard_normal(size))
    yield f"numpy.random.default_rng({s}).normal(loc=", cast(np.random.default_rng(s).normal(low, scale, size))
    yield f"numpy.random.default_rng({s}).random(", cast(np.random.default_rng(s).random(size))
    yield f"numpy.random.default_rng({s}).uniform(low=", cast(np.random.default_rng(s).uniform(low, low + scale, size))
    yield f"numpy.random.default_rng({s}).exponential(scale=", cast(np.random.default_rng(s).exponential(scale, size))
    yield f"numpy.random.default_rng({s}).integers(", np.random.default_rng(s).integers(first, end, size)
    yield f"numpy.random.RandomState({s}).randn(", cast(legacy.randn(*flat(size)))
    yield f"numpy.random.RandomState({s}).rand(", cast(np.random.RandomState(s).rand(*flat(size)))
    yield f"numpy.random.RandomState({s}).normal(loc=", cast(np.random.RandomState(s).normal(low, scale, size))
    yield f"numpy.random.RandomState({s}).uniform(low=", cast(np.random.RandomState(s).uniform(low, low + scale, size))
    yield f"numpy.random.RandomState({s}).randint(", np.random.RandomState(s).randint(first, end, size)
    yield f"random.seed({s}); [random.random()", np.array([random.random() for _ in range(n)])
    for name in "make_blobs", "make_regression", "make_classification":
        X, y = getattr(datasets, name)(random_state=s)
        yield f"sklearn.datasets.{name}(", cast(X)
        yield f"sklearn.datasets.{name}(", y
        samples = rnd.randrange(50, 400)
        yield f"sklearn.datasets.{name}(", getattr(datasets, name)(samples, random_state=s)[0]


def discoveries(folder):
    for words, array in origins():
        path, packed = os.path.join(folder, "file"), os.path.join(folder, "file.at1r")
        sklearn = words.startswith("sklearn")
        how = rnd.choice(["raw", "npy"])
        save(path, array, how)
        code, text, error = at1("replay", "discover", path, "--json", "--force", "--out", packed, "--patience", "60")
        what = f"discover {words} {array.dtype} {array.shape} {how}: {text[:300]}{error[:300]}"
        if code == 0:
            call = json.loads(text)["call"]
            # Numbers that nobody typed may have another call that gives the same bytes. A program has the call in one of its lines.
            name = words.rpartition(".")[2] if sklearn and call.startswith("import ") else words
            checks.check(what, (name in call if sklearn else call.startswith(name)) and (not sklearn or "random_state" in call))
            checks.check(what, unpacks(packed, path))
        else:
            checks.check(what, False)


def losses():
    """Calls whose seed is lost, with parameters that are not the defaults."""
    s = rnd.randrange(2**32)
    paths, steps = rnd.randrange(1, 50), rnd.randrange(1, 50)
    yield "np_montecarlo", {"n_paths": paths, "n_steps": steps}, s, np.random.default_rng(s).standard_normal((paths, steps))
    params = {"n_samples": rnd.randrange(20, 900), "n_features": rnd.randrange(1, 30)}
    noise = {"noise": rnd.choice([0, 0.5, 3]), "n_targets": rnd.choice([1, 1, 3]), "bias": rnd.choice([0.0, -2.5])}
    X, y = datasets.make_regression(**params, **noise, random_state=s)
    yield "sk_regression", {**params, **noise}, s, X
    yield "sk_regression", {**params, **noise}, s, y
    more = {"centers": rnd.randrange(1, 90), "cluster_std": rnd.choice([1.0, 0.3])}
    X, y = datasets.make_blobs(**params, **more, random_state=s)
    yield "sk_blobs", {**params, **more}, s, X
    if more["centers"] > 4:
        yield "sk_blobs", {**params, **more}, s, y
    params = {"n_samples": rnd.randrange(60, 900), "n_informative": rnd.randrange(3, 9), "n_classes": rnd.randrange(2, 5)}
    params["n_redundant"], params["n_repeated"] = rnd.randrange(0, 4), rnd.randrange(0, 3)
    params["n_features"] = params["n_informative"] + params["n_redundant"] + params["n_repeated"] + rnd.choice([0, 0, 5])
    params["shift"], params["scale"] = rnd.choice([0.0, None]), rnd.choice([1.0, None])
    X, y = datasets.make_classification(**params, random_state=s)
    yield "sk_classification", params, s, X
    yield "sk_classification", params, s, y


def recoveries(folder):
    for generator, params, s, array in losses():
        path, packed = os.path.join(folder, "file"), os.path.join(folder, "file.at1r")
        save(path, np.ascontiguousarray(array), rnd.choice(["raw", "npy"]))
        start = max(0, s - rnd.randrange(3000))
        pool = ["--seed-range", f"{start}:{min(2**32, s + 3000)}"]
        words = ["replay", "recover", path, "--force", "--out", packed, "--generator", generator, "--params", json.dumps(params), "--json"]
        code, text, error = at1(*words, *pool)
        what = f"recover {generator} {params} seed {s} {array.shape}: {text[:200]}{error[:300]}"
        checks.check(what, code == 0 and json.loads(text)["params"]["seed"] == s)
        checks.check(what, unpacks(packed, path))
        code, text, error = at1(*words, "--seed-range", f"{start}:{s}")
        checks.check(f"not {what}", code == 1 and json.loads(text)["mode"] == "fallback" and json.loads(text)["tried"] == s - start)
        checks.check(f"not {what}", unpacks(packed, path))


def states(folder):
    """Streams whose seed is in no pool."""
    path, packed = os.path.join(folder, "file"), os.path.join(folder, "file.at1r")
    legacy = np.random.RandomState([rnd.randrange(2**32) for _ in range(30)])
    legacy.rand(rnd.randrange(2000))
    legacy.randint(0, 2, rnd.randrange(3), dtype=np.int32)
    system = random.Random(rnd.randrange(2**400))
    system.getrandbits(32 * rnd.randrange(1, 700))
    for array in [
        legacy.rand(20_000),
        legacy.uniform(-1, 1, 20_000),
        legacy.randint(0, 256, 40_000),
        legacy.randint(-512, 512, 40_000).astype("i4"),
        legacy.randint(0, 2, 60_000).astype("u1"),
        np.array([system.random() for _ in range(20_000)]),
    ]:
        save(path, array, rnd.choice(["raw", "npy"]))
        code, text, error = at1("replay", "discover", path, "--json", "--force", "--out", packed, "--patience", "60")
        what = f"state of {array[:3]} {array.dtype}: {text[:200]}{error[:300]}"
        checks.check(what, code == 0 and "state" in json.loads(text)["params"])
        checks.check(what, unpacks(packed, path))
        if code == 0:
            checks.check(what, os.path.getsize(packed) < 2800)


with tempfile.TemporaryDirectory() as folder:
    for _ in range(count):
        discoveries(folder)
        recoveries(folder)
    for _ in range(max(1, count // 10)):
        states(folder)
checks.end()
