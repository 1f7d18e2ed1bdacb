"""Calls of at1 with --json, each checked by docs/json.schema.json and docs/json.md. The program is the first argument."""
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from json_schema import Schema, canonical, documented_codes, documented_commands

AT1 = os.path.realpath(sys.argv[1])
docs = Path(__file__).resolve().parent.parent.parent / "docs"
schema = Schema(docs / "json.schema.json")
page = (docs / "json.md").read_text()
codes, documented = documented_codes(page), documented_commands(page)
counted = []
work = Path(tempfile.mkdtemp(prefix="at1-json-"))

# Commands that print lines of an event each, as they happen, and not one value.
LINES = {"session record"}
# The command whose one value has a layout of its own, over several lines (docs/json.md).
LAID_OUT = {"session events"}
# Commands without --json; each with the reason.
WITHOUT_JSON = {
    "serve": "answers another at1 (docs/protocol.md), or web clients (docs/serve.md)", "git filter-process": "answers git", "git textconv": "answers git",
    "git merge-driver": "answers git", "git pre-push": "answers git"}
# Commands that have --json, of which a result or an error is not called for; each with the reason.
NOT_CALLED = {
    "proxy": "serves clients until it is ended (scripts/peer-proxy calls it)", "git dedup": "whether there is a result depends on the file system"}

environment = {k: v for k, v in os.environ.items() if not k.startswith(("A2A_", "AT1_", "GIT_"))}
(work / "bin").mkdir()
(work / "bin" / "at1").symlink_to(AT1)
environment |= {
    "HOME": str(work), "PATH": f"{work}/bin:{environment['PATH']}", "XDG_CONFIG_HOME": str(work / "config"), "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_NOSYSTEM": "1"}
for role in ("AUTHOR", "COMMITTER"):
    environment |= {f"{who}_{role}_{what}": word for who in ("AT1", "GIT") for what, word in (("NAME", "Ada"), ("EMAIL", "a@b.c"))}


def run(words, folder, stdin=b"", **variables):
    return subprocess.run(
        [AT1, *map(str, words)], input=stdin, capture_output=True, cwd=folder, timeout=120, env={**environment, **variables})


def enumerate_commands():
    """Every command of the help pages, as it is typed, and whether it has --json."""
    found = {}

    def page(words):
        text = run(["help", *words], work).stdout.decode()
        names = []
        for part in re.split(r"\n(?=[A-Z ,:]*SUBCOMMANDS:)", text)[1:]:
            names += re.findall(r"^  ([a-z][a-z-]*)", part.split("\n\n")[0], re.MULTILINE)
        return words, text, names

    pages = [page([])]
    with ThreadPoolExecutor(4) as pool:
        while pages:
            inner = [[*words, name] for words, _, names in pages for name in names]
            for words, text, names in pages:
                if words and not names:
                    found[" ".join(words)] = "[--json]" in text or "  --json" in text
            pages = list(pool.map(page, inner))
    return found


run(["config", "--user", "core.fsync", "false"], work)
commands = enumerate_commands()
called = {}


def count_with(checks):
    """Counts the checks of every call with ``checks``."""
    counted.append(checks)
    return checks


def check(name, holds, detail=""):
    counted[-1].check(name, holds, detail)


def command_of(words):
    """The name of the command that words call, and how many of them it is: ``stash`` is ``stash push``."""
    for length in (3, 2, 1):
        name = " ".join(words[:length])
        if name in commands:
            return name, length
    default = {"stash": "stash push", "remote": "remote list", "recipes": "recipes list", "worktree": "worktree list"}
    return default[words[0]], 1


def values(name, told, output):
    """The JSON values that a command printed: each on a line of its own, in canonical form."""
    lines = output.split("\n")
    check(f"{told}: ends with a line end", lines.pop() == "", output[-80:])
    is_plain = name not in LINES and (name not in LAID_OUT or output.startswith('{"error"'))
    if is_plain:
        check(f"{told}: one line", len(lines) == 1, f"{len(lines)} lines: {output[:200]!r}")
    for line in lines if name in LINES else [output]:
        try:
            value = json.loads(line)
        except ValueError as error:
            check(f"{told}: is JSON", False, f"{error}: {line[:200]!r}")
            continue
        if is_plain or name in LINES:
            check(f"{told}: canonical", line.removesuffix("\n") == canonical(value), line[:300])
        yield value


