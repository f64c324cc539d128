"""Asking for pages: what may be reached, and what comes of servers that fail, hang, lie or lead elsewhere."""

import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from policy.fetch import Answer, Fetcher, NotAllowed, Unreachable, is_public

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.88.99.1",
    "168.63.129.16",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:93.184.216.34",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "3fff::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "100::1",
]
PUBLIC = ["93.184.216.34", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org:8080/",
        "http://example.org:22/",
        "http://[::1/",
        f"http://{'x' * 70}.example.org/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0/",
    ],
)
def test_refuses_addresses_that_are_not_of_the_public_web(url):
    with pytest.raises(NotAllowed):
        Fetcher("test").ask(url)


@pytest.mark.parametrize("addresses", [["93.184.216.34", "10.0.0.1"], ["2606:4700::1111", "::1"], []])
def test_refuses_a_name_with_a_single_private_address(monkeypatch, addresses):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: found)
    with pytest.raises(NotAllowed):
        Fetcher("test").ask("https://mixed.example/")


class Site(BaseHTTPRequestHandler):
    """A server that answers as its path says."""

    protocol_version = "HTTP/1.1"
    asked: list = []

    def do_GET(self):
        self.asked.append((self.command, self.path, self.headers["Host"], self.headers["User-Agent"]))
        getattr(self, f"answer_{self.path.strip('/').split('/')[0]}")()

    do_HEAD = do_GET

    def send(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer_status(self):
        self.send(int(self.path.partition("?")[0].rpartition("/")[2]))

    def answer_headless(self):
        self.send(405 if self.command == "HEAD" else 200)

    def answer_moved(self):
        self.send(301, Location="/status/200")

    def answer_elsewhere(self):
        self.send(302, Location="/moved")

    def answer_inside(self):
        self.send(302, Location="http://169.254.169.254/latest/meta-data/")

    def answer_loop(self):
        self.send(302, Location="/loop")

    def answer_hang(self):
        self.server.over.wait(10)

    def answer_drip(self):
        self.wfile.write(b"HTTP/1.1 200")
        while not self.server.over.wait(0.05):
            self.wfile.write(b" ")

    def answer_lie(self):
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        self.close_connection = True

    def answer_flood(self):
        self.send(200)
        while not self.server.over.is_set():
            self.wfile.write(b"x" * 65536)

    def log_message(self, *args):
        pass


@contextmanager
def running():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.handle_error = lambda *args: None
    server.over = threading.Event()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def server():
    with running() as server:
        yield server


@pytest.fixture
def ask(server, monkeypatch):
    """Return what asks for a path of the test server by a name, of which only the fetcher's own look-up knows."""
    port, resolve = server.server_address[1], socket.getaddrinfo

    def look_up(host, *args, **more):
        return resolve("127.0.0.1" if host == "site.example" else host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    Site.asked.clear()
    limits = {"seconds": 0.4, "most_seconds": 1, "ports": frozenset({port, 80})}
    fetcher = Fetcher("test agent", may_reach=lambda address: address == "127.0.0.1" or is_public(address), **limits)
    return lambda path, base=f"http://site.example:{port}": fetcher.ask(f"{base}{path}")


def test_asks_for_the_head_alone_in_its_own_name(ask, server):
    answer = ask("/status/200?a=b c#part")
    host = f"site.example:{server.server_address[1]}"
    assert (answer.status, answer.moved_to) == (200, "")
    assert Site.asked == [("HEAD", "/status/200?a=b%20c", host, "test agent")]


@pytest.mark.parametrize("status", [404, 410, 403, 500])
def test_asks_again_for_the_page_before_it_believes_a_failure(ask, status):
    assert ask(f"/status/{status}").status == status
    assert [method for method, *_ in Site.asked] == ["HEAD", "GET"]


def test_leaves_a_server_alone_that_asks_for_rest(ask):
    assert ask("/status/429").status == 429
    assert [method for method, *_ in Site.asked] == ["HEAD"]


def test_some_servers_know_no_head(ask):
    assert ask("/headless").status == 200


def test_follows_redirects_and_tells_those_for_good(ask, server):
    page = f"http://site.example:{server.server_address[1]}/status/200"
    assert ask("/moved") == Answer(200, page, moved_to=page)
    assert ask("/elsewhere") == Answer(200, page)


def test_refuses_a_redirect_to_where_only_this_machine_can_go(ask):
    with pytest.raises(NotAllowed, match=r"169\.254\.169\.254 is no host of the public internet"):
        ask("/inside")
    assert len(Site.asked) == 1


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/loop", "redirects more than 5 times"),
        ("/hang", "too long"),
        ("/drip", "too long"),
        ("/lie", "can't be read: BadStatusLine"),
    ],
)
def test_says_why_nothing_came(ask, path, told):
    began = time.monotonic()
    with pytest.raises(Unreachable, match=told):
        ask(path)
    assert time.monotonic() - began < 2


def test_reads_no_more_than_the_head_of_a_page(ask):
    began = time.monotonic()
    assert ask("/flood").status == 200
    assert time.monotonic() - began < 1


def test_says_that_nobody_listens_and_that_a_name_has_no_address(ask, monkeypatch):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        fetcher = Fetcher("test", may_reach=lambda address: True, ports=frozenset(unused.getsockname()[1:]))
        with pytest.raises(Unreachable, match="the connection fails: Connection refused"):
            fetcher.ask(f"http://127.0.0.1:{unused.getsockname()[1]}/")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: (_ for _ in ()).throw(socket.gaierror()))
    with pytest.raises(Unreachable, match=r"away\.example has no address"):
        Fetcher("test").ask("https://away.example/")


def test_connects_to_the_address_that_it_looked_at(server, monkeypatch):
    """A name that has another address when it is asked for again leads nowhere else."""
    port, asked = server.server_address[1], []

    def look_up(host, *args, **more):
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    fetcher = Fetcher("test", may_reach=lambda address: address == "127.0.0.1", ports=frozenset({port}))
    assert fetcher.ask(f"http://rebinding.example:{port}/status/200").status == 200
    assert asked == ["rebinding.example"]


def test_speaks_tls_only_with_a_host_whose_certificate_is_valid(server, monkeypatch):
    """A server without TLS where https was asked for is no answer."""
    port = server.server_address[1]
    fetcher = Fetcher("test", seconds=1, may_reach=lambda address: True, ports=frozenset({port}))
    with pytest.raises(Unreachable, match=r"the connection fails|too long"):
        fetcher.ask(f"https://127.0.0.1:{port}/status/200")
