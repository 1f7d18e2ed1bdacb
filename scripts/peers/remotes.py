"""The checks of scripts/peer-remotes: remotes.py AT1"""

import getpass
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import Checks, Folders, free_port, noise, wait_for, wait_for_port

AT1 = sys.argv[1]
HERE = Path(__file__).resolve().parent
work = Path(tempfile.mkdtemp(prefix="peer-remotes-"))
checks = Checks()
check = checks.check
folders = Folders(AT1, work, checks)
at1, ok, commit = folders.at1, folders.ok, folders.commit


def repository(name, bare=False):
    folder = work / name
    folder.mkdir()
    ok(folder, "init", *(["--bare"] if bare else []))
    return folder


def packs(store):
    return sorted(path.name for path in (store / "packs").glob("*.pack"))


def serving(store):
    """Whether an at1 serves the store."""
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(process.read_bytes())
        except OSError:  # It has ended meanwhile.
            pass
    return any(b"serve" in line and bytes(store) in line for line in lines)


def refs(folder):
    return ok(folder, "branch", "-a", "-v")


# --- A remote that lies -----------------------------------------------------------------------------------------------

def liar(mode):
    return f"exec {sys.executable} {HERE / 'wire.py'} {mode} #"


def ask(mode):
    # Those that say nothing are waited for in vain, and only those.
    ok(work, "config", "--user", "transfer.timeout", "2" if mode in ("stall", "silence") else "120")
    folder = repository(f"liar-{mode}")
    ok(folder, "remote", "add", "origin", "host:/store")
    start = time.monotonic()
    outcome = at1(folder, "fetch", ssh=liar(mode))
    return folder, outcome, time.monotonic() - start


# First that the second implementation can be believed: at1 takes what it says when it tells the truth.
folder, outcome, _ = ask("honest")
check("an honest peer", outcome.returncode == 0, outcome.stderr)
check("its fetch is whole", at1(folder, "fsck").returncode == 0)
ok(folder, "reset", "--hard", "origin/main")
check("its file", (folder / "greeting").read_bytes() == b"hello\n")
check("its other file", (folder / "folder" / "deep").read_bytes() == bytes(range(256)) * 40)
check("its tag", ok(folder, "rev-parse", "v1") == ok(folder, "rev-parse", "HEAD~1"))
outcome = at1(work, "clone", "host:/store", "honest-clone", ssh=liar("honest"))
check("an honest clone", outcome.returncode == 0 and (work / "honest-clone" / "greeting").exists(), outcome.stderr)

refused = "wronghash missing nothing dotdot slash storename wrongkind badobject linkkind absentparent twice gap count codec"
refused += " overrun bomb hugeframe hugemessage escape remotes order badhead turn chatter version failure"
broken = "half stall silence"
slowest = (0, "")
for mode in refused.split() + broken.split():
    folder, outcome, seconds = ask(mode)
    wanted = 4 if mode in broken.split() else 3
    check(f"{mode}: exit code", outcome.returncode == wanted, f"{outcome.returncode} {outcome.stderr}")
    lines = outcome.stderr.splitlines()
    check(f"{mode}: one error", lines[:1] != [] and lines[0].startswith("at1: error: ") and len(lines) <= 2, outcome.stderr)
    check(f"{mode}: no control characters", "\x1b" not in outcome.stderr)
    check(f"{mode}: no ref", refs(folder) == "", refs(folder))
    check(f"{mode}: no pack", packs(folder / ".at1store") == [])
    check(f"{mode}: nothing escaped", sorted(p.name for p in folder.iterdir()) == [".at1store"])
    slowest = max(slowest, (seconds, mode))
    check(f"{mode}: in time", seconds < 100, f"{seconds:.1f} s")
    ok(work, "config", "--user", "transfer.timeout", "120")
    after = at1(folder, "fetch", ssh=liar("honest"))
    check(f"{mode}: an honest fetch after it", after.returncode == 0, after.stderr)
    check(f"{mode}: fsck after it", at1(folder, "fsck").returncode == 0)
    ok(work, "config", "--user", "transfer.timeout", "2" if mode in ("stall", "silence") else "120")
    outcome = at1(work, "clone", "host:/store", f"clone-{mode}", ssh=liar(mode))
    check(f"{mode}: no clone", outcome.returncode == wanted, outcome.stderr)
    if mode not in broken.split():
        check(f"{mode}: nothing is left of the clone", not (work / f"clone-{mode}").exists())
