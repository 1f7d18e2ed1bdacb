"""The checks of scripts/peer-mirror: mirror.py AT1

at1's mirror and real git: what it writes, over every transport, and what it refuses to read.
"""
import hashlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from harness import At1, Checks, free_port
from mirror_servers import ShellServer, WebServer

folder = tempfile.mkdtemp(prefix="at1-mirror-")
at1 = At1(sys.argv[1], folder)
checks = Checks()
check = checks.check
rng = random.Random(20261121)
at1.environment |= {
    "AT1_AUTHOR_NAME": "Ada Lovelace", "AT1_AUTHOR_EMAIL": "ada@example.org",
    "AT1_COMMITTER_NAME": "Grace Hopper", "AT1_COMMITTER_EMAIL": "grace@example.org"}
GIT = {**at1.environment, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "M", "GIT_AUTHOR_EMAIL": "m@x",
       "GIT_COMMITTER_NAME": "M", "GIT_COMMITTER_EMAIL": "m@x", "GIT_TERMINAL_PROMPT": "0"}

# docs/format.md, section 13.1: K.
SESSION = (
    "eyJzZXNzaW9uX2lkIjoicyIsInNjaGVtYV92ZXJzaW9uIjoxLCJhZ2VudF9uYW1lIjoiYSIsImFnZW50X3ZlcnNpb24iOiIiLCJjYWxsZXIiOiIi"
    "LCJ0YXNrX2lkIjoiIiwic2tpbGxfbmFtZSI6ImsiLCJyYW5kb21fc2VlZCI6IiIsImlucHV0X2hhc2giOiIiLCJzdGFydGVkX2F0IjowLCJlbmRl"
    "ZF9hdCI6MCwiZXZlbnRzIjpbXSwicmVjZWlwdF9pZCI6IiIsIm5vbmNlIjoiIn0.j3WIwj642__QFjzHgt_uG_u-Yqtl4aHUhu4jL1eKWvh5Hd5g"
    "brZny61wwR26W477jW7Um7q3div5ZRxyJu_5Dg")
DIGEST = "sha256:" + "ab" * 32
BUNDLE = {
    "rerun_version": "0.1", "model": {"vendor": "v", "id": "m"}, "sampling": {"temperature": 0.5, "top_p": 1, "seed": 7},
    "inputs": {"system_prompt_sha256": DIGEST, "messages_sha256": DIGEST}, "runtime": {"class": "cloud"},
    "expected": {"transcript_sha256": DIGEST}, "tolerance": {"level": "byte"}}


def path(*names):
    return os.path.join(folder, *names)


def write(name, content):
    name = path(name) if isinstance(name, str) else os.path.join(folder.encode(), name)
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())


def ok(*words, **variables):
    code, output, errors = at1(*words, **variables)
    if code != 0:
        raise RuntimeError(f"at1 {' '.join(words)}: exit {code}: {errors}{output}")
    return output


def git(where, *words, stdin=b"", fails=False, **variables):
    done = subprocess.run(
        ["git", "-C", path(where), *words], input=stdin, capture_output=True, env={**GIT, **variables})
    if done.returncode != 0 and not fails:
        raise RuntimeError(f"git {' '.join(words)}: {done.stderr.decode()}")
    return done.stdout.decode(errors="surrogateescape").strip() if not fails else done


def ids(where, *revisions):
    return ok("-C", where, "rev-parse", *(revisions or ["main"])).split()


def objects(where):
    """How many objects a bare repository of git has."""
    lines = dict(line.split(": ") for line in git(where, "count-objects", "-v").splitlines())
    return int(lines["count"]) + int(lines["in-pack"])


def refused(name, call, code, *words):
    """A call that must end with `code` and say each of `words`, in one line or two."""
    status, output, errors = call
    lines = errors.splitlines()
    ours = [line for line in lines if line.startswith("at1: error: ")]
    check(name, status == code and len(ours) == 1 and all(word in errors for word in words), (status, output, errors))


def same_files(a, b):
    done = subprocess.run(
        ["diff", "-r", "--no-dereference", "--exclude=.at1store", path(a), path(b)], capture_output=True, text=True)
    return done.stdout + done.stderr


# A repository with all that a mirror must carry.

TAGS = ["light", "signed", "of-tree", "of-recipe", "of-tag", "light-tree", "light-file"]


