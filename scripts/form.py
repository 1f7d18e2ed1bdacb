"""The form of the files that no compiler reads: form.py ROOT

Prints what is wrong, a line each, and exits with 1 where something is. scripts/check runs it.
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(sys.argv[1]).resolve()
# Files that a check reads byte by byte.
EXACT = ("Tests/FuzzTests/Corpus/",)
KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
PEER = ("set -euo pipefail", 'source "$(dirname "$0")/lib.sh"', "need_at1")
complaints = []


def complain(path, line, what):
    complaints.append(f"{path}:{line}: {what}")


def text(path):
    return (ROOT / path).read_text()


def tracked():
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], check=True, capture_output=True, text=True).stdout
    return [path for path in listed.split("\0") if path and (ROOT / path).is_file()]


def lines(path):
    """As .editorconfig has it: UTF-8, no carriage return, a line end at the end, no blanks before one."""
    content = (ROOT / path).read_bytes()
    if b"\0" in content[:8000]:
        return
    try:
        written = content.decode()
    except UnicodeDecodeError as error:
        return complain(path, 1, f"not UTF-8 at byte {error.start}")
    if written and not written.endswith("\n"):
        complain(path, written.count("\n") + 1, "no line end at the end of the file")
    for number, line in enumerate(written.split("\n"), 1):
        if "\r" in line:
            complain(path, number, "a carriage return")
        elif line != line.rstrip() and not path.endswith(".md"):
            complain(path, number, "blanks at the end of the line")


def ignore_file():
    seen = set()
    for number, line in enumerate(text(".gitignore").splitlines(), 1):
        if line in seen:
            complain(".gitignore", number, f"{line} is there twice")
        seen.add(line)


def changelog(version):
    """As https://keepachangelog.com/en/1.1.0 has it: the latest first, in sections by kind."""
    releases = []
    for number, line in enumerate(text("CHANGELOG.md").splitlines(), 1):
        if line.startswith("## "):
            release = re.fullmatch(r"## \[(Unreleased|\d+\.\d+\.\d+)\](?: - \d{4}-\d\d-\d\d)?", line)
            releases.append(release[1] if release else None)
            if not release or (release[1] != "Unreleased") != (" - " in line):
                complain("CHANGELOG.md", number, "want '## [Unreleased]' or '## [X.Y.Z] - YYYY-MM-DD'")
        elif line.startswith("### ") and line[4:] not in KINDS:
            complain("CHANGELOG.md", number, f"'{line[4:]}' is none of {', '.join(KINDS)}")
        elif line.startswith("- ") and not releases:
            complain("CHANGELOG.md", number, "a change of no release")
    if releases[:1] != ["Unreleased"] and releases[:1] != [version]:
        complain("CHANGELOG.md", 1, f"the first release is {releases[:1]}; the program is {version}")


def program_version():
    """The version of the program, which the Python package has too."""
    found = re.search(r'static let number = "(\d+\.\d+\.\d+)"', text("Sources/CLI/Options/Version.swift"))
    if not found:
        complain("Sources/CLI/Options/Version.swift", 1, "no version of the form X.Y.Z")
        return None
    if f'\nversion = "{found[1]}"\n' not in text("python/pyproject.toml"):
        complain("python/pyproject.toml", 1, f"the version is not {found[1]}, which the program has")
    return found[1]


def peer(path):
    """A script beside the tests: what it is for, what it needs, and one Python program that counts with harness.Checks."""
    script = text(path)
    for part in PEER:
        if part not in script:
            complain(path, 1, f"no '{part}'")
    if f"#\n#   {path}" not in script:
        complain(path, 1, f"no line '#   {path} ...' that says how to call it")
    if "(default: a release build of this package)" not in script:
        complain(path, 1, "it does not say what AT1 names")
    programs = re.findall(r'"\$root/(scripts/peers/\w+\.py)"', script)
    if not programs:
        return complain(path, 1, 'it runs no "$root/scripts/peers/NAME.py"')
    name = Path(programs[0]).name
    if not text(programs[0]).startswith(f'"""The checks of {path}: {name} '):
        complain(programs[0], 1, f"the first line is not 'The checks of {path}: {name} ARGUMENTS'")
    for program in programs:
        if not re.search(r"^from harness import .*\bChecks\b", text(program), re.M):
            complain(program, 1, "it does not count with harness.Checks")


def main():
    files = tracked()
    for path in files:
        if not path.startswith(EXACT):
            lines(path)
        if path.startswith("scripts/peer-"):
            peer(path)
        if path.endswith(".pyc") or "__pycache__" in path:
            complain(path, 1, "bytecode is tracked")
    ignore_file()
    changelog(program_version())
    print("\n".join(complaints), end="\n" if complaints else "")
    sys.exit(1 if complaints else 0)


main()
