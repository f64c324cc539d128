"""Finished answers, given from memory before Django is entered (docs/architecture.md, docs/adr/0021).

Django makes each answer once for each state of the record and marks what may be kept (`policy.record.http`); it is kept as it
was sent, to the byte.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any, NamedTuple

from django.conf import settings

from policy.record.encoding import negotiated
from policy.record.known import heard_version
from policy.record.normal import LONGEST, is_page, normal
from policy.record.version import Version

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
State = tuple[Version, date]
KEPT = (200, 304, 308)
LONG_LANE = ("/admin/", "/static/")
# Who sends one of these asks for more, or for something else, than what is at an address.
OWN_WISHES = frozenset(
    ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_TRANSFER_ENCODING")
)
NEGOTIATED = "/api/"  # below it answers may differ by Accept
SMALL_PART = 8  # no answer takes more than this part of all memory for answers
OBJECT_BYTES = 1_000  # what Python takes for an answer beside its texts


class Answer(NamedTuple):
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    tag: str


class Shelf:
    """The answers of one state of the record, the least recently used first. `most_bytes` bounds all of them together."""

    def __init__(self, state: State | None, most_bytes: int) -> None:
        self.state, self.most_bytes, self.bytes = state, most_bytes, 0
        self._answers: OrderedDict[Any, Answer] = OrderedDict()
        self._lock = Lock()  # held to put something in; to find it takes none

    def find(self, key: Any) -> Answer | None:
        found = self._answers.get(key)
        if found:
            with suppress(KeyError):  # another thread may just have dropped it
                self._answers.move_to_end(key)
        return found

    def put(self, key: Any, answer: Answer) -> None:
        """Keep an answer, if it is small enough, and drop those used least recently to make room for it."""
        size = _size(key, answer)
        if size > self.most_bytes // SMALL_PART:
            return
        with self._lock:
            if key in self._answers:  # another thread answered the same
                return
            self._answers[key] = answer
            self.bytes += size
            while self.bytes > self.most_bytes:
                self.bytes -= _size(*self._answers.popitem(last=False))


def _size(key: Any, answer: Answer) -> int:
    texts = sum(len(name) + len(value) for name, value in answer.headers)
    return OBJECT_BYTES + len(repr(key)) + texts + len(answer.body)


class FinishedAnswers:
    """A WSGI application that answers from memory what another one answered before in the same state of the record."""

    def __init__(self, application: Application, most_bytes: int) -> None:
        self.application, self.most_bytes = application, most_bytes
        self.shelf = Shelf(None, most_bytes)
        self.scheme_header = (settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme",))[0]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        key = self.key(environ)
        version = heard_version() if key else None
        if version is None:
            return self.application(environ, start_response)
        shelf = self._shelf_of((version, datetime.now(UTC).date()))
        named = environ.get("HTTP_IF_NONE_MATCH")
        answer = shelf.find((key, named)) if named else None
        if answer is None:
            answer = shelf.find(key)
            if answer is None or (named and (answer.tag in named or "*" in named)):
                return self._asked(environ, start_response, shelf, key)
        start_response(answer.status, list(answer.headers))
        return [answer.body]

    def key(self, environ: dict[str, Any]) -> tuple[Any, ...] | None:
        """Return all of a request that its answer depends on; `None` where only Django may answer."""
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        encodings, accepted = environ.get("HTTP_ACCEPT_ENCODING", ""), environ.get("HTTP_ACCEPT", "")
        if (
            environ["REQUEST_METHOD"] != "GET"
            or path.startswith(LONG_LANE)
            or not environ.keys().isdisjoint(OWN_WISHES)
            or environ.get("CONTENT_LENGTH") not in (None, "", "0")
            or len(path) + len(query) + len(encodings) + len(accepted) > LONGEST
        ):
            return None
        return (
            environ.get("HTTP_HOST"),
            environ["wsgi.url_scheme"],
            environ.get(self.scheme_header),
            path,
            normal(query, of_page=is_page(path)) if query else "",
            negotiated(encodings),
            accepted if path.startswith(NEGOTIATED) else "",
        )

    def _shelf_of(self, state: State) -> Shelf:
        """Return the shelf of a state. There is one at a time: that of another state is dropped with all that is on it."""
        shelf = self.shelf
        if shelf.state != state:
            shelf = self.shelf = Shelf(state, self.most_bytes)
        return shelf

    def _asked(self, environ: dict[str, Any], start_response: Any, shelf: Shelf, key: Any) -> Iterable[bytes]:
        """Ask the application, and keep what it answers if that is marked as resting on the shelf's state alone."""
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(status: str, headers: list[tuple[str, str]]) -> Any:
            begun.append((status, list(headers)))
            return start_response(status, headers)

        response: Any = self.application(environ, begin)
        if may_be_kept(response, shelf.state, environ.get("PATH_INFO", "")):
            answer = Answer(*begun[0], response.content, response.headers["ETag"])
            shelf.put((key, answer.tag) if response.status_code == 304 else key, answer)
        return response


def may_be_kept(response: Any, state: State | None, path: str) -> bool:
    """Tell whether an answer of Django's is right for everybody who asks the same in a state of the record."""
    if getattr(response, "rests_on", None) != state or response.status_code not in KEPT or response.streaming:
        return False
    varies = {one.strip().lower() for one in response.get("Vary", "").split(",") if one} - {"accept-encoding"}
    is_in_key = varies <= ({"accept"} if path.startswith(NEGOTIATED) else set())
    is_public = response.get("Cache-Control", "").startswith("public")
    return is_public and not response.cookies and is_in_key


def finished(application: Application) -> Application:
    """Return an application that answers from memory first, as much as the settings give it; with none, itself."""
    most_bytes = settings.FINISHED_ANSWERS_MEGABYTES * 1_000_000
    return FinishedAnswers(application, most_bytes) if most_bytes else application
