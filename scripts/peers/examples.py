"""The checks of scripts/examples: examples.py FOLDER, where the compiled programs are."""
import hashlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile

import agent_rerun
import numpy

from harness import Checks

PROGRAMS = pathlib.Path(sys.argv[1]).resolve()
EXAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "Examples"
checks = Checks()


def run(program, *words):
    """The exit code and stdout of a program; nothing may reach stderr."""
    done = subprocess.run([PROGRAMS / program, *map(str, words)], capture_output=True, timeout=120)
    checks.check(f"{program} is silent on stderr", done.stderr == b"", done.stderr.decode())
    return done.returncode, done.stdout


def expected_file():
    """The file of CommitRecipe as numpy makes it."""
    file = io.BytesIO()
    numpy.save(file, numpy.random.default_rng(7).standard_normal((1000, 10)))
    return file.getvalue()


def are_short():
    sources = sorted(EXAMPLES.glob("*/*.swift"))
    checks.check("there are four examples", len(sources) == 4, sources)
    for source in sources:
        lines = len(source.read_text().splitlines())
        checks.check(f"{source.name} has at most 40 lines", lines <= 40, lines)


def commit_read_and_check(folder):
    code, out = run("CommitRecipe", folder)
    checks.check("CommitRecipe commits", code == 0 and b": data/noise.npy is recipe " in out, out)
    file = folder / "data" / "noise.npy"
    checks.check("the file is numpy's", file.read_bytes() == expected_file())
    checks.check("the store has no copy of it", sum(p.stat().st_size for p in (folder / ".at1store").rglob("*.pack")) < 4096)

    file.unlink()
    code, out = run("ReadFile", folder, "HEAD:data/noise.npy")
    checks.check("ReadFile gives the file", code == 0 and out == expected_file(), hashlib.sha256(out).hexdigest())

    code, out = run("CheckStore", folder)
    checks.check("CheckStore finds nothing", code == 0 and out.endswith(b" 1 recipes executed, 0 findings\n"), out)

    pack = next((folder / ".at1store" / "packs").glob("*.pack"))
    damaged = bytearray(pack.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    pack.chmod(0o644)
    pack.write_bytes(damaged)
    code, out = run("CheckStore", folder)
    checks.check("CheckStore finds the damage", code == 1 and b"damaged" in out, (code, out))


def capture_and_verify(folder):
    code, out = run("CaptureStep", folder / "same.rr", "Paris")
    checks.check("the same answer verifies", (code, out) == (0, b"verified\n"), (code, out))
    code, out = run("CaptureStep", folder / "other.rr", "Lyon")
    checks.check("another answer does not", (code, out) == (1, b"TranscriptHashMismatch\nnot verified\n"), (code, out))

    bundle = json.loads((folder / "same.rr").read_bytes())
    for answer, codes in ("Paris", []), ("Lyon", ["TranscriptHashMismatch"]):
        inputs = {
            "system_prompt": "Answer in one word.",
            "messages": [{"role": "user", "content": "What is the capital of France?"}],
        }
        transcript = [{"role": "assistant", "content": answer}]
        result = agent_rerun.verify(bundle, {"inputs": inputs, "output": {"transcript": transcript}})
        checks.check(f"agent-rerun agrees about {answer}", result.errors == codes, result)


with tempfile.TemporaryDirectory(prefix="at1-examples-") as scratch:
    top = pathlib.Path(scratch)
    checks.run(are_short, lambda: commit_read_and_check(top / "store"), lambda: capture_and_verify(top))
checks.end()
