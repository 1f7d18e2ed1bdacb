"""A server of a model's endpoint for tests: the protocols of OpenAI and Anthropic, and answers that are wrong in known ways."""
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BIG = "x" * 10_000_000
#: A secret that the model repeats, two characters at a time.
SECRET = "sk-live-4f9a8b7c6d5e"


def words(text):
    return [text[i : i + 2] for i in range(0, len(text), 2)]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def whole(self, status, value, **headers):
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", headers.pop("kind", "application/json"))
        self.send_header("content-length", str(headers.pop("length", len(data))))
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(data)

    def chunk(self, data):
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def stream(self, pieces, pause=0.0, end=True):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream; charset=utf-8")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for piece in pieces:
            self.chunk(piece)
            time.sleep(pause)
        if end:
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.close_connection = True

    def do_GET(self):
        self.whole(200, {"object": "list", "data": [{"id": "tiny", "object": "model", "created": 1, "owned_by": "test"}]})

    def do_POST(self):
        if self.headers.get("transfer-encoding"):
            self.whole(411, {"error": {"message": "a length is required"}})
            return
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.seen.append((self.path, dict(self.headers), body))
        asked = json.loads(body)
        if self.path == "/v1/chat/completions":
            self.chat(asked)
        elif self.path == "/v1/messages":
            self.messages(asked)
        elif self.path.startswith("/v1/embeddings"):
            self.whole(200, {"object": "list", "model": "e", "data": [{"object": "embedding", "index": 0, "embedding": [0.5, -1.25]}], "usage": {"prompt_tokens": 1, "total_tokens": 1}})
        else:
            self.whole(404, {"error": {"message": "nothing there"}})

    def chat(self, asked):
        text = asked["messages"][-1]["content"]
        base = {"id": "c1", "created": 1, "model": asked["model"]}
        if text == "too many":
            self.whole(429, {"error": {"message": "slow down", "type": "rate"}}, retry_after="1")
        elif text == "image":
            self.whole(200, {**base, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "a picture"}}]})
        elif text == "big":
            self.whole(200, {**base, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": BIG}}]})
        elif text == "binary":
            self.whole(200, bytes(range(256)), kind="application/octet-stream")
        elif text == "short":
            self.whole(200, b'{"cut', length=500)
            self.close_connection = True
        elif text == "broken":
            self.stream([b'data: {"a":1}\n\n'], end=False)
        elif text == "no ends":
            self.stream([b"data: never ends ", b"and never ends"])
        elif text == "bad text":
            self.stream([b"data: \xff\xfe\n\n"])
        elif asked.get("tools"):
            call = {"index": 0, "id": "t1", "type": "function", "function": {"name": "look", "arguments": '{"x":1}'}}
            self.whole(200, {**base, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "content": None, "tool_calls": [call]}}]})
        elif asked.get("stream"):
            answer = SECRET if text == "secret" else f"echo: {text} ü"
            deltas = [{**base, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": word}}]} for word in words(answer)]
            deltas.append({**base, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self.stream([f"data: {json.dumps(delta)}\n\n".encode() for delta in deltas] + [b"data: [DONE]\n\n"], 0.002)
        else:
            content = SECRET if text == "secret" else f"echo: {text}"
            self.whole(200, {**base, "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}]}, set_cookie="c=secret-cookie-value")

    def messages(self, asked):
        text = asked["messages"][-1]["content"]
        message = {"id": "m1", "type": "message", "role": "assistant", "model": asked["model"], "stop_reason": "end_turn", "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 2}}
        if not asked.get("stream"):
            self.whole(200, {**message, "content": [{"type": "text", "text": f"echo: {text}"}]})
            return
        events = [("message_start", {"message": {**message, "content": [], "stop_reason": None}}), ("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}})]
        events += [("content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": word}}) for word in words(f"echo: {text}")]
        events += [("content_block_stop", {"index": 0}), ("message_delta", {"delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": {"output_tokens": 2}}), ("message_stop", {})]
        self.stream([f"event: {name}\ndata: {json.dumps({'type': name, **value})}\n\n".encode() for name, value in events], 0.001)


class Server(ThreadingHTTPServer):
    request_queue_size = 128

    def handle_error(self, *_):
        """Clients that are killed are no news."""


class ModelServer:
    """The server on a port of its own."""

    def __init__(self):
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.seen = []
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def seen(self):
        return self.server.seen

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
