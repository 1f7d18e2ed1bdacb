"""The checks of scripts/peer-proxy: proxy.py AT1"""
import asyncio
import base64
import concurrent.futures
import http.client
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import anthropic
import openai
from a2a_pack.replay import verify_replay_session

from harness import At1, Checks
from model_server import BIG, SECRET, ModelServer

folder = Path(tempfile.mkdtemp(prefix="at1-proxy-"))
at1 = At1(os.path.realpath(sys.argv[1]), str(folder))
checks = Checks()
assert at1("key", "generate", "k", "--no-passphrase")[0] == 0
PUBLIC = base64.b64encode(base64.b64decode(at1("key", "export", "k", "--format", "openssh")[1].split()[1])[-32:]).decode()
os.environ["A2A_REPLAY_VERIFYING_KEY"] = PUBLIC
KEY = "sk-caller-0123456789abcdef"


class Proxy:
    """at1 proxy as a process."""

    def __init__(self, *words):
        self.process = at1.start("proxy", *words)
        self.url = self.process.stdout.readline().decode().strip().removeprefix("listening at ")
        if not self.url:
            raise RuntimeError(self.process.stderr.read().decode())

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors.decode()


def clients(url):
    return (openai.OpenAI(api_key=KEY, base_url=f"{url}/v1", max_retries=0), anthropic.Anthropic(api_key=KEY, base_url=url, max_retries=0))


def conversation(url):
    """What a program of both clients gets, in an order that is always the same."""
    mine, theirs = clients(url)
    got = []

    def say(text, **more):
        return mine.chat.completions.create(model="tiny", messages=[{"role": "user", "content": text}], **more)

    got.append(say("hello").choices[0].message.content)
    got.append([chunk.choices[0].delta.content for chunk in say("streamed", stream=True)])
    tool = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}
    got.append(say("use a tool", tools=[tool]).choices[0].message.tool_calls[0].function.arguments)
    picture = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]
    got.append(mine.chat.completions.create(model="tiny", messages=[{"role": "user", "content": picture}, {"role": "user", "content": "image"}]).choices[0].message.content)
    got.append(mine.embeddings.create(model="e", input="x", encoding_format="float").data[0].embedding)
    got.append([model.id for model in mine.models.list()])
    try:
        say("too many")
        got.append("no error")
    except openai.RateLimitError as error:
        got.append(error.response.json())
    ask = {"model": "tiny", "max_tokens": 9, "messages": [{"role": "user", "content": "bonjour"}]}
    got.append(theirs.messages.create(**ask).content[0].text)
    with theirs.messages.stream(**ask) as stream:
        got.append(list(stream.text_stream))

    async def later():
        async with openai.AsyncOpenAI(api_key=KEY, base_url=f"{url}/v1", max_retries=0) as client:
            stream = await client.chat.completions.create(model="tiny", messages=[{"role": "user", "content": "async"}], stream=True)
            return [chunk.choices[0].delta.content async for chunk in stream]

    got.append(asyncio.run(later()))
    return got


