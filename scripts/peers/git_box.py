"""What the checks of scripts/peer-git share: a folder with a home of its own, at1 on its path, and git in it."""
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

WORK = Path(tempfile.mkdtemp(prefix="at1-git-"))
PROGRAMS = WORK / "bin"
PROGRAMS.mkdir()
(PROGRAMS / "at1").symlink_to(Path(sys.argv[1]).resolve())
ENVIRONMENT = {
    "PATH": f"{PROGRAMS}:/usr/bin:/bin", "HOME": str(WORK / "home"), "LANG": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
       for what, value in (("NAME", "Ada"), ("EMAIL", "a@example.org"))},
}
(WORK / "home").mkdir()


_counted = []


def count_with(checks):
    """Calls that must succeed are checks of the program that uses this."""
    _counted.append(checks)
    return checks.check


def call(folder, *words, **variables):
    return subprocess.run(
        [*map(str, words)], cwd=folder, env={**ENVIRONMENT, **variables}, capture_output=True, text=True, timeout=600)


def ok(folder, *words, **variables):
    done = call(folder, *words, **variables)
    _counted[0].check(" ".join(map(str, words))[:100], done.returncode == 0, done.stderr + done.stdout[-300:])
    return done.stdout


def git(folder, *words, **variables):
    return ok(folder, "git", *words, **variables)


def drawn(seed, rows=200):
    return np.random.default_rng(seed).standard_normal((rows, 50))


def kept(folder, revision, path):
    """What git keeps of a file."""
    return subprocess.run(["git", "show", "--no-textconv", f"{revision}:{path}"], cwd=folder, env=ENVIRONMENT,
                          capture_output=True).stdout


def clean(folder):
    return git(folder, "status", "--porcelain") == ""


def same(one, other):
    def files(folder):
        return {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts
        }

    return files(one) == files(other)
