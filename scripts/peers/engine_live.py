"""One kernel that the processor can run, for engine.py: engine_live.py AT1 COUNT SEED [--threads]

Each case: draw a recipe; let the real library make the file; `at1 replay pack` must find it, `unpack` must give it back.
"""
import base64
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
AT1, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
kernel = os.environ.get("OPENBLAS_CORETYPE", "default")
rnd = random.Random(f"{kernel} {seed}")
threads = 1
if "--threads" in sys.argv:
    from threadpoolctl import threadpool_limits


def size(limit):
    """A whole number from 1 to limit, as likely to have few digits as many."""
    return max(1, int(np.exp(rnd.random() * np.log(limit))))


def seed32():
    return rnd.choice([0, 1, 42, 2**32 - 1, rnd.randrange(2**32)])


def montecarlo():
    params = {
        "seed": rnd.choice([0, 7, 2**32, 2**64 - 1, rnd.randrange(2**32), rnd.randrange(2**300)]),
        "n_paths": rnd.choice([0, 1, size(3000)]),
        "n_steps": rnd.choice([1, size(300)]),
    }
    if rnd.random() < 0.5:
        params["process"] = rnd.choice(["normal", "walk"])
    return "np_montecarlo", params


def classification():
    while True:
        informative = size(rnd.choice([8, 40, 40, 350]))
        params = {"seed": seed32(), "n_samples": size(rnd.choice([5, 50, 3000, 3000, 30000])), "n_informative": informative}
        params["n_redundant"] = rnd.choice([0, 1, 2, 3, 4, size(40)])
        params["n_repeated"] = rnd.choice([0, 0, size(6)])
        others = informative + params["n_redundant"] + params["n_repeated"]
        params["n_features"] = others + rnd.choice([0, 0, 1, size(20)])
        params["n_classes"] = rnd.choice([1, 2, 2, 3, 5, 8])
        params["n_clusters_per_class"] = rnd.choice([1, 2, 2, 3, 7])
        clusters = params["n_classes"] * params["n_clusters_per_class"]
        if informative < np.log2(clusters) or params["n_samples"] * informative**2 > 3e8:
            continue
        if informative <= 30 and 2**informative > 3e6 and clusters / 2**informative > 0.01:
            continue
        if rnd.random() < 0.3:
            params["weights"] = [rnd.random() for _ in range(params["n_classes"] - rnd.choice([0, 1]))]
        if rnd.random() < 0.3:
            params["flip_y"] = rnd.choice([0, 1, rnd.random()])
        if rnd.random() < 0.3:
            params["class_sep"] = rnd.choice([0.5, 2, rnd.random() + 0.01])
        if rnd.random() < 0.3:
            params["hypercube"] = False
        for name in "shift", "scale":
            how = rnd.random()
            if how < 0.2:
                params[name] = None
            elif how < 0.3:
                params[name] = [rnd.random() + 0.1 for _ in range(params["n_features"])]
            elif how < 0.4:
                params[name] = rnd.random() * 3 + 0.1
        if rnd.random() < 0.3:
            params["shuffle"] = False
        return "sk_classification", params


def regression():
    while True:
        params = {
            "seed": seed32(),
            "n_samples": size(rnd.choice([10, 5000, 60000])),
            "n_features": size(rnd.choice([20, 100, 1200, 3000])),
            "n_targets": rnd.choice([1, 1, 1, 2, 3, 4, 5, size(60), size(400)]),
        }
        values = params["n_samples"] * params["n_features"]
        if values > 3e6 or values * params["n_targets"] > 1e8:
            continue
        params["n_informative"] = rnd.choice([0, 1, 10, size(params["n_features"]), params["n_features"]])
        if rnd.random() < 0.4:
            params["bias"] = rnd.random() * 100
        if rnd.random() < 0.4:
            params["noise"] = rnd.random()
        if rnd.random() < 0.3:
            params["shuffle"] = False
        if rnd.random() < 0.1:
            params.update(effective_rank=None, tail_strength=0.3, coef=False)
        return "sk_regression", params


