"""The checks of scripts/peer-git: git_migrate.py AT1 [DVC]

`at1 git migrate` with the real git-lfs, and with the real DVC if its program is named.
"""
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np

from git_box import ENVIRONMENT, WORK, call, clean, count_with, drawn, git, kept, ok, same
from harness import Checks, noise

checks = Checks()
check = count_with(checks)

DVC = sys.argv[2] if len(sys.argv) > 2 else None


def migrate(place, source, *words):
    done = call(place, "at1", "git", "migrate", "--from", source, "--json", *words)
    return done, json.loads(done.stdout)


def pointer(place, path, revision=":0"):
    return subprocess.run(["git", "show", "--no-textconv", f"{revision}:{path}"], cwd=place, env=ENVIRONMENT,
                          capture_output=True).stdout


def snapshot(place):
    """The index, what git stores of it, and the files."""
    files = {str(p.relative_to(place)): (os.readlink(p) if p.is_symlink() else hashlib.sha256(p.read_bytes()).hexdigest())
             for p in place.rglob("*") if (p.is_symlink() or p.is_file()) and ".git" not in p.relative_to(place).parts}
    return git(place, "ls-files", "-s"), files


def with_lfs(name):
    place = WORK / name
    git(WORK, "init", "-q", "-b", "main", str(place))
    git(place, "lfs", "install", "--local")
    git(place, "lfs", "track", "*.npy", "*.bin")
    (place / "sub").mkdir()
    (place / "sub" / ".gitattributes").write_text("# ours\n*.dat\tfilter=lfs  diff=lfs merge=lfs -text lockable\n*.txt text\n")
    np.save(place / "drawn.npy", drawn(7))
    (place / "noise.bin").write_bytes(noise(200_000, 41))
    (place / "short.bin").write_bytes(noise(600, 42))
    (place / "empty.bin").write_bytes(b"")
    (place / "sub" / "ü b.dat").write_bytes(noise(90_000, 43))
    (place / "sub" / "ü b.dat").chmod(0o755)
    (place / "plain.txt").write_text("plain\n")
    age(place)
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "by git-lfs")
    return place


def age(place):
    """Files that are older than the index: git does not look at them again, and git-lfs does not store them again."""
    for path in place.rglob("*"):
        if ".git" not in path.relative_to(place).parts:
            os.utime(path, (1_700_000_000, 1_700_000_000), follow_symlinks=False)


def lfs():
    place = with_lfs("lfs")
    before = snapshot(place)
    done, report = migrate(place, "lfs")
    kinds = {one["path"]: one["kept_as"] for one in report["files"]}
    check("migrate from git-lfs", done.returncode == 0 and report["migrated"] and kinds == {
        "drawn.npy": "recipe", "noise.bin": "object", "short.bin": "bytes", "empty.bin": "bytes", "sub/ü b.dat": "object",
    }, (done.stderr, report))
    check("attributes of every folder", report["changed"] == [".gitattributes", "sub/.gitattributes"] and
          (place / "sub" / ".gitattributes").read_text() ==
          "# ours\n*.dat\tfilter=at1  diff=at1 merge=at1 -text lockable\n*.txt text\n", report)
    after = snapshot(place)
    same_files = {k: v for k, v in after[1].items() if not k.endswith(".gitattributes")} == {
        k: v for k, v in before[1].items() if not k.endswith(".gitattributes")}
    check("the files stay as they were", same_files)
    check("a recipe", b'"seed":7' in pointer(place, "drawn.npy"))
    check("executable files stay so", "100755" in git(place, "ls-files", "-s", "sub/*.dat"))
    check("everything is staged", git(place, "diff", "--name-only") == "" and
          not (place / ".git" / "at1-migration").exists(), git(place, "status", "--porcelain"))
    git(place, "reset", "-q", "--hard")
    check("a reset takes it back", snapshot(place) == before)
    migrate(place, "lfs")
    git(place, "commit", "-q", "-m", "by at1")
    check("committed", clean(place))
    check("fsck", json.loads(ok(place, "at1", "git", "fsck", "--json"))["ok"])
    again, report = migrate(place, "lfs")
    check("again there is nothing to do", again.returncode == 0 and report["files"] == [] and clean(place), report)
    store = WORK / "lfs-objects"
    ok(WORK, "at1", "init", "-q", "--bare", str(store))
    ok(place, "at1", "git", "push", str(store))
    far = WORK / "lfs-clone"
    git(WORK, "clone", "-q", "-c", f"at1.remote={store}", str(place), str(far))
    check("a clone has the files", same(place, far) and clean(far))


