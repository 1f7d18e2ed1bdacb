"""The checks of scripts/peer-json: json_output.py AT1"""
import random
import shutil

from harness import Checks
from json_calls import (
    NOT_CALLED,
    WITHOUT_JSON,
    at1,
    at1_to_output,
    called,
    check,
    commands,
    commit,
    count_with,
    documented,
    folder,
    git,
    misspelt,
    page,
    repository,
    run,
    schema,
    work,
    write,
)
from json_histories import PATHS, branches, looks, merges, remotes

STEP = (
    '{"model":{"vendor":"v","id":"m"},"sampling":{"temperature":0,"top_p":1},"inputs":{"system_prompt":"p","messages":[]},'
    '"runtime":{"class":"cloud"},"expected":{"transcript":"t"},"tolerance":{"level":"byte"}}')
EVENT = b'{"kind":"%s","payload":%s}\n'
EVENTS = [
    (b"skill_start", b"{}"), (b"handoff_start", b'{"from":"a","to":["b","c"],"grant_id":"g%s"}'),
    (b"tool_call", b'{"name":"t","args":{"x":%s}}'), (b"tool_response", b'{"name":"t","result":%s}'), (b"handoff_end", b'{"to":"a"}'),
    (b"artifact_write", b'{"path":"a","sha256":"' + b"0" * 63 + b'%s"}'), (b"artifact_write", b'{"sha256":"' + b"1" * 64 + b'"}'),
    (b"skill_end", b'{"status":"ok","score":1.5}')]


def filters():
    """git's filter, and git's histories."""
    here = folder("filter")
    git(here, "init", "-q", "-b", "main")
    at1(here, "git", "install", "--local")
    at1(here, "git", "track", "*.bin")
    at1(here, "git", "track")
    write(here, "x.bin", run(["generate", "np_montecarlo", "--params", PATHS % 1, "--out", "-"], here).stdout)
    write(here, "y.bin", random.Random(1).randbytes(100_000))
    git(here, "add", ".")
    git(here, "commit", "-q", "-m", "first")
    at1(here, "git", "status")
    at1(here, "git", "fsck")
    at1(here, "git", "push", exits=2)
    at1(here, "git", "fetch", exits=2)
    at1(here, "init", "--bare", work / "objects.at1")
    git(here, "config", "at1.remote", work / "objects.at1")
    at1(here, "git", "push")
    at1(here, "git", "fetch")
    at1(here, "git", "push", "./nowhere", exits=4, code="unreachable")
    at1(here, "git", "fetch", "./nowhere", exits=4, code="unreachable")
    shutil.rmtree(here / ".git" / "at1")
    at1(here, "git", "status")
    git(here, "config", "--unset", "at1.remote")
    at1(here, "git", "fsck", exits=1)
    git(here, "config", "at1.remote", work / "objects.at1")
    at1(here, "git", "fetch")
    at1(here, "git", "migrate", "--from", "lfs")
    at1(here, "git", "migrate", "--from", "nothing", exits=2, code="usage")
    at1(here, "git", "uninstall", "--local")
    at1(here, "git", "uninstall", "--local", "nothing", exits=2, code="usage")
    bare = folder("nothing-of-git")
    at1(bare, "git", "install", "--local", exits=4)
    for word in "track", "status", "fsck", "dedup":
        at1(bare, "git", word, exits=2)
    imported = folder("imported")
    at1(imported, "init")
    at1(imported, "import", "git", here)
    at1(imported, "import", "git", work / "nothing", exits=2)


