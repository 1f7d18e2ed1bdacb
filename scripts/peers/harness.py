"""What the peer checks share: at1 as a process, repositories, servers on loopback, and a count of what passed."""
import os
import random
import socket
import subprocess
import sys
import time
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

    def told(self):
        """Prints the count, and says whether nothing failed."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return self.failed == 0

    def end(self):
        sys.exit(0 if self.told() else 1)


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


class Folders:
    """Repositories in a folder of a test's own, told by at1 as one person."""

    def __init__(self, at1, folder, checks):
        self.path = at1
        self.folder = folder
        self.checks = checks
        os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
        for role in ("AUTHOR", "COMMITTER"):
            os.environ.update({f"AT1_{role}_NAME": "Ada", f"AT1_{role}_EMAIL": "a@example.org"})

    def at1(self, folder, *words, ssh=None, **variables):
        """What came of at1 in a folder; ``ssh`` is what stands for ssh."""
        if ssh is not None:
            variables["AT1_SSH_COMMAND"] = ssh
        words = [self.path, "-C", str(folder), *map(str, words)]
        return subprocess.run(words, capture_output=True, text=True, timeout=600, env={**os.environ, **variables})

    def ok(self, folder, *words, **variables):
        """The same where it must succeed: what it printed."""
        outcome = self.at1(folder, *words, **variables)
        self.checks.check(" ".join(map(str, words)), outcome.returncode == 0, outcome.stderr)
        return outcome.stdout

    def commit(self, folder, name, content):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        self.ok(folder, "add", name)
        self.ok(folder, "commit", "-q", "-m", f"{name} of {folder.name}")


def noise(count, seed):
    return random.Random(seed).randbytes(count)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, what, seconds=120):
    """Until the condition holds; a busy machine takes its time, so the limit is generous."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} is not there after {seconds} s")
        time.sleep(0.02)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for_port(port):
    wait_for(lambda: listens(port), f"a server on port {port}")
