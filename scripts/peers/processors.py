"""The checks of scripts/peer-processors: processors.py AT1 [CPU...]"""

import base64
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness import Checks, noise

AT1 = sys.argv[1]
# What each of them lacks of the instructions that at1 or a library of it has code for.
LACKS = {
    "qemu64": {"ssse3", "sse4.2", "aes", "avx", "bmi2", "avx2", "fma", "sha"},
    "Nehalem": {"aes", "avx", "bmi2", "avx2", "fma", "sha"},
    "SandyBridge": {"bmi2", "avx2", "fma", "sha"},
    "Haswell": {"sha"},
}
INSTRUCTIONS = {
    "ssse3": "pshufb %xmm0, %xmm0",
    "sse4.2": "crc32l %eax, %eax",
    "aes": "aesenc %xmm0, %xmm0",
    "avx": "vaddpd %ymm0, %ymm0, %ymm0",
    "bmi2": "pdepl %eax, %eax, %eax",
    "avx2": "vpaddd %ymm0, %ymm0, %ymm0",
    "fma": "vfmadd231pd %ymm0, %ymm0, %ymm0",
    "sha": "sha256msg1 %xmm0, %xmm0",
}
PROFILES = ["openblas-haswell", "openblas-skylakex", "openblas-skylakex-4t", "openblas-sandybridge", "openblas-nehalem"]

work = Path(tempfile.mkdtemp(prefix="peer-processors-"))
checks = Checks()
shared = work / "shared"  # a key, a journal and files that are made once, on this machine


def environment(home):
    own = {name: value for name, value in os.environ.items() if not name.startswith(("A2A_", "AT1_", "QEMU_"))}
    own.update(XDG_CONFIG_HOME=str(home / "config"), HOME=str(home), AT1_PASSPHRASE="right horse")
    for role in ("AUTHOR", "COMMITTER"):
        own.update({f"AT1_{role}_NAME": "Ada", f"AT1_{role}_EMAIL": "a@example.org", f"AT1_{role}_DATE": "1800000000 +0100"})
    return own


class Processor:
    """at1 on one processor: this machine's where no other is named."""

    def __init__(self, name=None):
        self.name = name or "this processor"
        self.words = ["qemu-x86_64", "-cpu", name] if name else []
        self.home = work / (name or "native")
        shutil.copytree(shared / "config", self.home / "config")
        self.results = {}

    def at1(self, *words, stdin=b"", status=0):
        done = subprocess.run(
            [*self.words, AT1, *map(str, words)], input=stdin, capture_output=True, cwd=self.home, env=environment(self.home), timeout=600
        )
        if done.returncode != status:
            raise RuntimeError(f"at1 {' '.join(map(str, words))}: {done.returncode} {done.stderr.decode(errors='replace')[-500:]}")
        return done.stdout.decode()

    def note(self, step, value):
        self.results[step] = value

    def digest(self, path):
        return hashlib.sha256((self.home / path).read_bytes()).hexdigest()


def prepare():
    """A key that is sealed by a passphrase, the journal of a run, and a file whose state nobody knows."""
    shared.mkdir()

    def native(*words, stdin=b""):
        subprocess.run([AT1, *words], input=stdin, check=True, capture_output=True, cwd=shared, env=environment(shared))

    native("key", "generate", "ada")
    native("key", "generate", "plain", "--no-passphrase")
    for name in ("ada", "plain"):
        native("key", "trust", name, "a@example.org")
    events = "".join(json.dumps({"kind": "eval", "ts_ms": n, "payload": {"n": n, "text": "naïve " * (n % 9)}}) + "\n" for n in range(500))
    native("session", "record", "--agent", "a", "--skill", "s", "--journal", "journal", stdin=events.encode())


