"""The checks of scripts/peer-serve: serve.py AT1"""
import datetime
import hashlib
import io
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import fsspec
import numpy
import pandas
from fsspec.implementations.http import HTTPFileSystem

from harness import At1, Checks

checks = Checks()
check = checks.check
folder = tempfile.mkdtemp(prefix="at1-serve-")
at1 = At1(os.path.realpath(sys.argv[1]), folder)
at1.environment.pop("XDG_CACHE_HOME", None)
at1.environment |= {f"AT1_{role}_{what}": word for role in ("AUTHOR", "COMMITTER")
                    for what, word in (("NAME", "Ada"), ("EMAIL", "a@b.c"))}
seed = int(os.environ.get("AT1_TEST_SEED", random.randrange(1 << 32)))
print(f"AT1_TEST_SEED={seed}")
drawn = random.Random(seed)
VALUES = 3_000_000


def expect(*words):
    code, out, err = at1(*words)
    assert code == 0, (words, code, err)
    return out


def prepare():
    expect("init", "repo")
    at1.folder = os.path.join(folder, "repo")
    params = {"seed": 7, "calls": [{"call": "standard_normal", "size": VALUES}]}
    expect("generate", "np_random", "--params", json.dumps(params), "--out", "noise.npy", "--encoding", "npy")
    blobs = {"seed": 3, "n_samples": 200_000, "n_features": 4}
    expect("generate", "sk_blobs", "--params", json.dumps(blobs), "--out", "blobs.npy", "--encoding", "npy")
    table = pandas.DataFrame({"n": range(200_000), "x": numpy.random.default_rng(1).normal(size=200_000)})
    table["name"] = [f"row {number % 977}" for number in range(200_000)]
    table.to_parquet(os.path.join(at1.folder, "table.parquet"), row_group_size=20_000)
    table.to_csv(os.path.join(at1.folder, "table.csv"), index=False)
    os.makedirs(os.path.join(at1.folder, "odd ü"))
    with open(os.path.join(at1.folder, "odd ü", "<b>&'\"%.txt"), "w") as file:
        file.write("odd")
    with open(os.path.join(at1.folder, "captured.bin"), "wb") as file:
        file.write(drawn.randbytes(30_000_000))
    expect("add", ".")
    expect("commit", "-m", "all")
    return table


class Web(HTTPFileSystem):
    """DuckDB asks for the time of a change, which HTTP need not give."""

    def modified(self, path):
        return datetime.datetime(2000, 1, 1)


