"""The checks of scripts/peer-rerun: rerun.py AT1 VENV SDIST

VENV is the virtual environment, SDIST the folder of agent-rerun's source distribution.
"""

import base64
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

warnings.simplefilter("ignore")

from agent_rerun import CaptureOptions, capture, encode_embedding, jcs_bytes, verify  # noqa: E402
from cryptography.hazmat.primitives import serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402

from harness import Checks  # noqa: E402

AT1, VENV, SDIST = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
RERUN = VENV / "bin" / "rerun"
STEPS = int(os.environ.get("PEER_STEPS", "500"))
work = Path(tempfile.mkdtemp(prefix="peer-rerun-"))
os.environ["XDG_CONFIG_HOME"] = str(work / "config")
os.environ.pop("AT1_PASSPHRASE", None)

checks = Checks()
check = checks.check


def run(*words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, timeout=600, **options)


def at1(*words, **options):
    return run(AT1, *words, **options)


def write(name, content):
    path = work / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# --- The vectors of the source distribution ---------------------------------------------------------------------------

sources = next(path for path in SDIST.glob("agent_rerun-*") if path.is_dir())
vectors = sorted(path for path in (sources / "vectors").iterdir() if path.is_dir())
check("there are vectors", len(vectors) >= 11)
for vector in vectors:
    expected = json.loads((vector / "expected.json").read_text())
    ours = at1("rerun", "verify", vector / "bundle.rr", vector / "actual.json")
    theirs = run(RERUN, "verify", vector / "bundle.rr", vector / "actual.json")
    check(f"{vector.name}: stdout", ours.stdout == theirs.stdout, ours.stdout.decode() + ours.stderr.decode())
    check(f"{vector.name}: exit code", ours.returncode == theirs.returncode)
    result = json.loads(ours.stdout)
    check(f"{vector.name}: verdict", result["verified"] == expected["verified"])
    for needle in expected.get("errorContains", []):
        check(f"{vector.name}: {needle}", any(needle in error for error in result["errors"]))
    for needle in expected.get("warningContains", []):
        check(f"{vector.name}: {needle}", any(needle in warning for warning in result["warnings"]))

# --- Generated steps, both ways ---------------------------------------------------------------------------------------

rng = random.Random(20261121)
EDGES = [
    0.0, -0.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1e21, 1e20, 999999999999999900000.0,
    1e-6, 1e-7, 9.999999999999999e-7, 0.1, 1 / 3, 1e16, 123456789012345680.0, 2.0**53, 2.0**53 + 2, 4.35, 1.5e300,
    333333333.33333329, 9007199254740993.0, 1.0, -1.5,
]
INTEGERS = [0, -1, 2**31, 2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1, 2**64, 10**20, 10**21, 10**22 + 1, 123456789 * 10**300]
TEXTS = ["", "plain", "Grüße", "e\u0301 é", "日本語", "\U0001F600\U0001F468\u200d\U0001F469", "\x00\x01\x1f\x7f", '"\\/\b\f\n\r\t', "\u2028\u2029\ufeff", "\ue000\uffff\U00010000\U0010ffff", "'it''s'"]


def text():
    return "".join(rng.choice(TEXTS) for _ in range(rng.randint(0, 3)))


def number():
    kind = rng.randint(0, 4)
    if kind == 0:
        return rng.choice(EDGES)
    if kind == 1:
        return rng.choice(INTEGERS)
    if kind == 2:
        return rng.uniform(-1, 1) * 10 ** rng.randint(-320, 300)
    if kind == 3:
        return rng.getrandbits(rng.randint(1, 200))
    return rng.randint(-1000, 1000)


def value(depth):
    kind = rng.randint(0, 7 if depth > 0 else 4)
    if kind == 0:
        return None
    if kind == 1:
        return rng.random() < 0.5
    if kind in (2, 3):
        return number()
    if kind == 4:
        return text()
    if kind == 5:
        return [value(depth - 1) for _ in range(rng.randint(0, 4))]
    return {text(): value(depth - 1) for _ in range(rng.randint(0, 5))}


