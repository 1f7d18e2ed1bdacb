"""The checks of scripts/peer-engine: engine.py AT1 COUNT SEED"""

import subprocess
import sys
from pathlib import Path

import engine_recorded
import processor
from harness import Checks

at1, count, seed = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def live(kernel, threaded):
    """The real library makes the files of random recipes, in a process that has the kernel."""
    words = [sys.executable, Path(__file__).with_name("engine_live.py"), at1, str(count // 4 if threaded else count), seed]
    environment = processor.library_environment(kernel, threads=None if threaded else 1)
    return subprocess.run(words + ["--threads"] * threaded, env=environment).returncode == 0


def check(kernel, threaded):
    try:
        if processor.runs(kernel):
            return live(kernel, threaded)
        return engine_recorded.compare(at1, kernel, threaded)
    except Exception as error:
        checks = Checks()
        checks.check(kernel, False, f"{type(error).__name__}: {error}")
        return checks.told()


held = [check(kernel, False) for kernel in ("Haswell", "SkylakeX", "Sandybridge", "Nehalem", "Zen")]
held += [check(kernel, True) for kernel in ("Haswell", "SkylakeX", "Nehalem")]
sys.exit(0 if all(held) else 1)
