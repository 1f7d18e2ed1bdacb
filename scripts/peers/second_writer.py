"""Repositories written a second time, after docs/format.md alone, so that what at1 would never write can be written."""

import hashlib
import json
import lzma
import struct
from pathlib import Path

from wire import KINDS, Store, identity, varint

MAGIC = b"at1pack\x01"
WHO = "Mallory <m@example.org> 1800000000 +0000"


def digest(content):
    return hashlib.sha256(content).digest()


def entry(mode, kind, name, target):
    return b"%s %s %s\0%s" % (mode, kind, name, target)


def jcs(value):
    """Canonical JSON of what has integers and ASCII only."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def sealed(body):
    """A pack: what stands before the last digest, and its name behind it."""
    return body + digest(body)


def pack(frames, table=None, count=None, trailer=None):
    """A pack of frames: each a list of (identity, kind, payload), or a dict that says what stands in its place."""
    body, heads, entries = MAGIC, b"", []
    for number, frame in enumerate(frames):
        frame = frame if isinstance(frame, dict) else {"objects": frame}
        plain = b"".join(payload for _, _, payload in frame.get("objects", []))
        stored = frame.get("stored", plain)
        body += stored
        heads += struct.pack(">BII", frame.get("codec", 0), frame.get("stored_length", len(stored)), frame.get("length", len(plain)))
        offset = 0
        for name, kind, payload in frame.get("objects", []):
            entries.append((name, KINDS.get(kind, kind), number, offset, len(payload)))
            offset += len(payload)
    entries = sorted(entries) if table is None else table
    rows = b"".join(name + struct.pack(">BIII", *rest) for name, *rest in entries)
    footer = struct.pack(">I", len(frames)) + heads + struct.pack(">I", len(entries) if count is None else count) + rows
    return sealed(body + footer + (trailer or struct.pack(">Q", len(footer)) + digest(footer)))


def compressed(objects):
    """The same objects in a frame of xz."""
    plain = b"".join(payload for _, _, payload in objects)
    return {"objects": objects, "codec": 2, "stored": lzma.compress(plain, preset=0), "length": len(plain)}


def index(entries, count=None):
    """An index of (path, mode and kind, identity)."""
    body, before = b"at1index\x01" + varint(len(entries) if count is None else count), b""
    for path, mode, name in entries:
        shared = next((n for n, (a, b) in enumerate(zip(before, path)) if a != b), min(len(before), len(path)))
        body += varint(shared) + varint(len(path) - shared) + path[shared:] + bytes([mode]) + name + b"\0"
        before = path
    return sealed(body)


class Repository(Store):
    """Objects, refs and the files beside them; ``write`` makes the folder."""

    codes = {}  # what binds a recipe to the code of a generator, by its name

    def __init__(self):
        super().__init__()
        self.head = b"ref: refs/heads/main\n"
        self.config = b"[core]\n\tformat = 1\n"
        self.files = {}  # further files of the folder, and those that stand in another's place
        self.packs = None  # whole packs, instead of one of all objects
        self.listed = None  # refs as the list for web servers has them, where they differ

    def blob(self, content=b"hello\n"):
        return self.put("blob", content)

    def file(self, name, content=b"hello\n", mode=b"100644"):
        return entry(mode, b"blob", name, self.blob(content))

    def root(self, *entries):
        """main at a commit of a tree of these entries, in the order given, as they are."""
        self.refs["refs/heads/main"] = self.commit(self.put("tree", b"".join(entries)))
        return self

    def text(self, kind, *lines, message="m\n"):
        return self.put(kind, ("\n".join(lines) + "\n\n" + message).encode("utf-8", "surrogateescape"))

    def tag(self, target, kind="commit", name="v1", who=WHO, *more):
        self.refs[f"refs/tags/{name}"] = made = self.text(
            "tag", f"object {target.hex()}", f"kind {kind}", f"tag {name}", f"tagger {who}", *more
        )
        return made

    def recipe(self, **changes):
        code = self.codes.get(changes.get("generator", "np_montecarlo"), "00" * 32)
        value = {
            "array": "X",
            "encoding": "raw",
            "engine": {"arithmetic": None, "code": code, "name": "at1"},
            "generator": "np_montecarlo",
            "output": {"length": 8, "sha256": "94a96af197c57ccbee3ac591acd548c7e3ac444098b07a5317fb302649836cdf"},
            "params": {"n_paths": 1, "n_steps": 1, "seed": 0},
            **changes,
        }
        return self.put("recipe", jcs(value))

    def chunks(self, content, *parts, length=None):
        """A list of chunks of (blob, length) that says it is of the content."""
        head = struct.pack(">Q", len(content) if length is None else length) + digest(content)
        return self.put("chunks", head + b"".join(name + struct.pack(">I", size) for name, size in parts))

    def all(self):
        return [(name, kind, payload) for name, (kind, payload) in self.objects.items()]

    def write(self, top):
        """The folder .at1store in a working tree, as a web server would serve it, too."""
        store = Path(top) / ".at1store"
        packs = self.packs if self.packs is not None else [pack([compressed(self.all())])]
        files = {"HEAD": self.head, "config": self.config}
        for name, target in self.refs.items():
            files[name] = target if isinstance(target, bytes) and len(target) != 32 else target.hex().encode() + b"\n"
        lines = [b"at1store 1\n"] + ([b"head refs/heads/main\n"] if self.refs else [])
        names = {content[-32:].hex(): content for content in packs}
        for name, content in sorted(names.items()):
            files[f"packs/{name}.pack"] = content
            lines.append(b"pack %s %d\n" % (name.encode(), len(content)))
        for name, target in sorted(self.refs.items()):
            if len(target) == 32:
                lines.append(b"ref %s %s %s\n" % (target.hex().encode(), self.peeled(target), name.encode("utf-8", "surrogateescape")))
        files["info/store"] = b"".join(lines)
        files.update(self.files)
        for folder in ("refs/heads", "refs/tags", "packs", "logs", "tmp"):
            if not any(name == folder or folder.startswith(name + "/") for name in self.files):
                (store / folder).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            if content is None:
                continue
            path = store / name
            path.parent.mkdir(parents=True, exist_ok=True)
            content(path) if callable(content) else path.write_bytes(content)

    def peeled(self, target):
        if self.objects.get(target, ("",))[0] != "tag":
            return b"-"
        for _ in range(100_000):
            kind, payload = self.objects.get(target, ("", b""))
            if kind != "tag":
                break
            line = payload.split(b"\n", 1)[0]
            try:
                target = bytes.fromhex(line[7:].decode())
            except ValueError:
                break
        return target.hex().encode()


__all__ = ["KINDS", "MAGIC", "Repository", "WHO", "compressed", "digest", "entry", "identity", "index", "jcs", "pack", "sealed", "varint"]
