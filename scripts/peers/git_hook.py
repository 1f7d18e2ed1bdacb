"""The checks of scripts/peer-git: git_hook.py AT1

The pre-push hook, and blocks that files share, on file systems made for that.
"""
import json
import os
import shutil
import subprocess
import time

import numpy as np

from git_box import ENVIRONMENT, WORK, call, clean, count_with, drawn, git, ok, same
from harness import Checks, noise

checks = Checks()
check = count_with(checks)


def hooks():
    store = WORK / "hook-objects"
    bare = WORK / "hook.git"
    place = WORK / "hook"
    ok(WORK, "at1", "init", "-q", "--bare", str(store))
    git(WORK, "init", "-q", "--bare", "-b", "main", str(bare))
    git(WORK, "init", "-q", "-b", "main", str(place))
    hook = place / ".git" / "hooks" / "pre-push"
    report = json.loads(ok(place, "at1", "git", "install", "--local", "--json"))
    check("install writes the hook", report["hook"] == "own" and os.access(hook, os.X_OK), report)
    ok(place, "at1", "git", "track", "*.npy", "*.bin")
    git(place, "remote", "add", "origin", str(bare))
    np.save(place / "drawn.npy", drawn(3))
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "a recipe")
    done = call(place, "git", "push", "-q", "origin", "main")
    check("recipes need no at1 remote", done.returncode == 0 and "at1" not in done.stderr, done.stderr)
    (place / "noise.bin").write_bytes(noise(300_000, 48))
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "bytes")
    done = call(place, "git", "push", "-q", "origin", "main")
    check("without a remote the push warns", done.returncode == 0 and "warning: 1 object that the commits point to stay" in done.stderr, done.stderr)
    git(place, "config", "at1.remote", str(store))
    (place / "more.bin").write_bytes(noise(300_000, 49))
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "more bytes")
    done = call(place, "git", "push", "-q", "origin", "main")
    check("a push sends objects", done.returncode == 0 and "at1: sent" in done.stderr, done.stderr)
    far = WORK / "hook-clone"
    git(WORK, "clone", "-q", "-c", f"at1.remote={store}", str(bare), str(far))
    check("a clone elsewhere has the files", same(place, far) and clean(far))
    done = call(place, "git", "push", "-q", "origin", "main")
    check("nothing new, nothing sent", done.returncode == 0 and "at1" not in done.stderr, done.stderr)
    git(place, "switch", "-q", "-c", "side")
    git(place, "push", "-q", "origin", "side")
    git(place, "push", "-q", "origin", "--delete", "side")
    (place / "third.bin").write_bytes(noise(300_000, 50))
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "third")
    git(place, "config", "at1.remote", str(WORK / "nowhere"))
    done = call(place, "git", "push", "-q", "origin", "side")
    check("a remote that is missing stops the push", done.returncode != 0 and "at1: error:" in done.stderr
          and "side" not in git(bare, "branch"), done.stderr)
    ok(place, "at1", "git", "uninstall", "--local")
    check("uninstall removes the hook", not hook.exists())
    ours = "#!/bin/sh\nexit 0\n"
    hook.write_text(ours)
    hook.chmod(0o755)
    done = call(place, "at1", "git", "install", "--local")
    check("a foreign hook stays", done.returncode == 0 and hook.read_text() == ours and 'at1 git pre-push "$@"' in done.stderr
          and "--force" in done.stderr, done.stderr)
    ok(place, "at1", "git", "track", "*.x")
    ok(place, "at1", "git", "uninstall", "--local")
    check("also when at1 is uninstalled", hook.read_text() == ours)
    hook.write_text('#!/bin/sh\nat1 git pre-push "$@"\n')
    report = json.loads(ok(place, "at1", "git", "install", "--local", "--json"))
    check("a hook with at1's line is at1's too", report["hook"] == "joined")
    done = call(place, "at1", "git", "uninstall", "--local")
    check("and its line is named", hook.exists() and "remove the line" in done.stderr, done.stderr)
    hook.write_text(ours)
    ok(place, "at1", "git", "install", "--local", "--force")
    check("--force replaces it", hook.read_text() != ours and os.access(hook, os.X_OK))
    git(place, "config", "core.hooksPath", str(WORK / "shared hooks"))
    ok(place, "at1", "git", "install", "--local")
    check("core.hooksPath counts", (WORK / "shared hooks" / "pre-push").exists())
    done = subprocess.run(["at1", "git", "pre-push", "origin"], cwd=place, env=ENVIRONMENT, input="nonsense\n", capture_output=True, text=True)
    check("a list that is none", done.returncode == 2 and "is not a line of git's list" in done.stderr, done.stderr)


def sharing(kind, make):
    """`dedup` on a file system that can; false if none can be made here."""
    image, mounted = WORK / f"{kind}.img", WORK / f"mounted-{kind}"
    mounted.mkdir()
    with open(image, "wb") as file:
        file.truncate(400 << 20)
    if os.geteuid() != 0 or not shutil.which(make[0]) or subprocess.run([*make, str(image)], capture_output=True).returncode:
        return False
    if subprocess.run(["mount", "-o", "loop", str(image), str(mounted)], capture_output=True).returncode:
        return False
    try:
        place = mounted / "data"
        git(mounted, "init", "-q", "-b", "main", str(place))
        ok(place, "at1", "git", "track", "*.bin", "*.npy")
        (place / "one.bin").write_bytes(noise(20_000_000, 51))
        (place / "two.bin").write_bytes(noise(20_000_000, 51))
        (place / "three.bin").write_bytes(noise(20_000_000, 52))
        git(place, "add", ".")
        git(place, "commit", "-q", "-m", "twice")
        git(place, "worktree", "add", "-q", str(mounted / "other"), "-b", "other")
        os.sync()
        used = shutil.disk_usage(mounted).used
        report = json.loads(ok(place, "at1", "git", "dedup", "--json"))
        freed, end = 0, time.monotonic() + 30
        # xfs gives blocks back in the background.
        while freed <= 60_000_000 and time.monotonic() < end:
            time.sleep(0.1)
            os.sync()
            freed = used - shutil.disk_usage(mounted).used
        check(f"{kind}: dedup", report["files"] == 4 and report["bytes"] == 80_000_000, report)
        check(f"{kind}: frees the space of four files", freed > 60_000_000, freed)
        check(f"{kind}: changes no file", clean(place) and clean(mounted / "other")
              and (mounted / "other" / "two.bin").read_bytes() == noise(20_000_000, 51))
        print(f"{kind}: dedup of 6 files of 20 MB frees {freed / 1e6:.0f} MB")
    finally:
        subprocess.run(["umount", str(mounted)], check=True)
    return True


def dedup():
    place = WORK / "dedup"
    git(WORK, "init", "-q", "-b", "main", str(place))
    (place / "one").write_bytes(noise(100_000, 53))
    done = call(place, "at1", "git", "dedup")
    able = done.returncode == 0
    check("dedup where it cannot be says so", able or done.returncode == 4 and "cannot share blocks between files" in done.stderr, done.stderr)
    results = {"btrfs": sharing("btrfs", ["mkfs.btrfs", "-q"]), "xfs": sharing("xfs", ["mkfs.xfs", "-q"])}
    for kind, made in results.items():
        if not made:
            print(f"{kind}: not checked, since none can be mounted here")
    done = call(WORK, "at1", "git", "dedup")
    check("dedup outside of a repository", done.returncode == 2, done.stderr)


try:
    ok(WORK, "at1", "git", "install")
    checks.run(hooks, dedup)
finally:
    shutil.rmtree(WORK, ignore_errors=True)
checks.end()
