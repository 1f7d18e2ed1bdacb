"""Hunks and words: `add -p`, `restore -p` and `diff --word-diff` of at1 and of git, on the same random texts with the same answers.

Every line and every word is there once, so that there is one smallest difference and both must find it. Moves between the
questions (j, k, J, K) are not among the answers: which question comes next after some of them differs (docs/shortcomings.md).
"""
import os
import random
import re
import shutil
import subprocess

HEADINGS = ("diff ", "index ", "--- ", "+++ ", "new file", "deleted file", "old mode", "new mode")


class Hunks:
    """One text in a repository of each program."""

    def __init__(self, at1, folder, seed):
        self.random = random.Random(seed)
        self.at1 = at1
        self.folders = {"at1": os.path.join(folder, "at1"), "git": os.path.join(folder, "git")}
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("AT1_", "GIT_"))}
        self.environment |= {"XDG_CONFIG_HOME": folder, "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1"}
        self.number = 0

    def run(self, program, *words, answers=""):
        call = [self.at1] if program == "at1" else ["git", "-c", "diff.algorithm=myers", "-c", "user.name=A",
                                                    "-c", "user.email=a@b"]
        done = subprocess.run([*call, *words], cwd=self.folders[program], input=answers.encode(), capture_output=True,
                              env=self.environment)
        if done.returncode != 0:
            raise RuntimeError(f"{program} {' '.join(words)}: exit {done.returncode}: {done.stderr.decode()}")
        return done.stdout.decode()

    def line(self):
        self.number += 1
        return " ".join(f"w{self.number}x{word}" for word in range(self.random.randint(1, 6)))

    def changed(self, lines):
        """The lines with some of them changed, removed and added."""
        result = []
        for line in lines:
            kind = self.random.random()
            if kind < 0.06:
                continue
            if kind < 0.12:
                words = line.split()
                self.number += 1
                words[self.random.randrange(len(words))] = f"v{self.number}"
                line = " ".join(words)
            result.append(line)
            if self.random.random() < 0.06:
                result.append(self.line())
        return result

    def write(self, name, lines):
        end = "\n" if self.random.random() < 0.8 else ""
        for folder in self.folders.values():
            with open(os.path.join(folder, name), "w") as file:
                file.write("\n".join(lines) + end)

    def body(self, text):
        """A difference without its headings, and without what git finds above a hunk."""
        lines = [line for line in text.splitlines() if not line.startswith(HEADINGS)]
        return [re.sub(r"^(@@ [^@]* @@).*", r"\1", line) for line in lines]

    def check(self):
        for folder in self.folders.values():
            os.makedirs(folder)
        texts = {name: [self.line() for _ in range(self.random.randint(3, 60))] for name in ("a", "b")}
        for name, lines in texts.items():
            self.write(name, lines)
        for program in self.folders:
            self.run(program, "init")
            self.run(program, "add", ".")
            self.run(program, "commit", "-m", "first")
        for name, lines in texts.items():
            self.write(name, self.changed(lines))
        problems = []

        def same(what, *words, answers=""):
            mine, yours = (self.body(self.run(program, *words)) for program in ("at1", "git"))
            if mine != yours:
                problems.append(f"{what}: answers {answers.split()}: at1 {mine}, git {yours}")

        same("words", "diff", "--word-diff")
        for words in (["add", "-p"], ["restore", "-p"], ["restore", "--staged", "-p"]):
            answers = "\n".join(self.random.choices("ynsadq", (6, 6, 3, 0.4, 0.4, 0.3), k=60)) + "\n"
            for program in self.folders:
                self.run(program, *words, answers=answers)
            same(f"{' '.join(words)}, index", "diff", "--cached", answers=answers)
            same(f"{' '.join(words)}, files", "diff", answers=answers)
        return problems


def check(at1, root, seed):
    """What differs for one seed."""
    folder = os.path.join(root, f"hunks-{seed}")
    os.makedirs(folder)
    try:
        return Hunks(at1, folder, seed).check()
    except Exception as error:
        return [repr(error)]
    finally:
        if not os.environ.get("KEEP"):
            shutil.rmtree(folder, ignore_errors=True)
