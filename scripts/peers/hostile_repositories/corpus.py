"""The list of hostile repositories: each a name and a function that fills a Repository; and what several of them hold."""

from functools import partial

from second_writer import WHO, Repository, entry

FILE, EXECUTABLE, LINK, FOLDER = b"100644", b"100755", b"120000", b"40000"
NOBODY = b"\x42" * 32
cases = {}


def case(name):
    """Takes a function for the case of that name."""

    def take(build):
        assert name not in cases, name
        cases[name] = build
        return build

    return take


def make(name):
    repository = Repository()
    cases[name](repository)
    return repository


def variants(prefix, values, build):
    """A case for each of the values."""
    for name, value in values.items():
        case(f"{prefix}: {name}")(partial(lambda value, repository: build(repository, value), value))


PARTS = [b"a" * 70_000, b"b" * 5]


def halves(r):
    return [(r.blob(part), len(part)) for part in PARTS]


def something(r, kind):
    if kind == "absent":
        return NOBODY
    tree = r.put("tree", r.file(b"f"))
    made = {
        "blob": r.blob,
        "chunks": lambda: r.chunks(b"".join(PARTS), *halves(r)),
        "recipe": r.recipe,
        "tree": lambda: tree,
        "commit": lambda: r.commit(tree),
        "tag": lambda: r.text("tag", f"object {tree.hex()}", "kind tree", "tag x", f"tagger {WHO}"),
    }
    return made[kind]()


@case("honest")
def honest(r):
    deep = r.put("tree", r.file(b"deep", bytes(range(256)) * 40))
    r.root(r.file(b"greeting"), entry(FOLDER, b"tree", b"s", deep), r.file(b"x", b"greeting", LINK))
    r.tag(r.refs["refs/heads/main"])
