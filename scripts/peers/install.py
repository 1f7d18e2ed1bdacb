"""The checks of scripts/peer-install: install.py AT1"""
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile

from harness import Checks

AT1 = pathlib.Path(sys.argv[1]).resolve()
INSTALL = pathlib.Path(__file__).resolve().parents[1] / "install"
COMPLETIONS = ("bash-completion/completions/at1", "zsh/site-functions/_at1", "fish/vendor_completions.d/at1.fish")
checks = Checks()


def run(*words, **variables):
    clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent"}
    return subprocess.run([*map(str, words)], capture_output=True, text=True, env={**clean, **variables}, timeout=600)


def install(prefix, **variables):
    """With a umask that leaves others nothing: what is installed is for everyone."""
    environment = {**os.environ, "AT1": str(AT1), **variables}
    return subprocess.run([INSTALL, prefix], capture_output=True, text=True, env=environment, umask=0o077)


def pages(command, parents=()):
    """The names of the manual pages of a command and of those in it."""
    path = (*parents, command["commandName"])
    yield "-".join(path) + ".1"
    for part in command.get("subcommands") or []:
        if part["commandName"] != "help" and part.get("shouldDisplay", True):
            yield from pages(part, path)


def program(prefix):
    at1 = prefix / "bin" / "at1"
    version = run(at1, "--version")
    checks.check("the program runs without its toolchain", version.returncode == 0 and version.stdout.startswith("at1 "), version)
    dynamic = run("readelf", "-d", at1).stdout
    checks.check("it has no RUNPATH", "NEEDED" in dynamic and "PATH)" not in dynamic, dynamic)
    needed = run("ldd", at1).stdout
    checks.check("it needs no library of Swift", "libc.so" in needed and "swift" not in needed, needed)
    with tempfile.TemporaryDirectory() as folder:
        checks.check("it makes a repository", run(at1, "init", folder).returncode == 0)
    return at1


def beside(prefix, at1):
    share = prefix / "share"
    for name in COMPLETIONS:
        file = share / name
        checks.check(f"there is {name}", file.is_file() and file.stat().st_size > 10_000)
    completed = run("bash", "-c", f"source '{share / COMPLETIONS[0]}' && complete -p at1")
    checks.check("bash takes the completions", completed.returncode == 0 and " at1" in completed.stdout, completed)

    wanted = set(pages(json.loads(run(at1, "--experimental-dump-help").stdout)["command"]))
    found = {page.name for page in (share / "man" / "man1").iterdir()}
    checks.check("each command has a page, and nothing else has", wanted == found and len(found) > 100, wanted ^ found)
    shown = run("mandoc", "-T", "markdown", share / "man/man1/at1-commit.1")
    checks.check("mandoc shows a page", shown.returncode == 0 and "SYNOPSIS" in shown.stdout, shown.stderr)


def modes(prefix):
    for path in [prefix, *prefix.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = 0o755 if path.is_dir() or path.parent.name == "bin" else 0o644
        checks.check(f"the mode of {path.relative_to(prefix)}", mode == wanted, oct(mode))


def installs(scratch):
    done = install("/opt/at1", DESTDIR=str(scratch / "root"))
    checks.check("installing succeeds", done.returncode == 0, done.stderr)
    prefix = scratch / "root" / "opt" / "at1"
    top = sorted(path.name for path in prefix.iterdir())
    checks.check("nothing is beside the prefix", [p.name for p in (scratch / "root").iterdir()] == ["opt"] and top == ["bin", "share"], top)
    beside(prefix, program(prefix))
    modes(prefix)
    again = install("/opt/at1", DESTDIR=str(scratch / "root"))
    checks.check("installing again succeeds", again.returncode == 0, again.stderr)


def refuses(scratch):
    done = install("relative/prefix", DESTDIR=str(scratch))
    checks.check("a relative prefix is refused", done.returncode == 1 and "absolute path, not 'relative/prefix'" in done.stderr, done.stderr)
    checks.check("and nothing is made", not list(scratch.glob("relative*")))


with tempfile.TemporaryDirectory(prefix="at1-install-") as folder:
    os.chmod(folder, 0o755)
    checks.run(lambda: installs(pathlib.Path(folder)), lambda: refuses(pathlib.Path(folder)))
checks.end()
