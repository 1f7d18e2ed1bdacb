"""Little that stands for much: depth, width, chains, numbers."""

from second_writer import WHO, entry, pack

from .corpus import FOLDER, case, variants


@case("ten levels of ten: 10^10 paths")
def wide(r):
    tree = r.put("tree", r.file(b"f"))
    for _ in range(10):
        tree = r.put("tree", b"".join(entry(FOLDER, b"tree", b"%d" % n, tree) for n in range(10)))
    r.refs["refs/heads/main"] = r.commit(tree)


@case("forty levels of two: 2^40 paths")
def doubling(r):
    tree = r.put("tree", r.file(b"f"))
    for _ in range(40):
        tree = r.put("tree", entry(FOLDER, b"tree", b"a", tree) + entry(FOLDER, b"tree", b"b", tree))
    r.refs["refs/heads/main"] = r.commit(tree)


@case("forty levels of two, without a file")
def hollow(r):
    tree = r.put("tree", b"")
    for _ in range(40):
        tree = r.put("tree", entry(FOLDER, b"tree", b"a", tree) + entry(FOLDER, b"tree", b"b", tree))
    r.refs["refs/heads/main"] = r.commit(tree)


def deep(r, levels):
    tree = r.put("tree", r.file(b"f"))
    for _ in range(levels):
        tree = r.put("tree", entry(FOLDER, b"tree", b"d", tree))
    r.refs["refs/heads/main"] = r.commit(tree)


variants("folders in folders", {"999": 999, "1,001": 1_001, "100,000": 100_000}, deep)
variants(
    "long paths",
    {"of names of 255 bytes": 255, "of names of 100 bytes": 100},
    lambda r, size: r.root(entry(FOLDER, b"tree", b"x" * size, nested(r, size, 60))),
)


def nested(r, size, levels):
    tree = r.put("tree", r.file(b"y" * size))
    for _ in range(levels):
        tree = r.put("tree", entry(FOLDER, b"tree", b"x" * size, tree))
    return tree


def chain(r, length):
    """Tags of tags."""
    tree = r.put("tree", r.file(b"greeting"))
    target, kind = r.commit(tree), "commit"
    r.refs["refs/heads/main"] = target
    for number in range(length):
        target, kind = r.text("tag", f"object {target.hex()}", f"kind {kind}", "tag v1", f"tagger {WHO}", message=f"{number}\n"), "tag"
    r.refs["refs/tags/v1"] = target


variants("tags of tags", {"64": 64, "65": 65, "70": 70, "10,000": 10_000}, chain)


@case("a history of 20,000 commits")
def long(r):
    tree, parents = r.put("tree", r.file(b"greeting")), []
    for _ in range(20_000):
        parents = [r.commit(tree, parents)]
    r.refs["refs/heads/main"] = parents[0]


@case("a history of 2^60 paths")
def lattice(r):
    tree = r.put("tree", r.file(b"greeting"))
    left = right = r.commit(tree, message="0\n")
    for number in range(60):
        left, right = r.commit(tree, sorted({left, right}), f"l{number}\n"), r.commit(tree, sorted({left, right}), f"r{number}\n")
    r.refs["refs/heads/main"] = r.commit(tree, [left, right])


@case("a folder of 100,000 names for one file")
def crowded(r):
    r.root(*[r.file(b"%06d" % n) for n in range(100_000)])


@case("100,000 small objects that nothing leads to")
def dust(r):
    for number in range(100_000):
        r.blob(b"%d" % number)
    r.root(r.file(b"greeting"))


@case("300 packs")
def packs(r):
    r.root(*[r.file(b"%03d" % n, b"%d" % n) for n in range(300)])
    r.packs = [pack([[one]]) for one in r.all()]
