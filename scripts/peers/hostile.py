"""The checks of scripts/peer-hostile: hostile.py AT1 [WORD] [K/N]"""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import hostile_repositories
from harness import Checks
from second_writer import Repository

AT1 = sys.argv[1]
SECRET = b"nobody's business\n"
# What runs is held to 1 GiB of memory, 20 s of processor time, and files of 2 GiB.
LIMITS = ["prlimit", f"--as={1 << 30}", "--cpu=20", f"--fsize={2 << 30}", "--core=0"]
PATIENCE = 600  # seconds of waiting, which a busy machine may take

READ = """status
log
show HEAD
show v1
ls-tree -r HEAD
diff HEAD
cat HEAD:bad
cat-file -p HEAD
cat-file -p v1
rev-parse HEAD
branch -a -v
tag -l
verify-tag v1
verify-commit HEAD
reflog
recipes HEAD
du
fsck""".splitlines()
# Each in a copy of its own.
WRITE = [
    ["reset --hard", "status", "add .", "commit -m more"],
    ["checkout HEAD -- .", "checkout main", "switch -c side"],
    ["drop .", "materialize ."],
    ["gc", "gc --prune 0", "fsck"],
    ["fsck --repair"],
    ["update-server-info"],
]
SHOWN = ["log", "show HEAD", "branch -a -v", "tag -l", "ls-tree -r HEAD", "status", "cat-file -p HEAD"]
CRASH = re.compile(rb"Fatal error|Backtrac|swift-runtime|\*\*\* |Illegal instruction|Segmentation|stack smashing|terminate called")
CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")


class Files(SimpleHTTPRequestHandler):
    """Files of a folder, and ranges of them."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        try:
            content = Path(self.translate_path(self.path)).read_bytes()
        except OSError:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        span = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if span:
            start, end = int(span[1]), min(int(span[2] or len(content)), len(content) - 1)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(content)}")
            content = content[start : end + 1]
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass

    def handle(self):
        try:
            super().handle()
        except OSError:  # The other side has heard enough.
            pass


def folded(name):
    """What another file system, or git, might take a name for."""
    name = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf").casefold()
    return re.sub(r"[ .]*(:.*)?$", "", name)


def reserved(name):
    """Whether a component could be read as a repository's own folder, or is a file that grows."""
    parts = [folded(part) for part in name.split("\\")]
    return any(part in (".git", ".at1store") or re.fullmatch(r"git~1|at1sto~[1-4]", part) for part in parts) or name.startswith(".at1-tmp-")