def story(cpu):
    """What somebody does with at1, from init to a sealed session. Notes what came of each step."""
    cpu.note("version", cpu.at1("--version"))
    cpu.at1("init", "-q", "w")
    rng = random.Random(7)
    lines = "".join(f"{n * 10},s{rng.randrange(8)},{rng.gauss(20, 1):.3f}\n" for n in range(5_000))
    (cpu.home / "w/sensor.csv").write_text(lines)
    (cpu.home / "w/noise").write_bytes(noise(1_100_000, 1))  # in chunks
    (cpu.home / "w/link").symlink_to("sensor.csv")
    cpu.at1("-C", "w", "add", ".")
    generate(cpu)
    cpu.at1("-C", "w", "commit", "-q", "-m", "all")
    cpu.note("commit", cpu.at1("-C", "w", "rev-parse", "HEAD", "HEAD^{tree}"))
    cpu.at1("-C", "w", "tag", "-s", "--key", "ada", "-m", "signed", "v1")
    cpu.note("signed tag", cpu.at1("-C", "w", "rev-parse", "refs/tags/v1"))
    cpu.at1("-C", "w", "verify-tag", "v1")
    names = sorted(path.name for path in (cpu.home / "w").iterdir() if path.name != ".at1store")
    for name in names:
        (cpu.home / "w" / name).unlink()
    cpu.at1("-C", "w", "checkout", "--", ".")
    cpu.note("checkout", {name: cpu.digest(f"w/{name}") for name in names})
    cpu.note("status", cpu.at1("-C", "w", "status", "-s"))
    cpu.note("fsck", checked(cpu.at1("-C", "w", "fsck", "--json")))
    cpu.at1("-C", "w", "gc", "--parity", "5%")
    damage(cpu)
    cpu.at1("clone", "-q", "--verify", "execute", "w", "copy")
    cpu.note("clone", {name: cpu.digest(f"copy/{name}") for name in names})
    cpu.at1("-C", "w", "mirror", "push", cpu.home / "m.git")
    cpu.note("mirror", subprocess.check_output(["git", "--git-dir", cpu.home / "m.git", "rev-parse", "main", "v1"], text=True))
    replay(cpu)
    cpu.at1("session", "seal", shared / "journal", "-o", "run.token", "--key", "plain")
    cpu.note("sealed session", cpu.digest("run.token"))
    cpu.note("its verdict", cpu.at1("session", "verify", "run.token", "--key", "plain"))


def generate(cpu):
    """Every generator; those that multiply matrices with the arithmetic of every family."""
    calls = [{"call": name, "size": 3000} for name in ("standard_normal", "random", "exponential")]
    legacy = [{"call": "randn", "size": 3000}, {"call": "randint", "high": 100, "size": 3000, "array": "y"}]
    cases = {
        "np_montecarlo": {"seed": 2025, "n_paths": 100, "n_steps": 100, "process": "walk"},
        "np_random": {"seed": 7, "calls": calls},
        "np_legacy": {"seed": 7, "calls": legacy},
        "sk_blobs": {"seed": 7, "n_samples": 2000, "n_features": 5},
    }
    recipes = [{"path": name, "generator": name, "params": params} for name, params in cases.items()]
    cpu.at1("-C", "w", "generate", "--recipes", "-", stdin="".join(json.dumps(one) + "\n" for one in recipes).encode())
    products = {
        "sk_classification": {"seed": 7, "n_samples": 301, "n_features": 40, "n_informative": 30, "n_classes": 3},
        "sk_regression": {"seed": 7, "n_samples": 2001, "n_features": 30, "n_targets": 20},
    }
    for profile in PROFILES:
        for name, params in products.items():
            array = "y" if name == "sk_regression" else "X"
            cpu.at1(
                "-C",
                "w",
                "generate",
                name,
                "--params",
                json.dumps(params),
                "--array",
                array,
                "--arithmetic",
                profile,
                "--out",
                f"{name}-{profile}",
            )


def checked(report):
    report = json.loads(report)
    return {name: report[name] for name in ("ok", "objects", "executed", "bytes_reproduced", "problems")}