def step():
    level = rng.choice(["byte", "byte", "semantic", "structural"])
    vector = [rng.uniform(-1, 1) for _ in range(rng.choice([3, 8, 384]))]
    result = {
        "model": {"vendor": "v" + text(), "id": "m" + text()},
        "sampling": {"temperature": abs(rng.choice(EDGES)), "top_p": rng.choice([1, 0.9, 1.0, 1e-7])},
        "inputs": {"system_prompt": text(), "messages": [value(4) for _ in range(rng.randint(0, 4))]},
        "runtime": {"class": rng.choice(["cloud", "local-vllm", "local-transformers"])},
        "expected": {"transcript": value(5) or {"text": text()}},
        "tolerance": {"level": level},
    }
    if rng.random() < 0.5:
        result["model"]["fingerprint"] = "fp" + text()
    if rng.random() < 0.5:
        result["sampling"]["seed"] = rng.choice([0, 42, 2**53 + 1, 2**64 - 1, -7])
        result["sampling"]["max_tokens"] = rng.choice([1, 4096, 2**60])
    if rng.random() < 0.7:
        result["inputs"]["tools"] = [value(6) for _ in range(rng.randint(0, 3))]
    if rng.random() < 0.5:
        result["runtime"]["tool_versions"] = {text(): text() for _ in range(rng.randint(0, 4))}
    if level == "semantic":
        result["expected"]["semantic_embedding"] = encode_embedding(vector)
        result["tolerance"]["threshold"] = rng.choice([0.5, 0.98, 1, 1e-7, 0.9999])
    return result, vector


def actual_of(made, vector):
    """A record of the step run again: mostly right, sometimes not."""
    inputs = {key: made["inputs"][key] for key in made["inputs"]}
    output = {"transcript": made["expected"]["transcript"]}
    if made["tolerance"]["level"] == "semantic":
        noise = rng.choice([0, 0.001, 0.5])
        again = [x + rng.uniform(-noise, noise) for x in vector]
        output["embedding"] = encode_embedding(again[: len(again) - (rng.random() < 0.1)])
    result = {"inputs": inputs, "output": output}
    if rng.random() < 0.4:
        result["runtime"] = {"fingerprint": rng.choice([made["model"].get("fingerprint", "fp"), "drift" + text()])}
    fault = rng.randint(0, 9)
    if fault == 0:
        inputs["system_prompt"] += "x"
    elif fault == 1:
        inputs["messages"] = inputs["messages"] + ["x"]
    elif fault == 2:
        inputs.pop("tools", None)
    elif fault == 3:
        output["transcript"] = rng.choice([None, {"other": 1}])
    elif fault == 4:
        output.pop(rng.choice(["transcript", "embedding"]), None)
    elif fault == 5:
        rng.choice([result, inputs, output])[rng.choice(["extra", "it's", 'a"b', "é\u2028", "\x7f'"])] = 1
    elif fault == 6:
        inputs["messages"] = rng.choice([None, 1, 1.5, "x", {}, True])
    return result


def dump(value):
    return json.dumps(value, ensure_ascii=rng.random() < 0.5, indent=rng.choice([None, 2]))


seed = bytes(rng.getrandbits(8) for _ in range(32))
key = write("key.json", json.dumps({"privateKey": base64.b64encode(seed).decode()}))
os.chmod(key, 0o600)
verified = 0
for index in range(STEPS):
    made, vector = step()
    path = write("step.json", dump(made))
    signed = rng.random() < 0.8
    theirs = jcs_bytes(capture(json.loads(path.read_text()), CaptureOptions(signing_key=seed if signed else None)))
    ours = at1("rerun", "capture", path, "--force", "-o", work / "bundle.rr", *(["--key", key] if signed else []))
    check(f"step {index}: capture", ours.returncode == 0, ours.stderr.decode())
    check(f"step {index}: the same bundle", (work / "bundle.rr").read_bytes() == theirs, dump(made))

    actual = actual_of(made, vector)
    record = write("actual.json", dump(actual))
    result = verify(json.loads((work / "bundle.rr").read_text()), json.loads(record.read_text()))
    printed = json.dumps({"verified": result.verified, "errors": result.errors, "warnings": result.warnings}, indent=2) + "\n"
    for name, bundle in [("captured by agent-rerun", theirs), ("in another layout", dump(json.loads(theirs)).encode())]:
        ours = at1("rerun", "verify", write("theirs.rr", bundle), record)
        check(f"step {index}: verify, {name}", ours.stdout.decode() == printed, ours.stdout.decode() + ours.stderr.decode() + printed)
        check(f"step {index}: exit code, {name}", ours.returncode == (0 if result.verified else 1))
    verified += result.verified
