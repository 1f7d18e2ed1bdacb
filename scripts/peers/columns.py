"""The checks of scripts/peer-columns: columns.py AT1 [FILES...]

Repositories that at1 has collected, read by a second reader: every frame of every pack, every object by its identity."""

import lzma
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import brotli
import numpy as np
import zstandard

import columns_reader
from harness import Checks
from wire import KINDS, identity

AT1 = sys.argv[1]
work = Path(tempfile.mkdtemp(prefix="peer-columns-"))
checks = Checks()
NAMES = {code: name for name, code in KINDS.items()}


def decoded(codec, stored, length):
    if codec == 0:
        return stored
    if codec == 1:
        return zstandard.ZstdDecompressor().decompress(stored, max_output_size=length)
    if codec == 2:
        return lzma.decompress(stored)
    return brotli.decompress(stored) if codec == 3 else columns_reader.decode(stored, length)


def frames(path):
    """Of a pack: the codec of each frame, its stored and its decoded bytes, and its objects."""
    data = path.read_bytes()
    length = struct.unpack(">Q", data[-72:-64])[0]
    footer = data[-72 - length:-72]
    count, at, offset, out = struct.unpack(">I", footer[:4])[0], 4, 8, []
    for _ in range(count):
        codec, stored, plain = struct.unpack(">BII", footer[at:at + 9])
        out.append((codec, data[offset:offset + stored], plain, []))
        at, offset = at + 9, offset + stored
    entries = struct.unpack(">I", footer[at:at + 4])[0]
    at += 4
    for _ in range(entries):
        kind, frame, start, size = struct.unpack(">BIII", footer[at + 32:at + 45])
        out[frame][3].append((footer[at:at + 32], kind, start, size))
        at += 45
    return out


def made(folder):
    rng = np.random.Generator(np.random.Philox(5))
    n = 40_000
    walk = np.cumsum(rng.standard_t(4, n))
    np.save(folder / "prices.npy", np.round(100 + walk * 0.05, 2))
    np.save(folder / "prices32.npy", np.round(100 + walk * 0.05, 2).astype(np.float32))
    np.save(folder / "big.npy", (1000 * walk).astype(">i4"))
    np.save(folder / "ids.npy", np.cumsum(rng.integers(1, 900, n)) * 16 + 10**12)
    np.save(folder / "grid.npy", (np.add.outer(np.arange(200) / 3, np.arange(150)) + rng.normal(0, 2, (200, 150))).clip(0, 255).astype(np.uint8))
    np.save(folder / "noise.npy", rng.normal(0, 0.05, n).astype(np.float32))
    (np.sin(np.arange(n)[:, None] / [50, 61, 73]) * 9000 + rng.normal(0, 120, (n, 3))).astype("<i2").tofile(folder / "axes.i16")
    odd = np.round(20 + walk * 0.02, 3)
    odd[::5000] = [np.nan, -0.0, np.inf, -np.inf, 5e-324, 1e300, 0.1 + 0.2, np.pi]
    odd.tofile(folder / "odd.f64")
    t = 1_700_000_000 + np.cumsum(rng.integers(9, 12, n))
    stamp = np.datetime_as_string(t.astype("datetime64[s]"))
    rows = list(zip(stamp, t, walk, rng.integers(0, 2**32, n), rng.normal(0, 1, n)))

    def text(name, lines, end="\n"):
        (folder / name).write_bytes(end.join(lines).encode())

    text("weather.csv", ["time,temperature,state"] + [f"{a}Z,{w / 50:.2f},{'ok' if k % 97 else ''}" for k, (a, _, w, _, _) in enumerate(rows)] + [""])
    text("windows.csv", [f"{b},{w:.1f},\"x, {k % 5}\"" for k, (_, b, w, _, _) in enumerate(rows)] + [""], "\r\n")
    text("lines.jsonl", [f'{{"ts": {b}, "id": "n{k % 7}", "temp": {round(w, 2)}}}' for k, (_, b, w, _, _) in enumerate(rows)] + [""])
    text("fixed.txt", [f"{k:6d}{w:12.5f}{e:10.2e}" for k, (_, _, w, _, e) in enumerate(rows)])
    text("short.csv", [f"{k},{e!r},{abs(e) / 1e6!r}" for k, (_, _, _, _, e) in enumerate(rows[:9000])])
    text("long.csv", [f"{e:.17g},{e:.18e}" for _, _, _, _, e in rows[:9000]])
    text("app.log", [f"{a} INFO worker-{k % 5} id={i:08x} took {abs(w):.1f} ms" for k, (a, _, w, i, _) in enumerate(rows)])
    text("states.tsv", [f"{k % 11}\tcity {k % 11}\t{'north' if k % 11 % 2 else 'south'}\t{k // 900}" for k in range(9000)])


def run(*words):
    return subprocess.run([AT1, *words], cwd=work, capture_output=True, text=True, check=False)


folder = work / "data"
if len(sys.argv) > 2:
    folder.mkdir()
    for path in sys.argv[2:]:
        (folder / Path(path).name).write_bytes(Path(path).read_bytes())
else:
    folder.mkdir()
    made(folder)
for words in (["init"], ["config", "user.name", "P"], ["config", "user.email", "p@e"], ["add", "."], ["commit", "-m", "numbers"], ["gc"], ["fsck"]):
    outcome = run(*words)
    checks.check(f"at1 {' '.join(words)}", outcome.returncode == 0, outcome.stderr.strip()[:200])
checks.check("gc raises core.format to 3", run("config", "core.format").stdout == "3\n")
counts = {}
for path in (work / ".at1store/packs").glob("*.pack"):
    for number, (codec, stored, length, objects) in enumerate(frames(path)):
        counts[codec] = counts.get(codec, 0) + 1
        try:
            plain = decoded(codec, stored, length)
        except columns_reader.Damaged as error:
            checks.check(f"frame {number} of codec {codec}", False, error)
            continue
        wrong = [name for name, kind, start, size in objects if identity(NAMES[kind], plain[start:start + size]) != name]
        checks.check(f"the objects of frame {number}, of codec {codec}", not wrong)
checks.check("there are frames of columns", counts.get(4, 0) > 0, counts)
shutil.rmtree(work)
checks.end()
