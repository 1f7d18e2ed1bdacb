"""Computed files whose computations, environments and outputs are not what they should be. Nothing of them is ever executed."""

import hashlib

from second_writer import entry, jcs

from .corpus import FILE, NOBODY, case, variants

SHA256 = hashlib.sha256(b"x\n").hexdigest()


def environment(r, *files, **changes):
    return r.put("environment", jcs({"architecture": "x86_64", "files": list(files), "packages": [], **changes}))


def file(path, **changes):
    return {"content": None, "length": 2, "mode": "100644", "path": path, "sha256": SHA256, **changes}


def computation(r, **changes):
    value = {
        "arguments": ["touch", "outside/was-here"],
        "environment": changes.pop("environment", None) or environment(r).hex(),
        "folder": None,
        "inputs": [],
        "outputs": [{"length": 2, "mode": "100644", "path": "bad", "sha256": SHA256}],
        "stdin": None,
        "variables": {},
        **changes,
    }
    return r.put("computation", jcs(value))


def output(r, made, **changes):
    value = {"computation": made.hex(), "content": None, "length": 2, "path": "bad", "sha256": SHA256, **changes}
    return r.put("output", jcs(value))


def main(r, made):
    r.config = b"[core]\n\tformat = 2\n"
    r.root(entry(FILE, b"output", b"bad", made), r.file(b"greeting"))


def blob(r, path="in", **changes):
    return {"id": r.blob().hex(), "kind": "blob", "mode": "100644", "path": path, **changes}


@case("a computed file")
def honest(r):
    main(r, output(r, computation(r, inputs=[blob(r)])))


variants(
    "a computation with",
    {
        "no arguments": lambda r: {"arguments": []},
        "a NUL in an argument": lambda r: {"arguments": ["sh\0"]},
        "escapes in its arguments": lambda r: {"arguments": ["sh", "-c", "\x1b]0;x\x07\x1b[2J"]},
        "10^5 arguments": lambda r: {"arguments": ["a"] * 100_000},
        "an absent environment": lambda r: {"environment": NOBODY.hex()},
        "a blob as its environment": lambda r: {"environment": r.blob().hex()},
        "an absent input": lambda r: {"inputs": [blob(r, id=NOBODY.hex())]},
        "an input of another kind": lambda r: {"inputs": [blob(r, kind="chunks")]},
        "a tree as an input": lambda r: {"inputs": [blob(r, kind="tree")]},
        "an input with ..": lambda r: {"inputs": [blob(r, "../outside/secret")]},
        "an input with a NUL": lambda r: {"inputs": [blob(r, "a\0b")]},
        "an input in the store": lambda r: {"inputs": [blob(r, ".at1store/config")]},
        "a link that leads out as an input": lambda r: {
            "inputs": [{"id": r.blob(b"../outside/secret").hex(), "kind": "blob", "mode": "120000", "path": "in"}]
        },
        "10^6 inputs": lambda r: {"inputs": [blob(r, f"i/{number:07}") for number in range(1_000_000)]},
        "inputs out of order": lambda r: {"inputs": [blob(r, "b"), blob(r, "a")]},
        "an input twice": lambda r: {"inputs": [blob(r), blob(r)]},
        "its output as an input": lambda r: {"inputs": [blob(r, "bad")]},
        "an output with ..": lambda r: {"outputs": [{"length": 2, "mode": "100644", "path": "../outside/x", "sha256": SHA256}]},
        "an output in the store": lambda r: {"outputs": [{"length": 2, "mode": "100644", "path": ".at1store/HEAD", "sha256": SHA256}]},
        "no outputs": lambda r: {"outputs": []},
        "another output": lambda r: {"outputs": [{"length": 2, "mode": "100644", "path": "other", "sha256": SHA256}]},
        "an output of another length": lambda r: {"outputs": [{"length": 3, "mode": "100644", "path": "bad", "sha256": SHA256}]},
        "a folder with ..": lambda r: {"folder": "../outside"},
        "a standard input that is none of its inputs": lambda r: {"stdin": "secret"},
        "LD_PRELOAD": lambda r: {"variables": {"LD_PRELOAD": "/tmp/x.so"}},
        "a variable with =": lambda r: {"variables": {"A=B": "x"}},
        "a member more": lambda r: {"trusted": True},
    },
    lambda r, changes: main(r, output(r, computation(r, **changes(r)))),
)
variants(
    "an environment with",
    {
        "/etc/shadow": [file("/etc/shadow")],
        "a path that is relative": [file("etc/passwd")],
        "..": [file("/usr/../etc/passwd")],
        "a NUL": [file("/usr/a\0b")],
        "a file of the kernel": [file("/proc/self/environ")],
        "a device": [file("/dev/sda")],
        "an absent file": [file("/usr/x", content={"id": NOBODY.hex(), "kind": "blob"})],
        "a file as a folder": [file("/usr"), file("/usr/bin")],
        "a link to everything": [{"path": "/usr/all", "target": "/"}],
        "a length of 2^63": [file("/usr/x", length=str(2**63))],
        "70,000 files": [file(f"/usr/f/{number:06}") for number in range(70_000)],
    },
    lambda r, files: main(r, output(r, computation(r, environment=environment(r, *files).hex()))),
)
variants(
    "an output of",
    {
        "an absent computation": lambda r: output(r, NOBODY),
        "a blob": lambda r: output(r, r.blob()),
        "another path": lambda r: output(r, computation(r), path="other"),
        "another SHA-256": lambda r: output(r, computation(r), sha256="0" * 64),
        "2^63 bytes": lambda r: output(r, computation(r), length=str(2**63)),
        "absent bytes": lambda r: output(r, computation(r), content={"id": NOBODY.hex(), "kind": "blob"}),
        "other bytes": lambda r: output(r, computation(r), content={"id": r.blob(b"y\n").hex(), "kind": "blob"}),
        "a recipe's bytes": lambda r: output(r, computation(r), content={"id": r.recipe().hex(), "kind": "recipe"}),
        "a path with ..": lambda r: output(r, computation(r), path="../x"),
    },
    lambda r, build: main(r, build(r)),
)


@case("a chain of 2,000 computations")
def chain(r):
    made = output(r, computation(r))
    for _ in range(2_000):
        made = output(r, computation(r, inputs=[{"id": made.hex(), "kind": "output", "mode": "100644", "path": "in"}]))
    main(r, made)