check("some steps verify and some do not", 0 < verified < STEPS)

# --- Broken documents: neither verifies, and where one says why, both say the same ------------------------------------

made, vector = step()
while made["tolerance"]["level"] != "byte" or "seed" not in made["sampling"]:
    made, vector = step()
bundle = jcs_bytes(capture(made, CaptureOptions(signing_key=seed)))
good = write("good.json", json.dumps({"inputs": made["inputs"], "output": {"transcript": made["expected"]["transcript"]}}))
check("the good one verifies", at1("rerun", "verify", write("good.rr", bundle), good).returncode == 0)
for index in range(len(bundle)):
    for mask in (0x01, 0x20, 0xFF):
        changed = bytearray(bundle)
        changed[index] ^= mask
        result = at1("rerun", "verify", write("changed.rr", bytes(changed)), good)
        check(f"byte {index} ^ {mask:#x} is noticed", result.returncode == 1 and b'"verified": true' not in result.stdout)

parsed = json.loads(bundle)
for name, change in {
    "a null signature": lambda b: b.update(signature=None),
    "another algorithm": lambda b: b["signature"].update(alg="rsa"),
    "a short key": lambda b: b["signature"].update(pubkey="AAAA"),
    "a float for a seed": lambda b: b["sampling"].update(seed=1.5),
    "a bool for a number": lambda b: b["sampling"].update(top_p=True),
    "no tokens": lambda b: b["sampling"].update(max_tokens=0),
    "upper-case hex": lambda b: b["inputs"].update(messages_sha256="sha256:" + "A" * 64),
    "no transcript": lambda b: b["expected"].clear(),
    "a list for an object": lambda b: b.update(model=[]),
    "another level": lambda b: b["tolerance"].update(level="exact"),
    "many strangers": lambda b: b["runtime"].update({"z": 1, "A": 2, "\U0001F600": 3, "\ue000": 4, "it's": 5}),
}.items():
    changed = json.loads(bundle)
    change(changed)
    path = write("changed.rr", json.dumps(changed))
    ours, theirs = at1("rerun", "verify", path, good), run(RERUN, "verify", path, good)
    check(f"{name}: the same result", ours.stdout == theirs.stdout and ours.returncode == theirs.returncode, (ours.stdout + theirs.stdout).decode())

loose = json.loads(bundle)
loose["signature"]["pubkey"] = loose["signature"]["pubkey"][:-2] + chr(ord(loose["signature"]["pubkey"][-2]) + 1) + "="
for name, content in {
    "loose base64": json.dumps(loose).encode(),
    "a key twice": b'{"a":1,' + bundle[1:].replace(b'"model"', b'"a":1,"model"', 1),
    "deep nesting": b"[" * 100_000,
    "NaN": bundle.replace(b'"top_p":', b'"top_p":NaN,"x":', 1),
    "not UTF-8": b'{"\xff":1}',
    "nothing": b"",
    "a large bundle": b" " * 100_000_000,
}.items():
    result = at1("rerun", "verify", write("changed.rr", content), good)
    check(f"{name} is refused", result.returncode == 1 and b"true" not in result.stdout and b"at1: error:" in result.stderr + b"at1: error:" * (b"BadSignature" in result.stdout), result.stderr.decode())

# --- Keys -------------------------------------------------------------------------------------------------------------

raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw


def public_of(private):
    return base64.b64encode(private.public_key().public_bytes(*raw)).decode()