print(f"the slowest end of a lie: {slowest[0]:.1f} s, {slowest[1]}")
# What arrived whole of the half answer is gone on with.
check("a clone that broke is kept", (work / "clone-half").exists())
outcome = at1(work, "clone", "host:/store", "clone-half", "--json", ssh=liar("honest"))
check("and gone on with", outcome.returncode == 0, outcome.stderr)
check("without what had come", outcome.returncode == 0 and json.loads(outcome.stdout)["bytes"] < 10240, outcome.stdout)
check("a whole clone", at1(work / "clone-half", "fsck").returncode == 0 and (work / "clone-half/greeting").exists())

# The answering side is asked for nonsense, and ends.
bare = repository("asked.at1", bare=True)
for words in [b"", b"GET / HTTP/1.0\r\n\r\n", b"at1wire\x01", b"at1wire\x01" + bytes(40), b"at1wire\x01\xff\xff\xff\xff\xff",
              b"at1wire\x01\x14\0\0\0\x03abc", b"at1wire\x01\x12\0\0\0\x05\0\0\0\0\0", b"at1wire\x01\x01\0\0\0\x04\x01abc"]:
    outcome = subprocess.run([AT1, "serve", "--stdio", bare], input=words, capture_output=True, timeout=600)
    check(f"serve ends after {words[:30]}", outcome.returncode in (0, 3, 4) and b"Fatal" not in outcome.stderr, outcome)

# --- A real sshd ------------------------------------------------------------------------------------------------------

ssh = work / "ssh"
ssh.mkdir(mode=0o700)
for key in ("host", "user", "stranger"):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", ssh / key], check=True)
shutil.copy(ssh / "user.pub", ssh / "authorized")
port = free_port()
(ssh / "sshd_config").write_text(
    f"""Port {port}
ListenAddress 127.0.0.1
HostKey {ssh / 'host'}
PidFile {ssh / 'pid'}
AuthorizedKeysFile {ssh / 'authorized'}
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PermitUserEnvironment no
SetEnv XDG_CONFIG_HOME={work / 'config'}
"""
)
(ssh / "known").write_text(f"[127.0.0.1]:{port} " + " ".join((ssh / "host.pub").read_text().split()[:2]) + "\n")
sshd = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", ssh / "sshd_config"], stderr=open(ssh / "log", "w"))
wait_for_port(port)
options = f"-F none -o IdentitiesOnly=yes -o BatchMode=yes -o UserKnownHostsFile={ssh / 'known'} -o StrictHostKeyChecking=yes"
command = f"ssh {options} -i {ssh / 'user'}"
user = getpass.getuser()


def address(folder):
    return f"ssh://{user}@127.0.0.1:{port}{folder}"


