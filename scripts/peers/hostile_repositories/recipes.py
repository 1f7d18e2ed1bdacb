"""Recipes, bundles and sessions of other values."""

from second_writer import entry, jcs

from .corpus import FILE, variants


def made(r, **changes):
    r.root(entry(FILE, b"recipe", b"bad", r.recipe(**changes)), r.file(b"greeting"))


ZEROS = "0" * 64
variants(
    "a recipe of",
    {
        "2^64 - 1 bytes": {"output": {"length": str(2**64 - 1), "sha256": ZEROS}},
        "2^63 bytes": {"output": {"length": str(2**63), "sha256": ZEROS}},
        "other bytes": {"output": {"length": 8, "sha256": ZEROS}},
        "another length": {"output": {"length": 9, "sha256": ZEROS}},
        "10^18 rows": {
            "params": {"n_paths": str(10**18), "n_steps": str(10**18), "seed": 0},
            "output": {"length": str(2**64 - 1), "sha256": ZEROS},
        },
        "10^15 rows": {"params": {"n_paths": 10**15, "n_steps": 1, "seed": 0}},
        "negative rows": {"params": {"n_paths": -1, "n_steps": 1, "seed": 0}},
        "no parameters": {"params": {}},
        "an unknown parameter": {"params": {"n_paths": 1, "n_steps": 1, "seed": 0, "x": 1}},
        "a seed of 20,000 digits": {"params": {"n_paths": 1, "n_steps": 1, "seed": "9" * 20_000}},
        "a seed of 100,000 digits": {"params": {"n_paths": 1, "n_steps": 1, "seed": "9" * 100_000}},
        "an unknown generator": {"generator": "rm_rf"},
        "a generator with escapes": {"generator": "x\x1b[31m"},
        "an unknown array": {"array": "Z"},
        "an unknown encoding": {"encoding": "exe"},
        "an unknown arithmetic": {"engine": {"arithmetic": "openblas-pdp11", "code": ZEROS, "name": "at1"}},
        "another engine": {"engine": {"arithmetic": None, "code": ZEROS, "name": "sh -c"}},
        "a cube of 2^60 corners": {
            "generator": "sk_classification",
            "params": {"n_informative": 60, "n_features": 60, "n_samples": 10, "seed": 1},
            "array": "X",
        },
        "4,294,967,295 features": {
            "generator": "sk_regression",
            "params": {"n_features": 4_294_967_295, "n_samples": 4_294_967_295, "seed": 1},
        },
        "a million calls": {"generator": "np_random", "params": {"calls": [{"call": "random"}] * 40_000, "seed": 1}},
        "calls of 10^15": {"generator": "np_random", "params": {"calls": [{"call": "random", "size": [10**5] * 60}], "seed": 1}},
        "an output of no text": {"output": {"length": 8, "sha256": "zz"}},
        "a member more": {"more": 1},
        "params that are a list": {"params": []},
    },
    lambda r, changes: made(r, **changes),
)
variants(
    "a recipe that is",
    {
        "no JSON": b"rm -rf /",
        "empty": b"",
        "null": b"null",
        "not canonical": b'{ "array":"X"}',
        "nested without end": b"[" * 500_000,
        "nested 200 deep": jcs({"array": "X", "params": {}})[:-3] + b'{"a":' * 200 + b"1" + b"}" * 202,
        "2 MiB": jcs({"array": "X" * (2 << 20)}),
        "no text": b'{"array":"\xff"}',
    },
    lambda r, payload: r.root(entry(FILE, b"recipe", b"bad", r.put("recipe", payload)), r.file(b"greeting")),
)
variants(
    "a payload of",
    {
        f"{kind}: {name}": (kind, payload)
        for kind in ("bundle", "session")
        for name, payload in {
            "no bytes": b"",
            "no text": b"\xff" * 100,
            "JSON": b"{}",
            "nesting": b"[" * 500_000,
            "a token of nothing": b"eyJ.AAAA",
            "a token of nesting": b"eyJ" + b"W1tb" * 100_000 + b"." + b"A" * 86,
        }.items()
    },
    lambda r, value: r.root(r.file(b"greeting"), entry(FILE, value[0].encode(), b"odd", r.put(*value))),
)
