"""The checks of scripts/peer-stores: stores.py AT1"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3

from harness import Checks, Folders, free_port, noise, wait_for_port

AT1 = sys.argv[1]
work = Path(tempfile.mkdtemp(prefix="peer-stores-"))
work.chmod(0o755)
checks = Checks()
check = checks.check
folders = Folders(AT1, work, checks)
at1, ok, commit = folders.at1, folders.ok, folders.commit
s3_port, web_port, tls_port = free_port(), free_port(), free_port()
endpoint = f"http://127.0.0.1:{s3_port}"
os.environ.update(
    AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", AWS_ENDPOINT_URL=endpoint, AWS_REGION="eu-central-1",
    AWS_DEFAULT_REGION="eu-central-1", S3_IGNORE_SUBDOMAIN_BUCKETNAME="1")
for name in ("AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3", "AWS_PROFILE", "http_proxy", "https_proxy"):
    os.environ.pop(name, None)
servers = [subprocess.Popen([Path(sys.executable).parent / "moto_server", "-p", str(s3_port)],
                            stdout=subprocess.DEVNULL, stderr=open(work / "moto.log", "w"))]
try:
    wait_for_port(s3_port)
    bucket = boto3.client("s3")
    bucket.create_bucket(Bucket="store", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})

    def keys(prefix):
        return sorted(item["Key"] for item in bucket.list_objects_v2(Bucket="store", Prefix=prefix).get("Contents", []))

    def body(key):
        return bucket.get_object(Bucket="store", Key=key)["Body"].read()

    # --- S3: everything that works elsewhere -------------------------------------------------------------------------
    near = work / "near"
    ok(work, "init", near)
    commit(near, "small", b"1\n")
    commit(near, "large", noise(3 << 20, 1))
    ok(near, "generate", "np_montecarlo", "--params", '{"seed":7,"n_paths":50,"n_steps":200}', "--out", "run.f64")
    ok(near, "commit", "-q", "-m", "a recipe")
    ok(near, "tag", "-m", "the first", "v1")
    ok(near, "remote", "add", "origin", "s3://store/some where/data")
    ok(near, "push", "-u", "origin", "main")
    prefix = "some where/data/"
    packs = [key for key in keys(prefix) if key.endswith(".pack")]
    check("boto3 sees a pack and the manifest", len(packs) == 1 and f"{prefix}info/store" in keys(prefix), keys(prefix))
    for key in packs:
        content = body(key)
        check("a pack is named by its bytes", hashlib.sha256(content[:-32]).hexdigest() in key and content[:8] == b"at1pack\x01")
    manifest = body(f"{prefix}info/store").decode()
    main = ok(near, "rev-parse", "main").strip()
    check("the manifest names the branch", f"ref {main} - refs/heads/main\n" in manifest, manifest)
    copy = work / "copy"
    ok(work, "clone", "s3://store/some where/data", copy, "--verify", "execute")
    for name in ("small", "large", "run.f64"):
        check(f"{name} arrived", (copy / name).read_bytes() == (near / name).read_bytes())
    check("whole", at1(copy, "fsck").returncode == 0)
    check("tags follow", "v1" in ok(copy, "tag"))
    commit(copy, "small", b"2\n")
    outcome = json.loads(ok(copy, "push", "--json"))
    check("a push of one small file", outcome["objects"] == 3 and outcome["bytes"] < 2000, outcome)
    commit(near, "other", b"x\n")
    check("not a fast-forward", at1(near, "push").returncode == 3)
    outcome = json.loads(ok(near, "fetch", "--json"))["origin"]
    check("a fetch of one small file", outcome["objects"] == 3 and outcome["bytes"] < 2000, outcome)
    check("a broken lease", at1(near, "push", f"--force-with-lease=main:{'0' * 63}1").returncode == 3)
    ok(near, "push", "--force-with-lease")
    ok(near, "push", "origin", "main:refs/heads/other")
    ok(near, "push", "--delete", "origin", "other")
    check("a branch is gone", "other" not in ok(near, "remote", "show", "origin"))
    lazy = work / "lazy"
    ok(work, "clone", "--lazy", "s3://store/some where/data", lazy)
    check("a lazy clone has no large files", not (lazy / "large").exists() and not (lazy / "run.f64").exists())
    check("and is clean", json.loads(ok(lazy, "status", "--json"))["clean"] is True)
    outcome = subprocess.run([AT1, "-C", lazy, "cat", "HEAD:large"], capture_output=True)
    check("cat gets it", outcome.stdout == (near / "large").read_bytes(), outcome.stderr)
    ok(lazy, "materialize", ".")
    check("materialised", (lazy / "large").read_bytes() == (near / "large").read_bytes())

    # Several parts, and a push that is killed and goes on.
    for number in range(4):
        commit(near, f"parts/{number}", noise(30 << 20, 20 + number))
    parts = len([key for key in keys(prefix) if key.endswith(".pack")])
    process = subprocess.Popen([AT1, "-C", near, "push", "-q"])
    while len([key for key in keys(prefix) if key.endswith(".pack")]) < parts + 2 and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    process.wait()
    check("it was killed in time", process.returncode == -9, process.returncode)
    check("a killed push moves nothing", ok(near, "rev-parse", "main")[:10] not in ok(near, "remote", "show", "origin"))
    outcome = json.loads(ok(near, "push", "--json"))
    check("and the next goes on", outcome["bytes"] < 100_000_000, outcome)
    ok(work, "clone", "--bare", "s3://store/some where/data", "after.at1")
    check("whole after it", at1(work / "after.at1", "fsck").returncode == 0)

    # Pushes at once: exactly one wins.
    for round in range(3):
        racers = []
        for number in range(4):
            racer = work / f"racer-{round}-{number}"
            ok(work, "clone", "--lazy", "s3://store/some where/data", racer)
            commit(racer, "race", f"{round} {number}\n".encode())
            racers.append(racer)
        runs = [subprocess.Popen([AT1, "-C", racer, "push"], stderr=subprocess.PIPE, text=True) for racer in racers]
        ends = [(run.communicate()[1], run.returncode) for run in runs]
        check(f"race {round}", sorted(code for _, code in ends) == [0, 3, 3, 3], ends)
        winners = [racer for racer, (_, code) in zip(racers, ends) if code == 0]
        check(f"race {round}: the winner's", [ok(racer, "rev-parse", "main").strip()[:10] in ok(near, "remote", "show", "origin")
                                              for racer in winners] == [True])

    # Refused.
    check("no bucket", at1(near, "fetch", "s3://nowhere/x", "main").returncode == 4)
    check("no credentials", at1(near, "fetch", AWS_ACCESS_KEY_ID="").returncode == 4)
    check("nobody there", at1(near, "fetch", AWS_ENDPOINT_URL="http://127.0.0.1:1").returncode == 4)

    # --- A store that lies ------------------------------------------------------------------------------------------
    def lie(name, change):
        """Copies the store under another prefix, changed."""
        for key in keys(prefix):
            rest = key[len(prefix):]
            content = change(rest, body(key))
            if content is not None:
                bucket.put_object(Bucket="store", Key=f"{name}/{rest}", Body=content)
        folder = work / f"liar-{name}"
        ok(work, "init", folder)
        outcome = at1(folder, "fetch", f"s3://store/{name}", "main:refs/remotes/o/main")
        check(f"{name}: refused", outcome.returncode in (3, 4), f"{outcome.returncode} {outcome.stderr}")
        check(f"{name}: one error", outcome.stderr.startswith("at1: error: ") and len(outcome.stderr.splitlines()) <= 2, outcome.stderr)
        check(f"{name}: nothing in", ok(folder, "branch", "-a") == "" and not list((folder / ".at1store/packs").glob("*.pack")))

    is_pack = lambda rest: rest.startswith("packs/")
    flip = lambda content, at: content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    lie("flipped", lambda rest, content: flip(content, 40) if is_pack(rest) else content)
    lie("footer", lambda rest, content: flip(content, len(content) - 120) if is_pack(rest) else content)
    lie("short", lambda rest, content: content[:-100] if is_pack(rest) else content)
    lie("absent", lambda rest, content: None if is_pack(rest) else content)
    lie("escape", lambda rest, content: content if is_pack(rest) else content.replace(b"refs/heads/main", b"refs/heads/../main"))
    lie("noise", lambda rest, content: content if is_pack(rest) else noise(1000, 3))
    lie("long", lambda rest, content: content if is_pack(rest) else content.replace(b".pack", b"").replace(b"pack ", b"pack 0"))

    # --- A web server -----------------------------------------------------------------------------------------------
    site = work / "site"
    site.mkdir()
    ok(work, "clone", "--bare", near, site / "data.at1")
    ok(site / "data.at1", "update-server-info")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", work / "key.pem", "-out", work / "cert.pem",
                    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
                   check=True, capture_output=True)
    (work / "nginx.conf").write_text(f"""daemon off; pid {work}/nginx.pid; error_log {work}/nginx.log; {"user root;" if os.getuid() == 0 else ""}