class Box:
    """A folder with one hostile repository in it, and what at1 made of it."""

    def __init__(self, name, number, work, address):
        self.name = name
        self.folder = work / str(number)
        self.address = f"{address}/{number}/w/.at1store"
        self.found = []  # (what was checked, whether it holds, what was seen)
        self.copies = {"outside", "home"}
        (self.folder / "outside").mkdir(parents=True)
        (self.folder / "outside/secret").write_bytes(SECRET)
        self.repository = hostile_repositories.make(name)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("A2A_", "AT1_"))}
        self.environment.update(
            HOME=str(self.folder / "home"), XDG_CONFIG_HOME=str(self.folder / "home"), TERM="xterm", SWIFT_BACKTRACE="enable=no"
        )
        for role in ("AUTHOR", "COMMITTER"):
            self.environment.update({f"AT1_{role}_NAME": "Ada", f"AT1_{role}_EMAIL": "a@example.org"})

    def check(self, what, holds, seen=""):
        self.found.append((f"{self.name}: {what}", holds, seen))

    def copy(self, name):
        self.repository.write(self.folder / name)
        self.copies.add(name)

    def run(self, words, folder="w", **variables):
        """A command in one of the copies; what must hold of any command is checked."""
        what = f"at1 {words}"
        try:
            done = subprocess.run(
                [*LIMITS, AT1, *words.split()],
                cwd=self.folder / folder,
                env={**self.environment, **variables},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            self.check(what, False, f"no end after {PATIENCE} s")
            return None
        self.judge(what, done.returncode, done.stderr)
        return done

    def judge(self, what, code, errors):
        seen = f"exit code {code}: {errors[:300].decode(errors='backslashreplace')}"
        said = any(line.startswith(b"at1: error: ") for line in errors.splitlines())
        self.check(what, 0 <= code <= 4 and not CRASH.search(errors) and (code < 2 or said), seen)
        self.check(f"{what}: no control characters", not CONTROL.search(errors), repr(errors[:400]))

    def show(self, words):
        """The same to a terminal: nothing of the repository's steers it."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [*LIMITS, AT1, *words.split()],
            cwd=self.folder / "w",
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.PIPE,
        )
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # It has ended.
                break
            if not part:
                break
            seen = (seen + part)[-(1 << 22) :]
        os.close(ours)
        errors = process.communicate()[1]
        self.judge(f"at1 {words}, on a terminal", process.returncode, errors)
        steers = re.search(rb"\x1b\]|\x1b\[2J|\x07|\xc2[\x80-\x9f]", seen)
        self.check(f"at1 {words}, on a terminal: no escapes", not steers, repr(seen[-200:]))

    def story(self):
        self.copy("w")
        packs = (self.folder / "w/.at1store/packs").glob("*.pack")
        self.repository.packs = self.repository.packs or [path.read_bytes() for path in packs if path.is_file()]
        codes = {}
        for words in READ:
            done = self.run(words)
            codes[words] = done.returncode if done else None
        self.check("bytes that are not right do not come out", codes["cat HEAD:bad"] != 0)
        for words in SHOWN if self.steers() else ():
            self.show(words)
        for number, group in enumerate(WRITE):
            self.copy(f"write-{number}")
            for words in group:
                self.run(words, f"write-{number}")
        self.transfers(codes["fsck"])
        self.untouched()

    def steers(self):
        """Whether there is something in it that could steer a terminal."""
        contents = [payload for _, payload in self.repository.objects.values()]
        contents += [name.encode(errors="surrogateescape") for name in self.repository.files]
        contents += [content for content in (self.repository.head, *self.repository.files.values()) if isinstance(content, bytes)]
        return any(CONTROL.search(content) for content in contents if len(content) < 1 << 20)

    def transfers(self, verdict):
        (self.folder / "to").mkdir()
        self.copies |= {"to", "bare", "clone-path", "clone-lazy", "clone-wire", "clone-http", "fetched", "m.git", "pushed"}
        self.run("init -q --bare ../bare", "to")
        self.run("init -q ../fetched", "to")
        wire = f"exec {AT1} serve --stdio {self.folder}/w #"
        taken = {
            "path": self.run("clone ../w ../clone-path", "to"),
            "lazy": self.run("clone --lazy ../w ../clone-lazy", "to"),
            "wire": self.run("clone host:/store ../clone-wire", "to", AT1_SSH_COMMAND=wire),
            "http": self.run(f"clone {self.address} ../clone-http", "to"),
        }
        for way, done in taken.items():
            if done and done.returncode == 0:
                checked = self.run("fsck --no-execute", f"clone-{way}")
                self.check(f"what is cloned by {way} is right", checked and checked.returncode == 0, checked and checked.stdout[-300:])
        # A clone takes what there is to take: all but what no ref leads to.
        if verdict == 0 and taken["path"]:
            self.check("what fsck calls right can be cloned", taken["path"].returncode == 0, taken["path"].stderr)
        self.run("fetch ../w refs/heads/main:refs/remotes/x/main", "fetched")
        self.run("fsck", "fetched")
        self.run("push ../bare main")
        self.run("push ../bare v1")
        # Recipes are not executed where something comes in, if the settings do not say so.
        checked = self.run("fsck --no-execute", "bare")
        self.check("what is pushed is right", checked and checked.returncode == 0, checked and checked.stdout[-300:])
        self.run("mirror push ../m.git")

    def untouched(self):
        """Nothing but the copies is there, nothing in them that is reserved, and nothing outside has changed."""
        outside = self.folder / "outside"
        self.check(
            "nothing outside", os.listdir(outside) == ["secret"] and (outside / "secret").read_bytes() == SECRET, os.listdir(outside)
        )
        more = set(os.listdir(self.folder)) - self.copies
        self.check("nothing beside", not more, more)
        bad = []
        for name in sorted(self.copies - {"bare", "m.git", "outside", "home"}):
            top = self.folder / name
            for place, folders, files in os.walk(top):
                if Path(place) == top and ".at1store" in folders:
                    folders.remove(".at1store")
                bad += [os.path.join(place, one) for one in folders + files if reserved(one) or one == "bad"]
                if len(bad) > 10:
                    break
        self.check("nothing reserved, and nothing wrong, in the working trees", not bad, bad[:10])


def codes(work):
    """What binds a recipe to the code of its generator, as this at1 has it, so that recipes are executed."""
    calls = {
        "np_montecarlo": {"seed": 0, "n_paths": 1, "n_steps": 1},
        "np_random": {"seed": 0, "calls": [{"call": "random"}]},
        "sk_classification": {"seed": 0},
        "sk_regression": {"seed": 0},
    }

    def at1(*words):
        words = [AT1, "-C", work / "codes", *words]
        return subprocess.run(words, check=True, capture_output=True, env={**os.environ, "XDG_CONFIG_HOME": str(work)}).stdout

    (work / "codes").mkdir()
    at1("init")
    for name, params in calls.items():
        at1("generate", name, "--params", json.dumps(params), "--out", name)
    at1("commit", "-m", "recipes")
    for name in calls:
        shown = at1("cat-file", "-p", f"HEAD:{name}")
        Repository.codes[name] = re.search(rb'"code": ?"([0-9a-f]{64})"', shown)[1].decode()


def examine(work, address, number, name):
    start = time.monotonic()
    box = None
    try:
        box = Box(name, number, work, address)
        box.story()
    except Exception:
        return [(f"{name}: the whole story", False, traceback.format_exc())]
    finally:
        shutil.rmtree(work / str(number), ignore_errors=True)
        if time.monotonic() - start > 120:
            print(f"{name}: {time.monotonic() - start:.0f} s", flush=True)
    return box.found


def main():
    checks = Checks()
    work = Path(tempfile.mkdtemp(prefix="peer-hostile-"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *words: Files(*words, directory=str(work)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    codes(work)
    names = list(hostile_repositories.cases)
    for word in sys.argv[2:]:
        share = re.fullmatch(r"(\d+)/(\d+)", word)
        names = names[int(share[1]) - 1 :: int(share[2])] if share else [name for name in names if word in name]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        address = f"http://127.0.0.1:{server.server_port}"
        for found in pool.map(lambda pair: examine(work, address, *pair), enumerate(names)):
            for one in found:
                checks.check(*one)
    checks.check("there are repositories to try", names)
    print(f"{len(names)} hostile repositories of {len(hostile_repositories.cases)}: {' '.join(sys.argv[2:])}")
    shutil.rmtree(work, ignore_errors=True)
    checks.end()


main()