def lfs_refusals():
    place = with_lfs("lfs-lacking")
    for name in ("noise.bin", "sub/ü b.dat"):
        text = kept(place, "HEAD", name).decode()
        object_ = text.split("sha256:")[1][:64]
        (place / ".git" / "lfs" / "objects" / object_[:2] / object_[2:4] / object_).unlink()
    before = snapshot(place)
    done, report = migrate(place, "lfs")
    check("every object that is missing is named", done.returncode == 1 and not report["migrated"]
          and [one["path"] for one in report["problems"]] == ["noise.bin", "sub/ü b.dat"]
          and all("git-lfs does not have its object" in one["what"] for one in report["problems"]), report)
    check("and nothing is changed", snapshot(place) == before and clean(place))
    place = with_lfs("lfs-damaged")
    objects = sorted((path for path in (place / ".git" / "lfs" / "objects").rglob("*") if path.is_file()),
                     key=lambda path: path.stat().st_size)
    data = bytearray(objects[-1].read_bytes())
    data[1000] ^= 1
    objects[-1].chmod(0o644)
    objects[-1].write_bytes(data)
    objects[0].chmod(0o644)
    objects[0].write_bytes(b"cut")
    before = snapshot(place)
    done, report = migrate(place, "lfs")
    check("an object of a wrong size", done.returncode == 1 and any("3 bytes instead of 600" in one["what"] for one in report["problems"]), report)
    objects[0].write_bytes(noise(600, 42))
    done, report = migrate(place, "lfs")
    check("a damaged object", done.returncode == 1 and len(report["problems"]) == 1 and "are damaged" in report["problems"][0]["what"], report)
    check("nothing is changed by either", snapshot(place) == before)
    place = with_lfs("lfs-dirty")
    (place / "plain.txt").write_text("changed\n")
    done = call(place, "at1", "git", "migrate", "--from", "lfs")
    check("changes are refused", done.returncode == 3 and "changes that are not committed" in done.stderr, done.stderr)
    git(place, "checkout", "-q", "--", ".")
    cut = subprocess.run(["git", "hash-object", "-w", "--stdin"], cwd=place, env=ENVIRONMENT, capture_output=True,
                         input=b"version https://git-lfs.github.com/spec/v1\noid sha256:12").stdout.decode().strip()
    git(place, "update-index", "--cacheinfo", f"100644,{cut},noise.bin")
    git(place, "commit", "-q", "-m", "cut")
    git(place, "update-index", "--assume-unchanged", "noise.bin")
    done, report = migrate(place, "lfs")
    check("a pointer that was cut", done.returncode == 1 and report["problems"][0]["what"] == "it is a damaged pointer of git-lfs", report)
    git(place, "update-index", "--no-assume-unchanged", "noise.bin")
    git(place, "reset", "-q", "--hard", "HEAD~1")
    (place / ".git" / "info" / "attributes").write_text("*.bin filter=lfs\n")
    done, report = migrate(place, "lfs")
    check("attributes from elsewhere", done.returncode == 1 and "its filter would be 'lfs'" in report["problems"][0]["what"], report)
    for words, what in ((["--from", "svn"], "svn"), ([], "--from")):
        done = call(place, "at1", "git", "migrate", *words)
        check(f"migrate {words}", done.returncode == 2 and what in done.stderr, done.stderr)
    done = call(WORK, "at1", "git", "migrate", "--from", "lfs")
    check("outside of a repository", done.returncode == 2 and "not a git repository" in done.stderr, done.stderr)
    git(WORK, "init", "-q", "--bare", "bare-migrate")
    done = call(WORK / "bare-migrate", "at1", "git", "migrate", "--from", "lfs")
    check("in a bare one", done.returncode == 2 and "no working tree" in done.stderr, done.stderr)


def lfs_pointers_in_the_tree():
    """A clone without git-lfs's files: pointers in the working tree, objects fetched later."""
    place = with_lfs("lfs-source")
    far = WORK / "lfs-skipped"
    git(WORK, "clone", "-q", str(place), str(far), GIT_LFS_SKIP_SMUDGE="1")
    git(far, "lfs", "install", "--local", GIT_LFS_SKIP_SMUDGE="1")
    git(far, "reset", "-q", "--hard", GIT_LFS_SKIP_SMUDGE="1")
    check("there are pointers", (far / "noise.bin").read_bytes().startswith(b"version"))
    shutil.copytree(place / ".git" / "lfs" / "objects", far / ".git" / "lfs" / "objects", dirs_exist_ok=True)
    done, report = migrate(far, "lfs")
    check("they become files", done.returncode == 0 and (far / "noise.bin").read_bytes() == noise(200_000, 41)
          and git(far, "diff", "--name-only") == "", (done.stderr, report))


