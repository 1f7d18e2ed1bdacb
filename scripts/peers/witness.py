"""The checks of scripts/peer-witness: witness.py AT1

What at1 publishes, by a second implementation; and what that one publishes, by at1.
"""
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pymerkle import InmemoryTree

from harness import At1, Checks
from transparency import COSIGNATURE, LOG, Note, Proof, Signer, b64, checkpoint, leaf_hash, path, proof, root, unb64, vkey

folder = Path(tempfile.mkdtemp(prefix="at1-witness-"))
at1 = At1(os.path.realpath(sys.argv[1]), str(folder))
checks = Checks()
rng = random.Random(20261201)
for role in ("AUTHOR", "COMMITTER"):
    at1.environment |= {f"AT1_{role}_NAME": "Ada", f"AT1_{role}_EMAIL": "a@example.org"}
for words in ("init",), ("config", "core.fsync", "false"), ("key", "generate", "log", "--no-passphrase"), ("key", "generate", "eye", "--no-passphrase"):
    assert at1(*words)[0] == 0
ORIGIN = "example.org/data"


def ok(*words):
    code, out, err = at1(*map(str, words))
    checks.check(" ".join(map(str, words)), code == 0, f"{code}: {err}{out}")
    return out


def public(name):
    """The key of the store, as its export has it."""
    return unb64(ok("key", "export", name, "--format", "openssh").split()[1])[-32:]


def leaves():
    return (folder / ".at1store/witness/log").read_bytes().splitlines()


def write(name, text):
    (folder / name).write_text(text, encoding="utf-8")
    return name


def at1_writes():
    """Every size up to 40: the root, the signature, the place of a ref, and the growth since each earlier size."""
    key, eye = public("log"), public("eye")
    olds = {}
    refs = ["main"]
    ok("commit", "--allow-empty", "-m", "0")
    for size in range(1, 41):
        name = f"c{size}"
        ok("witness", "checkpoint", "--key", "log", "--origin", ORIGIN, "-o", name)
        note = Note((folder / name).read_text())
        tree = leaves()
        checks.check(f"{size}: as many leaves", (note.origin, note.size, len(tree)) == (ORIGIN, size, size), note.text)
        checks.check(f"{size}: the root", note.root == root(tree))
        second = InmemoryTree(algorithm="sha256")
        for leaf in tree:
            second.append_entry(leaf)
        checks.check(f"{size}: pymerkle's root", note.root == second.get_root())
        checks.check(f"{size}: the signature", note.verify(ORIGIN, LOG, key) is True)
        checks.check(f"{size}: no other key's", not note.verify(ORIGIN, LOG, eye))
        olds[size] = name
        if size == 7:
            ok("witness", "cosign", name, "--key", "eye", "--name", "example.net/eye", "--log", "log", "-o", "w7")
        if size > 1:
            old = rng.randrange(1, size)
            ref = rng.choice(refs)
            out = f"p{size}"
            ok("witness", "prove", ref, "--in", name, "--since", olds[old], "-o", out)
            given = Proof((folder / out).read_text())
            checks.check(f"{size}: the leaf", tree[given.index] == given.leaf)
            last = max(i for i, leaf in enumerate(tree) if leaf.split(b" ")[0].endswith(b"/" + ref.encode()))
            checks.check(f"{size}: the last move of {ref}", given.index == last, f"{given.index} {last}")
            checks.check(f"{size}: the path", given.path == path(given.index, tree))
            checks.check(f"{size}: the growth", given.since == (old, root(tree[:old]), proof(old, tree)))
            code, out, _ = at1("witness", "verify", out, "--old", olds[old], "--key", vkey(ORIGIN, LOG, key))
            checks.check(f"{size}: at1 verifies it", code == 0, out)
        if rng.random() < 0.4:
            refs.append(f"t{size}")
            ok("tag", refs[-1])
        else:
            ok("commit", "--allow-empty", "-m", str(size))
    cosigned = Note((folder / "w7").read_text())
    stamp = cosigned.verify("example.net/eye", COSIGNATURE, eye)
    checks.check("a cosignature", abs(stamp - time.time()) < 600, stamp)
    checks.check("it leaves the signature of the log", cosigned.verify(ORIGIN, LOG, key) is True)


