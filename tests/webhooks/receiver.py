"""A receiver of webhooks on this machine, which behaves as it is told and remembers what came."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ENDLESS = 10_000_000


@dataclass
class Came:
    """One request: its headers, and its content to the byte."""

    headers: dict
    body: bytes

    @property
    def message(self):
        return json.loads(self.body)

    @property
    def seq(self):
        return self.message["data"]["seq"]

    @property
    def id(self):
        return self.headers["webhook-id"]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.receiver.came.append(Came(headers, body))
        behaviour = self.server.receiver.next_behaviour()
        time.sleep(self.server.receiver.pause)
        getattr(self, behaviour)() if isinstance(behaviour, str) else self.answer(behaviour)

    do_GET = do_HEAD = do_POST

    def answer(self, status, content=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def inside(self):
        self.answer(307, Location=f"http://127.0.0.1:{self.server.server_address[1]}/secret")

    def busy(self):
        self.answer(503, b"later", Retry_After="7200")

    def garbage(self):
        self.wfile.write(b"\x00\xff SSH-2.0\r\n\r\n")
        self.close_connection = True

    def nothing(self):
        self.close_connection = True

    def cut_short(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nwell")
        self.close_connection = True

    def unprintable(self):
        self.answer(500, b"bad\x00\x1b[31m \xff" + "图".encode() * 2000)

    def endless(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(ENDLESS):
            self.wfile.write(b"x" * 65536)

    def silent_body(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        self.server.receiver.over.wait(10)

    def hang(self):
        self.server.receiver.over.wait(10)

    def drip(self):
        self.wfile.write(b"HTTP/1.1 2")
        while not self.server.receiver.over.wait(0.05):
            self.wfile.write(b"0")

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


@dataclass
class Receiver:
    """`behaviours` are what it does with the next requests, a status or the name of a way to misbehave; then 200 for all."""

    port: int = 0
    pause: float = 0
    came: list = field(default_factory=list)
    behaviours: list = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    server: Server | None = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def seqs(self):
        return [one.seq for one in self.came]

    def next_behaviour(self):
        return self.behaviours.pop(0) if self.behaviours else 200

    def start(self):
        self.server = Server(("127.0.0.1", self.port), Handler)
        self.server.receiver = self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.server = None


@contextmanager
def listening():
    receiver = Receiver()
    receiver.start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        if receiver.server:
            receiver.stop()