def make_repository():
    ok("init", "-q", "r")
    ok("key", "generate", "k", "--no-passphrase")
    write("r/notes.txt", "one\n")
    write("r/data/big.bin", rng.randbytes(3_000_000))
    write("r/data/run.sh", "#!/bin/sh\n")
    os.chmod(path("r/data/run.sh"), 0o755)
    os.symlink("notes.txt", path("r/link"))
    write("r/evidence/step.rr", json.dumps(BUNDLE, sort_keys=True, separators=(",", ":")))
    write("r/evidence/run.session", SESSION + "\n")
    write("r/evidence/bare.session", SESSION)
    write("r/empty", b"")
    write("r/.gitmodules", "[submodule \"x\"]\n url = -bad\n")
    write("r/.gitattributes", "* text=auto\n" + "a" * 5000 + " text\n")
    write("r/.github/config", "mine\n")
    write("r/GIT~2/file", "short\n")
    write("r/.at1name-x", "taken\n")
    write("r/.gitignore", "*.tmp\n")
    write("r/sub/.g\u200citk", "ignorable\n")
    write(b"r/bad\xff\\.gitk", "bytes\n")
    write("r/looks-like", '{\n  "at1": "recipe",\n  "id": "no"\n}\n')
    ok("-C", "r", "generate", "np_montecarlo", "--params", '{"seed":2025,"n_paths":500,"n_steps":2000}', "--out",
       "data/mc.f64")
    ok("-C", "r", "add", ".")
    ok("-C", "r", "commit", "-m", "First\n\nwith a body\n", AT1_AUTHOR_DATE="1700000000 +0530")
    write("r/notes.txt", "two\n")
    ok("-C", "r", "add", "notes.txt")
    ok("-C", "r", "commit", "-S", "-m", "Second, signed: naïve 日本語", AT1_AUTHOR_DATE="1700000100 -0330",
       AT1_COMMITTER_DATE="1700000200 +0000")
    write("r/notes.txt", "three\n")
    ok("-C", "r", "add", "notes.txt")
    ok("-C", "r", "commit", "-m", "Before 1970, by nobody", AT1_AUTHOR_NAME="", AT1_AUTHOR_DATE="-100 +0100")
    ok("-C", "r", "tag", "light", "HEAD~1")
    ok("-C", "r", "tag", "-s", "-m", "a signed tag\n\nof the second", "signed", "HEAD~1")
    ok("-C", "r", "tag", "-m", "a tree", "of-tree", "HEAD^{tree}")
    ok("-C", "r", "tag", "-m", "a recipe", "of-recipe", "HEAD:data/mc.f64")
    ok("-C", "r", "tag", "-m", "a tag", "of-tag", "signed")
    ok("-C", "r", "tag", "light-tree", "HEAD~1^{tree}")
    ok("-C", "r", "tag", "light-file", "HEAD:data/big.bin")
    ok("-C", "r", "branch", "side/line", "HEAD~1")


def is_clean(where):
    done = git(where, "fsck", "--strict", "--full", fails=True)
    return done.returncode == 0 and not done.stdout.strip(), done.stdout + done.stderr


def test_push_to_path():
    make_repository()
    ok("-C", "r", "mirror", "push", path("m.git"))
    check("git fsck --strict", *is_clean("m.git"))
    check("HEAD of the mirror", git("m.git", "symbolic-ref", "HEAD") == "refs/heads/main")
    ours = json.loads("[" + ",".join(ok("-C", "r", "log", "--json").splitlines()) + "]")
    ours = ours[0] if ours and isinstance(ours[0], list) else ours
    theirs = git("m.git", "log", "-z", "--format=%an%x01%ae%x01%at%x01%cn%x01%ce%x01%ct%x01%B%x01%P").rstrip("\0").split("\0")
    check("as many commits", len(ours) == len(theirs) == 3, (len(ours), len(theirs)))
    for mine, text in zip(ours, theirs):
        an, ae, at, cn, ce, ct, body, parents = text.split("\x01")
        author, committer = mine["author"], mine["committer"]
        check("git log agrees", (
            an, ae, int(at), cn, ce, int(ct), body.rstrip("\n"), len(parents.split())) == (
            author["name"], author["email"], max(author["seconds"], 0), committer["name"], committer["email"],
            max(committer["seconds"], 0), mine["message"].rstrip("\n"), len(mine["parents"])), (mine, text))
    zones = git("m.git", "log", "--format=%ad", "--date=format:%z").split()
    check("zones", zones == ["+0100", "-0330", "+0530"], zones)


