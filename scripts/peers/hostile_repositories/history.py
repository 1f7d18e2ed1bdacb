"""Commits and tags of every malformation."""

from second_writer import WHO

from .corpus import NOBODY, something, variants


def history(r, build):
    tree = r.put("tree", r.file(b"greeting"))
    lines = build(r, tree.hex())
    r.refs["refs/heads/main"] = r.put("commit", lines) if isinstance(lines, bytes) else r.text("commit", *lines)


def plain(tree, *parents, author=WHO, committer=WHO):
    return [f"tree {tree}", *[f"parent {one}" for one in parents], f"author {author}", f"committer {committer}"]


PEOPLE = {
    "without a mail address": "Mallory 1800000000 +0000",
    "of no name": "<m@example.org> 1800000000 +0000",
    "of nothing": "",
    "with escapes": "\x1b[31m\x1b]0;owned\x07 <m@example.org> 1 +0000",
    "with C1": "\u009b31m \u0090 <m@example.org> 1 +0000",
    "of 2^63 seconds": "M <m> 9223372036854775808 +0000",
    "of 2^63 - 1 seconds": "M <m> 9223372036854775807 +0000",
    "of -2^63 seconds": "M <m> -9223372036854775808 -2359",
    "of 2^70 seconds": f"M <m> {2**70} +0000",
    "of a zone of 99 hours": "M <m> 1 +9999",
    "of -0000": "M <m> 1 -0000",
    "of a zone of 2359": "M <m> 9223372036854775807 +2359",
    "without seconds": "M <m> x +0000",
    "with a TAB": "M\tN <m> 1 +0000",
    "with a NUL": "M\0 <m> 1 +0000",
    "of a million letters": "M" * 1_000_000 + " <m> 1 +0000",
    "of no text": "\udcff <m> 1 +0000",
    "with angles": "<<M>> <m> 1 +0000",
    "with blanks": " M  < m > 1 +0000",
}
variants("an author", PEOPLE, lambda r, who: history(r, lambda r, tree: plain(tree, author=who)))
variants("a tagger", PEOPLE, lambda r, who: tagged(r, lambda commit: [f"object {commit}", "kind commit", "tag v1", f"tagger {who}"]))
KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
variants(
    "a commit",
    {
        "of no bytes": lambda r, tree: b"",
        "of no text": lambda r, tree: b"\xff" * 100,
        "without a tree": lambda r, tree: plain(tree)[1:],
        "of two trees": lambda r, tree: [f"tree {tree}"] + plain(tree),
        "of an absent tree": lambda r, tree: plain(NOBODY.hex()),
        "whose tree is a blob": lambda r, tree: plain(r.blob().hex()),
        "whose tree is a commit": lambda r, tree: plain(r.commit(bytes.fromhex(tree)).hex()),
        "with an absent parent": lambda r, tree: plain(tree, NOBODY.hex()),
        "whose parent is a tree": lambda r, tree: plain(tree, tree),
        "with a parent twice": lambda r, tree: plain(tree, *[r.commit(bytes.fromhex(tree)).hex()] * 2),
        "with 1,025 parents": lambda r, tree: plain(tree, *[r.commit(bytes.fromhex(tree), message=f"{n}\n").hex() for n in range(1025)]),
        "with 1,024 parents": lambda r, tree: plain(tree, *[r.commit(bytes.fromhex(tree), message=f"{n}\n").hex() for n in range(1024)]),
        "in another order": lambda r, tree: plain(tree)[::-1],
        "with a line more": lambda r, tree: plain(tree) + ["more x"],
        "without a committer": lambda r, tree: plain(tree)[:2],
        "in upper case": lambda r, tree: plain(tree.upper()),
        "with a short identity": lambda r, tree: plain(tree[:40]),
        "with CR": lambda r, tree: [line + "\r" for line in plain(tree)],
        "without an empty line": lambda r, tree: "\n".join(plain(tree)).encode(),
        "with a NUL": lambda r, tree: "\n".join(plain(tree)).encode() + b"\n\na\0b\n",
        "without a message": lambda r, tree: "\n".join(plain(tree)).encode() + b"\n\n",
        "with a message of no text": lambda r, tree: "\n".join(plain(tree)).encode() + b"\n\n\xff\xfe\n",
        "with a message of escapes": lambda r, tree: "\n".join(plain(tree)).encode() + b"\n\n\x1b]0;owned\x07\x1b[2J\xc2\x9b31m\n",
        "with a message of 64 MiB": lambda r, tree: "\n".join(plain(tree)).encode() + b"\n\n" + b"x\n" * (32 << 20),
        "signed with nothing": lambda r, tree: plain(tree) + ["signature ed25519"],
        "signed with nonsense": lambda r, tree: plain(tree) + ["signature ed25519 x y"],
        "signed wrongly": lambda r, tree: plain(tree) + [f"signature ed25519 {KEY} {'A' * 86}=="],
        "signed by no key": lambda r, tree: plain(tree) + [f"signature ed25519 {'/' * 43}= {'A' * 86}=="],
        "signed twice": lambda r, tree: plain(tree) + [f"signature ed25519 {KEY} {'A' * 86}=="] * 2,
        "signed by another scheme": lambda r, tree: plain(tree) + ["signature rsa x y"],
    },
    history,
)


def tagged(r, build):
    commit = r.commit(r.put("tree", r.file(b"greeting")))
    r.refs["refs/heads/main"] = commit
    lines = build(commit.hex())
    r.refs["refs/tags/v1"] = r.put("tag", lines) if isinstance(lines, bytes) else r.text("tag", *lines)


def naming(name, kind="commit"):
    return lambda commit: [f"object {commit}", f"kind {kind}", f"tag {name}", f"tagger {WHO}"]


variants(
    "a tag",
    {
        "of no bytes": lambda commit: b"",
        "of an absent commit": lambda commit: naming("v1")(NOBODY.hex()),
        "of another kind": naming("v1", "tree"),
        "of an unknown kind": naming("v1", "nothing"),
        "of no kind": naming("v1", ""),
        "named otherwise": naming("v2"),
        "named with escapes": naming("\x1b[31m"),
        "named ..": naming("../../config"),
        "named nothing": naming(""),
        "of no text": lambda commit: b"object \xff",
        "named in 201 bytes": naming("x" * 201),
        "with a line more": lambda commit: naming("v1")(commit) + ["more x"],
        "without a tagger": lambda commit: naming("v1")(commit)[:3],
        "signed wrongly": lambda commit: naming("v1")(commit) + [f"signature ed25519 {KEY} {'A' * 86}=="],
        "signed by no key": lambda commit: naming("v1")(commit) + [f"signature ed25519 {'/' * 43}= {'A' * 86}=="],
        "signed with nonsense": lambda commit: naming("v1")(commit) + ["signature x"],
    },
    tagged,
)
variants(
    "a tag on",
    {kind: kind for kind in ("blob", "chunks", "recipe", "tree", "tag")},
    lambda r, kind: (r.root(r.file(b"greeting")), r.tag(something(r, kind), kind)),
)