events {{}}
http {{
    access_log off; client_body_temp_path {work}/t1; proxy_temp_path {work}/t2; fastcgi_temp_path {work}/t3;
    uwsgi_temp_path {work}/t4; scgi_temp_path {work}/t5;
    server {{ listen 127.0.0.1:{web_port}; root {site}; }}
    server {{ listen 127.0.0.1:{tls_port} ssl; root {site}; ssl_certificate {work}/cert.pem; ssl_certificate_key {work}/key.pem; }}
}}
""")
    servers.append(subprocess.Popen(["nginx", "-c", work / "nginx.conf", "-e", work / "nginx.log"], env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"}))
    wait_for_port(web_port)
    wait_for_port(tls_port)
    web, tls = f"http://127.0.0.1:{web_port}/data.at1", f"https://localhost:{tls_port}/data.at1"
    ok(work, "clone", web, "web")
    check("from nginx", (work / "web/large").read_bytes() == (near / "large").read_bytes())
    check("a server that nobody vouches for", at1(work, "clone", tls, "x").returncode == 4)
    ok(work, "config", "--user", "http.sslCAInfo", work / "cert.pem")
    ok(work, "clone", tls, "tls")
    check("whole from https", at1(work / "tls", "fsck").returncode == 0)
    check("with tags", "v1" in ok(work / "tls", "tag"))
    commit(near, "news", b"news\n")
    ok(near, "push", site / "data.at1", "main")
    outcome = json.loads(ok(work / "tls", "fetch", "--json"))["origin"]
    check("the manifest follows a push", outcome["objects"] == 3, outcome)
    ok(site / "data.at1", "gc")
    ok(work, "clone", tls, "tls2")
    check("and a gc", (work / "tls2/news").read_bytes() == b"news\n")
    commit(work / "tls", "mine", b"x\n")
    check("read only", at1(work / "tls", "push").returncode == 3)
    check("no repository", at1(work, "clone", f"https://localhost:{tls_port}/nothing", "x").returncode == 4)
    check("plain http elsewhere", at1(work, "clone", "http://example.org/x", "x").returncode == 2)

    class Endless(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path.startswith("/denied"):
                answer = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
                self.send_response(403)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
                return
            self.send_response(200)
            self.end_headers()
            try:
                while self.path.startswith("/endless"):
                    self.wfile.write(bytes(1 << 20))
                time.sleep(600)  # and then nothing
            except OSError:
                pass

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endless)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name, address in (("a bucket", "s3://denied/x"), ("a web server", f"http://127.0.0.1:{server.server_port}/denied")):
        outcome = at1(work, "clone", address, "x", AWS_ENDPOINT_URL=f"http://127.0.0.1:{server.server_port}")
        lines = outcome.stderr.splitlines()
        check(f"{name} that says no: exit code", outcome.returncode == 3, f"{outcome.returncode} {outcome.stderr}")
        check(f"{name} that says no: why", "HTTP 403" in lines[0] and ("AccessDenied" in lines[0]) == ("s3" in address), lines)
        check(f"{name} that says no: the hint", len(lines) == 2 and ("AWS_ACCESS_KEY_ID" in lines[1]) == ("s3" in address), lines)
    ok(work, "config", "--user", "transfer.timeout", "3")
    for name, code in (("endless", 3), ("silent", 4)):
        start = time.monotonic()
        outcome = at1(work, "clone", f"http://127.0.0.1:{server.server_port}/{name}", "x")
        check(f"{name}: refused", outcome.returncode == code, f"{outcome.returncode} {outcome.stderr}")
        seconds = time.monotonic() - start
        print(f"{name}: {seconds:.1f} s")
        check(f"{name}: in time", seconds < 100, seconds)
    check("nothing is left", not (work / "x").exists())
finally:
    for process in servers:
        process.terminate()
        process.wait()

shutil.rmtree(work, ignore_errors=True)
checks.end()