def test_git_clone_shows_files():
    git(".", "clone", "-q", path("m.git"), path("plain"))
    for name in ["notes.txt", "data/big.bin", "data/run.sh", "empty", ".gitignore"]:
        check(f"{name} is itself", open(path("plain", name), "rb").read() == open(path("r", name), "rb").read())
    check("the executable", os.access(path("plain/data/run.sh"), os.X_OK))
    check("the link", os.readlink(path("plain/link")) == "notes.txt")
    recipe = json.load(open(path("plain/data/mc.f64")))
    check("the recipe is readable", recipe["at1"] == "recipe" and recipe["recipe"]["generator"] == "np_montecarlo"
          and recipe["id"] == ids("r", "HEAD:data/mc.f64")[0], recipe)
    bundle = json.load(open(path("plain/evidence/step.rr")))
    check("the bundle is readable", bundle["bundle"] == BUNDLE, bundle)
    for name, token in [("run", SESSION + "\n"), ("bare", SESSION)]:
        session = json.load(open(path(f"plain/evidence/{name}.session")))
        check("the session is readable", session["token"] == token and session["session"]["agent_name"] == "a", session)
    names = set(git("m.git", "ls-tree", "-r", "-z", "--name-only", "HEAD").split("\0"))
    for name in [".at1name-.github/config", ".at1name-.gitmodules", ".at1name-.gitattributes", ".at1name-.at1name-x",
                 ".at1name-GIT%7E2/file", "sub/.at1name-.g%E2%80%8Citk", ".at1name-bad%FF%5C.gitk"]:
        check(f"{name} stands for another name", name in names, sorted(names))
    text = git("m.git", "cat-file", "-p", "refs/tags/signed")
    check("the signed tag is an annotated tag", "a signed tag" in text and "signature ed25519 " in text, text)
    check("its target", git("m.git", "rev-parse", "signed^{commit}") == git("m.git", "rev-parse", "main~1"))


def check_clone(name, source="r"):
    revisions = ["main", "side/line", *TAGS, "main^{tree}", "main~2^{tree}"]
    check(f"{name}: the same identities", ids(name, *revisions) == ids(source, *revisions))
    check(f"{name}: the same files", same_files(source, name) == "", same_files(source, name))
    report = json.loads(ok("-C", name, "fsck", "--json"))
    check(f"{name}: fsck", report["ok"] and report["executed"] == 1, report)
    check(f"{name}: nothing to commit", "nothing to commit" in ok("-C", name, "status"))


def test_mirror_clone():
    ok("mirror", "clone", path("m.git"), "c")
    check_clone("c")
    # What git itself cloned carries all of it too.
    git(".", "clone", "-q", "--mirror", path("m.git"), path("again.git"))
    ok("mirror", "clone", "again.git", "c-again")
    check_clone("c-again")
    ok("mirror", "clone", "--bare", path("m.git"), "c-bare")
    check("bare: the same identities", ids("c-bare", "main", *TAGS) == ids("r", "main", *TAGS))
    # A clone's own push gives the same git objects.
    ok("-C", "c", "mirror", "push", path("m2.git"))
    check("both mirrors are one", git("m.git", "for-each-ref") == git("m2.git", "for-each-ref"))


def test_incremental():
    before = objects("m.git")
    write("r/data/more.txt", "more\n")
    ok("-C", "r", "add", ".")
    ok("-C", "r", "commit", "-m", "Fourth")
    report = json.loads(ok("-C", "r", "mirror", "push", path("m.git"), "--json"))
    # A commit, the top, the folder, the file.
    check("only what is new is sent", objects("m.git") == before + 4, (before, objects("m.git"), report))
    report = json.loads(ok("-C", "r", "mirror", "push", path("m.git"), "--json"))
    check("up to date", all(ref["up_to_date"] for ref in report["refs"]) and objects("m.git") == before + 4, report)
    fetched = json.loads(ok("-C", "c", "mirror", "fetch", "--json"))
    check("only what is new is rebuilt", fetched["commits"] == 1 and ids("c", "mirror/main") == ids("r"), fetched)
    check("and it is whole", json.loads(ok("-C", "c", "fsck", "--json"))["ok"])
    # The stage can be made again, from the mirror.
    shutil.rmtree(path("r/.at1store/mirror"))
    report = json.loads(ok("-C", "r", "mirror", "push", path("m.git"), "--json"))
    check("made again", all(ref["up_to_date"] for ref in report["refs"]), report)
    shutil.rmtree(path("c/.at1store/mirror"))
    fetched = json.loads(ok("-C", "c", "mirror", "fetch", "--json"))
    check("fetched again", fetched["refs"] == [], fetched)
    # One ref alone.
    ok("-C", "r", "mirror", "push", path("one.git"), "side/line")
    check("one branch", git("one.git", "for-each-ref", "--format=%(refname)") == "refs/heads/side/line")
    refused("no such ref", at1("-C", "r", "mirror", "push", path("one.git"), "nowhere"), 2, "nowhere")