def from_git():
    place = WORK / "plain"
    git(WORK, "init", "-q", "-b", "main", str(place))
    np.save(place / "drawn.npy", drawn(9))
    (place / "noise.bin").write_bytes(noise(200_000, 44))
    (place / "short.bin").write_bytes(noise(5000, 45))
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "bytes")
    # The patterns of an earlier program, committed without the files.
    (place / ".gitattributes").write_text("*.npy filter=at1 diff=at1 merge=at1 -text\n*.bin filter=at1 diff=at1 merge=at1 -text\n")
    git(place, "add", ".gitattributes")
    git(place, "commit", "-q", "-m", "tracked")
    done, report = migrate(place, "git")
    check("migrate from git", done.returncode == 0 and {one["path"]: one["kept_as"] for one in report["files"]} == {
        "drawn.npy": "recipe", "noise.bin": "object"}, (done.stderr, report))
    check("only the index is changed", git(place, "diff", "--name-only") == "" and b"at1 pointer" in pointer(place, "noise.bin"))
    git(place, "commit", "-q", "-m", "pointers")
    check("the files are in the history still", kept(place, "HEAD~1", "noise.bin") == noise(200_000, 44) and clean(place))


def dvc_files(place):
    """Files as DVC has them: its program writes them, or this does."""
    (place / "sub" / "dir" / "in").mkdir(parents=True)
    np.save(place / "sub" / "dir" / "drawn.npy", drawn(11))
    (place / "sub" / "dir" / "in" / "f[1] ü.bin").write_bytes(noise(150_000, 46))
    (place / "sub" / "dir" / "small").write_bytes(b"small\n")
    (place / "big file.bin").write_bytes(noise(1_200_000, 47))
    (place / "it's [z].csv").write_bytes(b"a,b\n" * 1000)


def with_dvc(name):
    place = WORK / name
    git(WORK, "init", "-q", "-b", "main", str(place))
    dvc_files(place)
    outputs = ["big file.bin", "sub/dir", "it's [z].csv"]
    if DVC:
        ok(place, DVC, "init", "-q", DVC_NO_ANALYTICS="1")
        ok(place, DVC, "add", "-q", *outputs, DVC_NO_ANALYTICS="1")
    else:
        written(place, outputs)
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "by DVC")
    return place


def written(place, outputs, legacy=False):
    cache = place / ".dvc" / "cache" if legacy else place / ".dvc" / "cache" / "files" / "md5"

    def store(data, suffix=""):
        digest = hashlib.md5(data).hexdigest()
        target = cache / digest[:2] / (digest[2:] + suffix)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        return digest + suffix

    for output in outputs:
        path = place / output
        if path.is_dir():
            listed = [{"md5": store(one.read_bytes()), "relpath": str(one.relative_to(path))}
                      for one in sorted(path.rglob("*")) if one.is_file()]
            digest = store(json.dumps(listed).encode(), ".dir")
        else:
            digest = store(path.read_bytes())
        word = "'" + path.name.replace("'", "''") + "'" if "'" in path.name else path.name
        kind = "" if legacy else "  hash: md5\n"
        path.with_name(path.name + ".dvc").write_text(f"outs:\n- md5: {digest}\n{kind}  path: {word}\n")
        with open(path.parent / ".gitignore", "a") as file:
            file.write("/" + path.name.replace("[", "\\[").replace("]", "\\]") + "\n")
    (place / ".dvc").mkdir(exist_ok=True)
    (place / ".dvc" / ".gitignore").write_text("/cache\n/tmp\n")