def at1_reads():
    """Checkpoints and cosignatures of another log, and what is wrong with them."""
    log, eye, twin = Signer("other.example/log", bytes(range(32))), Signer("w1", bytes(32)), Signer("other.example/log", b"\7" * 32)
    tree = [f"entry {i}".encode() for i in range(9)]
    text = checkpoint(log.name, tree)
    note = text + "\n" + log.line(text) + twin.line(text) + eye.cosign(text, 1_700_000_000)
    keys = "--key", vkey(log.name, LOG, log.public), "--key", vkey(eye.name, COSIGNATURE, eye.public)

    def verify(name, content, holds, *words, status=1):
        code, out, err = at1("witness", "verify", write("foreign", content), *words)
        checks.check(name, code == (0 if holds else status), f"{code} {out}{err}")

    verify("another log's checkpoint", note, True, *keys, "--witnesses", "1")
    pem = Ed25519PublicKey.from_public_bytes(log.public).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "log.pem").write_bytes(pem)
    verify("its key as PEM", note, True, "--key", "log.pem")
    extended = text + "an extension\n"
    verify("with an extension line", extended + "\n" + log.line(extended), True, *keys)
    verify("forged: another root", note.replace(b64(root(tree)), b64(root(tree[:8]))), False, *keys)
    verify("forged: another size", note.replace("\n9\n", "\n10\n"), False, *keys)
    verify("forged: another origin", note.replace("other.example/log\n9", "another.example/log\n9"), False, *keys)
    verify("signed by a key of the same name only", text + "\n" + twin.line(text), False, *keys)
    stolen = twin.line(text).split(" ")
    data = unb64(log.line(text).split(" ")[2])[:4] + unb64(stolen[2])[4:]
    verify("a key of the same name that claims the ID", f"{text}\n— {log.name} {b64(data)}\n", False, *keys)
    older = checkpoint(log.name, tree[:5])
    replayed = text + "\n" + log.line(text) + eye.cosign(older, 1_700_000_000)
    verify("a replayed cosignature", replayed, False, *keys)
    verify("a cosignature as the log's signature", text + "\n" + eye.cosign(text, 5), False, *keys)
    verify("too few witnesses", text + "\n" + log.line(text), False, *keys, "--witnesses", "1")
    for name, wrong in {
        "CRLF": note.replace("\n", "\r\n"), "no signatures": text + "\n", "cut": note[:-9], "a leading zero": note.replace("\n9\n", "\n09\n"),
        "base64 without padding": note.replace(b64(root(tree)), b64(root(tree)).rstrip("=")), "nothing": "", "an empty line": "\n" + note,
    }.items():
        verify(f"not a checkpoint: {name}", wrong, False, *keys)

    # A proof by another writer, with the leaf that at1 wants in its extra data.
    own = leaves()
    text = checkpoint(log.name, own)
    note = text + "\n" + log.line(text)
    write("old", checkpoint(log.name, own[:6]) + "\n" + log.line(checkpoint(log.name, own[:6])))

    def tlog_proof(index, hashes, leaf, since=None, growth=()):
        extra = b"leaf " + leaf + b"\n"
        if since is not None:
            extra += f"since {since[0]} {b64(since[1])}\n".encode() + b"".join(b64(h).encode() + b"\n" for h in growth)
        return f"c2sp.org/tlog-proof@v1\nextra {b64(extra)}\nindex {index}\n" + "".join(b64(h) + "\n" for h in hashes) + "\n" + note

    since, growth = (6, root(own[:6])), proof(6, own)
    index = len(own) - 3
    right = path(index, own)
    verify("another writer's proof", tlog_proof(index, right, own[index], since, growth), True, *keys, "--old", "old")
    verify("without its growth, offline", tlog_proof(index, right, own[index]), True, *keys)
    for name, wrong in {
        "another leaf": tlog_proof(index, right, own[0], since, growth), "another place": tlog_proof(index - 1, right, own[index], since, growth),
        "reordered": tlog_proof(index, right[::-1], own[index], since, growth), "cut": tlog_proof(index, right[1:], own[index], since, growth),
        "longer": tlog_proof(index, [*right, right[0]], own[index], since, growth),
        "reordered growth": tlog_proof(index, right, own[index], since, growth[::-1]),
        "cut growth": tlog_proof(index, right, own[index], since, growth[1:]),
        "growth from a forged root": tlog_proof(index, right, own[index], (6, root(own[1:7])), growth),
        "an inner node as a leaf": tlog_proof(index // 2, right[1:], b"\1" + leaf_hash(own[index - 1]) + leaf_hash(own[index]), since, growth),
    }.items():
        verify(f"a proof, {name}", wrong, False, *keys)
    forked = [b"x", *own[1:]]
    text = checkpoint(log.name, forked)
    write("fork", text + "\n" + log.line(text))
    verify("as many leaves and another root", note, False, *keys, "--old", "fork")
    write("newer", checkpoint(log.name, [*own, b"x"]) + "\n" + log.line(checkpoint(log.name, [*own, b"x"])))
    verify("fewer leaves", note, False, *keys, "--old", "newer")


def no_input_is_a_crash():
    """Files with bytes changed, removed and repeated end with a verdict or a refusal."""
    good = [(folder / name).read_bytes() for name in ("c40", "p40", "w7")]
    for number in range(150):
        data = bytearray(rng.choice(good))
        for _ in range(rng.randrange(1, 6)):
            at = rng.randrange(len(data))
            choice = rng.randrange(3)
            if choice == 0:
                data[at] = rng.randrange(256)
            elif choice == 1:
                del data[at : at + rng.randrange(1, 40)]
            else:
                data[at:at] = data[at : at + rng.randrange(1, 400)] * rng.randrange(1, 4)
            data = data or bytearray(b"\n")
        (folder / "fuzzed").write_bytes(data)
        code, out, err = at1("witness", "verify", "fuzzed", "--key", "log", "--old", "c3")
        checks.check(f"mutation {number} (seed 20261201)", code in (0, 1, 2) and "atal" not in err, f"{code} {err}")
        if code == 0:
            # Lines of signers that nobody asks for say nothing, and may be anything.
            unsigned = [note.rpartition(b"\n\n")[0] for note in good]
            checks.check(f"mutation {number} verifies", bytes(data).rpartition(b"\n\n")[0] in unsigned, out)


try:
    checks.run(at1_writes, at1_reads, no_input_is_a_crash)
finally:
    shutil.rmtree(folder, ignore_errors=True)
checks.end()
