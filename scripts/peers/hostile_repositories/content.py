"""Content that is not what it says: chunks, entries and links that lie."""

from second_writer import entry

from .corpus import FILE, FOLDER, LINK, NOBODY, PARTS, case, halves, something, variants


def listed(r, chunks):
    r.root(entry(FILE, b"chunks", b"bad", chunks), r.file(b"greeting"))


variants(
    "chunks",
    {
        "another digest of the whole": lambda r: r.chunks(b"c" * 70_005, *halves(r)),
        "in another order": lambda r: r.chunks(b"".join(PARTS), *reversed(halves(r))),
        "longer than its parts": lambda r: r.chunks(b"".join(PARTS), *halves(r), length=70_006),
        "of 2^64 - 1 bytes": lambda r: r.chunks(b"".join(PARTS), *halves(r), length=2**64 - 1),
        "one part": lambda r: r.chunks(PARTS[0], halves(r)[0]),
        "no part": lambda r: r.chunks(b""),
        "a part of no bytes": lambda r: r.chunks(PARTS[0], halves(r)[0], (r.blob(b""), 0)),
        "a part of another length": lambda r: r.chunks(b"".join(PARTS), (halves(r)[0][0], 69_999), (halves(r)[1][0], 6)),
        "a part that is absent": lambda r: r.chunks(b"".join(PARTS), halves(r)[0], (NOBODY, 5)),
        "a part that is a tree": lambda r: r.chunks(
            PARTS[0] + r.objects[tree := r.put("tree", r.file(b"f"))][1], halves(r)[0], (tree, len(r.objects[tree][1]))
        ),
        "a part that is chunks": lambda r: r.chunks(b"x", halves(r)[0], (r.chunks(b"".join(PARTS), *halves(r)), 112)),
        "cut short": lambda r: r.put("chunks", r.objects[r.chunks(b"".join(PARTS), *halves(r))][1][:-1]),
        "of a third of a million parts": lambda r: r.chunks(b"z", *[(r.blob(b"z" * 100_000), 100_000)] * 333_333),
    },
    lambda r, build: listed(r, build(r)),
)


def lying(r, mode, kind, name):
    r.root(entry(mode, kind, b"bad", name), r.file(b"greeting"))


variants(
    "an entry that lies",
    {
        f"{mode.decode()} {said.decode()} is a {kind}": (mode, said, kind)
        for mode, said in [
            (FILE, b"blob"),
            (FILE, b"chunks"),
            (FILE, b"recipe"),
            (FILE, b"bundle"),
            (FILE, b"session"),
            (LINK, b"blob"),
            (FOLDER, b"tree"),
        ]
        for kind in ("blob", "chunks", "recipe", "tree", "commit", "tag", "absent")
        if kind != said.decode()
    },
    lambda r, value: lying(r, value[0], value[1], something(r, value[2])),
)


variants(
    "an entry of mode and kind that do not go together",
    {
        f"{mode.decode()} {kind.decode()}": (mode, kind)
        for mode, kind in [
            (LINK, b"chunks"),
            (LINK, b"recipe"),
            (LINK, b"tree"),
            (FOLDER, b"blob"),
            (FOLDER, b"commit"),
            (FILE, b"tree"),
            (FILE, b"commit"),
            (FILE, b"tag"),
            (FILE, b"nothing"),
            (b"100664", b"blob"),
            (b"160000", b"commit"),
            (b"040000", b"tree"),
            (b"", b"blob"),
            (b"0", b""),
            (b"9" * 99, b"blob"),
        ]
    },
    lambda r, value: lying(
        r,
        value[0],
        value[1],
        something(r, value[1].decode() if value[1].decode() in ("chunks", "recipe", "tree", "commit", "tag") else "blob"),
    ),
)

variants(
    "a link to",
    {
        "nothing": b"",
        "4,095 bytes": b"x/" * 2047 + b"x",
        "4,096 bytes": b"x" * 4096,
        "100,000 bytes": b"x" * 100_000,
        "a NUL": b"a\0b",
        "a NUL alone": b"\0",
        "a file outside": b"../../outside/secret",
        "the store": b".at1store/config",
        "itself": b"link",
        "escapes": b"\x1b[31m\xc2\x9b",
        "no text": b"\xff\xfe",
    },
    lambda r, target: r.root(r.file(b"greeting"), entry(LINK, b"blob", b"link", r.blob(target))),
)


@case("a file behind a link")
def behind(r):
    folder = r.put("tree", r.file(b"owned"))
    r.root(entry(LINK, b"blob", b"a", r.blob(b"../outside")), entry(FOLDER, b"tree", b"a", folder))


@case("a folder that was a link")
def turned(r):
    linked = r.commit(r.put("tree", entry(LINK, b"blob", b"a", r.blob(b"../outside"))))
    tree = r.put("tree", entry(FOLDER, b"tree", b"a", r.put("tree", r.file(b"owned"))))
    r.refs["refs/heads/main"] = r.commit(tree, [linked])
