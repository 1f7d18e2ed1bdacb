"""What the peer checks share: at1 as a process, and a count of what passed."""
import os
import subprocess
import sys
import traceback


class Checks:
    """Runs named checks, says what failed, and ends the process with the count."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name, holds, detail=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {name}" + (f": {detail}" if detail != "" else ""), flush=True)

    def run(self, *bodies):
        for body in bodies:
            try:
                body()
            except Exception:
                self.check(body.__name__, False, traceback.format_exc())

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)


class At1:
    """The program under test. Nothing of the caller's environment that names keys reaches it."""

    def __init__(self, path, folder):
        self.path = path
        self.folder = folder
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("A2A_", "AT1_"))}
        self.environment["HOME"] = self.environment["XDG_CONFIG_HOME"] = folder

    def __call__(self, *words, stdin=b"", **variables):
        """The exit code, stdout and stderr of a call."""
        done = subprocess.run(
            [self.path, *words], input=stdin, capture_output=True, cwd=self.folder, env={**self.environment, **variables})
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def start(self, *words, **options):
        return subprocess.Popen(
            [self.path, *words], cwd=self.folder, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, **options)
