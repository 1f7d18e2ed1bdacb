"""The checks of scripts/peer-merge: merge.py AT1 [--pairs N] [--seed SEED]

at1's merges and git's, on random pairs of histories that git has through the mirror.
"""
import argparse
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import hunks
from harness import Checks
from merge_histories import RandomHistory

PEOPLE = {f"{system}_{role}_{what}": value for system in ("AT1", "GIT") for role in ("AUTHOR", "COMMITTER")
          for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"))}
# at1 has no guesses about renamed folders, and its texts merge by Myers's difference.
GIT_SETTINGS = ["-c", "merge.directoryRenames=false", "-c", "core.quotePath=false", "-c", "advice.detachedHead=false",
                "-c", "diff.algorithm=myers"]


class Pair:
    """One history with two tips, and what at1 and git make of merging them."""

    def __init__(self, at1, folder, seed):
        self.seed = seed
        self.folder = folder
        self.program = at1
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("AT1_", "GIT_"))}
        self.environment |= PEOPLE | {"XDG_CONFIG_HOME": folder, "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1"}
        self.tree = os.path.join(folder, "at1")
        self.git_tree = os.path.join(folder, "git")
        self.date = 1_800_000_000
        self.commits = {}

    def at1(self, *words, codes=(0,)):
        self.date += 1
        dates = {"AT1_AUTHOR_DATE": f"{self.date} +0000", "AT1_COMMITTER_DATE": f"{self.date} +0000"}
        done = subprocess.run([self.program, *words], cwd=self.tree, capture_output=True, env=self.environment | dates)
        if done.returncode not in codes:
            raise RuntimeError(f"at1 {' '.join(words)}: exit {done.returncode}: {done.stderr.decode()}")
        return done.returncode, done.stdout

    def git(self, *words, codes=(0,), where=None):
        done = subprocess.run(
            ["git", *GIT_SETTINGS, *words], cwd=where or self.git_tree, capture_output=True, env=self.environment)
        if done.returncode not in codes:
            raise RuntimeError(f"git {' '.join(words)}: exit {done.returncode}: {done.stderr.decode()}{done.stdout.decode()}")
        return done.returncode, done.stdout

    # Files

    def clear(self):
        for name in os.listdir(self.tree):
            if name == ".at1store":
                continue
            path = os.path.join(self.tree, name)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)

    def write(self, files):
        self.clear()
        for path, (mode, content) in files.items():
            path = os.path.join(self.tree, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if mode == "120000":
                os.symlink(content, path)
            else:
                with open(path, "w", encoding="utf-8") as file:
                    file.write(content)
                os.chmod(path, 0o755 if mode == "100755" else 0o644)

    @staticmethod
    def read(folder):
        files = {}
        for top, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if name not in (".git", ".at1store")]
            links = [name for name in folders if os.path.islink(os.path.join(top, name))]
            for name in names + links:
                path = os.path.join(top, name)
                status = os.lstat(path)
                if stat.S_ISLNK(status.st_mode):
                    value = ("120000", os.readlink(path))
                else:
                    mode = "100755" if status.st_mode & 0o100 else "100644"
                    with open(path, "rb") as file:
                        value = (mode, file.read())
                files[os.path.relpath(path, folder)] = value
        return files

    # The history

    def build(self, history):
        os.makedirs(self.tree)
        self.at1("init")
        for name, parents, files in history.commits:
            if parents:
                self.at1("switch", "-f", "--detach", self.commits[parents[0]])
            for parent in parents[1:]:
                self.at1("merge", "--no-ff", "--no-commit", self.commits[parent], codes=(0, 1))
            self.write(files)
            self.at1("add", ".")
            self.at1("commit", "--allow-empty", "-m", name)
            if name == history.theirs:
                self.last_files = files
            self.commits[name] = self.at1("rev-parse", "HEAD")[1].decode().strip()
        self.at1("branch", "-f", "ours", self.commits[history.ours])
        self.at1("branch", "theirs", self.commits[history.theirs])
        self.at1("switch", "-f", "ours")
        mirror = os.path.join(self.folder, "mirror.git")
        self.at1("mirror", "push", mirror)
        self.git("clone", "-q", "-b", "ours", mirror, self.git_tree, where=self.folder)
        self.git("branch", "-q", "theirs", "origin/theirs")

    # Merging

    def merge(self):
        """What differs between the two merges: nothing when they agree."""
        self.tip = self.git("rev-parse", "HEAD")[1].decode().strip()
        code, output = self.at1("merge", "--json", "-m", "m", "theirs", codes=(0, 1))
        report = json.loads(output)
        git_code, git_output = self.git("merge", "-q", "-Xdiff-algorithm=myers", "-m", "m", "theirs", codes=(0, 1))
        ours = {(conflict["path"], n) for conflict in report.get("conflicts", [])
                for n, side in enumerate(("base", "ours", "theirs"), 1) if conflict[side] is not None}
        theirs = set()
        for line in self.git("ls-files", "-u", "-z")[1].decode().split("\0")[:-1]:
            head, path = line.split("\t")
            theirs.add((path, int(head.split()[2])))
        problems = []
        if git_code == 0 and b"CONFLICT (rename involved in collision)" in git_output:
            # git names a conflict, and then commits one of the files as if there were none.
            return [] if code == 1 and ours else [f"at1 exits with {code}: {git_output.decode()}"], code
        if code != git_code:
            problems.append(f"at1 exits with {code}, git with {git_code}: {git_output.decode()}")
        if ours != theirs:
            problems.append(f"conflicts: at1 {sorted(ours - theirs)}, git {sorted(theirs - ours)}; {git_output.decode()}")
        undecided = {path for path, _ in ours | theirs}
        mine, yours = self.read(self.tree), self.read(self.git_tree)
        for path in sorted(mine.keys() | yours.keys()):
            if path not in undecided and mine.get(path) != yours.get(path) and not self.is_dropped_by_git(path):
                problems.append(f"{path}: at1 {mine.get(path)}, git {yours.get(path)}")
        if not problems and code == 0:
            self.at1("fsck", "--no-execute", "--quiet")
        return problems, code

    def is_dropped_by_git(self, path):
        """Whether both sides have the same file at a path, and one of them by a rename, while the other one changed the old path.

        git takes the file as both sides have it, and drops the change; at1 makes the change.
        """
        before, theirs = (self.git("rev-parse", f"{name}:{path}", codes=(0, 128)) for name in (self.tip, "theirs"))
        return before == theirs and before[0] == 0

    def compare_readings(self):
        """The same questions to both, on the same history."""
        problems = []

        def same(name, mine, yours):
            if mine != yours:
                problems.append(f"{name}: at1 {mine!r}, git {yours!r}")

        names = {id: name for name, id in self.commits.items()}
        subjects = lambda output: [line.split(" ", 1)[1] for line in output.decode().splitlines()]
        bases = self.at1("merge-base", "--all", "ours", "theirs", codes=(0, 1))[1].decode().split()
        git_bases = self.git("merge-base", "--all", "ours", "theirs", codes=(0, 1))[1].decode().split()
        git_names = [self.git("log", "-1", "--format=%s", id)[1].decode().strip() for id in git_bases]
        same("merge-base", sorted(names[id] for id in bases), sorted(git_names))
        same("log", subjects(self.at1("log", "--format=%H %s", "theirs")[1]),
             subjects(self.git("log", "--format=%H %s", "theirs")[1]))
        same("log A..B", subjects(self.at1("log", "--format=%H %s", "ours..theirs")[1]),
             subjects(self.git("log", "--format=%H %s", "ours..theirs")[1]))
        for words in (["--numstat"], ["--name-status", "-M"], ["--stat"], ["--name-status", "--find-copies"],
                      ["--stat", "--find-copies"], ["--name-status", "--find-copies-harder"]):
            renames = ["--no-renames"] if len(words) == 1 else []
            same(" ".join(["diff", *words]), self.at1("diff", *words, "ours", "theirs")[1].decode(),
                 self.git("diff", *words, *renames, "ours", "theirs")[1].decode())
        # Blame follows renames on both sides; git's own similarity decides which.
        for path in sorted(path for path, (mode, _) in self.last_files.items() if mode != "120000")[:2]:
            mine = [names[line["commit"]] for line in json.loads(self.at1("blame", "--json", "theirs", path)[1])]
            lines = self.git("blame", "--line-porcelain", "theirs", "--", path)[1].decode().splitlines()
            yours = [line[len("summary "):] for line in lines if line.startswith("summary ")]
            same(f"blame {path}", mine, yours)
        for word in ("--merged", "--no-merged", "--contains"):
            # The branch that each program began with is not one of the history.
            mine, yours = ([line[2:] for line in program("branch", word, "theirs")[1].decode().splitlines()
                            if line[2:] in ("ours", "theirs")] for program in (self.at1, self.git))
            same(f"branch {word}", mine, yours)
        self.at1("tag", "-a", "-m", "t", "v1", next(iter(self.commits.values())))
        self.git("tag", "-a", "-m", "t", "v1", self.git("rev-list", "--max-parents=0", "ours")[1].decode().strip())
        same("describe", self.at1("describe", "theirs")[1].decode().rsplit("-g", 1)[0],
             self.git("describe", "theirs")[1].decode().rsplit("-g", 1)[0])
        return problems