def test_not_fast_forward():
    ok("mirror", "clone", path("m.git"), "other")
    for where, text in [("other", "theirs"), ("r", "ours")]:
        write(f"{where}/clash", text)
        ok("-C", where, "add", "clash")
        ok("-C", where, "commit", "-m", text)
    ok("-C", "r", "mirror", "push", path("m.git"))
    tip = git("m.git", "rev-parse", "main")
    refused("commits would be lost", at1("-C", "other", "mirror", "push", path("m.git")), 3, "refs/heads/main", "--force")
    check("nothing moved", git("m.git", "rev-parse", "main") == tip)
    ok("-C", "other", "mirror", "push", "--force", path("m.git"))
    check("--force moves it", git("m.git", "rev-parse", "main~1") == git("m.git", "rev-parse", f"{tip}~1") and
          git("m.git", "rev-parse", "main") != tip)
    ok("-C", "r", "mirror", "push", "--force", path("m.git"))
    ok("-C", "other", "tag", "-f", "light", "main")
    refused("a tag would move", at1("-C", "other", "mirror", "push", path("m.git"), "light"), 3, "light")


def test_pointers():
    ok("init", "-q", "p")
    write("p/small", "small\n")
    write("p/large", rng.randbytes(2_000_000))
    ok("-C", "p", "add", ".")
    ok("-C", "p", "commit", "-m", "one")
    ok("-C", "p", "config", "mirror.maxfilesize", "1m")
    _, output, errors = at1("-C", "p", "mirror", "push", path("p.git"))
    check("push says what is left out", "large" in errors, errors)
    check("git fsck --strict with pointers", *is_clean("p.git"))
    pointer = json.loads(git("p.git", "cat-file", "-p", "main:large"))
    content = open(path("p/large"), "rb").read()
    check("the pointer", pointer == {
        "at1": "pointer", "id": ids("p", "HEAD:large")[0], "kind": "chunks", "length": "2000000",
        "sha256": hashlib.sha256(content).hexdigest()}, pointer)
    code, output, errors = at1("mirror", "clone", path("p.git"), "pc")
    check("clone says what it lacks", code == 0 and "large" in errors and hashlib.sha256(content).hexdigest() in errors,
          (code, errors))
    check("the same identity without the bytes", ids("pc") == ids("p"))
    check("the other files", os.listdir(path("pc")).count("small") == 1 and not os.path.exists(path("pc/large")))
    report = json.loads(ok("mirror", "clone", path("p.git"), "pj", "--json"))
    check("lacking as JSON", [f["path"] for f in report["lacking"]] == ["large"], report)
    # What is left out is meant to be away.
    check("status is clean", json.loads(ok("-C", "pc", "status", "--json"))["clean"])
    check("status names it", json.loads(ok("-C", "pc", "status", "--json"))["absent"] == ["large"])
    fsck = json.loads(ok("-C", "pc", "fsck", "--json"))
    check("fsck names it", fsck["ok"] and fsck["absent"] == [pointer["id"]], fsck)
    ok("-C", "pc", "gc")
    ok("-C", "pc", "reset", "--hard", "HEAD")
    check("and again after gc", json.loads(ok("-C", "pc", "fsck", "--json"))["absent"] == [pointer["id"]])
    # Such a clone can go on, and push.
    write("pc/small", "smaller\n")
    ok("-C", "pc", "add", "small")
    ok("-C", "pc", "commit", "-m", "two")
    ok("-C", "pc", "mirror", "push", path("p.git"))
    check("the pointer is still there", json.loads(git("p.git", "cat-file", "-p", "main:large")) == pointer)
    ok("-C", "p", "mirror", "fetch", path("p.git"))
    check("where the bytes are nothing is lacking", ids("p", "mirror/main") == ids("pc"))
    # A larger limit later does not change what is written.
    ok("-C", "p", "config", "mirror.maxfilesize", "100m")
    ok("-C", "p", "reset", "--hard", "mirror/main")
    write("p/third", "3\n")
    ok("-C", "p", "add", "third")
    ok("-C", "p", "commit", "-m", "three")
    ok("-C", "p", "mirror", "push", path("p.git"))
    check("now with its bytes", git("p.git", "cat-file", "-s", "main:large") == "2000000")
    ok("mirror", "clone", path("p.git"), "pfull")
    check("and whole", ids("pfull") == ids("p") and json.loads(ok("-C", "pfull", "fsck", "--json"))["ok"])
    ok("-C", "p", "config", "mirror.maxfilesize", "9g")
    refused("a limit that is none", at1("-C", "p", "mirror", "push", path("p.git")), 2, "1g")


