"""The measurements of scripts/bench-columns: bench-columns.py AT1 FOLDER"""

import io
import lzma
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import brotli
import numpy as np
import zstandard

try:
    from pcodec import ChunkConfig, standalone
except ImportError:
    standalone = None

AT1, corpus = sys.argv[1], Path(sys.argv[2])
work = Path(tempfile.mkdtemp(prefix="bench-columns-"))
RAW = {".f64": "<f8", ".i16": "<i2"}
XZ = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]
environment = {**{k: v for k, v in os.environ.items() if not k.startswith("AT1_")}, "HOME": str(work), "XDG_CONFIG_HOME": str(work)}


def array(path, data):
    if path.suffix == ".npy":
        out = np.load(io.BytesIO(data))
    elif path.suffix in RAW:
        out = np.frombuffer(data, RAW[path.suffix])
    else:
        return None
    return np.ascontiguousarray(out.astype(np.uint16) if out.dtype.itemsize == 1 else out).ravel()


def store(files):
    """Of a repository of these files: the size of its packs after gc, the processor seconds of gc and of a checkout, and gc's wall time."""
    folder = work / "run"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path in files:
        shutil.copy(path, folder / path.name)

    def at1(*words):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run([AT1, *words], cwd=folder, env=environment, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - start

    at1("init")
    at1("config", "user.name", "B")
    at1("config", "user.email", "b@b")
    at1("add", ".")
    at1("commit", "-m", "numbers")
    collecting, wall = at1("gc")
    size = sum(path.stat().st_size for path in (folder / ".at1store/packs").iterdir() if path.suffix == ".pack")
    for path in files:
        (folder / path.name).unlink()
    restoring, _ = at1("restore", ".")
    for path in files:
        assert (folder / path.name).read_bytes() == path.read_bytes(), path
    return size, collecting, restoring, wall


files = sorted(path for path in corpus.iterdir() if path.is_file())
total = dict.fromkeys(("bytes", "xz", "zstd", "brotli", "best", "at1"), 0)
seconds = dict.fromkeys(("xz", "gc", "restore"), 0.0)
print("| file | bytes | xz -9e | zstd -19 | brotli 11 | pcodec | at1, the store | gc MB/s | restore MB/s |\n|---|---|---|---|---|---|---|---|---|")
for path in files:
    data = path.read_bytes()
    start = time.process_time()
    xz = len(lzma.compress(data, filters=XZ))
    seconds["xz"] += time.process_time() - start
    zstd, br = len(zstandard.ZstdCompressor(19).compress(data)), len(brotli.compress(data, quality=11, lgwin=24))
    values = array(path, data) if standalone else None
    pco = len(standalone.simple_compress(values, ChunkConfig())) + 128 if values is not None else None
    ours, collecting, restoring, _ = store([path])
    for key, size in (("bytes", len(data)), ("xz", xz), ("zstd", zstd), ("brotli", br), ("at1", ours)):
        total[key] += size
    total["best"] += min(size for size in (xz, zstd, br, pco) if size)
    seconds["gc"] += collecting
    seconds["restore"] += restoring
    shown = f"{pco / xz:.2f}" if pco else ""
    print(f"| {path.name} | {len(data):,} | {xz:,} | {zstd / xz:.2f} | {br / xz:.2f} | {shown} | {ours / xz:.3f} | {len(data) / collecting / 1e6:.1f} | {len(data) / restoring / 1e6:.0f} |", flush=True)
size, collecting, restoring, wall = store(files)
ratio = {key: total[key] / total["xz"] for key in total}
print(f"| each alone | {total['bytes']:,} | {total['xz']:,} | {ratio['zstd']:.2f} | {ratio['brotli']:.2f} | best {ratio['best']:.3f} | {ratio['at1']:.3f} | {total['bytes'] / seconds['gc'] / 1e6:.1f} | {total['bytes'] / seconds['restore'] / 1e6:.0f} |")
print(f"| all in one store | {total['bytes']:,} | {total['xz']:,} | | | | {size / total['xz']:.3f} | {total['bytes'] / collecting / 1e6:.1f} | {total['bytes'] / restoring / 1e6:.0f} |")
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(f"\nxz -9e: {total['bytes'] / seconds['xz'] / 1e6:.1f} MB/s. gc of all in one store: {wall:.1f} s. Peak memory of any at1: {peak / 1024:.0f} MB. Speeds are per second of processor time.")
shutil.rmtree(work)