class Server:
    def __init__(self, *words):
        self.process = at1.start("serve", "--http", *words)
        self.address = self.process.stdout.readline().decode().strip().rstrip("/")
        assert self.address.startswith("http://"), self.process.stderr.read()
        self.port = int(self.address.rsplit(":", 1)[1])

    def stop(self):
        self.process.kill()
        self.process.wait()

    def memory(self):
        """The most that the process has held, in bytes."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) * 1024


def local(name):
    with open(os.path.join(at1.folder, name), "rb") as file:
        return file.read()


table = prepare()
server = Server()
url = f"{server.address}/main"


def get(path, **headers):
    """The status, the headers and the body of an answer."""
    request = urllib.request.Request(server.address + path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def curl():
    done = subprocess.run(["curl", "-sf", f"{url}/noise.npy"], capture_output=True)
    check("curl: the whole of a recipe", done.stdout == local("noise.npy"))
    done = subprocess.run(["curl", "-sf", "-r", "1000-1999", f"{url}/noise.npy"], capture_output=True)
    check("curl: a range", done.stdout == local("noise.npy")[1000:2000])
    # A download that broke off goes on.
    part = os.path.join(folder, "part")
    with open(part, "wb") as file:
        file.write(local("captured.bin")[:12_345_678])
    subprocess.run(["curl", "-sf", "-C", "-", "-o", part, f"{url}/captured.bin"], check=True)
    with open(part, "rb") as file:
        check("curl: resumed", file.read() == local("captured.bin"))
    etag = os.path.join(folder, "etag")
    subprocess.run(["curl", "-sf", "--etag-save", etag, "-o", os.devnull, f"{url}/table.csv"], check=True)
    done = subprocess.run(
        ["curl", "-s", "--etag-compare", etag, "-o", os.devnull, "-w", "%{http_code}", f"{url}/table.csv"], capture_output=True)
    check("curl: nothing new", done.stdout == b"304", done.stdout)
    done = subprocess.run(["curl", "-sI", f"{url}/noise.npy"], capture_output=True)
    check("curl: HEAD", f"content-length: {len(local('noise.npy'))}".encode() in done.stdout.lower())
    done = subprocess.run(["curl", "-s", "-d", "x", "-o", os.devnull, "-w", "%{http_code}", f"{url}/table.csv"], capture_output=True)
    check("curl: POST", done.stdout == b"405", done.stdout)
    done = subprocess.run(["curl", "-s", "--path-as-is", f"{server.address}/main/../../etc/passwd", "-w", "%{http_code}"],
                          capture_output=True)
    check("curl: out of the store", done.stdout.endswith(b"404") and b"root:" not in done.stdout, done.stdout)


def ranges():
    for name in "noise.npy", "captured.bin", "blobs.npy":
        whole = local(name)
        for _ in range(60):
            first = drawn.randrange(len(whole))
            last = min(len(whole) - 1, first + drawn.randrange(1 << drawn.randrange(1, 22)))
            status, headers, body = get(f"/main/{name}", Range=f"bytes={first}-{last}")
            if status != 206 or body != whole[first:last + 1]:
                check(f"{name} {first}-{last}", False, status)
                break
        else:
            check(f"ranges of {name}", True)
    cat = at1.start("cat", "main:noise.npy", "--range", "-8")
    check("cat: the last value", cat.communicate()[0] == local("noise.npy")[-8:])
    cache = os.path.join(folder, ".cache/at1/points")
    size = sum(os.path.getsize(os.path.join(cache, name)) for name in os.listdir(cache))
    check("points are under 0.1 %", 0 < size < len(local("noise.npy")) / 1000, size)


def libraries():
    frame = pandas.read_parquet(f"{url}/table.parquet", columns=["x"])
    check("pandas reads a column of Parquet", frame["x"].equals(table["x"]))
    check("pandas reads CSV", len(pandas.read_csv(f"{url}/table.csv")) == len(table))
    with fsspec.open(f"{url}/noise.npy") as file:
        check("numpy reads npy", hashlib.sha256(numpy.load(io.BytesIO(file.read())).tobytes()).digest()
              == hashlib.sha256(numpy.load(io.BytesIO(local("noise.npy"))).tobytes()).digest())
    with fsspec.open(f"{url}/noise.npy", block_size=1 << 16) as file:
        file.seek(128 + 8 * 2_000_000)
        check("fsspec seeks", file.read(80) == local("noise.npy")[128 + 8 * 2_000_000:][:80])
    import polars
    lazy = polars.scan_parquet(f"{url}/table.parquet").filter(polars.col("n") == 123_456).collect()
    check("polars scans Parquet", lazy["x"][0] == table["x"][123_456])
    import duckdb
    database = duckdb.connect()
    try:
        database.execute("INSTALL httpfs; LOAD httpfs")
    except duckdb.Error as error:
        # Its extension comes from its own site, which not every network reaches: then it reads through fsspec.
        print(f"duckdb: no httpfs ({str(error).splitlines()[0][:80]}), through fsspec")
        database.register_filesystem(Web())
    for name, call in ("table.parquet", "read_parquet"), ("table.csv", "read_csv"):
        found = database.execute(f"SELECT sum(n), count(*) FROM {call}('{url}/{name}')").fetchone()
        check(f"duckdb reads {name}", found == (table["n"].sum(), len(table)), found)


def names():
    status, _, body = get("/main/?json")
    names = {entry["name"]: entry for entry in json.loads(body)["entries"]}
    check("a folder lists its files", set(names) == {
        "blobs.npy", "captured.bin", "noise.npy", "odd ü", "table.csv", "table.parquet"}, set(names))
    check("with their lengths", names["noise.npy"]["length"] == len(local("noise.npy")) and names["noise.npy"]["kind"] == "recipe")
    status, headers, body = get("/main/odd%20%C3%BC/%3Cb%3E%26%27%22%25.txt")
    check("an odd name", (status, body) == (200, b"odd"), status)
    identity = names["table.csv"]["id"]
    status, headers, body = get(f"/{identity}")
    check("by identity", body == local("table.csv") and "immutable" in headers["cache-control"])
    status, _, _ = get("/main/table.csv", Host="evil.example")
    check("another host's name", status == 421, status)


def clones():
    code, out, err = at1("clone", f"{server.address}/", os.path.join(folder, "copy"))
    check("a clone", code == 0, err)
    code, out, err = at1("-C", os.path.join(folder, "copy"), "fsck")
    check("is whole", code == 0, err)
    copy = os.path.join(folder, "copy", "captured.bin")
    with open(copy, "rb") as file:
        check("and has the files", file.read() == local("captured.bin"))
    with open(os.path.join(at1.folder, "more"), "w") as file:
        file.write("more")
    expect("add", "more")
    expect("commit", "-m", "more")
    code, out, err = at1("-C", os.path.join(folder, "copy"), "pull")
    check("and pulls", code == 0 and os.path.exists(os.path.join(folder, "copy", "more")), err)


def connections():
    """Readers who are many, slow, half-closed, or gone."""
    whole = local("noise.npy")
    digest = hashlib.sha256(whole).digest()
    wrong = []

    def read():
        try:
            if hashlib.sha256(get("/main/noise.npy")[2]).digest() != digest:
                wrong.append("bytes")
        except Exception as error:
            wrong.append(repr(error))

    def ask(path="/main/captured.bin"):
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return client

    slow = [ask() for _ in range(200)]
    # Each gets what the kernel holds for it; after that, it must cost nothing.
    end, took = time.time() + 30, 9
    while took > 1 and time.time() < end:
        start = time.time()
        body = get("/main/table.csv")[2]
        took = time.time() - start if body == local("table.csv") else 9
    check("200 readers who do not read hold up nobody", took <= 1, took)
    readers = [threading.Thread(target=read) for _ in range(24)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    check("24 readers beside them", not wrong, wrong[:3])
    print(f"memory: {server.memory() / 1e6:.0f} MB at most")
    check("memory is bounded", server.memory() < 1 << 30, server.memory())
    for client in slow:
        client.close()
    half = ask("/main/table.csv")
    half.shutdown(socket.SHUT_WR)
    received = b""
    while piece := half.recv(1 << 16):
        received += piece
    check("a half-closed connection gets its answer", received.endswith(local("table.csv")[-100:]), len(received))
    for noise in b"\x00\xff" * 500, b"GET " + b"a" * 200_000, b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 50_000, b"\r\n" * 9:
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            try:
                client.sendall(noise)
                client.settimeout(5)
                while client.recv(1 << 16):
                    pass
            except OSError:
                pass
    check("noise does not end it", get("/main/table.csv")[0] == 200)


def tokens():
    code, _, err = at1("serve", "--http", "0.0.0.0:0")
    check("others need a token", code == 3 and "token" in err, (code, err))
    secret = "0123456789abcdef0123"
    guarded = Server("0.0.0.0:0", "--token", secret)
    address = f"http://127.0.0.1:{guarded.port}"
    code = subprocess.run(["curl", "-s", "-o", os.devnull, "-w", "%{http_code}", f"{address}/main/table.csv"], capture_output=True)
    check("without it", code.stdout == b"401", code.stdout)
    done = subprocess.run(["curl", "-sf", "-H", f"Authorization: Bearer {secret}", f"{address}/main/table.csv"], capture_output=True)
    check("with it", done.stdout == local("table.csv"))
    code, _, err = at1("clone", f"http://any:{secret}@127.0.0.1:{guarded.port}/", os.path.join(folder, "guarded"))
    check("a clone with it", code == 0, err)
    guarded.stop()


try:
    checks.run(names, curl, ranges, libraries, clones, connections, tokens)
finally:
    server.stop()
    subprocess.run(["rm", "-rf", folder])
checks.end()