def raw(url, body, path="/v1/chat/completions", **headers):
    """The status and the pieces of an answer, as they come."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.request("POST", path, data, {"content-type": "application/json", **headers})
    response = connection.getresponse()
    pieces = []
    try:
        while piece := response.read1(1 << 20):
            pieces.append(piece)
    except (http.client.HTTPException, OSError) as error:
        return response.status, pieces, error
    # read1 says nothing of an answer that is shorter than its head has promised.
    return response.status, pieces, http.client.IncompleteRead(b"", response.length) if response.length else None


def chat(text, **more):
    return {"model": "tiny", "messages": [{"role": "user", "content": text}], **more}


def seal(journal):
    token = f"{journal}.token"
    code, _, errors = at1("session", "seal", journal, "-o", token, "--key", "k")
    checks.check(f"{journal} is sealed", code == 0, errors)
    return token


def events_of(token):
    return verify_replay_session((folder / token).read_text()).events


def recorded_and_played_back():
    server = ModelServer()
    expected = conversation(server.url)
    proxy = Proxy("--record", "run", "--upstream", server.url)
    got = conversation(proxy.url)
    for number, (mine, theirs) in enumerate(zip(got, expected, strict=True)):
        checks.check(f"answer {number} is that of the server", mine == theirs, f"{mine!r:.300} {theirs!r:.300}")
    upstream = [request for request in server.seen if {name.lower(): text for name, text in request[1].items()}.get("authorization") == f"Bearer {KEY}"]
    checks.check("the server gets the caller's key", len(upstream) > 10, len(upstream))
    code, errors = proxy.stop()
    checks.check("the proxy ends", code == 0 and "seal it" in errors, f"{code} {errors}")
    checks.check("no key is in the journal", KEY.encode() not in (folder / "run").read_bytes())
    checks.check("no cookie is in the journal", b"secret-cookie-value" not in (folder / "run").read_bytes())
    token = seal("run")
    events = events_of(token)
    kinds = [event.kind for event in events]
    checks.check("a2a_pack reads the session", kinds.count("llm_call") == kinds.count("llm_response") == len(got), kinds)
    checks.check("it begins and ends", (kinds[0], kinds[-1]) == ("skill_start", "skill_end"), kinds)
    code, out, errors = at1("session", "verify", token, "--key", "k")
    checks.check("nothing is odd about it", code == 0 and "warning" not in errors, f"{out}{errors}")
    server.stop()
    for words in (), ("--strict",):
        proxy = Proxy("--replay", token, "--key", "k", *words)
        again = conversation(proxy.url)
        for number, (mine, theirs) in enumerate(zip(again, expected, strict=True)):
            checks.check(f"played back {words}: answer {number}", mine == theirs, f"{mine!r:.300} {theirs!r:.300}")
        status, pieces, _ = raw(proxy.url, chat("hello"))
        refused = json.loads(b"".join(pieces))["error"]
        checks.check(f"used up {words}", status == 409, f"{status} {refused}")
        code, errors = proxy.stop()
        checks.check(f"a refused request shows in the exit code {words}", code == 1 and "1 request refused" in errors, f"{code} {errors}")


def the_same_pieces():
    server = ModelServer()
    proxy = Proxy("--record", "pieces", "--upstream", server.url)
    direct = raw(server.url, chat("pieces", stream=True))
    through = raw(proxy.url, chat("pieces", stream=True))
    checks.check("byte for byte", b"".join(through[1]) == b"".join(direct[1]) and len(through[1]) > 5, f"{len(through[1])} pieces")
    proxy.stop()
    server.stop()
    token = seal("pieces")
    response = next(event.payload for event in events_of(token) if event.kind == "llm_response")
    checks.check("the body is recorded", response["body"].encode() == b"".join(direct[1]) and response["complete"] is True)
    checks.check("and the times of its pieces", len(response["pieces"]) > 5 and response["pieces"][-1][0] > response["pieces"][0][0], response["pieces"])
    proxy = Proxy("--replay", token, "--key", "k", "--timing")
    start = time.monotonic()
    again = raw(proxy.url, chat("pieces", stream=True))
    elapsed = (time.monotonic() - start) * 1000
    checks.check("played back byte for byte", b"".join(again[1]) == b"".join(direct[1]))
    checks.check("at the same times", elapsed >= response["pieces"][-1][0] - 5, f"{elapsed} {response['pieces'][-1]}")
    proxy.stop()


def differences_are_named():
    server = ModelServer()
    proxy = Proxy("--record", "diff", "--upstream", server.url)
    for text in "one", "two":
        raw(proxy.url, chat(text, temperature=0))
    proxy.stop()
    server.stop()
    token = seal("diff")
    proxy = Proxy("--replay", token, "--key", "k")
    status, pieces, _ = raw(proxy.url, chat("other", temperature=0))
    error = json.loads(b"".join(pieces))["error"]
    checks.check("the first difference", (status, error["path"]) == (409, "$.request.messages[0].content"), error)
    checks.check("what is there", (error["recorded"], error["requested"]) == ('"one"', '"other"'), error)
    checks.check("another order", raw(proxy.url, chat("two", temperature=0))[0] == 200)
    checks.check("members in another order", raw(proxy.url, b'{"temperature":0.0, "messages":[{"content":"one","role":"user"}],"model":"tiny"}')[0] == 200)
    proxy.stop()
    proxy = Proxy("--replay", token, "--key", "k", "--strict")
    checks.check("strict: another order is refused", raw(proxy.url, chat("two", temperature=0))[0] == 409)
    checks.check("strict: the next one is not lost", raw(proxy.url, chat("one", temperature=0))[0] == 200)
    proxy.stop()
    code, _, errors = at1("proxy", "--replay", token, "--key", PUBLIC[::-1])
    checks.check("a session of another signer is not played back", code in (1, 2), errors)


def secrets_stay_out():
    server = ModelServer()
    proxy = Proxy("--record", "secret", "--upstream", server.url, "--redact", "sk-live-[0-9a-f]+")
    for more in {}, {"stream": True}:
        _, pieces, _ = raw(proxy.url, chat("secret", **more), **{"x-api-key": "hidden-key-123456"})
        told = b"".join(pieces)
        if not more:
            checks.check("the client gets it", SECRET.encode() in told)
    raw(proxy.url, chat(f"say {SECRET} and hidden-key-123456"), **{"x-api-key": "hidden-key-123456"}, path="/v1/chat/completions?api_key=query-secret-1")
    proxy.stop()
    journal = (folder / "secret").read_bytes()
    for text in SECRET, "hidden-key-123456", "query-secret-1":
        checks.check(f"'{text[:8]}…' is not in the journal", text.encode() not in journal)
    token = seal("secret")
    joined = "".join(
        json.loads(line[6:])["choices"][0]["delta"].get("content", "")
        for event in events_of(token) if event.kind == "llm_response" and "event-stream" in event.payload["headers"]["content-type"]
        for line in event.payload["body"].splitlines() if line.startswith("data: {"))
    checks.check("nor is it when the pieces of the stream are joined", "4f9a" not in joined and "[redacted]" in joined, joined)
    server.stop()
    proxy = Proxy("--replay", token, "--key", "k")
    checks.check("a redacted request is found again", raw(proxy.url, chat("secret"), **{"x-api-key": "hidden-key-123456"})[0] == 200)
    proxy.stop()


def what_breaks():
    server = ModelServer()
    proxy = Proxy("--record", "broken", "--upstream", server.url)
    for text in "broken", "short", "no ends", "bad text", "binary":
        direct, through = raw(server.url, chat(text)), raw(proxy.url, chat(text))
        checks.check(f"{text}: the same bytes", b"".join(direct[1]) == b"".join(through[1]), f"{direct} {through}"[:400])
        checks.check(f"{text}: whether it ended", (direct[2] is None) == (through[2] is None), f"{direct[2]} {through[2]}")
    status, pieces, _ = raw(proxy.url, chat("big"))
    checks.check("10 MB", status == 200 and json.loads(b"".join(pieces))["choices"][0]["message"]["content"] == BIG)
    status, _, _ = raw(proxy.url, chat("x" * 10_000_000))
    checks.check("10 MB to the server", status == 200)
    checks.check("no JSON", raw(proxy.url, b"\xff not json", path="/nothing")[0] in (404, 502))
    server.stop()
    status, pieces, _ = raw(proxy.url, chat("nobody"))
    checks.check("no server", status == 502 and b"at1_proxy" in b"".join(pieces), f"{status} {pieces}")
    connection = http.client.HTTPConnection(proxy.url.removeprefix("http://"), timeout=10)
    for head in (b"GET / HTTP/1.1\nhost: x\n\n\r\n\r\n", b"BREW / HTTP/1.1\r\n\r\n", b"POST / HTTP/1.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n", b"POST / HTTP/1.1\r\ncontent-length: 999999999999\r\n\r\n", b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", b"\x00\r\n\r\n", b"POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n"):
        connection.connect()
        connection.sock.sendall(head)
        answer = connection.sock.recv(1 << 16)
        checks.check(f"{head[:30]} is refused", answer.split(b" ")[1:2] in ([b"400"], [b"405"], [b"413"]), answer[:80])
        connection.close()
    proxy.stop()
    events = events_of(seal("broken"))
    cut = [event.payload["complete"] for event in events if event.kind == "llm_response"][:2]
    checks.check("what was cut off is recorded as such", cut == [False, False], cut)
    checks.check("a server that is not there is an error", any(event.kind == "error" for event in events))


def many_at_once_and_killed():
    server = ModelServer()
    proxy = Proxy("--record", "many", "--upstream", server.url)
    done = []

    def ask(number):
        result = raw(proxy.url, chat(f"number {number}", stream=number % 2 == 0))
        if result[2] is None and result[0] == 200:
            done.append(f"number {number}")
        return result

    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        results = list(pool.map(ask, range(200)))
    checks.check("50 in flight", all(r[0] == 200 and r[2] is None for r in results))

    def killed(number):
        try:
            ask(number)
        except OSError:
            pass

    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        futures = [pool.submit(killed, number) for number in range(200, 1200)]
        while len(done) < 400:
            time.sleep(0.005)
        proxy.process.send_signal(signal.SIGKILL)
        concurrent.futures.wait(futures)
    acknowledged = set(done)
    proxy.process.communicate()
    server.stop()
    answered = set()
    calls = {}
    for event in events_of(seal("many")):
        if event.kind == "llm_call":
            calls[event.payload["exchange"]] = event.payload["request"]["messages"][0]["content"]
        elif event.kind == "llm_response":
            answered.add(calls[event.payload["exchange"]])
    checks.check("what was acknowledged is in the journal", acknowledged <= answered, sorted(acknowledged - answered)[:5])
    checks.check("it was killed in the middle", len(acknowledged) < 1200, len(acknowledged))


def overhead():
    server = ModelServer()
    proxy = Proxy("--record", "speed", "--upstream", server.url)

    def median(url):
        connection = http.client.HTTPConnection(url.removeprefix("http://"))
        times = []
        for number in range(300):
            start = time.perf_counter()
            connection.request("POST", "/v1/chat/completions", json.dumps(chat(f"n{number}")), {"content-type": "application/json"})
            connection.getresponse().read()
            times.append(time.perf_counter() - start)
        return sorted(times)[len(times) // 2] * 1000

    direct, through = median(server.url), median(proxy.url)
    print(f"a request takes {direct:.2f} ms, and {through:.2f} ms recorded")
    checks.check("the overhead of a request, its sync included, is small", through - direct < 25, f"{direct} {through}")
    proxy.stop()
    server.stop()


try:
    checks.run(recorded_and_played_back, the_same_pieces, differences_are_named, secrets_stay_out, what_breaks, many_at_once_and_killed, overhead)
finally:
    shutil.rmtree(folder, ignore_errors=True)
checks.end()
