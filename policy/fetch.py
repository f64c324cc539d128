"""Ask whether a page answers, and send it something, of public addresses alone, with little of its content read.

What is asked for was written by people, and where it redirects by strangers: neither may make this server reach what only
it can reach. So a name is resolved here, each of its addresses has to be public, and the connection goes to the address
that was looked at. http.client is enough for that: it follows no redirect and obeys no proxy from the environment.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.encoding import iri_to_uri

PORTS = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
FOR_GOOD = (301, 308)
TOO_MANY = 429
AFTER_HEAD_SECONDS = 1.0  # that something is waited for which nobody needs: the beginning of an answer's content
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Where Python's own "is_global" differs from release to release, or says yes to what leads elsewhere: protocol
# assignments (Teredo among them), 6to4, documentation, and the address under which a cloud talks to its machines.
NEVER = [
    ipaddress.ip_network(one)
    for one in [
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    ]
]


class Unreachable(Exception):
    """No answer came; the text says why, in words for an editor."""


class NotAllowed(Unreachable):
    """The address, or one that it redirects to, is none that may be asked for."""


@dataclass(frozen=True)
class Answer:
    """What a page answered in the end: the status of the last answer, whose address it was, and where it moved for good."""

    status: int
    url: str
    moved_to: str = ""


@dataclass(frozen=True)
class Reply:
    """What came back at once for something that was sent: the status, the header "Retry-After", the content's beginning."""

    status: int
    retry_after: str = ""
    beginning: bytes = b""


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet; forms of IPv6 that hide an IPv4 address are not."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6 and ip not in GLOBAL_UNICAST:
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in NEVER)


