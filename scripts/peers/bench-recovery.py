"""The figures of scripts/bench-recovery: bench-recovery.py AT1 KERNELS ROUNDS"""
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
from sklearn import datasets

at1, kernels, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
# A child inherits its parent's peak of memory, so a small parent asks for it.
WATCH = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
seconds = time.perf_counter() - start
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, done.returncode, done.stdout]))
"""


def watched(words, code=0, count=rounds):
    """Median seconds, peak memory in MB, and what was printed."""
    runs = []
    for _ in range(count):
        runs.append(json.loads(subprocess.check_output([sys.executable, "-c", WATCH, *words])))
        assert runs[-1][2] == code, runs[-1]
    return statistics.median(run[0] for run in runs), max(run[1] for run in runs), runs[-1][3]


def timed(body, count=rounds):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        body()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def row(what, ours, memory, peer):
    print(f"| {what} | {ours:.2f} s, {memory:.0f} MB | {peer} |", flush=True)


print("| what | at1 | peer |\n|---|---|---|")
count = 100_000_000
_, memory, text = watched([kernels, str(count), str(rounds)], count=1)
figures = {name: statistics.median(times) for name, times in json.loads(text).items()}
numpy_seconds = timed(lambda: np.random.default_rng(7).standard_normal(count))
made = figures["generate"]
row("np_montecarlo, 100,000,000 values made", made, memory, f"numpy {numpy_seconds:.2f} s ({numpy_seconds / made:.1f} times at1's)")
both, alone = figures["materialise"], figures["hash"]
row("the same made and hashed", both, memory, f"SHA-256 alone {alone:.2f} s (at1 takes {both / alone:.2f} times that)")

with tempfile.TemporaryDirectory() as folder:
    path, out = os.path.join(folder, "file"), os.path.join(folder, "file.at1r")

    def recover(generator, params, code=0, *pool):
        words = [at1, "replay", "recover", path, "--force", "--out", out, "--generator", generator, "--params", json.dumps(params), "--json"]
        return watched([*words, *pool], code)

    np.random.default_rng(2**32).standard_normal((100, 10)).tofile(path)
    seconds, memory, text = recover("np_montecarlo", {"n_paths": 100, "n_steps": 10}, 1, "--seed-pool", str(2**32))
    assert json.loads(text)["tried"] == 2**32
    row("recover np_montecarlo over all 4,294,967,296 seeds, in vain", seconds, memory, "")

    params = {"n_samples": 2000, "n_features": 20, "n_informative": 8, "n_classes": 3}
    datasets.make_classification(**params, random_state=41394)[0].tofile(path)
    seconds, memory, text = recover("sk_classification", params, 0, "--seed-pool", "65536")
    assert json.loads(text)["params"]["seed"] == 41394
    some = 500
    loop = timed(lambda: [datasets.make_classification(**params, random_state=seed) for seed in range(some)]) / some * 41395
    row("recover sk_classification, seed 41394 of 65,536", seconds, memory, f"Python in a loop {loop:.0f} s (from {some} seeds)")

    np.random.RandomState(2**32 - 1).standard_normal(1_000_000).tofile(path)
    seconds, memory, text = watched([at1, "replay", "discover", path, "--json"], 1)
    seen = json.loads(text)
    row(f"discover over 65,536 seeds, 8 MB, in vain ({len(seen['tried'])} origins tried)", seconds, memory, "")

    datasets.make_classification(50_000, random_state=65_535)[0].tofile(path)
    seconds, memory, text = watched([at1, "replay", "discover", path, "--json"])
    assert json.loads(text)["params"]["seed"] == 65_535
    row("discover make_classification(50000), seed 65,535", seconds, memory, "")

    source = np.random.RandomState([random.SystemRandom().randrange(2**32) for _ in range(20)])
    source.rand(999)
    source.rand(100_000).tofile(path)
    seconds, memory, text = watched([at1, "replay", "discover", path, "--json", "--force", "--out", out])
    assert "state" in json.loads(text)["params"]
    row("MT19937's state from 100,000 values of rand()", seconds, memory, f"{os.path.getsize(out):,} bytes for 800,000")