def test_http():
    os.makedirs(path("www"), exist_ok=True)
    os.makedirs(path("served"), exist_ok=True)
    for name in ["a.git", "b.git"]:
        git(".", "init", "-q", "--bare", "-b", "main", path("served", name))
        git(f"served/{name}", "config", "http.receivepack", "true")
        git(f"served/{name}", "config", "transfer.fsckObjects", "true")
        git(f"served/{name}", "config", "receive.unpackLimit", "1")
    server = WebServer(path("www"), path("served"))
    try:
        url = server.url("a.git")
        ok("-C", "r", "mirror", "push", url)
        check("http: fsck", *is_clean("served/a.git"))
        check("http: the same commits", git("served/a.git", "for-each-ref") == git("m.git", "for-each-ref"))
        ok("mirror", "clone", url, "h")
        check_clone("h")
        before = objects("served/a.git")
        write("r/over-http", "x\n")
        ok("-C", "r", "add", "over-http")
        ok("-C", "r", "commit", "-m", "over http")
        report = json.loads(ok("-C", "r", "mirror", "push", url, "--json"))
        check("http: only what is new", objects("served/a.git") == before + 3 and report["objects"] == 3
              and report["bytes"] < 2000, (before, objects("served/a.git"), report))
        fetched = json.loads(ok("-C", "h", "mirror", "fetch", "--json"))
        check("http: fetch", fetched["commits"] == 1 and ids("h", "mirror/main") == ids("r"))

        closed = server.url("b.git", "closed")
        refused("http: no credentials", at1("-C", "r", "mirror", "push", closed), 3, "credentials")
        refused("http: a wrong password", at1("-C", "r", "mirror", "push", closed, AT1_GIT_USERNAME="ada",
                                              AT1_GIT_PASSWORD="wrong"), 3, "credentials")
        wrong = server.url("b.git", "closed", "ada:secret@")
        call = at1("-C", "r", "mirror", "push", wrong)
        refused("http: a wrong password in the URL", call, 3, "credentials")
        check("no password in a message", "secret" not in call[2], call[2])
        check("nothing arrived", git("served/b.git", "for-each-ref") == "")
        ok("-C", "r", "mirror", "push", server.url("b.git", "closed", "ada@"), AT1_GIT_PASSWORD="right horse")
        check("http: with a password", git("served/b.git", "rev-parse", "main") == git("served/a.git", "rev-parse", "main"))
        ok("mirror", "clone", server.url("b.git", "closed", "ada:right%20horse@"), "hb")
        check("http: with a password in the URL", ids("hb") == ids("r"))
        settings = open(path("hb/.at1store/config")).read()
        check("the password is not kept", "horse" not in settings, settings)
        refused("http: no such repository", at1("mirror", "clone", server.url("none.git"), "hn"), 4)
        # A server that refuses one ref.
        with open(path("served/a.git/hooks/update"), "w") as hook:
            hook.write("#!/bin/sh\necho not today >&2\nexit 1\n")
        os.chmod(path("served/a.git/hooks/update"), 0o755)
        ok("-C", "r", "commit", "--allow-empty", "-m", "refused")
        tip = git("served/a.git", "rev-parse", "main")
        refused("http: a hook says no", at1("-C", "r", "mirror", "push", url), 3, "refs/heads/main")
        check("http: nothing moved", git("served/a.git", "rev-parse", "main") == tip)
    finally:
        server.stop()
    refused("nobody there", at1("mirror", "clone", f"http://127.0.0.1:{free_port()}/x.git", "hx"), 4)
    check("nothing is left of it", not os.path.exists(path("hx")) and not os.path.exists(path("hn")))


