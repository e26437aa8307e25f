"""A service on loopback that answers as language models do: what the tests of models stand on.

It speaks the protocols of OpenAI, Gemini, Anthropic and Ollama, in the shapes that they were recorded in, and keeps
what it was asked. `reply(prompt)` decides what it says: a string is a good answer of that text, an `Answer` anything.
"""
import http.server
import json
import socket
import struct
import threading


class Answer:
    """status, headers and body as they are; `text` is put into the protocol's own shape. `delay` in seconds."""

    def __init__(self, text=None, status=200, headers=(), body=None, delay=0, cut=False, size=0):
        self.text, self.status, self.headers, self.body = text, status, headers, body
        self.delay, self.cut, self.size = delay, cut, size


def openai(text):
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1746486000, "model": "served-1",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": text, "refusal": None},
                         "logprobs": None, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}}


def gemini(text):
    return {"candidates": [{"content": {"parts": [{"text": text}], "role": "model"}, "finishReason": "STOP",
                            "index": 0}],
            "usageMetadata": {"promptTokenCount": 100, "candidatesTokenCount": 20, "totalTokenCount": 120},
            "modelVersion": "served-1"}


def anthropic(text):
    return {"id": "msg_1", "type": "message", "role": "assistant", "model": "served-1",
            "content": [{"type": "text", "text": text}], "stop_reason": "end_turn", "stop_sequence": None,
            "usage": {"input_tokens": 100, "output_tokens": 20}}


def ollama(text):
    return {"model": "served-1", "created_at": "2025-05-05T23:00:00Z",
            "message": {"role": "assistant", "content": text}, "done_reason": "stop", "done": True,
            "total_duration": 1, "prompt_eval_count": 100, "eval_count": 20}


def program(text):
    return {"text": text, "model": "served-1", "tokens_in": 100, "tokens_out": 20}


# By what the path ends in: how the prompt is found, how a text is wrapped.
PROTOCOLS = {
    "/chat/completions": (lambda q: q["messages"][-1]["content"], openai),
    ":generateContent": (lambda q: q["contents"][0]["parts"][0]["text"], gemini),
    "/messages": (lambda q: q["messages"][-1]["content"], anthropic),
    "/api/chat": (lambda q: q["messages"][-1]["content"], ollama),
    "/exec": (lambda q: q["prompt"], program),  # see model_program.py
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: the second would wait for the first one's ACK

    def do_POST(self):
        service = self.server.service
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        find, wrap = next(p for end, p in PROTOCOLS.items() if self.path.endswith(end))
        prompt = find(question)
        with service.lock:
            service.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, question, prompt))
            service.running += 1
            service.most_running = max(service.most_running, service.running)
        try:
            answer = service.reply(prompt)
            self.send(answer if isinstance(answer, Answer) else Answer(answer), wrap)
        finally:
            with service.lock:
                service.running -= 1

    def send(self, answer, wrap):
        if answer.delay:
            self.server.service.closing.wait(answer.delay)
        body = answer.body
        if body is None:
            body = json.dumps(wrap(answer.text)).encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(max(len(body), answer.size)))
        self.end_headers()
        if answer.cut:
            self.wfile.write(body[:len(body) // 2])
            self.wfile.flush()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return
        self.wfile.write(body)
        block = b" " * 65536
        for _ in range((answer.size - len(body)) // len(block) if answer.size else 0):
            self.wfile.write(block)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        """Who is asked for more than it takes hangs up: nothing to tell."""


class Service:
    """At an address of its own: what waits for a publisher's host does not wait for it."""

    def __init__(self, reply):
        self.reply = reply
        self.asked = []  # (path, headers, question, prompt) in order
        self.running = self.most_running = 0
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self.server = Server(("127.0.0.2", 0), Handler)
        self.server.service = self
        self.base = "http://127.0.0.2:%d" % self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def close(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def prompts(self):
        with self.lock:
            return [a[3] for a in self.asked]


def sentences(*texts, quotes=()):
    """The JSON that is asked for."""
    quotes = list(quotes) + [""] * len(texts)
    return json.dumps({"sentences": [{"text": t, "quote": q} for t, q in zip(texts, quotes)]})


def steps(*answers):
    """Replies one after the other, the last one for ever."""
    left = list(answers)
    lock = threading.Lock()

    def reply(_):
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]
    return reply