@dataclass(frozen=True)
class Fetcher:
    """Asks for pages. Tests say that other addresses and ports may be asked for; nothing else does."""

    agent: str
    seconds: float = 10.0  # for each step: to connect, to answer
    most_seconds: float = 25.0  # for a page, redirects included
    most_redirects: int = 5
    may_reach: Callable[[str], bool] = is_public
    ports: Container[int] = frozenset(PORTS.values())

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def ask(self, url: str) -> Answer:
        """Return what a page answers after its redirects. Raises `Unreachable`, or `NotAllowed` where it leads elsewhere."""
        deadline, moved_to, is_for_good = time.monotonic() + self.most_seconds, "", True
        for _ in range(self.most_redirects + 1):
            status, location = self._answer(url, deadline)
            if status not in REDIRECTS or not location:
                return Answer(status, url, moved_to)
            url = urljoin(url, location)
            is_for_good = is_for_good and status in FOR_GOOD
            moved_to = url if is_for_good else moved_to
        raise Unreachable(f"it redirects more than {self.most_redirects} times")

    def _answer(self, url: str, deadline: float) -> tuple[int, str]:
        """Ask for the head alone; for the page, read no further than its head, where that is refused or not found."""
        answer = self._request("HEAD", url, deadline)
        is_sure = answer[0] < 400 or answer[0] == TOO_MANY
        return answer if is_sure else self._request("GET", url, deadline)

    def send(self, url: str, body: bytes, headers: Mapping[str, str], *, most_bytes: int) -> Reply:
        """Post something, and return what came back; no redirect is followed, and no more than `most_bytes` are read.

        A status is an answer, whatever becomes of the content after it. Raises `Unreachable`, or `NotAllowed`.
        """
        reply: Reply | None = None
        try:
            with self._answering("POST", url, time.monotonic() + self.most_seconds, headers, body) as response:
                reply = Reply(response.status, _as_utf8(response.headers.get("Retry-After", "")))
                reply = replace(reply, beginning=response.read1(most_bytes))
        except Unreachable:
            if reply is None:
                raise
        return reply

    def _request(self, method: str, url: str, deadline: float) -> tuple[int, str]:
        headers = {"Accept": "text/html, application/pdf, */*;q=0.5"}
        with self._answering(method, url, deadline, headers) as response:
            return response.status, _as_utf8(response.headers.get("Location", ""))

    @contextmanager
    def _answering(
        self, method: str, url: str, deadline: float, headers: Mapping[str, str], body: bytes | None = None
    ) -> Iterator[http.client.HTTPResponse]:
        """Ask one address, and yield the answer once its head is there. Raises `Unreachable`, in the block as well."""
        parts, host, port = self.parts(url)
        target = iri_to_uri(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")
        told = {"User-Agent": self.agent, **headers, "Connection": "close"}
        try:
            with (
                _within(self.seconds, deadline) as watched,
                closing(self._connection(parts.scheme, host, port, watched)) as connection,
            ):
                connection.request(method, target, body=body, headers=told)
                sock = connection.sock
                with connection.getresponse() as response:
                    sock.settimeout(AFTER_HEAD_SECONDS)
                    yield response
        except TimeoutError:
            raise Unreachable("it takes too long to answer") from None
        except ssl.SSLCertVerificationError as error:
            raise Unreachable(f"its certificate isn't valid: {error.verify_message}") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unreachable(_told(error)) from None

    def parts(self, url: str) -> tuple[SplitResult, str, int]:
        """Take an address apart, without looking its host up.

        Raises `NotAllowed` for all but plain http and https without a name or password in it.
        """
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").encode("idna").decode("ascii")
            port = parts.port or PORTS.get(parts.scheme, 0)
        except ValueError:
            raise NotAllowed("its address can't be read") from None
        if parts.scheme not in PORTS or not host:
            raise NotAllowed("it is no address of http or https")
        if "@" in parts.netloc:
            raise NotAllowed("its address holds a user name")
        if port not in self.ports:
            raise NotAllowed(f"its address names port {port}")
        return parts, host, port

    def resolve(self, host: str, port: int) -> list[Any]:
        """Return the socket addresses of a host. Raises `NotAllowed` if a single one of them isn't public."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            raise Unreachable(f"{host} has no address") from None
        if not found or not all(self.may_reach(str(one[4][0])) for one in found):
            raise NotAllowed(f"{host} is no host of the public internet")
        return found

    def _connection(self, scheme: str, host: str, port: int, watched: "Watched") -> http.client.HTTPConnection:
        """Connect to one of the addresses that were looked at; TLS is spoken with the host of that name."""
        connection = http.client.HTTPConnection(host, port)
        connection.default_port = PORTS[scheme]  # the header "Host" leaves it out
        connection.sock = watched.connect(self.resolve(host, port))
        if scheme == "https":
            connection.sock = self._tls.wrap_socket(connection.sock, server_hostname=host)
        return connection


class Watched:
    """One connection, cut off when its time is up, however slowly something comes."""

    def __init__(self, seconds: float, deadline: float) -> None:
        self.seconds, self.deadline = seconds, deadline
        self.is_late = False
        self._socket: socket.socket | None = None
        self._timer: threading.Timer | None = None

    def connect(self, addresses: list[Any]) -> socket.socket:
        """Connect to the first of the addresses that accepts, within the seconds in all. Raises `OSError`."""
        error: OSError = ConnectionError("no address")
        until = min(time.monotonic() + self.seconds, self.deadline)
        for family, kind, protocol, _, address in addresses:
            sock = socket.socket(family, kind, protocol)
            sock.settimeout(max(until - time.monotonic(), 0.001))
            try:
                sock.connect(address)
            except OSError as refused:
                sock.close()
                error = refused
                continue
            self._begin(sock)
            return sock
        raise error

    def _begin(self, sock: socket.socket) -> None:
        self._socket = sock.dup()  # `sock` itself is taken over when TLS begins
        self._timer = threading.Timer(max(min(self.seconds, self.deadline - time.monotonic()), 0), self._cut)
        self._timer.daemon = True
        self._timer.start()

    def _cut(self) -> None:
        self.is_late = True
        if self._socket:
            with suppress(OSError):  # it has ended by itself
                self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer.join()
        if self._socket:
            self._socket.close()


@contextmanager
def _within(seconds: float, deadline: float) -> Iterator[Watched]:
    """Yield what connects; raise `TimeoutError` for whatever comes once the time is up."""
    if time.monotonic() >= deadline:
        raise TimeoutError
    watched = Watched(seconds, deadline)
    try:
        yield watched
        if watched.is_late:
            raise TimeoutError
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise (TimeoutError() if watched.is_late else error) from error
    finally:
        watched.close()


def _as_utf8(header: str) -> str:
    """Read as UTF-8 what was read as Latin-1, which is how headers come."""
    return header.encode("latin-1", "replace").decode("utf-8", "replace")


def _told(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"the connection fails: {error.strerror or error}"
    return f"what it answers can't be read: {type(error).__name__}"