def one(at1, root, seed):
    folder = os.path.join(root, f"pair-{seed}")
    os.makedirs(folder)
    pair = Pair(at1, folder, seed)
    try:
        history = RandomHistory(random.Random(seed))
        pair.build(history)
        problems = pair.compare_readings()
        merged, code = pair.merge()
        return seed, problems + merged, code
    except Exception as error:
        return seed, [repr(error)], None
    finally:
        if not os.environ.get("KEEP"):
            shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("at1")
    parser.add_argument("--pairs", type=int, default=400)
    parser.add_argument("--seed", type=int, default=20261129)
    parser.add_argument("--seconds", type=float, default=120, help="stop after this long, unless --pairs is given")
    words = parser.parse_args()
    is_bounded = "--pairs" not in sys.argv
    checks = Checks()
    print(f"seed {words.seed}", flush=True)
    start = time.monotonic()
    conflicts = 0
    root = tempfile.mkdtemp(prefix="at1-merge-")
    try:
        with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            seeds = [words.seed * 1_000_000 + number for number in range(words.pairs)]
            for seed, problems in zip(seeds[:32], pool.map(lambda s: hunks.check(words.at1, root, s), seeds[:32])):
                checks.check(f"hunks {seed}", not problems, "\n  ".join(problems))
            for first in range(0, len(seeds), 16):
                if is_bounded and first >= 100 and time.monotonic() - start > words.seconds:
                    break
                for seed, problems, code in pool.map(lambda s: one(words.at1, root, s), seeds[first:first + 16]):
                    conflicts += code == 1
                    checks.check(f"pair {seed}", not problems, "\n  ".join(problems))
    finally:
        if not os.environ.get("KEEP"):
            shutil.rmtree(root, ignore_errors=True)
    checks.check("some pairs conflict", conflicts > 0)
    checks.check("some pairs merge cleanly", conflicts < checks.passed)
    print(f"{conflicts} of the pairs conflict")
    checks.end()


main()