def replays():
    """Containers, and reports of commands that write their file to standard output."""
    here = folder("replays")
    at1_to_output(here, "generate", "np_montecarlo", "--params", PATHS % 1, "--out", "-")
    at1(here, "replay", "generators")
    write(here, "run", run(["generate", "np_montecarlo", "--params", PATHS % 1, "--out", "-"], here).stdout)
    call = "--generator", "np_montecarlo", "--params"
    at1(here, "replay", "pack", "run", "--out", "run.at1r", *call, PATHS % 1)
    at1(here, "replay", "pack", "run", "--out", "run.at1r", exits=2, code="file-exists")
    at1(here, "replay", "info", "run.at1r")
    at1(here, "replay", "verify", "run.at1r")
    at1(here, "replay", "verify", "run.at1r", "--against", "run")
    write(here, "other", "other\n")
    at1(here, "replay", "verify", "run.at1r", "--against", "other", exits=1)
    at1(here, "replay", "pack", "other", "--out", "other.at1r")
    at1(here, "replay", "info", "other.at1r")
    at1(here, "replay", "unpack", "run.at1r", "--out", "again")
    at1_to_output(here, "replay", "unpack", "run.at1r", "--out", "-")
    at1_to_output(here, "replay", "discover", "run", "--seed-pool", "3", "--out", "-")
    at1_to_output(here, "replay", "pack", "run", "--out", "-", *call, PATHS % 1)
    misspelt(here, "stauts")
    misspelt(here, "replay", "generate")
    misspelt(here, "status", "--nothing")
    at1(here, "replay", "recover", "run", "--out", "found.at1r", *call, '{"n_paths":50,"n_steps":20}', "--seed-pool", "3")
    at1(here, "replay", "recover", "other", "--out", "x.at1r", *call, '{"n_paths":50,"n_steps":20}', "--seed-pool", "3", exits=1)
    at1(here, "replay", "discover", "run", "--seed-pool", "3", "--out", "discovered.at1r")
    at1(here, "replay", "discover", "other", "--seed-pool", "3", exits=1)
    at1(here, "replay", "recover", "run", "--out", "run", "--generator", "np_nothing", exits=2)
    at1(here, "replay", "discover", "nothing", exits=2)
    at1(here, "replay", "generators", "nothing", exits=2)
    for words in ("info",), ("verify",), ("unpack", "--out", "x"):
        at1(here, "replay", words[0], "nothing", *words[1:], exits=2)
        at1(here, "replay", words[0], "other", *words[1:], exits=1, code="no")


