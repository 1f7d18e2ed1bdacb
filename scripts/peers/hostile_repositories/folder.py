"""The files beside the packs: HEAD, refs, config, index, logs, and what others leave behind."""

import os
import random
import socket

from second_writer import WHO, digest, index, jcs, pack, sealed

from .corpus import NOBODY, case, honest, something, variants


def beside(r, files):
    r.root(r.file(b"greeting"))
    r.tag(r.refs["refs/heads/main"])
    r.files.update(files)


def folder(path):
    path.mkdir(parents=True)


def link(target):
    return lambda path: path.symlink_to(target)


def listening(path):
    with socket.socket(socket.AF_UNIX) as one:
        here = os.getcwd()
        os.chdir(path.parent)
        one.bind(path.name)
        os.chdir(here)


JUNK = {
    "empty": b"",
    "zeros": bytes(100),
    "no text": b"\xff" * 100,
    "long": b"x" * 5_000_000,
    "a word": b"nonsense\n",
    "a folder": folder,
    "a link": link("../../outside/secret"),
    "a loop": link("self"),
}
COMMIT = b"42" * 32 + b"\n"
variants(
    "HEAD is",
    {
        **JUNK,
        "absent": None,
        "detached at nothing": COMMIT,
        "no ref": b"ref: nonsense\n",
        "a tag": b"ref: refs/tags/v1\n",
        "outside": b"ref: refs/heads/../../../outside/secret\n",
        "with CR": b"ref: refs/heads/main\r\n",
        "twice": b"ref: refs/heads/main\nref: refs/heads/main\n",
        "a remote's": b"ref: refs/remotes/origin/main\n",
        "with escapes": b"ref: refs/heads/\x1b[31m\n",
        "itself": b"ref: HEAD\n",
        "an unborn branch": b"ref: refs/heads/none\n",
    },
    lambda r, content: (beside(r, {"HEAD": content}), setattr(r, "head", b"")),
)
variants(
    "a branch is",
    {
        **JUNK,
        "absent": None,
        "at nothing": COMMIT,
        "symbolic": b"ref: refs/tags/v1\n",
        "in upper case": COMMIT.upper(),
        "with a blank": COMMIT[:-1] + b" \n",
        "with CR": COMMIT[:-1] + b"\r\n",
    },
    lambda r, content: beside(r, {"refs/heads/main": content}),
)
variants("another branch is", {**JUNK, "at nothing": COMMIT}, lambda r, content: beside(r, {"refs/heads/other": content}))
variants(
    "a branch stands for",
    {kind: kind for kind in ("blob", "chunks", "recipe", "tree", "tag")},
    lambda r, kind: r.refs.update({"refs/heads/main": something(r, kind)}),
)
variants(
    "a file in refs named",
    {
        "main~": "refs/heads/main~",
        "main.lock": "refs/heads/main.lock",
        "-x": "refs/heads/-x",
        "a blank": "refs/heads/a b",
        "escapes": "refs/heads/\x1b[31m",
        "C1": "refs/heads/\u009b31m",
        "no text": "refs/heads/\udcff",
        "..x": "refs/heads/..x",
        "@": "refs/heads/@",
        "@{1}": "refs/heads/x@{1}",
        "210 bytes": "refs/heads/" + "x" * 210,
        "in stash": "refs/stash",
        "in remotes": "refs/remotes/origin/main",
        "in a branch": "refs/heads/x/y/z",
        "HEAD": "refs/heads/HEAD",
        "an identity": "refs/heads/" + "0" * 64,
        "a joiner": "refs/heads/ma\u200din",
    },
    lambda r, name: beside(r, {name: r.root(r.file(b"greeting")).refs["refs/heads/main"].hex().encode() + b"\n"}),
)
variants(
    "in refs",
    {
        "a pipe": os.mkfifo,
        "a socket": listening,
        "a device": link("/dev/zero"),
        "a deep folder": lambda path: (path / "/".join("d" * 50)).mkdir(parents=True),
    },
    lambda r, make: beside(r, {"refs/heads/odd": make}),
)