def test_ssh():
    os.makedirs(path("ssh"), exist_ok=True)
    os.makedirs(path(".ssh"), exist_ok=True)
    git(".", "init", "-q", "--bare", "-b", "main", path("s.git"))
    server = ShellServer(path("ssh"))
    try:
        url = server.url(path("s.git"))
        write(".ssh/known_hosts", "")
        ok("config", "--global", "mirror.sshkey", path("ssh/good"))
        refused("ssh: an unknown host", at1("-C", "r", "mirror", "push", url), 3, "known_hosts")
        write(".ssh/known_hosts", server.known_hosts("bad"))
        refused("ssh: another host key", at1("-C", "r", "mirror", "push", url), 3, "trusted")
        write(".ssh/known_hosts", server.known_hosts())
        ok("config", "--global", "mirror.sshkey", path("ssh/bad"))
        refused("ssh: a key that is not let in", at1("-C", "r", "mirror", "push", url), 3, "credentials")
        check("ssh: nothing arrived", git("s.git", "for-each-ref") == "")
        ok("config", "--global", "mirror.sshkey", path("ssh/good"))
        ok("-C", "r", "mirror", "push", url)
        check("ssh: fsck", *is_clean("s.git"))
        ok("mirror", "clone", url, "s")
        check_clone("s")
        # The other way to write it, through an agent.
        agent = subprocess.run(["ssh-agent", "-s"], capture_output=True, text=True, check=True).stdout
        variables = {line.split("=")[0]: line.split("=")[1].split(";")[0] for line in agent.splitlines() if "=" in line}
        try:
            subprocess.run(["ssh-add", "-q", path("ssh/good")], env={**GIT, **variables}, check=True)
            ok("config", "--global", "mirror.sshkey", path("ssh/bad"))
            before = objects("s.git")
            ok("-C", "r", "commit", "--allow-empty", "-m", "through an agent")
            report = json.loads(ok("-C", "r", "mirror", "push", url, "main", "--json",
                                   SSH_AUTH_SOCK=variables["SSH_AUTH_SOCK"]))
            check("ssh: an agent, and only what is new", report["objects"] == 1 and objects("s.git") == before + 1, report)
        finally:
            os.kill(int(variables["SSH_AGENT_PID"]), 15)
        refused("ssh: no such repository", at1("mirror", "clone", server.url(path("nowhere.git")), "sn",
                                               SSH_AUTH_SOCK=""), 3)
    finally:
        server.stop()


def test_signatures():
    """Last of those that look at the repository: with a signer trusted, fsck asks more of sessions."""
    commit = ids("c", "signed^{commit}")[0]
    stranger = at1("-C", "c", "verify-tag", "signed", XDG_CONFIG_HOME=path("nobody"))
    check("a stranger's signature", stranger[0] == 3 and "unknown signer" in stranger[1], stranger)
    own = at1("-C", "c", "verify-tag", "signed")
    check("a signature of one's own", own[0] == 0 and "(your key)" in own[1], own)
    ok("-C", "c", "key", "trust", "k", "ada@example.org")
    check("the signature of the tag", at1("-C", "c", "verify-tag", "signed")[0] == 0, at1("-C", "c", "verify-tag", "signed"))
    check("the signature of the commit", at1("-C", "c", "verify-commit", commit)[0] == 0)


# Mirrors that somebody else has changed.

def edited(name, change):
    """A mirror whose main was moved by `change`, which gives the new commit."""
    shutil.copytree(path("small.git"), path(name))
    git(name, "update-ref", "refs/heads/main", change(name))
    return name


def raw(where, kind, content):
    return git(where, "hash-object", "-t", kind, "-w", "--literally", "--stdin", stdin=content)


def commit_with(where, old, new):
    """main's commit with other bytes."""
    text = subprocess.run(["git", "-C", path(where), "cat-file", "commit", "main"], capture_output=True, check=True).stdout
    assert old in text, text
    return raw(where, "commit", text.replace(old, new))


def tree_with(where, entries):
    tree = b"".join(f"{mode} ".encode() + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries)
    old = git(where, "rev-parse", "main^{tree}").encode()
    return commit_with(where, old, raw(where, "tree", tree).encode())


