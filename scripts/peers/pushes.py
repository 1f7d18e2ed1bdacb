"""The checks of scripts/peer-pushes: pushes.py AT1

A client of the protocol that at1 had no part in (wire.py) talks to `at1 serve --stdio` over its pipes, and pushes what no at1 would.
"""

import hashlib
import lzma
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from harness import Checks, Folders
from wire import (
    DATA,
    END,
    ENTRIES,
    FAILURE,
    FRAME,
    GOODBYE,
    GREETING,
    IDS,
    KINDS,
    KNOWN,
    LIST,
    READY,
    RECEIVE,
    REF,
    UPDATE,
    WELCOME,
    Connection,
    Store,
    history,
    text,
    varint,
)

AT1 = sys.argv[1]
LIMIT = 1 << 30  # bytes of memory that the server may take
PERSON = "Mallory <m@example.org> 1800000000 +0000"
work = Path(tempfile.mkdtemp(prefix="peer-pushes-"))
checks = Checks()
check = checks.check
folders = Folders(AT1, work, checks)
largest = (0, "")


class Session:
    """One conversation with a server. What it says is read beside, so that neither side waits for the other for ever."""

    def __init__(self, store):
        words = ["prlimit", f"--as={LIMIT}", "--core=0", AT1, "serve", "--stdio", str(store)]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.wire = Connection(self.process.stdout, self.process.stdin)
        self.answers = []
        self.errors = b""
        self.came = threading.Condition()
        self.isOver = False
        self.held = set()  # objects that need not come again
        self.readers = [threading.Thread(target=self.listen), threading.Thread(target=self.hear)]
        for reader in self.readers:
            reader.start()

    def listen(self):
        self.process.stdout.read(8)
        try:
            while True:
                message = self.wire.read()
                kind, body = message
                if kind == IDS and body[:1] == b"\3":
                    self.held.update(body[at : at + 32] for at in range(1, len(body), 32))
                with self.came:
                    self.answers.append(message)
                    self.came.notify_all()
        except (EOFError, OSError):
            with self.came:
                self.isOver = True
                self.came.notify_all()

    def hear(self):
        self.errors = self.process.stderr.read()

    def wait(self, kind):
        """Whether a message of the kind has come; until the other side has gone."""
        with self.came:
            self.came.wait_for(lambda: self.isOver or any(k == kind for k, _ in self.answers), timeout=300)
            return any(k == kind for k, _ in self.answers)

    def say(self, *parts):
        for part in parts:
            self.process.stdin.write(part)

    def update(self, ref, new, expected=None, message="push"):
        def optional(value):
            return b"\0" if value is None else b"\1" + value
        name = ref if isinstance(ref, bytes) else ref.encode()
        words = message if isinstance(message, bytes) else message.encode()
        body = wiretext(name) + optional(expected) + optional(new) + wiretext(words)
        self.wire.write(UPDATE, body)

    def receive(self, person=PERSON):
        """Asks to push; whether the server is ready for frames."""
        self.wire.write(RECEIVE, text(person))
        self.wire.flush()
        return self.wait(READY)

    def end(self):
        """What came of it: exit code, reasons, largest memory in bytes, seconds of processor time."""
        try:
            self.process.stdin.close()
        except OSError:
            pass
        for reader in self.readers:
            reader.join(timeout=300)
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        reasons = []
        for kind, body in self.answers:
            if kind == FAILURE:
                reasons.append(texts(body[1:]))
        return self.process.returncode, reasons, usage.ru_maxrss * 1024, usage.ru_utime + usage.ru_stime


def wiretext(raw):
    """A text of the protocol, of bytes that need not be text."""
    return varint(len(raw)) + raw