def blobs():
    params = {"seed": seed32(), "n_samples": rnd.choice([size(5000), [size(100) for _ in range(size(9))]]), "n_features": size(20)}
    listed = len(params["n_samples"]) if isinstance(params["n_samples"], list) else None
    how = rnd.random()
    if how < 0.3:
        centers = listed or size(9)
        params["centers"] = [[rnd.random() * 9 for _ in range(params["n_features"])] for _ in range(centers)]
    elif how < 0.6 and listed is None:
        centers = params["centers"] = size(9)
    else:
        centers = listed or 3
    if rnd.random() < 0.4:
        params["cluster_std"] = rnd.choice([2.5, [rnd.random() for _ in range(centers)]])
    if rnd.random() < 0.4:
        params["center_box"] = [-1.0, rnd.random() * 5]
    if rnd.random() < 0.3:
        params["shuffle"] = False
    return "sk_blobs", params


REALS = {"np_random": ["standard_normal", "normal", "random", "uniform", "exponential"], "np_legacy": ["randn", "rand", "normal", "uniform"]}
INTEGERS = {"np_random": "integers", "np_legacy": "randint"}


def some_call(generator):
    name = rnd.choice(REALS[generator] + [INTEGERS[generator]] * 2)
    call = {"call": name}
    if rnd.random() < 0.9:
        call["size"] = rnd.choice([size(5), size(400000), [size(300), size(30)], [2, size(9), 3]])
    if name in ("normal", "exponential") and rnd.random() < 0.8:
        call["scale"] = rnd.choice([0.5, 2, rnd.random() * 9])
    if name == "normal" and rnd.random() < 0.8:
        call["loc"] = rnd.choice([1, -2.5, rnd.random() * 9])
    if name == "uniform" and rnd.random() < 0.8:
        call.update(low=rnd.choice([-1, rnd.random() - 5]), high=rnd.choice([1, 2.5, rnd.random() + 5]))
    if name == INTEGERS[generator]:
        low = rnd.choice([0, 0, -5, rnd.randrange(-(2**40), 2**40)])
        call["high"] = low + rnd.choice([1, 2, 10, 100, 2**16, 2**32 - 1, 2**32, 2**32 + 1, 2**45, size(2**50)])
        if low:
            call["low"] = low
    if rnd.random() < 0.3:
        integers = ["int64", "int32", "int16", "int8", "uint64", "uint32", "uint16", "uint8"]
        call["astype"] = rnd.choice(["float32", "float64"] + (integers if name == INTEGERS[generator] else []))
    return call


def calls(generator):
    params = {"calls": [some_call(generator) for _ in range(size(6))]}
    # Drawn and not kept, but for the last; where types and shapes allow, joined to it; or a y of its own.
    *rest, last = params["calls"]
    for call in rest:
        joins = len(np.shape(np.empty(call.get("size", ())))) == 1 == len(np.shape(np.empty(last.get("size", ()))))
        same = element(call) == element(last)
        if not (joins and same and rnd.random() < 0.7):
            call["array"] = None
    if rest and rnd.random() < 0.3:
        rest[0]["array"] = "y"
    if generator == "np_random":
        params["seed"] = rnd.choice([0, 7, 2**32, rnd.randrange(2**32), rnd.randrange(2**300)])
    elif rnd.random() < 0.3:
        random_state = np.random.RandomState(rnd.randrange(2**32))
        random_state.randint(0, 2**32, size=624, dtype=np.uint32)
        params["state"] = base64.b64encode(random_state.get_state()[1].astype("<u4").tobytes()).decode()
    else:
        params["seed"] = rnd.choice([seed32(), [seed32()], [seed32() for _ in range(size(900))]])
    return generator, params


def element(call):
    return call.get("astype", "int64" if call["call"] in INTEGERS.values() else "float64")