def test_hostile():
    ok("init", "-q", "small")
    write("small/file", "content\n")
    ok("-C", "small", "generate", "np_montecarlo", "--params", '{"seed":1,"n_paths":10,"n_steps":10}', "--out", "r.f64")
    ok("-C", "small", "add", ".")
    ok("-C", "small", "commit", "-m", "one")
    ok("-C", "small", "tag", "-m", "t", "t")
    ok("-C", "small", "mirror", "push", path("small.git"))
    blob = git("small.git", "rev-parse", "main:file")
    recipe = git("small.git", "rev-parse", "main:r.f64")
    other = lambda where, text=b"other\n": raw(where, "blob", text)  # noqa: E731
    doc = subprocess.run(["git", "-C", path("small.git"), "cat-file", "blob", recipe], capture_output=True).stdout

    def with_recipe(change):
        return lambda w: tree_with(w, [("100644", b"file", blob), ("100644", b"r.f64", raw(w, "blob", change))])

    pointer = json.dumps({"at1": "pointer", "id": "00" * 32, "kind": "chunks", "length": "5", "sha256": "00" * 32},
                         indent=2).encode() + b"\n"
    cases = {
        "a commit of git's own": lambda w: git(
            w, "commit-tree", "main^{tree}", "-p", "main", "-m", "mine"),
        "another message": lambda w: commit_with(w, b"\n\none", b"\n\ntwo"),
        "another author": lambda w: commit_with(w, b"author Ada", b"author Eve"),
        "a header more": lambda w: commit_with(w, b"\n\none", b"\nx-more 1\n\none"),
        "an author twice": lambda w: commit_with(
            w, b"\n\none", b"\nat1-author Ada Lovelace <ada@example.org> 5 +0000\n\none"),
        "another file": lambda w: tree_with(w, [("100644", b"file", other(w)), ("100644", b"r.f64", recipe)]),
        "another mode": lambda w: tree_with(w, [("100755", b"file", blob), ("100644", b"r.f64", recipe)]),
        "a name of ..": lambda w: tree_with(w, [("100644", b"..", blob), ("100644", b"r.f64", recipe)]),
        "a name with a slash": lambda w: tree_with(w, [("100644", b"../up", blob), ("100644", b"r.f64", recipe)]),
        "the store's name": lambda w: tree_with(w, [("100644", b".AT1store", blob), ("100644", b"r.f64", recipe)]),
        "the store's name in disguise": lambda w: tree_with(
            w, [("100644", b".at1name-.at1store", blob), ("100644", b"r.f64", recipe)]),
        ".. in disguise": lambda w: tree_with(w, [("100644", b".at1name-%2E%2E", blob), ("100644", b"r.f64", recipe)]),
        "a disguise without need": lambda w: tree_with(
            w, [("100644", b".at1name-file", blob), ("100644", b"r.f64", recipe)]),
        "an empty name": lambda w: tree_with(w, [("100644", b"", blob), ("100644", b"r.f64", recipe)]),
        "a name twice": lambda w: tree_with(
            w, [("100644", b"file", blob), ("100644", b"file", blob), ("100644", b"r.f64", recipe)]),
        "names out of order": lambda w: tree_with(w, [("100644", b"r.f64", recipe), ("100644", b"file", blob)]),
        "a submodule": lambda w: tree_with(
            w, [("160000", b"file", git(w, "rev-parse", "main")), ("100644", b"r.f64", recipe)]),
        "git's own mode": lambda w: tree_with(w, [("100664", b"file", blob), ("100644", b"r.f64", recipe)]),
        "a folder that is a file": lambda w: tree_with(w, [("40000", b"file", blob), ("100644", b"r.f64", recipe)]),
        "a recipe with other white space": with_recipe(doc.replace(b'"seed": 1', b'"seed":  1')),
        "a recipe with another seed": with_recipe(doc.replace(b'"seed": 1', b'"seed": 2')),
        "a recipe that states another identity": with_recipe(doc.replace(b'"id": "', b'"id": "00')),
        "a recipe that is cut short": with_recipe(doc[:-5]),
        "a text of no kind": with_recipe(b'{\n  "at1": "nothing",\n  "id": "x"\n}\n'),
        "a pointer to nowhere": with_recipe(pointer),
        "nested JSON without end": with_recipe(b'{\n  "at1": "recipe",\n  "id": "x",\n  "recipe": ' + b"[" * 500000 + b"\n}\n"),
    }
    for name, change in cases.items():
        where = edited(f"hostile-{len(os.listdir(folder))}.git", change)
        refused(f"refused: {name}", at1("mirror", "clone", path(where), "hostile"), 3, "is not what at1 writes")
        check(f"nothing is left: {name}", not os.path.exists(path("hostile")))
        shutil.rmtree(path(where))
    shutil.copytree(path("small.git"), path("lied.git"))
    text = subprocess.run(["git", "-C", path("lied.git"), "cat-file", "tag", "t"], capture_output=True).stdout
    git("lied.git", "update-ref", "refs/tags/t", raw("lied.git", "tag", text.replace(b"\n\nt\n", b"\n\nu\n", 1)))
    refused("refused: a changed tag", at1("mirror", "clone", path("lied.git"), "hostile"), 3, "git tag")
    git("lied.git", "update-ref", "refs/tags/t", git("lied.git", "rev-parse", "main^{tree}"))
    refused("refused: a tag on a tree", at1("mirror", "clone", path("lied.git"), "hostile"), 3, "git tree")
    shutil.copytree(path("small.git"), path("named.git"))
    with open(path("named.git/packed-refs"), "ab") as refs:
        refs.write(git("small.git", "rev-parse", "main").encode() + b" refs/heads/bad\xff\n")
    refused("refused: a ref that is no text", at1("mirror", "clone", path("named.git"), "hostile"), 3, "UTF-8")
    # A fetch from one keeps nothing either.
    ok("mirror", "clone", path("small.git"), "honest")
    where = edited("later.git", lambda w: git(w, "commit-tree", "main^{tree}", "-p", "main", "-m", "mine"))
    before = sorted(os.listdir(path("honest/.at1store/packs")))
    refused("a fetch is refused", at1("-C", "honest", "mirror", "fetch", path(where)), 3, "git commit")
    check("a fetch keeps nothing", sorted(os.listdir(path("honest/.at1store/packs"))) == before)
    # A push onto one does not believe it, and --force puts it right.
    refused("a push is refused", at1("-C", "small", "mirror", "push", path(where)), 3)
    ok("-C", "small", "mirror", "push", "--force", path(where))
    check("--force puts it right", git(where, "rev-parse", "main") == git("small.git", "rev-parse", "main"))
    # An object that is not there.
    git(".", "init", "-q", "--bare", "-b", "main", path("loose.git"))
    packed = subprocess.run(["git", "-C", path("small.git"), "pack-objects", "--all", "--stdout", "-q"],
                            stdin=subprocess.DEVNULL, capture_output=True, check=True).stdout
    git("loose.git", "unpack-objects", "-q", stdin=packed)
    git("loose.git", "update-ref", "refs/heads/main", git("small.git", "rev-parse", "main"))
    os.remove(path("loose.git/objects", blob[:2], blob[2:]))
    refused("a missing file", at1("mirror", "clone", path("loose.git"), "hostile"), 3, "mirror")
    check("nothing is left: a missing file", not os.path.exists(path("hostile")))


