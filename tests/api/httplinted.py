"""What httplint says of an answer as it came over the wire."""

import socket
import time
from dataclasses import dataclass

from httplint import HttpRequestLinter, HttpResponseLinter

FAULTS = ("bad", "warning")


@dataclass(frozen=True)
class Answer:
    """An answer, taken apart as RFC 9112 says; the transfer encoding is undone, the content's is not."""

    version: bytes
    status: bytes
    phrase: bytes
    headers: list[tuple[bytes, bytes]]
    content: bytes

    @classmethod
    def read(cls, sent):
        head, _, content = sent.partition(b"\r\n\r\n")
        top, *lines = head.split(b"\r\n")
        version, status, phrase = (*top.split(b" ", 2), b"")[:3]
        headers = [(name, value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
        answer = cls(version.removeprefix(b"HTTP/"), status, phrase, headers, content)
        is_chunked = answer.header("transfer-encoding") == "chunked"
        return cls(version[5:], status, phrase, headers, b"".join(_chunks(content))) if is_chunked else answer

    def header(self, name):
        return next((value.decode() for own, value in self.headers if own.decode().lower() == name), None)


def _chunks(content):
    while content:
        size, _, content = content.partition(b"\r\n")
        length = int(size, 16)
        yield content[:length]
        content = content[length + 2 :] if length else b""


def asked(port, method, path, headers):
    """Send a request over a socket, and return the answer."""
    given = {"Host": f"127.0.0.1:{port}", "User-Agent": "tests", "Connection": "close", **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), "", ""]
    sent = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall("\r\n".join(lines).encode())
        while part := connection.recv(65_536):
            sent += part
    return Answer.read(sent)


def faults(port, method, path, headers, answer):
    """Return the names of the notes on an answer that tell of a fault."""
    request = HttpRequestLinter()
    request.process_request_topline(method.encode(), path.encode(), b"1.1")
    given = {"Host": f"127.0.0.1:{port}", "User-Agent": "tests", **headers}
    request.process_headers([(name.encode(), value.encode()) for name, value in given.items()])
    request.finish_content(True)
    linter = HttpResponseLinter(start_time=time.time(), _related=request)
    linter.base_uri = f"http://127.0.0.1:{port}{path}"
    linter.is_head_response = method == "HEAD"
    linter.process_response_topline(answer.version, answer.status, answer.phrase)
    linter.process_headers(answer.headers)
    linter.feed_content(answer.content)
    linter.finish_content(True)
    notes = [note for one in linter.notes for note in (one, *one.subnotes)]
    return {type(note).__name__: note.summary for note in notes if note.level.value in FAULTS}
