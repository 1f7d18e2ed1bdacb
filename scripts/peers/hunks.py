"""Hunks and words: `add -p`, `restore -p` and `diff --word-diff` of at1 and of git, on the same random texts with the same answers.

Every line and every word is there once, so that there is one smallest difference and both must find it. Both must ask the
same questions in the same order. Only letters that a question offers are answered: git 2.39 takes a move that it no longer
offers for one to the first hunk. No hunk is edited (HunkStoryTests): git refuses some edits that fit.
"""
import os
import random
import re
import shutil
import subprocess

QUESTION_END = re.compile(r"\[[^\]\n]*\]\? $")
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

    def run(self, program, *words):
        call = [self.at1] if program == "at1" else ["git", "-c", "diff.algorithm=myers", "-c", "user.name=A",
                                                    "-c", "user.email=a@b"]
        done = subprocess.run([*call, *words], cwd=self.folders[program], stdin=subprocess.DEVNULL, capture_output=True,
                              env=self.environment)
        if done.returncode != 0:
            raise RuntimeError(f"{program} {' '.join(words)}: exit {done.returncode}: {done.stderr.decode()}")
        return done.stdout.decode()

    def conversation(self, program, *words, choose):
        """The questions that a program asks. choose(question) is the answer to one."""
        call = [self.at1] if program == "at1" else ["git", "-c", "diff.algorithm=myers"]
        questions = []
        with subprocess.Popen([*call, *words], cwd=self.folders[program], stdin=subprocess.PIPE, env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0) as process:
            text = ""
            while piece := process.stdout.read(1 << 16):
                text += piece.decode()
                if QUESTION_END.search(text):
                    questions.append(text.splitlines()[-1])
                    process.stdin.write(f"{choose(questions[-1])}\n".encode())
                    text = ""
        if process.returncode != 0:
            raise RuntimeError(f"{program} {' '.join(words)}: exit {process.returncode}")
        return questions

    def answer(self, question):
        """One of the letters that a question offers."""
        letters = question[question.rindex("[") + 1:question.rindex(",?]")].split(",")
        weights = {"y": 6, "n": 6, "s": 3, "a": 0.4, "d": 0.4, "q": 0.2, "e": 0}
        letter = self.random.choices(letters, [weights.get(letter, 1) for letter in letters])[0]
        return {"g": "g1", "/": "/w"}.get(letter, letter)

    def talk(self, *words):
        """What differs between the questions of at1 and of git, the answers being the same."""
        answers = []

        def first(question):
            # In the end all is decided.
            answers.append(self.answer(question) if len(answers) < 60 else "q")
            return answers[-1]

        mine = self.conversation("at1", *words, choose=first)
        left = list(answers)
        yours = self.conversation("git", *words, choose=lambda _: left.pop(0) if left else "q")
        return answers, [] if mine == yours else [f"{' '.join(words)}: answers {answers}: at1 asks {mine}, git {yours}"]

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

        def same(what, answers, *words):
            mine, yours = (self.body(self.run(program, *words)) for program in ("at1", "git"))
            if mine != yours:
                problems.append(f"{what}: answers {answers}: at1 {mine}, git {yours}")

        same("words", [], "diff", "--word-diff")
        for words in (["add", "-p"], ["restore", "-p"], ["restore", "--staged", "-p"]):
            answers, differences = self.talk(*words)
            problems += differences
            same(f"{' '.join(words)}, index", answers, "diff", "--cached")
            same(f"{' '.join(words)}, files", answers, "diff")
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