def error_of(told, value, done):
    """An error is what standard error says, and has a word and an exit code that docs/json.md lists together."""
    check(f"{told}: an error", schema.problems("error", value) is None, f"{schema.problems('error', value)}: {value}")
    error = value["error"]
    said = done.stderr.decode().splitlines()
    check(f"{told}: the message of standard error", f"at1: error: {error['message']}" in said, f"{error} {said}")
    if error["hint"] is not None:
        check(f"{told}: the hint of standard error", f"hint: {error['hint']}" in said, f"{error} {said}")
    check(f"{told}: the exit code", error["exit"] == done.returncode, f"{error['exit']} and {done.returncode}")
    listed = codes.get(error["code"])
    check(f"{told}: '{error['code']}' with exit {error['exit']} is in docs/json.md", listed and error["exit"] in listed, error)


def at1(folder, *words, exits=0, code=None, fails=None, stdin=b"", **variables):
    """Calls a command with --json, and checks all that it prints.

    It must fail with ``exits`` of 2 or more, or with a ``code``, unless ``fails`` says otherwise.
    """
    words = [str(word) for word in words]
    name, length = command_of(words)
    told = " ".join(words)
    done = run([*words[:length], "--json", *words[length:]], folder, stdin, **variables)
    check(f"{told}: exit {exits}", done.returncode == exits, f"{done.returncode}: {done.stderr.decode()[-400:]}")
    return judge(name, told, done, done.stdout.decode(), exits, code, fails)


def judge(name, told, done, output, exits, code=None, fails=None):
    """The last value that a command printed, once all are checked."""
    fails = (exits >= 2 or code is not None) if fails is None else fails
    value, has_failed = None, False
    for value in values(name, told, output):
        if isinstance(value, dict) and isinstance(value.get("error"), dict):
            has_failed = True
            error_of(told, value, done)
            check(f"{told}: the error '{code}'", code in (None, value["error"]["code"]), value)
        else:
            problem = schema.problems(name, value) if name in schema.names else f"docs/json.schema.json has no '{name}'"
            check(f"{told}: by the schema", problem is None, f"{problem}\n    {json.dumps(value)[:1000]}")
            called.setdefault(name, set()).add("result")
    check(f"{told}: {'an error' if fails else 'no error'}", has_failed == fails, value)
    if has_failed:
        called.setdefault(name, set()).add("error")
    return value


def at1_to_output(folder, *words):
    """Calls a command that writes its file to standard output, and so its report to standard error."""
    name, length = command_of(words)
    done = run([*words[:length], "--json", *words[length:]], folder)
    told = " ".join(map(str, words))
    check(f"{told}: exit 0", done.returncode == 0, done.stderr.decode()[-400:])
    report = [line for line in done.stderr.decode().splitlines(keepends=True) if not line.startswith("at1: ")]
    judge(name, told, done, "".join(report), 0)


def misspelt(folder, *words):
    """Calls what is no command, or has no such option: an error as JSON all the same."""
    done = run([*words, "--json"], folder)
    told = " ".join(words)
    check(f"{told}: exit 2", done.returncode == 2, done.stderr.decode())
    judge("error", told, done, done.stdout.decode(), 2, "usage")


def git(folder, *words):
    return subprocess.run(["git", *words], check=True, capture_output=True, cwd=folder, env=environment, text=True).stdout


def write(folder, name, content):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def commit(folder, message, **files):
    for name, content in files.items():
        write(folder, name, content)
        at1(folder, "add", name)
    return at1(folder, "commit", "-m", message)


def folder(name):
    path = work / name
    path.mkdir(parents=True)
    return path


def repository(name):
    path = folder(name)
    at1(path, "init")
    commit(path, "first", **{"a": "".join(f"line {number}\n" for number in range(1, 21)), "b": "b\n"})
    return path