def damage(cpu):
    """A pack with a hole is computed again from its parity."""
    pack = max((cpu.home / "w/.at1store/packs").glob("*.pack"), key=lambda path: path.stat().st_size)
    whole = pack.read_bytes()
    with open(pack, "r+b") as file:
        file.seek(len(whole) // 2)
        file.write(bytes(500))
    cpu.at1("-C", "w", "fsck", status=1)
    cpu.at1("-C", "w", "fsck", "--repair")
    cpu.note("repaired pack", pack.read_bytes() == whole)
    cpu.note("fsck after it", checked(cpu.at1("-C", "w", "fsck", "--json")))


def replay(cpu):
    """Files without a repository: packed as recipe and as xz, unpacked, and their origins found."""
    params = json.dumps({"n_paths": 100, "n_steps": 100, "process": "walk"})
    cpu.at1(
        "replay",
        "recover",
        "w/np_montecarlo",
        "--out",
        "lost.at1r",
        "--generator",
        "np_montecarlo",
        "--params",
        params,
        "--seed-pool",
        "4096",
    )
    cpu.note("recovered seed", cpu.digest("lost.at1r"))
    calls = [{"call": "normal", "loc": 5, "scale": 2.5, "size": [100, 40]}]
    cpu.at1(
        "-C", "w", "generate", "np_random", "--params", json.dumps({"seed": 7, "calls": calls}), "--encoding", "npy", "--out", "data.npy"
    )
    cpu.note("discovered", cpu.at1("replay", "discover", "w/data.npy", "--out", "found.at1r", "--seed-pool", "4096", "--patience", "600"))
    state = base64.b64encode(noise(4 * 624, 5)).decode()
    calls = [{"call": "rand", "size": 1000}]
    cpu.at1("-C", "w", "generate", "np_legacy", "--params", json.dumps({"state": state, "calls": calls}), "--out", "state")
    cpu.note("solved state", cpu.at1("replay", "discover", "w/state", "--out", "state.at1r", "--seed-pool", "16", "--patience", "600"))
    cpu.at1("replay", "pack", "w/sensor.csv", "--out", "csv.at1r")
    cpu.note("packed", cpu.digest("csv.at1r"))
    for name, original in (("lost", "np_montecarlo"), ("found", "data.npy"), ("state", "state"), ("csv", "sensor.csv")):
        cpu.at1("replay", "unpack", f"{name}.at1r", "--out", f"{name}.again")
        cpu.note(f"unpacked {name}", cpu.digest(f"{name}.again") == cpu.digest(f"w/{original}"))


def execute(cpu, name):
    """How a program ends on the emulated processor that has just this instruction."""
    source = "#include <stdlib.h>\nint main(int argc, char **argv) { switch (atoi(argv[1])) {\n"
    source += "".join(f'case {n}: __asm__ volatile("{text}"); break;\n' for n, text in enumerate(INSTRUCTIONS.values()))
    program = work / "instruction"
    if not program.exists():
        subprocess.run([compiler(), "-x", "c", "-O0", "-o", program, "-"], input=(source + "} return 0; }\n").encode(), check=True)
    words = ["qemu-x86_64", "-cpu", cpu, program, str(list(INSTRUCTIONS).index(name))]
    return subprocess.run(words, capture_output=True, cwd=work).returncode


def compiler():
    """A C compiler: the one that comes with Swift, where there is no other."""
    for name in ("cc", "clang", "gcc"):
        if shutil.which(name):
            return name
    return str(Path(os.path.realpath(shutil.which("swift"))).with_name("clang"))


def run(name):
    """The story on one processor, and how long it took."""
    cpu, start = Processor(name), time.monotonic()
    try:
        story(cpu)
    except Exception as error:
        cpu.results["the whole story"] = f"{type(error).__name__}: {error}"
    return cpu, time.monotonic() - start


prepare()
chosen = sys.argv[2:] or list(LACKS)
native, _ = run(None)
checks.check("on this processor", "the whole story" not in native.results, native.results.get("the whole story"))
for cpu in chosen:
    # An emulator that lets everything through would show nothing.
    for name in INSTRUCTIONS if cpu in LACKS else ():
        lacks = name in LACKS[cpu]
        checks.check(f"{cpu} {'lacks' if lacks else 'has'} {name}", execute(cpu, name) == (-signal.SIGILL if lacks else 0))
with ThreadPoolExecutor(os.cpu_count()) as pool:
    for cpu, seconds in pool.map(run, chosen):
        for step in {**native.results, **cpu.results}:
            ours, theirs = cpu.results.get(step), native.results.get(step)
            checks.check(f"{cpu.name}: {step}", ours == theirs, f"{str(ours)[:300]}, and on this processor {str(theirs)[:300]}")
        print(f"{cpu.name}: {len(cpu.results)} steps in {seconds:.0f} s", flush=True)
shutil.rmtree(work, ignore_errors=True)
checks.end()