def texts(body):
    """The texts of a failure: ref, reason, hint."""
    found, at = [], 0
    while at < len(body):
        length = shift = 0
        while True:
            byte = body[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        found.append(body[at : at + length].decode())
        at += length
    return found


def refs(store):
    return {str(p.relative_to(store)): p.read_bytes() for p in (store / "refs").rglob("*") if p.is_file()}


def packs(store):
    return sorted(p.name for p in (store / "packs").glob("*.pack"))


def leftovers(store):
    return sorted(p.name for p in (store / "tmp").iterdir())


# --- What is pushed ---------------------------------------------------------------------------------------------------

base = history()
MAIN = base.refs["refs/heads/main"]
more = Store()
BLOB = more.put("blob", b"more\n")
TREE = more.tree([(b"100644", b"blob", b"more", BLOB)])
COMMIT = more.commit(TREE, [MAIN], "three\n")
OBJECTS = [(name, *value) for name, value in more.objects.items()]


def frames(session, objects=OBJECTS):
    """Each object in a frame, but for those that the server holds already."""
    objects = [item for item in objects if item[0] not in session.held]
    for item in objects:
        session.wire.frame([item])
    session.wire.end(len(objects))


def pushing(body, refs=(("refs/heads/new", COMMIT, None),)):
    """A push of which `body` says the frames."""
    def talk(session):
        for ref, new, expected in refs:
            session.update(ref, new, expected)
        if session.receive():
            body(session)
    return talk


def objects(*items):
    return pushing(lambda session: frames(session, list(items)))


def raw_frame(session, head, entries=b"", data=()):
    session.wire.write(FRAME, head)
    if entries:
        session.wire.write(ENTRIES, entries)
    for piece in data:
        session.wire.write(DATA, piece)
    session.wire.flush()


def row(name, kind, length):
    return name + bytes([KINDS.get(kind, kind)]) + struct.pack(">I", length)


def one(codec=0, length=5, stored=5, count=1, entries=None, data=(b"more\n",), end=1):
    """A push of one frame, whose numbers are given."""
    def body(session):
        raw_frame(session, struct.pack(">BIII", codec, length, stored, count), row(BLOB, "blob", 5) if entries is None else entries, data)
        session.wire.end(end)
    return pushing(body)


def cut(at):
    """A push that breaks off: where is counted from the end of what would be said."""
    def body(session):
        sink, said = session.wire.sink, []
        session.wire.sink = type("Sink", (), {"write": lambda _, piece: said.append(piece), "flush": lambda _: None})()
        frames(session)
        session.wire.sink = sink
        whole = b"".join(said)
        session.say(whole[: len(whole) * at // 8])
    return pushing(body)


def updates(*items, message="push"):
    """A push of refs alone: what they lead to is there."""
    def talk(session):
        for ref, new, expected in items:
            session.update(ref, new, expected, message)
        if session.receive():
            session.wire.end(0)
    return talk


def to(ref):
    return updates((ref, MAIN, None))


def commit_of(tree, parents=()):
    store = Store()
    name = store.commit(tree, parents)
    return pushing(lambda session: frames(session, [(name, *store.objects[name])]), [("refs/heads/new", name, None)])


def as_branch(kind, payload):
    store = Store()
    name = store.put(kind, payload)
    return pushing(lambda session: frames(session, [(name, kind, payload)]), [("refs/heads/new", name, None)])


def many_updates(count):
    def talk(session):
        for number in range(count):
            session.update(f"refs/heads/r/{number:06}", MAIN)
        session.receive()
    return talk


def endless(role, count):
    def talk(session):
        seed = hashlib.sha256(b"ids").digest()
        block = bytes([role]) + b"".join(hashlib.sha256(seed + bytes([n])).digest() for n in range(256)) * 127
        each = (len(block) - 1) // 32
        for _ in range(count // each + 1):
            session.wire.write(IDS, block)
        session.wire.write(KNOWN)
        session.wire.flush()
    return talk


NOTHING = lzma.compress(bytes(128 << 20), preset=0)


def bomb(session):
    """128 MiB of nothing in 20 kB, again and again."""
    for number in range(200):
        name = hashlib.sha256(b"%d" % number).digest()
        raw_frame(session, struct.pack(">BIII", 2, 128 << 20, len(NOTHING), 1), row(name, "blob", 128 << 20), [NOTHING])
    session.wire.end(200)


# The name, what is said, the exit code, and what the reason must have; None where the connection just breaks, and where either is right.
HOSTILE = [
    ("no greeting", lambda s: s.say(b"GET / HTTP/1.0\r\n\r\n"), 3, None),
    *[(f"a push that breaks after {at} of 8 parts", cut(at), 4, None) for at in range(8)],
    ("an end that counts frames that did not come", pushing(lambda s: (frames_without_end(s), s.wire.end(7))), 3, "frames"),
    ("an end that counts too few", pushing(lambda s: (frames_without_end(s), s.wire.end(1))), 3, "frames"),
    ("an end of four bytes", pushing(lambda s: (frames_without_end(s), s.wire.write(END, b"\0\0\0\3"), s.wire.flush())), 3, "a number of frames needs 8 bytes"),
    ("a frame of no objects", one(length=0, stored=0, count=0, entries=b"", data=()), 3, "with 0 objects"),
    ("a frame of 2^32 objects", one(count=0xFFFFFFFF), 3, "with 4294967295 objects"),
    ("a frame with an object too few", one(count=2, length=10, stored=10, data=(b"more\nmore\n",)), 3, "out of turn"),
    ("a frame with an object too many", one(entries=row(BLOB, "blob", 5) + row(TREE, "tree", 5)), 3, "objects"),
    ("objects longer than their frame", one(entries=row(BLOB, "blob", 6)), 3, "whose objects are not as long as itself"),
    ("objects shorter than their frame", one(entries=row(BLOB, "blob", 4)), 3, "whose objects are not as long as itself"),
    ("half a row of a table", one(entries=row(BLOB, "blob", 5)[:20]), 3, "invalid data"),
    ("more data than the frame has", one(data=(b"more\n", b"more\n")), 3, "out of turn"),
    ("a frame of 4 GiB", one(length=0xFFFFFFFF, stored=0xFFFFFFFF), 3, "a frame of 4294967295 bytes"),
    ("a frame that decodes to 4 GiB", one(length=0xFFFFFFFF, entries=row(BLOB, "blob", 0xFFFFFFFF)), 3, "a frame of 4294967295 bytes"),
    ("a codec that there is not", one(codec=9), 3, "an unknown codec"),
    *[(f"noise as codec {codec}", one(codec=codec), 3, "frame 0 cannot be decoded") for codec in (1, 2, 3)],
    ("5 bytes that hold 128 MiB", one(codec=2, stored=len(NOTHING), data=(NOTHING,)), 3, "gives more bytes than it should"),
    ("frames of 25 GiB in 4 MB", pushing(bomb), 3, "transfer.maxExpansion"),
    ("a message of 4 GiB", pushing(lambda s: (s.say(struct.pack(">BI", DATA, 0xFFFFFFF0)), s.wire.flush())), 3, "a message of 4294967280 bytes"),
    ("a message that does not belong there", pushing(lambda s: (s.wire.write(WELCOME, b"\0"), s.wire.flush())), 3, "'welcome' out of turn"),
    ("a message of no kind", lambda s: s.say(b"\xff\0\0\0\0"), 3, "an unknown kind, 255"),
    ("data without a frame", pushing(lambda s: (s.wire.write(DATA, b"x"), s.wire.end(1))), 3, "'data' out of turn"),
    ("an object twice in a frame", pushing(lambda s: (s.wire.frame([OBJECTS[0], OBJECTS[0]]), s.wire.end(1))), 3, "twice"),
    ("an object in two frames", objects(*OBJECTS, OBJECTS[1]), 3, "twice"),
    ("an object with another's identity", objects(*OBJECTS[1:], (BLOB, "blob", b"mope\n")), 3, "its bytes have another identity"),
    ("an object of another kind", objects((BLOB, "tree", b"more\n"), *OBJECTS[1:]), 3, "its bytes have another identity"),
    ("an object of no kind", one(entries=row(BLOB, 99, 5)), 3, "an unknown kind 99"),
    ("a commit that is none", as_branch("commit", b"tree nonsense\n\n"), 3, "'nonsense' is not an identity"),
    ("a branch at a blob", as_branch("blob", b"no commit\n"), 3, "which is a blob and no commit"),
    ("a branch at a tree", as_branch("tree", b""), 3, "which is a tree and no commit"),
    ("a branch at an object that nobody has", updates(("refs/heads/new", b"\x42" * 32, None)), 3, "4242424242, which is missing"),
    ("a commit without its tree", commit_of(b"\x43" * 32), 3, "4343434343, which is missing"),
    ("a commit without its parent", commit_of(TREE, [b"\x44" * 32]), 3, "4444444444, which is missing"),
    ("all but a blob", objects(*OBJECTS[1:]), 3, "which is missing"),
    ("a ref moved from where it is not", updates(("refs/heads/main", MAIN, b"\x45" * 32)), 1, "not at 4545454545"),
    ("a ref made that is there", updates(("refs/heads/main", MAIN, None)), 1, "not at nothing"),
    ("a ref removed that is not there", updates(("refs/heads/gone", None, MAIN)), 1, "refs/heads/gone is at nothing"),
    ("one of two refs moved from where it is not", updates(("refs/heads/new", MAIN, None), ("refs/heads/main", MAIN, b"\x45" * 32)), 1, "not at 4545454545"),
    ("one ref twice", updates(("refs/heads/new", MAIN, None), ("refs/heads/new", MAIN, None)), 3, "two moves of one ref"),
    ("a ref below another", updates(("refs/heads/main/sub", MAIN, None)), 2, "one would be a folder of the other"),
    ("a ref and one below it", updates(("refs/heads/a", MAIN, None), ("refs/heads/a/b", MAIN, None)), 2, "one would be a folder of the other"),
    ("a ref of a remote", to("refs/remotes/origin/main"), 3, "refs/remotes"),
    ("a message of 5,000 bytes", updates(("refs/heads/new", MAIN, None), message="x" * 5000), 3, "more than 4096"),
    ("a message with a line end", updates(("refs/heads/new", MAIN, None), message=b"x\n" + b"0" * 64), None, None),
    *[
        (f"the ref {name[:40]!r}", to(name), 3, {b"\xfe": "is not UTF-8", b"aaaa": "more than 255"}.get(name[-4:] if len(name) > 255 else name[-1:], "is not the name of a ref"))
        for name in (
            b"", b"HEAD", b"config", b"/etc/passwd", b"packs/x", b"refs/notes/x", b"refs/heads/", b"refs/heads/../../config",
            b"refs/heads/a/../../../HEAD", b"refs/heads/a\0b", b"refs/heads/a\nb", b"refs/heads/a\x1b[31mb", b"refs/heads/x.lock", b"refs/heads/-x",
            b"refs/heads/.x", b"refs/heads/a//b", b"refs/heads/a b", b"refs/heads/@{1}", b"refs/heads/" + b"a" * 300, b"refs/heads/\xff\xfe",
        )
    ],
    ("a person with a line end", lambda s: (s.update("refs/heads/new", MAIN), s.receive("Eve <e@e> 1 +0000\n" + "0" * 64)), 3, "'Name <mail> seconds zone'"),
    ("a person that is none", lambda s: (s.update("refs/heads/new", MAIN), s.receive("nobody")), 3, "'Name <mail> seconds zone'"),
    ("100,000 refs in one push", many_updates(100_000), 3, "updates without end"),
    ("identities without end", endless(1, 8_388_609), 3, "lists without end"),
]


def frames_without_end(session):
    for item in OBJECTS:
        session.wire.frame([item])


def talk(store, name, words):
    """Runs one conversation, and what must hold of any."""
    global largest
    start = time.monotonic()
    session = Session(store)
    try:
        session.say(GREETING)
        words(session)
        session.process.stdin.flush()
    except (BrokenPipeError, OSError):
        pass  # It has heard enough.
    code, reasons, memory, seconds = session.end()
    largest = max(largest, (memory, name))
    if time.monotonic() - start > 3:
        print(f"{name}: {time.monotonic() - start:.1f} s")
    check(f"{name}: within 1 GiB", memory < LIMIT and b"out of memory" not in session.errors, memory)
    check(f"{name}: no crash", code >= 0 and not re.search(rb"Fatal error|Backtrac", session.errors), (code, session.errors[-400:]))
    check(f"{name}: in time", seconds < 60, seconds)
    return code, reasons, session


# --- The checks -------------------------------------------------------------------------------------------------------


def served():
    """A bare repository with the base history, which the client itself has pushed."""
    store = work / "store.at1"
    folders.ok(work, "init", "--bare", store)

    def push(session):
        for name, target in base.refs.items():
            session.update(name, target)
        if session.receive():
            frames(session, [(name, *value) for name, value in base.objects.items()])
            session.wait(END)
        session.wire.write(GOODBYE)

    code, reasons, session = talk(store, "a push that is right", push)
    check("a push that is right", code == 0 and reasons == [] and session.answers[-1][0] == END, (code, reasons, session.errors))
    check("its refs", refs(store) == {n: t.hex().encode() + b"\n" for n, t in base.refs.items()}, refs(store))
    check("its objects", folders.at1(store, "fsck").returncode == 0)
    return store


def seen(store):
    return refs(store), packs(store), (store / "HEAD").read_bytes(), (store / "config").read_bytes()


def refused(base, name, words, wanted, reason):
    store = work / "case.at1"
    shutil.copytree(base, store)
    before = seen(store)
    code, reasons, session = talk(store, name, words)
    if wanted is None:
        check(f"{name}: ends", code in (0, 3, 4), code)
        check(f"{name}: is whole after it", folders.at1(store, "fsck").returncode == 0)
        return shutil.rmtree(store)
    check(f"{name}: exit code", code == wanted, (code, reasons, session.errors))
    check(f"{name}: nothing moved", seen(store) == before)
    check(f"{name}: nothing left", leftovers(store) == [], leftovers(store))
    shutil.rmtree(store)
    if reason is None:
        return
    told = " ".join(reasons[0]) if reasons else ""
    check(f"{name}: the client is told", len(reasons) == 1 and session.answers[-1][0] == FAILURE, session.answers[-3:])
    check(f"{name}: why", reason in told, told)
    check(f"{name}: in words for a terminal", not re.search(r"[\x00-\x1f\x7f-\x9f]", session.errors.decode().replace("\n", "")), session.errors)


def listed():
    """A repository with 100,000 refs is listed, within the same memory."""
    store = work / "many.at1"
    shutil.copytree(work / "store.at1", store)
    folder = store / "refs/heads/many"
    folder.mkdir()
    line = MAIN.hex() + "\n"
    for number in range(100_000):
        if number % 1000 == 0:
            (folder / f"{number // 1000:03}").mkdir()
        with open(folder / f"{number // 1000:03}/{number:06}", "w") as file:
            file.write(line)

    def ask(session):
        session.wire.write(LIST)
        session.wire.write(GOODBYE)

    code, reasons, session = talk(store, "100,000 refs listed", ask)
    names = [body for kind, body in session.answers if kind == REF]
    check("100,000 refs listed", code == 0 and len(names) == 100_003, (code, len(names), reasons, session.errors))


def main():
    store = served()
    for case in HOSTILE:
        refused(store, *case)
    # What came of a push that broke need not come again, and an honest one goes on with it.
    code, _, _ = talk(store, "a push that breaks", cut(5))
    check("a push that breaks", code == 4 and "refs/heads/new" not in refs(store))
    code, _, session = talk(store, "an honest push after it", pushing(lambda s: (frames(s), s.wait(END), s.wire.write(GOODBYE))))
    check("an honest push after it", code == 0 and len(session.held) > 0, (code, session.answers, session.errors))
    check("its ref", refs(store).get("refs/heads/new") == COMMIT.hex().encode() + b"\n")
    check("its objects", folders.at1(store, "fsck").returncode == 0)
    listed()
    print(f"most memory: {largest[0] >> 20} MiB, {largest[1]}")


start = time.monotonic()
try:
    checks.run(main)
finally:
    shutil.rmtree(work)
print(f"{time.monotonic() - start:.1f} s")
checks.end()
