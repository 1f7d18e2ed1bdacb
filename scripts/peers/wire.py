"""at1's protocol and objects a second time, after docs/protocol.md and docs/format.md: enough of them to serve, and to lie.

As a program: wire.py MODE answers on standard input and output, in place of ssh.
"""

import hashlib
import lzma
import os
import struct
import sys
import time

GREETING = b"at1wire\x01"
KEEP, IDS, FRAME, ENTRIES, DATA, END, FAILURE = range(7)
LIST, KNOWN, SEND, UPDATE, RECEIVE, GOODBYE = range(16, 22)
WELCOME, REF, HEAD, READY = range(32, 36)
KINDS = {"blob": 1, "chunks": 2, "recipe": 3, "bundle": 4, "session": 5, "tree": 6, "commit": 7, "tag": 8, "output": 9, "computation": 10, "environment": 11}


def identity(kind, payload):
    return hashlib.sha256(b"%s %d\0" % (kind.encode(), len(payload)) + payload).digest()


def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def text(value):
    return varint(len(value.encode())) + value.encode()


class Store:
    """Objects by identity, and refs."""

    def __init__(self):
        self.objects = {}
        self.refs = {}

    def put(self, kind, payload):
        name = identity(kind, payload)
        self.objects[name] = (kind, payload)
        return name

    def tree(self, entries):
        """Entries of (mode, kind, name, identity), in the order of the format."""
        order = sorted(entries, key=lambda e: e[2] + (b"/" if e[0] == b"40000" else b""))
        return self.put("tree", b"".join(m + b" " + k + b" " + n + b"\0" + i for m, k, n, i in order))

    def commit(self, tree, parents=(), message="made elsewhere\n"):
        who = "Mallory <m@example.org> 1800000000 +0000"
        lines = [f"tree {tree.hex()}"] + [f"parent {p.hex()}" for p in parents] + [f"author {who}", f"committer {who}"]
        return self.put("commit", ("\n".join(lines) + "\n\n" + message).encode())


def history():
    """Two commits over three files."""
    store = Store()
    first = store.put("blob", b"hello\n")
    second = store.put("blob", bytes(range(256)) * 40)
    folder = store.tree([(b"100644", b"blob", b"deep", second)])
    one = store.commit(store.tree([(b"100644", b"blob", b"greeting", first)]), message="one\n")
    tree = store.tree([(b"100644", b"blob", b"greeting", first), (b"40000", b"tree", b"folder", folder)])
    store.refs["refs/heads/main"] = store.commit(tree, [one], "two\n")
    store.refs["refs/tags/v1"] = one
    return store


class Connection:
    def __init__(self, source, sink):
        self.source, self.sink = source, sink

    def write(self, kind, body=b""):
        self.sink.write(struct.pack(">BI", kind, len(body)) + body)

    def flush(self):
        self.sink.flush()

    def read(self):
        while True:
            head = self.source.read(5)
            if len(head) < 5:
                raise EOFError
            kind, length = struct.unpack(">BI", head)
            body = self.source.read(length)
            if kind != KEEP:
                return kind, body

    def frame(self, objects, codec=0, stored=None, length=None, lie=None):
        """One frame of (identity, kind, payload)."""
        plain = b"".join(payload for _, _, payload in objects)
        stored = plain if stored is None else stored
        length = len(plain) if length is None else length
        self.write(FRAME, struct.pack(">BIII", codec, length, len(stored), len(objects)))
        self.write(ENTRIES, b"".join(n + bytes([KINDS[k]]) + struct.pack(">I", len(p)) for n, k, p in objects))
        for at in range(0, len(stored), 1 << 20):
            self.write(DATA, stored[at : at + (1 << 20)])

    def end(self, frames=0):
        self.write(END, struct.pack(">Q", frames))
        self.flush()