@case("10,000 refs")
def many(r):
    r.root(r.file(b"greeting"))
    r.refs.update({f"refs/tags/t{n}": r.refs["refs/heads/main"] for n in range(10_000)})


variants(
    "config is",
    {
        **{name: content for name, content in JUNK.items() if name != "a word"},
        "absent": None,
        "a word": b"nonsense",
        "of another format": b"[core]\n\tformat = 2\n",
        "of format x": b"[core]\n\tformat = x\n",
        "of format 2^64": b"[core]\n\tformat = 18446744073709551616\n",
        "of no format": b"[core]\n\tbare = false\n",
        "cut": b"[core",
        "bare": b"[core]\n\tformat = 1\n\tbare = true\n",
        "bare perhaps": b"[core]\n\tformat = 1\n\tbare = perhaps\n",
        "with a program": b'[core]\n\tformat = 1\n\tsshcommand = touch owned\n\tservecommand = touch owned\n[remote "origin"]\n\turl = host:x\n',
        "with an option for a host": b'[core]\n\tformat = 1\n[remote "origin"]\n\turl = ssh://-oProxyCommand=touch owned/x\n',
        "with memory below nothing": b"[core]\n\tformat = 1\n[engine]\n\tmemory = -1\n",
        "with memory beyond all": b"[core]\n\tformat = 1\n[engine]\n\tmemory = 99999999999999999999t\n",
        "with a lock that waits for ever": b"[core]\n\tformat = 1\n\tlockwait = 1e300\n",
        "lazy without a remote": b"[core]\n\tformat = 1\n\tlazy = true\n",
        "with a hundred thousand lines": b"[core]\n\tformat = 1\n" + b"\tx = y\n" * 100_000,
        "with escapes": b"[core]\n\tformat = 1\n[\x1b[31m]\n",
        "with a clone that is not done": b"[core]\n\tformat = 1\n[clone]\n\tunfinished = ../outside\n",
        "with parity of a million": b"[core]\n\tformat = 1\n[gc]\n\tparity = 1000000%\n",
        "with trust elsewhere": b"[core]\n\tformat = 1\n[trust]\n\tfile = ../outside/secret\n",
    },
    lambda r, content: beside(r, {"config": content}),
)
ENTRY = 0x11
variants(
    "the index",
    {
        "names ..": lambda blob: index([(b"../owned", ENTRY, blob)]),
        "names .git": lambda blob: index([(b".git/hooks/post-checkout", 0x21, blob)]),
        "names the store": lambda blob: index([(b".at1store/config", ENTRY, blob)]),
        "is absolute": lambda blob: index([(b"/owned", ENTRY, blob)]),
        "names a path twice": lambda blob: index([(b"a", ENTRY, blob)] * 2),
        "is out of order": lambda blob: index([(b"b", ENTRY, blob), (b"a", ENTRY, blob)]),
        "has a file as a folder": lambda blob: index([(b"a", ENTRY, blob), (b"a/b", ENTRY, blob)]),
        "names what is absent": lambda blob: index([(b"a", ENTRY, NOBODY)]),
        "counts 2^60": lambda blob: index([(b"a", ENTRY, blob)], count=2**60),
        "counts 2^64 - 1": lambda blob: index([(b"a", ENTRY, blob)], count=2**64 - 1),
        "has mode 0": lambda blob: index([(b"a", 0x01, blob)]),
        "has kind 0": lambda blob: index([(b"a", 0x10, blob)]),
        "takes a blob for a tree": lambda blob: index([(b"a", 0x16, blob)]),
        "takes a blob for chunks": lambda blob: index([(b"a", 0x12, blob)]),
        "takes a blob for a recipe": lambda blob: index([(b"a", 0x13, blob)]),
        "has an empty path": lambda blob: index([(b"", ENTRY, blob)]),
        "has a link of chunks": lambda blob: index([(b"a", 0x32, blob)]),
        "is cut": lambda blob: index([(b"a", ENTRY, blob)])[:-5],
        "shares too much": lambda blob: sealed(b"at1index\x01\x01\x7f\x01a\x11" + blob + b"\0"),
        "is of version 9": lambda blob: sealed(b"at1index\x09\x00"),
        "has a path of 10,000 bytes": lambda blob: index([(b"a" * 10_000, ENTRY, blob)]),
        **{f"is {name}": (lambda blob, content=content: content) for name, content in JUNK.items()},
    },
    lambda r, build: beside(r, {"index": build(r.blob())}),
)
variants(
    "the log of HEAD is",
    {
        **JUNK,
        "of escapes": b"0" * 64 + b" " + COMMIT[:-1] + b" M <m> 1 +0000\t\x1b[31m\tx\n",
        "of 2^63 seconds": b"0" * 64 + b" " + COMMIT[:-1] + b" M <m> 9223372036854775807 +2359\tx\tx\n",
    },
    lambda r, content: beside(r, {"logs/HEAD": content}),
)
variants(
    "beside the packs",
    {
        "junk": {"packs/junk": b"x", "packs/x.pack": b"x", "packs/" + "0" * 64 + ".pack": b"x"},
        "a folder": {"packs/" + "0" * 64 + ".pack": folder},
        "a link": {"packs/" + "0" * 64 + ".pack": link("../../../outside/secret")},
        "a pipe": {"packs/" + "0" * 64 + ".pack": os.mkfifo},
        "parity of junk": {"packs/" + "0" * 64 + ".parity": bytes(1000)},
        "a lock that is a folder": {"packs/lock": folder},
        "a gate that is a link": {"packs/gate": link("../../../outside/secret")},
    },
    beside,
)
variants(
    "left behind:",
    {
        f"{name}, {what}": {place: content}
        for name, place in {
            "pending": "pending",
            "absent": "absent",
            "frames": "incoming/frames",
            "table": "incoming/table",
            "the list for web servers": "info/store",
            "the mirror": "mirror/config",
            "tmp": "tmp/writing-1",
            "quarantine": "quarantine/x",
            "signers": "keys/trusted_signers",
            "the lock": "lock",
        }.items()
        for what, content in JUNK.items()
        if what not in ("a loop", "zeros")
    },
    beside,
)
variants(
    "a pending checkout",
    {
        "to nothing": ("switch", NOBODY.hex(), b"ref: refs/heads/main\n"),
        "to outside": ("switch", None, b"ref: refs/heads/../../../outside/x\n"),
        "of an unknown kind": ("format-disk", None, b"ref: refs/heads/main\n"),
        "to no branch": ("reset", None, b"x"),
    },
    lambda r, value: beside(r, {"pending": pending(r, *value)}),
)


def pending(r, kind, to, head):
    r.root(r.file(b"greeting"))
    start = r.refs["refs/heads/main"].hex()
    line = (
        jcs(
            {
                "kind": kind,
                "old_head": "ref: refs/heads/main\n",
                "from": start,
                "head": head.decode(),
                "to": to or start,
                "force": True,
                "who": WHO,
                "message": "m",
            }
        )
        + b"\n"
    )
    return line + digest(line).hex().encode() + b"\n"


def random_damage(seed):
    """An honest repository with some bytes of some file changed."""

    def damage(r):
        honest(r)
        rng = random.Random(seed)
        content = bytearray(pack([r.all()]))
        for _ in range(rng.choice([1, 3, 30])):
            content[rng.randrange(8, len(content) - 32)] ^= 1 << rng.randrange(8)
        # Its name is right again, so that all that is checked is what it holds.
        r.packs = [sealed(bytes(content[:-32]))]

    return damage


variants("a pack with bytes changed, seed", {str(seed): seed for seed in range(20)}, lambda r, seed: random_damage(seed)(r))
