"""Repositories for scripts/bench-remotes, over the second implementation of the protocol.

bench-remotes.py recipes TEMPLATE   serves 1,000 recipes of 1,000,000,000 bytes each, declared and not computed
bench-remotes.py history N          serves N commits, each of which changes one of 100 files
bench-remotes.py git N              the same history for git fast-import
"""

import hashlib
import json
import sys

import wire


def recipes(template):
    store = wire.Store()
    recipe = json.loads(open(template).read())
    entries = []
    for seed in range(1000):
        recipe["params"]["seed"] = seed
        recipe["output"] = {"length": 1_000_000_000, "sha256": hashlib.sha256(b"%d" % seed).hexdigest()}
        text = json.dumps(recipe, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        entries.append((b"100644", b"recipe", b"run%04d.f64" % seed, store.put("recipe", text)))
    store.refs["refs/heads/main"] = store.commit(store.tree(entries))
    return store


def content(number):
    return b"".join(b"%d,%d,%d\n" % (number, row, number * row % 977) for row in range(40))


def history(count):
    store, files, parents = wire.Store(), {}, []
    for number in range(count):
        files[b"f%02d" % (number % 100)] = store.put("blob", content(number))
        tree = store.tree([(b"100644", b"blob", name, blob) for name, blob in files.items()])
        parents = [store.commit(tree, parents, f"commit {number}\n")]
    store.refs["refs/heads/main"] = parents[0]
    return store


def git(count):
    out = sys.stdout.buffer
    for number in range(count):
        message = b"commit %d\n" % number
        out.write(b"commit refs/heads/main\ncommitter Mallory <m@example.org> 1800000000 +0000\n")
        out.write(b"data %d\n%s\n" % (len(message), message))
        body = content(number)
        out.write(b"M 100644 inline f%02d\ndata %d\n%s\n" % (number % 100, len(body), body))


if __name__ == "__main__":
    mode, value = sys.argv[1:3]
    if mode == "git":
        git(int(value))
    else:
        wire.history = lambda: recipes(value) if mode == "recipes" else history(int(value))
        wire.serve("honest")