class Silent:
    """A server that takes connections and says nothing."""

    def __enter__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(8)
        return self.socket.getsockname()[1]

    def __exit__(self, *_):
        self.socket.close()


def test_stalled():
    for scheme in ["http", "ssh"]:
        with Silent() as port:
            start = time.monotonic()
            ok("config", "--global", "mirror.timeout", "2")
            refused(f"{scheme}: no answer", at1("mirror", "clone", f"{scheme}://127.0.0.1:{port}/x.git", "stalled"), 4,
                    "2 seconds")
            seconds = time.monotonic() - start
            print(f"{scheme}: no answer, and the end of it after {seconds:.1f} s")
            check(f"{scheme}: it ends in time", seconds < 100, seconds)
            check(f"{scheme}: nothing is left", not os.path.exists(path("stalled")))
    refused("a time that is none", at1("config", "--global", "mirror.timeout", "soon"), 2, "mirror.timeout")
    ok("config", "--global", "--unset", "mirror.timeout")


def test_two_pushes():
    """Two clones push different commits at once: one wins, the other is told."""
    shutil.copytree(path("small.git"), path("race.git"))
    for name in ["x", "y"]:
        ok("mirror", "clone", path("race.git"), f"race-{name}")
        write(f"race-{name}/{name}", name)
        ok("-C", f"race-{name}", "add", name)
        ok("-C", f"race-{name}", "commit", "-m", name)
    ok("-C", "race-x", "mirror", "push", path("warm.git"), "main")
    ok("-C", "race-y", "mirror", "push", "--force", path("warm.git"), "main")
    running = [at1.start("-C", f"race-{name}", "mirror", "push", path("race.git"), "main") for name in ["x", "y"]]
    codes = sorted([process.communicate() and process.returncode for process in running])
    tip = git("race.git", "log", "-1", "--format=%s", "main")
    check("exactly one wins", codes == [0, 3] and tip in ("x", "y"), (codes, tip))


checks.run(test_push_to_path, test_git_clone_shows_files, test_mirror_clone, test_incremental, test_not_fast_forward,
           test_pointers, test_http, test_ssh, test_signatures, test_hostile, test_stalled, test_two_pushes)
shutil.rmtree(folder, ignore_errors=True)
checks.end()
