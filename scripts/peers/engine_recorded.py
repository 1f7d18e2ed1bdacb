"""Recorded digests: what the real library gave where it could run a kernel, against what at1 makes here."""

import hashlib
import json
import os
import subprocess
import tempfile
from pathlib import Path

import processor
from harness import Checks

INDEPENDENT = "does not depend on the arithmetic"


def oracle():
    """The folder shared/oracle beside the project."""
    for parent in Path(__file__).resolve().parents:
        if (parent / "shared/oracle/cases.json").exists():
            return parent / "shared/oracle"
    raise FileNotFoundError("shared/oracle is not beside the project")


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def recorded(kernel, threaded):
    """Pairs of a case and a line of digests, for a kernel on one thread or on several."""
    folder = oracle()
    cases = {case["name"]: case for name in ("cases.json", "random-cases.json") for case in json.loads((folder / name).read_text())}
    found = lines(folder / "digests.jsonl") + lines(folder / "random-digests.jsonl")
    found += lines(Path(__file__).with_name("engine_digests.jsonl"))
    kernel = processor.ALSO.get(kernel, kernel)
    return [(cases[line["name"]], line) for line in found if line["kernel"] == kernel and (line.get("threads", 1) > 1) == threaded]


class Maker:
    """Makes the files of cases with at1, in a repository of its own."""

    def __init__(self, at1, folder):
        self.at1 = at1
        self.folder = folder
        self.environment = {**os.environ, "XDG_CONFIG_HOME": os.path.join(folder, "config")}
        subprocess.run([at1, "init", "-q", folder], check=True, env=self.environment)

    def run(self, case, *profile):
        words = [self.at1, "-C", self.folder, "generate", case["generator"], "--params", json.dumps(case["params"]), "--out", "made"]
        encoding = case.get("format", "raw")
        words += ["--encoding", encoding, *profile]
        if encoding != "npz":  # That holds every array.
            words += ["--array", case.get("array", "X")]
        return subprocess.run(words, capture_output=True, text=True, env=self.environment)

    def digest(self, case, profile):
        """Length and SHA-256 of the case's file, or what at1 said."""
        ran = self.run(case, "--arithmetic", profile)
        if INDEPENDENT in ran.stderr:
            ran = self.run(case)
        if ran.returncode != 0:
            return None, ran.stderr
        path = os.path.join(self.folder, "made")
        with open(path, "rb") as file:
            made = file.read()
        os.remove(path)
        return len(made), hashlib.sha256(made).hexdigest()


def compare(at1, kernel, threaded):
    """Prints what came of it, and returns whether all digests agreed."""
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(at1, folder)
        for case, line in recorded(kernel, threaded):
            threads = line.get("threads", 1)
            profile = f"openblas-{line['kernel'].lower()}" + (f"-{threads}t" if threads > 1 else "")
            length, digest = maker.digest(case, profile)
            holds = (length, digest) == (line["length"], line["sha256"])
            checks.check(f"{kernel} {threads} threads {case['name']}", holds, f"{length} bytes, {digest}")
    if checks.passed + checks.failed == 0:
        checks.check(f"a digest is recorded for {kernel}", False)
    several = ", several threads" if threaded else ""
    print(f"{kernel}{several}: recorded digests, {checks.passed} of {checks.passed + checks.failed}", flush=True)
    return checks.told()