def dvc():
    place = with_dvc("dvc")
    before = snapshot(place)
    done, report = migrate(place, "dvc")
    kinds = {one["path"]: one["kept_as"] for one in report["files"]}
    check("migrate from DVC", done.returncode == 0 and kinds == {
        "big file.bin": "object", "it's [z].csv": "bytes", "sub/dir/drawn.npy": "recipe", "sub/dir/in/f[1] ü.bin": "object",
        "sub/dir/small": "bytes"}, (done.stderr, report))
    check("the .dvc files are gone", report["removed"] == ["big file.bin.dvc", "it's [z].csv.dvc", "sub/dir.dvc"]
          and not list(place.glob("?*.dvc")), report)
    check("and so are the lines that ignored their files", not (place / "sub" / ".gitignore").exists())
    check("everything is staged", git(place, "diff", "--name-only") == "" and
          git(place, "status", "--porcelain", "-uall").count("??") == 0, git(place, "status", "--porcelain"))
    git(place, "reset", "-q", "--hard")
    check("after a reset, the .dvc files are back", all(before[1][name] == value for name, value in snapshot(place)[1].items()
          if name.endswith(".dvc")))
    migrate(place, "dvc")
    git(place, "commit", "-q", "-m", "by at1")
    check("committed", clean(place) and json.loads(ok(place, "at1", "git", "fsck", "--json"))["ok"])
    store = WORK / "dvc-objects"
    ok(WORK, "at1", "init", "-q", "--bare", str(store))
    ok(place, "at1", "git", "push", str(store))
    far = WORK / "dvc-clone"
    git(WORK, "clone", "-q", "-c", f"at1.remote={store}", str(place), str(far))
    check("a clone has the files", all((far / name).read_bytes() == (place / name).read_bytes() for name in kinds) and clean(far))
    # Nothing checked out, and links into the cache.
    place = with_dvc("dvc-away")
    (place / "big file.bin").unlink()
    shutil.rmtree(place / "sub" / "dir")
    done, report = migrate(place, "dvc")
    check("files that DVC has not checked out", done.returncode == 0 and (place / "big file.bin").read_bytes() == noise(1_200_000, 47)
          and np.array_equal(np.load(place / "sub" / "dir" / "drawn.npy"), drawn(11)) and git(place, "diff", "--name-only") == "",
          (done.stderr, report))
    place = with_dvc("dvc-links")
    data = noise(1_200_000, 47)
    digest = hashlib.md5(data).hexdigest()
    (place / "big file.bin").unlink()
    (place / "big file.bin").symlink_to(place / ".dvc" / "cache" / "files" / "md5" / digest[:2] / digest[2:])
    done, report = migrate(place, "dvc")
    check("a link into the cache becomes a file", done.returncode == 0 and not (place / "big file.bin").is_symlink()
          and (place / "big file.bin").read_bytes() == data, (done.stderr, report))
    # As DVC 2 has it: another place, and the MD5 of text with LF.
    place = WORK / "dvc-old"
    git(WORK, "init", "-q", "-b", "main", str(place))
    dvc_files(place)
    written(place, ["big file.bin", "sub/dir"], legacy=True)
    text = b"line\r\n" * 400_000
    digest = hashlib.md5(text[:1 << 20].replace(b"\r\n", b"\n") + b"".join(
        text[at:at + (1 << 20)].replace(b"\r\n", b"\n") for at in range(1 << 20, len(text), 1 << 20))).hexdigest()
    (place / ".dvc" / "cache" / digest[:2]).mkdir(exist_ok=True)
    (place / ".dvc" / "cache" / digest[:2] / digest[2:]).write_bytes(text)
    (place / "text.csv.dvc").write_text(f"outs:\n- md5: {digest}\n  size: {len(text)}\n  path: text.csv\n")
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "by an old DVC")
    done, report = migrate(place, "dvc")
    check("DVC 2", done.returncode == 0 and (place / "text.csv").read_bytes() == text and len(report["files"]) == 5,
          (done.stderr, report))