try:
    ok(work, "config", "--user", "core.serveCommand", AT1)
    ok(work, "config", "--user", "transfer.timeout", "120")
    bare = repository("far.at1", bare=True)
    near = repository("near")
    commit(near, "small", b"1\n")
    commit(near, "large", noise(3 << 20, 1))
    ok(near, "generate", "np_montecarlo", "--params", '{"seed":7,"n_paths":50,"n_steps":200}', "--out", "run.f64")
    ok(near, "commit", "-q", "-m", "a recipe")
    ok(near, "tag", "-m", "the first", "v1")
    ok(near, "remote", "add", "origin", address(bare))
    ok(near, "push", "-u", "origin", "main", ssh=command)
    check("tags follow a push", "v1" in ok(bare, "tag"))
    check("the far side is whole", at1(bare, "fsck").returncode == 0)
    ok(work, "clone", address(bare), "copy", "--verify", "execute", ssh=command)
    copy = work / "copy"
    for name in ("small", "large", "run.f64"):
        check(f"{name} arrived", (copy / name).read_bytes() == (near / name).read_bytes())
    check("tags follow a clone", "v1" in ok(copy, "tag"))
    short = f"{user}@127.0.0.1:{bare}"
    outcome = at1(work, "clone", short, "short", ssh=f"{command} -p {port}")
    check("host:path", outcome.returncode == 0, outcome.stderr)

    # Only what is new goes.
    commit(near, "small", b"2\n")
    outcome = json.loads(ok(near, "push", "--json", ssh=command))
    check("a push of one small file", outcome["objects"] == 3 and outcome["bytes"] < 2000, outcome)
    outcome = json.loads(ok(copy, "fetch", "--json", ssh=command))["origin"]
    check("a fetch of one small file", outcome["objects"] == 3 and outcome["bytes"] < 2000, outcome)
    check("behind", "behind 1" in ok(copy, "branch", "-vv"))
    check("status knows", json.loads(ok(copy, "status", "--json"))["upstream"]["behind"] == 1)
    ok(copy, "pull", ssh=command)
    check("pulled", (copy / "small").read_bytes() == b"2\n")

    # A credential that is refused, a host that is another, a machine without at1, a repository that is not there.
    stranger = f"ssh {options} -i {ssh / 'stranger'}"
    commit(copy, "theirs", b"x\n")
    before = (refs(bare), packs(bare))
    for what, outcome in {
        "a refused key": at1(copy, "push", ssh=stranger),
        "another host key": at1(copy, "push", ssh=command.replace(str(ssh / "known"), "/dev/null")),
        "no at1 there": at1(copy, "push", ssh="exit 127 #"),
        "no repository": at1(work, "clone", address(work / "nowhere"), "x", ssh=command),
        "no sshd": at1(work, "clone", f"ssh://{user}@127.0.0.1:1/x", "x", ssh=command),
    }.items():
        check(f"{what}: exit 4", outcome.returncode == 4, f"{outcome.returncode} {outcome.stderr}")
    check("and nothing has changed", (refs(bare), packs(bare)) == before)
    outcome = at1(copy, "fetch", "ssh://-oProxyCommand=touch owned/x", ssh=command)
    check("a host that is an option", outcome.returncode == 2 and not (copy / "owned").exists(), outcome.stderr)
    evil = repository("it's; touch owned $(touch owned).at1", bare=True)
    outcome = at1(work, "clone", address(evil), "evil", ssh=command)
    check("a path with quotes", outcome.returncode == 0, outcome.stderr)
    check("which is only a path", not list(work.glob("**/owned")))

    # Read only.
    ok(copy, "reset", "--hard", "HEAD~1")
    ok(copy, "config", "remote.origin.servecommand", f"{AT1} serve --read-only --stdio {bare} #")
    commit(copy, "theirs2", b"y\n")
    outcome = at1(copy, "push", "-f", ssh=command)
    check("read only", outcome.returncode == 3 and "read-only" in outcome.stderr, outcome.stderr)
    check("fetch from it", at1(copy, "fetch", ssh=command).returncode == 0)

    # A transfer that breaks: after so many bytes, one way or the other.
    cutter = work / "cutter.py"
    cutter.write_text(
        """import os, subprocess, sys, threading
way, limit = sys.argv[1], int(sys.argv[2])
child = subprocess.Popen(sys.argv[3:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
def pump(source, sink, limit):
    while limit > 0:
        data = os.read(source, min(65536, limit))
        if not data: break
        os.write(sink, data)
        limit -= len(data)
    if limit <= 0:
        child.kill()
        os._exit(1)
    os.close(sink)
threading.Thread(target=pump, args=(0, child.stdin.fileno(), limit if way == 'up' else 1 << 60), daemon=True).start()
pump(child.stdout.fileno(), 1, limit if way == 'down' else 1 << 60)
child.wait()
"""
    )
    def cut(way, limit):
        return f"{sys.executable} {cutter} {way} {limit} {command}"

    for number in range(6):
        commit(near, f"parts/{number}", noise(2_500_000, 10 + number))
    before = (refs(bare), packs(bare))
    outcome = at1(near, "push", ssh=cut("up", 9_000_000))
    check("a push that breaks", outcome.returncode == 4, outcome.stderr)
    wait_for(lambda: not serving(bare), "the end of the other side")
    check("leaves the remote as it was", (refs(bare), packs(bare)) == before)
    check("which is whole", at1(bare, "fsck").returncode == 0)
    outcome = json.loads(ok(near, "push", "--json", ssh=command))
    check("and goes on with it", outcome["bytes"] < 13_000_000, outcome)
    check("to the end", at1(bare, "fsck").returncode == 0 and ok(near, "rev-parse", "main") == ok(bare, "rev-parse", "main"))

    folder = repository("resuming")
    ok(folder, "remote", "add", "origin", address(bare))
    outcome = at1(folder, "fetch", ssh=cut("down", 9_000_000))
    check("a fetch that breaks", outcome.returncode == 4, outcome.stderr)
    check("moves nothing", refs(folder) == "" and packs(folder / ".at1store") == [])
    outcome = json.loads(ok(folder, "fetch", "--json", ssh=command))["origin"]
    check("and goes on", outcome["bytes"] < 11_000_000, outcome)
    check("to the end of it", at1(folder, "fsck").returncode == 0)
    ok(folder, "reset", "--hard", "origin/main")
    check("with every byte", (folder / "parts/5").read_bytes() == (near / "parts/5").read_bytes())

    # Killed, on this side, at any instant.
    kills = 0
    start = time.monotonic()
    ok(work, "clone", address(bare), "timed", ssh=command)
    usual = time.monotonic() - start
    for round in range(12):
        folder = repository(f"killed-{round}")
        ok(folder, "remote", "add", "origin", address(bare))
        process = subprocess.Popen([AT1, "-C", folder, "fetch", "-q"], env={**os.environ, "AT1_SSH_COMMAND": command},
                                   stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0, usual))
        if process.poll() is None:
            process.kill()
            kills += 1
        process.wait()
        check(f"killed {round}: whole", at1(folder, "fsck").returncode == 0)
        ok(folder, "fetch", ssh=command)
        ok(folder, "rev-parse", "origin/main")
        check(f"killed {round}: nothing left", not list((folder / ".at1store/tmp").iterdir()))
    check("some were killed in time", kills > 0)

    # Pushes at once: exactly one wins, the others are told.
    for way in ("ssh", "path"):
        target = address(bare) if way == "ssh" else str(bare)
        for round in range(3):
            racers = []
            for number in range(4):
                racer = work / f"racer-{way}-{round}-{number}"
                ok(work, "clone", target, racer, ssh=command)
                commit(racer, "race", f"{way} {round} {number}\n".encode())
                racers.append(racer)
            runs = [subprocess.Popen([AT1, "-C", racer, "push"], stderr=subprocess.PIPE, text=True,
                                     env={**os.environ, "AT1_SSH_COMMAND": command}) for racer in racers]
            ends = [(run.communicate()[1], run.returncode) for run in runs]
            check(f"{way} race {round}", sorted(code for _, code in ends) == [0, 3, 3, 3], ends)
            winner = [racer for racer, (_, code) in zip(racers, ends) if code == 0]
            check(f"{way} race {round}: the winner's", len(winner) == 1 and ok(winner[0], "rev-parse", "main") == ok(bare, "rev-parse", "main"))
            check(f"{way} race {round}: the others are told why",
                  all("meanwhile" in text or "fast-forward" in text for text, code in ends if code == 3), ends)
    # Only what is signed by somebody who is trusted is let in: the same to a path and over ssh.
    signed = repository("signed")
    ok(work, "key", "generate", "ada", "--no-passphrase")
    commit(signed, "one", b"1\n")
    for way, target in (("path", str(signed)), ("ssh", address(signed))):
        folder = repository(f"careful-{way}")
        ok(folder, "remote", "add", "origin", target)
        ok(folder, "config", "fetch.requireSigned", "true")
        outcome = at1(folder, "fetch", ssh=command)
        check(f"{way}: not signed", outcome.returncode == 3 and "no signature" in outcome.stderr, outcome.stderr)
        check(f"{way}: no ref", refs(folder) == "")
    (signed / "one").write_bytes(b"2\n")
    ok(signed, "add", "one")
    ok(signed, "commit", "-q", "-S", "--key", "ada", "-m", "signed")
    for way in ("path", "ssh"):
        folder = work / f"careful-{way}"
        ok(folder, "config", "remote.origin.servecommand", AT1)
        outcome = at1(folder, "fetch", ssh=command, XDG_CONFIG_HOME=str(work / "nobody"))
        check(f"{way}: signed by a stranger", outcome.returncode == 3, outcome.stderr)
        ok(folder, "key", "trust", "ada", "a@example.org", "--repository")
        ok(folder, "fetch", ssh=command)
        check(f"{way}: signed by one who is trusted", ok(folder, "rev-parse", "origin/main") == ok(signed, "rev-parse", "main"))
        check(f"{way}: whole", at1(folder, "fsck").returncode == 0)
    commit(signed, "three", b"3\n")
    for way in ("path", "ssh"):
        folder = work / f"careful-{way}"
        before = refs(folder)
        check(f"{way}: an unsigned one on top", at1(folder, "fetch", ssh=command).returncode == 3)
        check(f"{way}: moves nothing", refs(folder) == before)
    check("the far side after all that", at1(bare, "fsck").returncode == 0)
finally:
    sshd.terminate()
    sshd.wait()

if checks.failed:
    print((ssh / "log").read_text()[-3000:])
shutil.rmtree(work, ignore_errors=True)
checks.end()