def evidence():
    """Keys and signatures, rerun bundles and sessions; and damage."""
    here = repository("evidence")
    at1(here, "key", "generate", "k", "--no-passphrase")
    at1(here, "key", "generate", "k", "--no-passphrase", exits=2)
    at1(here, "key", "list")
    at1(here, "key", "list", "nothing", exits=2)
    at1(here, "key", "signers", "nothing", exits=2)
    at1(here, "key", "export", "k")
    at1(here, "key", "export", "k", "--private", "--format", "pem", "-o", "k.pem")
    at1(here, "key", "export", "k", "--private", exits=2)
    at1(here, "key", "import", "k.pem", "again", "--no-passphrase")
    at1(here, "key", "import", "nothing", "x", exits=2)
    at1(here, "key", "trust", "k", "ada@example.org")
    at1(here, "key", "trust", "nothing", "x", exits=2)
    at1(here, "key", "signers")
    at1(here, "tag", "signed", "-s", "-m", "signed", "--key", "k")
    at1(here, "commit", "--allow-empty", "-S", "-m", "signed", "--key", "k")
    at1(here, "verify-tag", "signed")
    at1(here, "verify-tag", "signed", "signed")
    at1(here, "verify-tag", "nothing", exits=2)
    at1(here, "verify-commit", "HEAD")
    at1(here, "verify-commit", "HEAD~1", exits=1)
    at1(here, "log", "--show-signature")
    at1(here, "verify-commit", "mian", exits=2, code="unknown-revision")
    write(here, "step.json", STEP)
    write(here, "actual.json", '{"inputs":{"system_prompt":"p","messages":[]},"output":{"transcript":"t"}}')
    write(here, "unlike.json", '{"inputs":{"system_prompt":"p","messages":[]},"output":{"transcript":"u"}}')
    at1(here, "rerun", "capture", "step.json", "-o", "b.rr", "--key", "k")
    at1(here, "rerun", "capture", "step.json", "-o", "b.rr", exits=2, code="file-exists")
    at1(here, "rerun", "verify", "b.rr", "actual.json")
    at1(here, "rerun", "verify", "b.rr", "unlike.json", exits=1)
    at1(here, "rerun", "verify", "nothing", "actual.json", exits=2)
    at1(here, "add", "b.rr")
    at1(here, "commit", "-m", "a bundle")
    at1(here, "log", "--bundles")
    at1(here, "show", "HEAD:b.rr")
    events = b"".join(EVENT % (kind, payload.replace(b"%s", b"0")) for kind, payload in EVENTS)
    record = "session", "record", "--agent", "a", "--skill", "s", "--no-seal", "--journal"
    at1(here, *record, "journal", stdin=events)
    at1(here, *record, "journal", stdin=events, exits=3)
    at1(here, *record, "refused", stdin=b"nothing\n", exits=1, code="no")
    at1(here, "session", "seal", "journal", "-o", "token", "--key", "k")
    at1(here, "session", "seal", "journal", "-o", "token", "--key", "k", exits=2, code="file-exists")
    for words in ("verify",), ("events",), ("show",), ("graph",), ("artifacts",), ("grants",), ("receipts",):
        at1(here, "session", *words, "token", exits=1 if words == ("artifacts",) else 0)
        at1(here, "session", *words, "nothing", exits=2)
    at1(here, "session", "events", "token", "--kind", "eval")
    at1(here, "session", "verify", "step.json", exits=1)
    at1(here, "session", "receipt", "verify", "token", exits=1)
    at1(here, "session", "receipt", "verify", "nothing", exits=2)
    at1(here, "session", "html", "token", "-o", "page.html")
    at1(here, "session", "html", "token", "-o", "page.html", exits=2, code="file-exists")
    at1(here, "session", "diff", "token", "token")
    at1(here, *record, "unlike", stdin=b"".join(EVENT % (kind, payload.replace(b"%s", b"2")) for kind, payload in EVENTS))
    at1(here, "session", "seal", "unlike", "-o", "unlike.token", "--key", "k")
    at1(here, "session", "diff", "token", "unlike.token", exits=1)
    at1(here, "session", "diff", "token", "nothing", exits=2)
    at1(here, "add", "token")
    at1(here, "commit", "-m", "a session")
    at1(here, "fsck")
    at1(here, "fsck", "--attest", "k", "-o", "statement")
    at1_to_output(here, "fsck", "--attest", "k", "-o", "-")
    at1_to_output(here, "bundle", "create", "-", "--all")
    at1_to_output(here, "rerun", "capture", "step.json", "-o", "-")
    at1_to_output(here, "session", "html", "token", "-o", "-")
    at1_to_output(here, "session", "seal", "journal", "-o", "-", "--key", "k")
    at1_to_output(here, "key", "export", "k", "-o", "-")
    at1(here, "fsck", "--verify-attestation", "statement")
    at1(here, "proxy", "--replay", "nothing", exits=2)
    at1(here, "witness", "checkpoint", "--key", "k", "-o", "first")
    at1(here, "witness", "checkpoint", "--key", "k", "-o", "first", exits=2, code="file-exists")
    at1(here, "commit", "--allow-empty", "-m", "witnessed")
    at1(here, "witness", "prove", "main", "--key", "k", "--since", "first", "-o", "proof")
    at1(here, "witness", "prove", "nope", "--key", "k", "-o", "none", exits=2, code="no-such-ref")
    at1(here, "witness", "verify", "first")
    at1(here, "witness", "verify", "proof", "--old", "first", "--key", "k")
    at1(here, "witness", "verify", "nothing", exits=2)
    at1(here, "witness", "cosign", "proof", "--key", "again", "--log", "k", "-o", "cosigned")
    at1(here, "witness", "cosign", "first", "--key", "again", "--log", "k", "-o", "older", exits=1, code="no")
    at1(here, "witness", "verify", "cosigned", "--key", "k", "--key", "again")
    for number in (1, 2):
        at1(here, "fsck", "--shard", f"{number}/2", "--attest", "k", "-o", f"shard-{number}")
    at1(here, "fsck", "--time-limit", "0", "--report", "part", exits=1)
    at1(here, "fsck", "--join", "shard-1", "shard-2")
    at1(here, "fsck", "--join", "shard-2", "shard-2", "part", exits=1)
    at1(here, "fsck", "--join", "statement", exits=2, code="usage")
    at1(here, "fsck", "--shard", "3/2", exits=2, code="usage")
    at1(here, "checkout", "--shard", "1/2")
    at1(here, "key", "untrust", "k", "--from", "2001-01-01T00:00:00Z")
    at1(here, "key", "signers")
    at1(here, "verify-tag", "signed", exits=3, fails=False)
    at1(here, "key", "untrust", "nothing", exits=2)
    at1(here, "session", "verify", "token", exits=3, fails=False)
    at1(here, "log", "--show-signature", "--bundles")
    at1(here, "fsck", "--verify-attestation", "statement", exits=3, fails=False)
    at1(here, "key", "untrust", "k", "--forget")
    shutil.move(work / "config" / "at1" / "keys", work / "keys")
    at1(here, "verify-tag", "signed", exits=3, fails=False)
    at1(here, "verify-commit", "HEAD~3", exits=3, fails=False)
    at1(here, "log", "--show-signature")
    at1(here, "log", "--bundles")
    at1(here, "session", "show", "token")
    at1(here, "rerun", "verify", "--require-signed", "b.rr", "actual.json", exits=3)
    for pack in (here / ".at1store").rglob("*.pack"):
        content = bytearray(pack.read_bytes())
        content[len(content) // 2] ^= 255
        pack.chmod(0o644)
        pack.write_bytes(content)
    at1(here, "fsck", exits=1)
    at1(here, "fsck", "--repair", exits=1)


def computations():
    """Files that programs make."""
    here = folder("computed")
    at1(here, "init")
    commit(here, "input", **{"in.txt": "b\na\n"})
    at1(here, "run", "--in", "in.txt", "--out", "out.txt", "--", "sh", "-c", "sort in.txt > out.txt")
    at1(here, "run", "--in", "in.txt", "--out", "time.txt", "--", "sh", "-c", "date +%N > time.txt", exits=1)
    at1(here, "run", "--in", "in.txt", "--out", "none.txt", "--", "sh", "-c", "exit 3", exits=4, code="could-not-run")
    at1(here, "commit", "-m", "computed")
    at1(here, "show", "HEAD:out.txt")
    at1(here, "cat", "HEAD:out.txt")
    at1(here, "lineage", "out.txt")
    at1(here, "lineage", "nothing", exits=2)
    at1(here, "explain", "out.txt")
    at1(here, "explain", "nothing", exits=2)
    computation = at1(here, "lineage", "out.txt")[-1]["computation"]
    at1(here, "cat-file", "-p", computation)
    write(here, "in.txt", "d\nc\n")
    at1(here, "status")
    at1(here, "update", "--dry-run")
    at1(here, "update")
    at1(here, "update", "--nothing", exits=2)
    at1(here, "trust", "--list")
    at1(here, "trust", computation)
    at1(here, "trust", "--list")
    at1(here, "trust", "--remove", computation)
    at1(here, "trust", "nothing", exits=2)
    at1(here, "key", "generate", "signer", "--no-passphrase")
    at1(here, "key", "trust", "signer", "ada@example.org")
    at1(here, "trust", "--signed-by", "ada@example.org")
    at1(here, "trust", "--list")
    at1(here, "fsck")


def every_command():
    """Every command of the help pages is in the schema and in docs/json.md, was called, and gave a result and an error."""
    for name, has_json in sorted(commands.items()):
        check(f"at1 {name} has --json, or a reason not to", has_json != (name in WITHOUT_JSON))
        if not has_json:
            continue
        check(f"docs/json.schema.json has '{name}'", schema.title(name) == f"at1 {name} --json")
        check(f"docs/json.md has '{name}'", name in documented)
        missing = {"result", "error"} - called.get(name, set())
        check(f"at1 {name} --json gave a result and an error", not missing or name in NOT_CALLED, f"never: {missing}")
    for name in schema.keys():
        check(f"docs/json.md has the key '{name}'", f"`{name}`" in page or f'"{name}"' in page)
    for name in schema.names:
        check(f"'{name}' of the schema is a command", schema.title(name) is None or name in commands)


checks = count_with(Checks())
try:
    checks.run(looks, branches, merges, remotes, filters, replays, evidence, computations, every_command)
finally:
    shutil.rmtree(work, ignore_errors=True)
checks.end()