def dvc_refusals():
    place = with_dvc("dvc-hostile")
    (place / "big file.bin").write_bytes(b"changed since")
    before = snapshot(place)
    done, report = migrate(place, "dvc")
    check("a file that was changed since", done.returncode == 1 and "is not what its .dvc file names" in report["problems"][0]["what"]
          and snapshot(place) == before, report)
    (place / "big file.bin").write_bytes(noise(1_200_000, 47))
    for path in (place / ".dvc" / "cache").rglob("*"):
        if path.is_file() and path.stat().st_size in (150_000, 1_200_000):
            path.chmod(0o644)
            path.unlink()
    done, report = migrate(place, "dvc")
    check("every object that DVC's cache lacks is named", done.returncode == 1
          and [one["path"] for one in report["problems"]] == ["big file.bin", "sub/dir/in/f[1] ü.bin"]
          and all("DVC's cache lacks" in one["what"] for one in report["problems"]), report)
    digest = "0123456789abcdef0123456789abcdef"
    for text, what in (
        (f"outs:\n- md5: {digest}\n  path: ../out\n", "'../out' is not a path below it"),
        (f"outs:\n- md5: {digest}\n  path: /etc/passwd\n", "'/etc/passwd' is not a path below it"),
        (f"outs:\n- md5: {digest}\n  path: .git/config\n", "'.git/config' is not a path below it"),
        (f"outs:\n- md5: {digest}\n  path: x\nwdir: ..\n", "its 'wdir' is not '.'"),
        (f"outs:\n- md5: {digest}\n  path: !!python/object x\n", "more YAML"),
        ("outs: [a, b]\n", "more YAML"),
        (f"outs:\n- md5: &a {digest}\n  path: *a\n", "more YAML"),
        ("outs:\n- md5: ../../../etc\n  path: x\n", "has no MD5"),
        (f"outs:\n- md5: {digest}\n  path: x\n  cache: false\n", "its 'cache' is not true"),
        (f"deps:\n- path: y\nouts:\n- md5: {digest}\n  path: x\n", "'deps' is not among what 'dvc add' writes"),
        ("outs:\n", "'outs'"),
        ("a: " + "x" * (1 << 20), "more than"),
    ):
        (place / "bad.dvc").write_text(text)
        git(place, "add", "bad.dvc")
        git(place, "commit", "-q", "-m", "bad")
        done, report = migrate(place, "dvc")
        problems = [one for one in report["problems"] if one["path"] == "bad.dvc"]
        check(f"hostile: {text[:60]!r}", done.returncode == 1 and problems and what in problems[0]["what"], report["problems"][:2])
    bad = [{"md5": digest, "relpath": "../../up"}]
    data = json.dumps(bad).encode()
    listed = hashlib.md5(data).hexdigest()
    target = place / ".dvc" / "cache" / "files" / "md5" / listed[:2] / (listed[2:] + ".dir")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    (place / "bad.dvc").write_text(f"outs:\n- md5: {listed}.dir\n  hash: md5\n  path: bad\n")
    git(place, "commit", "-q", "-a", "-m", "bad")
    done, report = migrate(place, "dvc")
    check("a folder's list with a path out of it", done.returncode == 1
          and any("'../../up' is not a path below it" in one["what"] for one in report["problems"]), report)


def killed():
    """Killed at any time, a migration has happened once the next one is done, or it has not."""
    place = with_lfs("lfs-killed")
    source = snapshot(place)
    done, _ = migrate(place, "lfs")
    finished = snapshot(place)
    git(place, "reset", "-q", "--hard")
    interrupted = 0
    start = time.perf_counter()
    migrate(place, "lfs")
    whole = time.perf_counter() - start
    git(place, "reset", "-q", "--hard")
    for attempt in range(24):
        shutil.rmtree(place / ".git" / "at1", ignore_errors=True)
        process = subprocess.Popen(["at1", "git", "migrate", "--from", "lfs"], cwd=place, env=ENVIRONMENT,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(whole * (0.2 + 1.0 * attempt / 24))
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        interrupted += process.wait() != 0
        # A git that is killed leaves its lock, and says so; at1's own is another name of its new index.
        lock, new = place / ".git" / "index.lock", place / ".git" / "at1-migration" / "index"
        if lock.exists() and not (new.exists() and lock.samefile(new)):
            lock.unlink()
        unfinished = (place / ".git" / "at1-migration" / "work").exists()
        now = git(place, "ls-files", "-s")
        check(f"killed {attempt}: the index is one or the other", now in (source[0], finished[0]))
        done = call(place, "at1", "git", "migrate", "--from", "lfs")
        if done.returncode == 3 and "not committed" in done.stderr:  # it was done before it was killed
            check(f"killed {attempt}: completed", snapshot(place) == finished, (unfinished, done.stderr))
        else:
            check(f"killed {attempt}: done again", done.returncode == 0 and snapshot(place) == finished, (unfinished, done.stderr))
        check(f"killed {attempt}: nothing is left", not (place / ".git" / "at1-migration").exists() and not (place / ".git" / "index.lock").exists())
        git(place, "reset", "-q", "--hard")
    check("some were killed", interrupted > 3, interrupted)


try:
    ok(WORK, "at1", "git", "install")
    checks.run(lfs, lfs_refusals, lfs_pointers_in_the_tree, from_git, dvc, dvc_refusals, killed)
finally:
    shutil.rmtree(WORK, ignore_errors=True)
checks.end()