def imported(path, name):
    result = at1("key", "import", path, name, "--no-passphrase", "--json")
    check(f"import of {name}", result.returncode == 0, result.stderr.decode())
    return json.loads(result.stdout or b"{}")


ours = json.loads(at1("key", "generate", "mine", "--no-passphrase", "--comment", "me@example.org", "--json").stdout)
for name in ["raw", "pem", "openssh", "json"]:
    path = work / f"mine.{name}"
    result = at1("key", "export", "mine", "--private", "--format", name, "-o", path)
    check(f"export as {name}", result.returncode == 0 and oct(path.stat().st_mode & 0o777) == "0o600", result.stderr.decode())
pem = serialization.load_pem_private_key((work / "mine.pem").read_bytes(), None)
openssh = serialization.load_ssh_private_key((work / "mine.openssh").read_bytes(), None)
check("cryptography reads our PEM", public_of(pem) == ours["public_key"])
check("cryptography reads our OpenSSH key", public_of(openssh) == ours["public_key"])
check("openssl reads our PEM", run("openssl", "pkey", "-in", work / "mine.pem", "-pubout").stdout == at1("key", "export", "mine", "--format", "pem").stdout)
listed = run("ssh-keygen", "-y", "-f", work / "mine.openssh").stdout.decode().split()[:2]
check("ssh-keygen reads our key", listed == at1("key", "export", "mine").stdout.decode().split()[:2])
write("mine.pub", at1("key", "export", "mine").stdout)
check("ssh-keygen has our fingerprint", ours["fingerprint"] in run("ssh-keygen", "-l", "-f", work / "mine.pub").stdout.decode())