def serve(mode):
    wire = Connection(sys.stdin.buffer, sys.stdout.buffer)
    store = history()
    if mode == "chatter":
        wire.sink.write(b"Welcome to our machine!\r\n" * 4)
        wire.flush()
        return
    if mode == "silence":
        time.sleep(600)
    wire.sink.write(GREETING[:-1] + b"\x09" if mode == "version" else GREETING)
    wire.write(WELCOME, b"\0")
    wire.flush()
    assert wire.source.read(8) == GREETING
    lists = {}
    main = "refs/heads/main"
    if mode == "dotdot":
        blob = store.put("blob", b"owned\n")
        store.refs = {main: store.commit(store.tree([(b"100644", b"blob", b"..", blob)]))}
    elif mode == "slash":
        blob = store.put("blob", b"owned\n")
        store.refs = {main: store.commit(store.tree([(b"100644", b"blob", b"../../owned", blob)]))}
    elif mode == "storename":
        blob = store.put("blob", b"owned\n")
        store.refs = {main: store.commit(store.tree([(b"100644", b"blob", b".AT1store", blob)]))}
    elif mode == "wrongkind":
        store.refs = {main: store.put("blob", b"no commit\n")}
    elif mode == "badobject":
        store.refs = {main: store.put("commit", b"tree nonsense\n\n")}
    elif mode == "linkkind":
        # A tree that takes a commit for a file.
        store.refs[main] = store.commit(store.tree([(b"100644", b"blob", b"x", store.refs["refs/tags/v1"])]))
    elif mode == "absentparent":
        tree = store.tree([])
        store.refs = {main: store.commit(tree, [b"\x42" * 32])}

    while True:
        try:
            kind, body = wire.read()
        except EOFError:
            return
        if kind == IDS:
            lists.setdefault(body[0], set()).update(body[i : i + 32] for i in range(1, len(body), 32))
            continue
        if kind == LIST:
            refs = dict(store.refs)
            if mode == "escape":
                refs = {"refs/heads/../../config": store.refs[main], **refs}
            if mode == "remotes":
                refs = {**refs, "refs/zremotes/x": store.refs[main]}
            for name in sorted(refs) if mode != "order" else sorted(refs, reverse=True):
                wire.write(REF, text(name) + refs[name] + b"\0")
            wire.write(HEAD, text("refs/heads/../x" if mode == "badhead" else main))
            wire.end()
        elif kind == KNOWN:
            known = [name for name in lists.get(4, ()) if name in store.objects]
            if known:
                wire.write(IDS, b"\x04" + b"".join(known))
            wire.end()
        elif kind == SEND:
            send(wire, store, mode, lists)
        elif kind == GOODBYE:
            return
        else:
            raise SystemExit(f"message {kind}")
        lists = {}


def send(wire, store, mode, lists):
    skip = set()
    waiting = list(lists.get(2, ()))
    while waiting:  # what the asker has, by commits
        name = waiting.pop()
        if name in skip or name not in store.objects:
            continue
        skip.add(name)
        kind, payload = store.objects[name]
        if kind == "commit":
            lines = payload.split(b"\n\n")[0].split(b"\n")
            waiting += [bytes.fromhex(line[7:].decode()) for line in lines if line.startswith(b"parent ")]
            waiting += [bytes.fromhex(line[5:].decode()) for line in lines if line.startswith(b"tree ")]
        elif kind == "tree":
            waiting += [name for name in store.objects if name in payload]
    skip |= lists.get(3, set())
    objects = [(name, *value) for name, value in store.objects.items() if name not in skip]
    if mode == "missing":
        objects = [o for o in objects if o[1] != "blob"]
    elif mode == "nothing":
        objects = []
    elif mode == "wronghash":
        objects = [(n, k, p.replace(b"hello", b"hullo")) for n, k, p in objects]
    elif mode == "twice":
        wire.frame(objects)
        wire.frame(objects)
        return wire.end(2)
    elif mode == "gap":
        wire.frame(objects, stored=b"x" + b"".join(o[2] for o in objects), length=sum(len(o[2]) for o in objects) + 1)
        return wire.end(1)
    elif mode == "count":
        wire.frame(objects)
        return wire.end(7)
    elif mode == "codec":
        wire.frame(objects, codec=9)
        return wire.end(1)
    elif mode == "overrun":
        # Says 5 bytes, and holds 128 MiB.
        blob = (identity("blob", b"12345"), "blob", b"12345")
        wire.frame([blob], codec=2, stored=lzma.compress(bytes(128 << 20), preset=0))
        return wire.end(1)
    elif mode == "bomb":
        # 128 MiB of nothing in 20 kB, again and again.
        size = 128 << 20
        stored = lzma.compress(bytes(size), preset=0)
        for number in range(4000):
            name = hashlib.sha256(b"%d" % number).digest()
            wire.write(FRAME, struct.pack(">BIII", 2, size, len(stored), 1))
            wire.write(ENTRIES, name + b"\x01" + struct.pack(">I", size))
            wire.write(DATA, stored)
        return wire.end(4000)
    elif mode == "hugeframe":
        wire.write(FRAME, struct.pack(">BIII", 0, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF))
        wire.flush()
        time.sleep(600)
    elif mode == "hugemessage":
        wire.sink.write(struct.pack(">BI", DATA, 0xFFFFFFF0))
        wire.flush()
        time.sleep(600)
    elif mode == "half":
        for at, item in enumerate(objects):
            if at == len(objects) // 2:
                break
            wire.frame([item])
        wire.sink.write(struct.pack(">BI", FRAME, 13) + b"\0\0")
        wire.flush()
        sys.exit(0)
    elif mode == "stall":
        wire.frame(objects[:2])
        wire.flush()
        time.sleep(600)
    elif mode == "failure":
        wire.write(FAILURE, b"\0" + text("") + text("the disk \x1b[31mis full") + text("buy another"))
        wire.flush()
        return
    elif mode == "turn":
        wire.write(READY)
        return wire.end()
    for item in objects:
        wire.frame([item])
    wire.end(len(objects))


if __name__ == "__main__":
    try:
        serve(sys.argv[1])
    except BrokenPipeError:  # at1 has heard enough
        os._exit(0)
