"""Packs and frames that are not as format.md §5 has them."""

import struct

from second_writer import KINDS, MAGIC, compressed, digest, identity, pack, sealed

from .corpus import variants


def framed(r, build):
    r.root(r.file(b"greeting"))
    r.packs = build(r.all())
    r.packs = r.packs if isinstance(r.packs, list) else [r.packs]


def moved(objects, change):
    """A pack whose table was changed."""
    rows, offset = [], 0
    for name, kind, payload in objects:
        rows.append([name, KINDS[kind], 0, offset, len(payload)])
        offset += len(payload)
    rows = sorted(rows)
    change(rows)
    return pack([objects], table=rows)


def raw(objects):
    return b"".join(payload for _, _, payload in objects)


variants(
    "a pack",
    {
        "with a frame of nothing": lambda all: pack([all, []]),
        "with 100,000 frames of nothing": lambda all: pack([all] + [[]] * 100_000),
        "with a frame of nothing, compressed": lambda all: pack([all, compressed([])]),
        "with bytes that nobody describes": lambda all: pack([{"objects": all, "stored": raw(all) + b"more", "length": len(raw(all)) + 4}]),
        "with bytes before its objects": lambda all: moved(all, lambda rows: [row.__setitem__(3, row[3] + 1) for row in rows]),
        "that describes bytes twice": lambda all: moved(all, lambda rows: rows.append([b"\xff" * 32, *rows[0][1:]])),
        "that describes an object twice": lambda all: moved(all, lambda rows: rows.append(list(rows[-1]))),
        "out of order": lambda all: moved(all, lambda rows: rows.reverse()),
        "with an object past its frame": lambda all: moved(all, lambda rows: rows[0].__setitem__(4, 4_000_000_000)),
        "with an offset past its frame": lambda all: moved(all, lambda rows: rows[0].__setitem__(3, 0xFFFFFFFF)),
        "with an object in no frame": lambda all: moved(all, lambda rows: rows[0].__setitem__(2, 7)),
        "with an object of kind 0": lambda all: moved(all, lambda rows: rows[0].__setitem__(1, 0)),
        "with an object of kind 9": lambda all: moved(all, lambda rows: rows[0].__setitem__(1, 9)),
        "with objects of other kinds": lambda all: moved(all, lambda rows: [row.__setitem__(1, row[1] % 8 + 1) for row in rows]),
        "with other names": lambda all: pack([[(digest(name), kind, payload) for name, kind, payload in all]]),
        "with other bytes": lambda all: pack([[(name, kind, payload.replace(b"hello", b"hullo")) for name, kind, payload in all]]),
        "that counts 2^32 - 1 objects": lambda all: pack([all], count=0xFFFFFFFF),
        "that counts an object less": lambda all: pack([all], count=len(all) - 1),
        "of codec 9": lambda all: pack([{"objects": all, "codec": 9}]),
        "of zstd that is none": lambda all: pack([{"objects": all, "codec": 1}]),
        "of xz that is none": lambda all: pack([{"objects": all, "codec": 2}]),
        "of brotli that is none": lambda all: pack([{"objects": all, "codec": 3}]),
        "of a frame of 2^32 - 1 bytes": lambda all: pack([{"objects": all, "length": 0xFFFFFFFF}]),
        "of a frame that stores 2^32 - 1 bytes": lambda all: pack([{"objects": all, "stored_length": 0xFFFFFFFF}]),
        "of a frame that says 5 bytes and holds 64 MiB": lambda all: [
            pack([all]),
            pack([{**compressed([(identity("blob", bytes(64 << 20)), "blob", bytes(64 << 20))]), "length": 5}]),
        ],
        "of a blob of 256 MiB": lambda all: [
            pack([all]),
            pack([compressed([(identity("blob", bytes(256 << 20)), "blob", bytes(256 << 20))])]),
        ],
        "with a footer of 2^63 bytes": lambda all: pack([all], trailer=struct.pack(">Q", 2**63) + bytes(32)),
        "with a footer of no bytes": lambda all: pack([all], trailer=struct.pack(">Q", 0) + digest(b"")),
        "with another footer's digest": lambda all: pack([all], trailer=struct.pack(">Q", 100) + bytes(32)),
        "of no bytes": lambda all: [pack([all]), b""],
        "of a magic alone": lambda all: [pack([all]), MAGIC],
        "of zeros": lambda all: [pack([all]), bytes(1000)],
        "of another version": lambda all: sealed(b"at1pack\x02" + pack([all])[8:-32]),
        "with a byte more": lambda all: [pack([all]) + b"x"],
        "cut in two": lambda all: [pack([all])[:-40]],
    },
    framed,
)