for index in range(20):
    private = Ed25519PrivateKey.generate()
    forms = {
        "pem": private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        "openssh": private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()),
        "raw": base64.b64encode(private.private_bytes_raw()) + b"\n",
    }
    for form, content in forms.items():
        path = write("key", content)
        os.chmod(path, 0o600)
        check(f"key {index}, {form}", imported(path, f"peer-{index}-{form}").get("public_key") == public_of(private))
    shown = at1("key", "export", f"peer-{index}-raw", "--format", "pem").stdout
    check(f"key {index}: the same SPKI", shown == private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    # Ed25519 both ways, over bundles: capture signs, the other verifies what JCS says was signed.
    step_path = write("step.json", json.dumps(made))
    at1("rerun", "capture", step_path, "--force", "-o", work / "bundle.rr", "--key", f"peer-{index}-pem")
    captured = json.loads((work / "bundle.rr").read_text())
    signature = captured.pop("signature")
    try:
        private.public_key().verify(base64.b64decode(signature["sig"]), jcs_bytes(captured))
        check(f"key {index}: cryptography verifies our signature", True)
    except Exception as error:  # noqa: BLE001
        check(f"key {index}: cryptography verifies our signature", False, str(error))
    captured["signature"] = {**signature, "sig": base64.b64encode(private.sign(jcs_bytes(captured))).decode()}
    check(f"key {index}: we verify theirs", at1("rerun", "verify", write("theirs.rr", json.dumps(captured)), good).returncode == 0)

run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ssh@example.org", "-f", work / "id_ed25519")
ssh = imported(work / "id_ed25519", "ssh")
check("ssh-keygen's key", ssh.get("public_key") == public_of(serialization.load_ssh_private_key((work / "id_ed25519").read_bytes(), None)))
check("its comment", ssh.get("comment") == "ssh@example.org")
run("ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", work / "sealed")
result = at1("key", "import", work / "sealed", "sealed", "--no-passphrase", stdin=subprocess.DEVNULL, start_new_session=True)
check("a sealed OpenSSH key asks for its passphrase", result.returncode == 4 and b"passphrase" in result.stderr)


def opened(path, name, passphrase="secret"):
    return at1("key", "import", path, name, "--no-passphrase", "--json", env={**os.environ, "AT1_PASSPHRASE": passphrase})


check("another passphrase does not open it", opened(work / "sealed", "sealed", "Secret").returncode == 3)
for number, options in enumerate([[], ["-a", "1", "-Z", "aes128-ctr"], ["-Z", "aes192-cbc"], ["-Z", "aes256-gcm@openssh.com"]]):
    path = work / f"sealed-{number}"
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", *options, "-f", path)
    result = opened(path, f"sealed-{number}")
    check(f"its passphrase opens {options}", result.returncode == 0 and json.loads(result.stdout)["public_key"] == base64.b64encode(serialization.load_ssh_public_key(path.with_suffix(".pub").read_bytes()).public_bytes(*raw)).decode(), result.stderr.decode())
for number, options in enumerate([[], ["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"], ["-v2", "des3"], ["-scrypt"]]):
    path = work / f"sealed-{number}.pem"
    plain = run("openssl", "genpkey", "-algorithm", "ed25519").stdout
    run("openssl", "pkcs8", "-topk8", "-passout", "pass:secret", *options, "-out", path, input=plain)
    os.chmod(path, 0o600)
    result = opened(path, f"pem-{number}")
    check(f"its passphrase opens a PEM key, {options}", result.returncode == 0 and json.loads(result.stdout)["public_key"] == public_of(serialization.load_pem_private_key(plain, None)), result.stderr.decode())
for form in ["openssh", "pem"]:
    path = work / f"exported.{form}"
    result = at1("key", "export", "mine", "--private", "--seal", "--format", form, "-o", path, env={**os.environ, "AT1_PASSPHRASE": "secret"})
    check(f"a sealed export, {form}", result.returncode == 0, result.stderr.decode())
    load = serialization.load_ssh_private_key if form == "openssh" else serialization.load_pem_private_key
    check(f"cryptography opens it, {form}", public_of(load(path.read_bytes(), b"secret")) == ours["public_key"])
listed = run("ssh-keygen", "-y", "-P", "secret", "-f", work / "exported.openssh").stdout.decode().split()[:2]
check("ssh-keygen opens it", listed == at1("key", "export", "mine").stdout.decode().split()[:2])
run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", work / "rsa")
check("an RSA key is refused", at1("key", "import", work / "rsa", "rsa", "--no-passphrase").returncode == 1)
run("openssl", "genpkey", "-algorithm", "ed25519", "-out", work / "openssl.pem")
os.chmod(work / "openssl.pem", 0o600)
openssl = imported(work / "openssl.pem", "openssl")
check("openssl's key", openssl.get("public_key") == public_of(serialization.load_pem_private_key((work / "openssl.pem").read_bytes(), None)))

os.chmod(work / "openssl.pem", 0o644)
os.symlink(work / "openssl.pem", work / "link.pem")
for name in ["openssl.pem", "link.pem"]:
    result = at1("key", "import", work / name, "open", "--no-passphrase")
    check(f"a key that others can read is refused, {name}", result.returncode == 3 and b"others can read" in result.stderr)
check("unless the user says otherwise", at1("key", "import", work / "link.pem", "open", "--no-passphrase", "--allow-loose-permissions").returncode == 0)
sealed = {**os.environ, "AT1_PASSPHRASE": "right"}
check("a sealed key", at1("key", "generate", "vault", env=sealed).returncode == 0)
check("its passphrase opens it", at1("key", "export", "vault", "--private", env=sealed).returncode == 0)
check("another does not", at1("key", "export", "vault", "--private", env={**sealed, "AT1_PASSPHRASE": "wrong"}).returncode == 3)
check("nobody to ask", at1("key", "export", "vault", "--private", stdin=subprocess.DEVNULL, start_new_session=True).returncode == 4)

# The signers file is ssh-keygen's: what it trusts in ours, we trust in ours.
at1("key", "trust", "mine")
signers = work / "config" / "at1" / "trusted_signers"
signature = write("message", b"hello")
run("ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", work / "mine.openssh", signature)
result = run("ssh-keygen", "-Y", "verify", "-f", signers, "-I", "me@example.org", "-n", "file", "-s", work / "message.sig", input=b"hello")
check("ssh-keygen reads our signers file", result.returncode == 0, result.stderr.decode())

shutil.rmtree(work)
checks.end()