def drawn(generator, params):
    """What numpy gives for a list of calls."""
    if generator == "np_random":
        source = np.random.default_rng(params["seed"])
    elif "state" in params:
        source = np.random.RandomState()
        source.set_state(("MT19937", np.frombuffer(base64.b64decode(params["state"]), "<u4"), 0))
    else:
        source = np.random.RandomState(params["seed"])
    parts = {}
    for call in params["calls"]:
        arguments = {name: call[name] for name in ("loc", "scale", "low", "high") if name in call}
        shape = call.get("size", ())
        shape = tuple(np.atleast_1d(shape))
        if call["call"] in INTEGERS.values():
            arguments.setdefault("low", 0)
        if call["call"] in ("rand", "randn"):
            got = np.asarray(getattr(source, call["call"])(*shape))
        else:
            got = np.asarray(getattr(source, call["call"])(**arguments, size=shape or None))
        if call.get("array", "X") is not None:
            parts.setdefault(call.get("array", "X"), []).append(got.astype(element(call)))
    return {name: np.concatenate(parts[name]) if len(parts[name]) > 1 else parts[name][0] for name in sorted(parts)}


def arrays(generator, params):
    """What the real library gives."""
    if "calls" in params:
        return drawn(generator, params)
    params = dict(params)
    seed = params.pop("seed")
    if generator == "np_montecarlo":
        draws = np.random.default_rng(seed).standard_normal((params["n_paths"], params["n_steps"]))
        return {"X": np.cumsum(draws, axis=1) if params.get("process") == "walk" else draws}
    if "center_box" in params:
        params["center_box"] = tuple(params["center_box"])
    make = {
        "sk_classification": datasets.make_classification,
        "sk_regression": datasets.make_regression,
        "sk_blobs": datasets.make_blobs,
    }[generator]
    x, y = make(random_state=seed, **params)[:2]
    return {"X": x, "y": y}


def write(path, got, generator):
    form = rnd.choice(["raw", "raw", "npy", "npz"])
    if form == "npz":
        with open(path, "wb") as file:
            np.savez(file, **got)
        return form
    array = got[rnd.choice(list(got))]
    if "sk" in generator:  # scikit-learn's numbers by themselves stand as arrays of one
        array = np.ascontiguousarray(array)
    if form == "raw":
        array.tofile(path)
    else:
        with open(path, "wb") as file:
            np.save(file, array)
    return form


tally = {}
checks = Checks()
with tempfile.TemporaryDirectory() as folder:
    path, packed, again = (os.path.join(folder, name) for name in ("file", "file.at1r", "again"))
    for _ in range(count):
        generator, params = rnd.choice([montecarlo, classification, classification, classification, regression, regression, blobs,
                                         lambda: calls("np_random"), lambda: calls("np_legacy")])()
        if "--threads" in sys.argv:
            threads = rnd.choice([2, 3, 4, 8, 16])
            threadpool_limits(threads, "blas")
        got = arrays(generator, params)
        form = write(path, got, generator)
        ran = subprocess.run(
            [AT1, "replay", "pack", path, "--force", "--out", packed, "--generator", generator, "--params", json.dumps(params), "--json"],
            capture_output=True, text=True)
        result = json.loads(ran.stdout) if ran.returncode == 0 else {"mode": "failed"}
        ok = result["mode"] == "replay"
        if ok:
            subprocess.run([AT1, "replay", "unpack", packed, "--force", "--out", again], check=True, capture_output=True)
            with open(path, "rb") as a, open(again, "rb") as b:
                ok = a.read() == b.read()
        agreed = tally.setdefault(generator, [0, 0])
        agreed[0] += ok
        agreed[1] += 1
        shown = {name: value for name, value in params.items() if not isinstance(value, list) or len(value) < 9}
        checks.check(f"{kernel} {threads} threads {generator} {form} {json.dumps(shown)}", ok, ran.stderr)
several = ", several threads" if "--threads" in sys.argv else ""
print(f"{kernel}{several}: live library, " + ", ".join(f"{name} {a} of {n}" for name, (a, n) in sorted(tally.items())), flush=True)
checks.end()
