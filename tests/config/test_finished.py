"""Finished answers: from memory they are what Django sends, to the byte, and only while the record stands as it did."""

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test.signals import template_rendered

from config import finished
from config.finished import OBJECT_BYTES, SMALL_PART, FinishedAnswers
from config.newest import Newest
from policy.keys.models import Counter
from policy.record import known
from policy.record.version import Version, version
from policy.renaming import rename_event
from tests.makers import change, make_measure, publish

ROOT = Path(__file__).resolve().parents[2]
FAST_PATH = (
    *("config/wsgi.py", "config/finished.py", "config/newest.py"),
    *("policy/record/normal.py", "policy/record/known.py"),
)
MOST_LINES = 400
SLUG = "2025-04-04-test-measure"
MORE = ["/", "/feeds/events.atom", f"/api/v1/measures/{SLUG}/", "/zh-hans/about/"]
ADDRESSES = [
    *(f"/events/{SLUG}/embed/", "/api/v1/events/?page_size=1"),
    *(pytest.param(address, marks=pytest.mark.slow) for address in MORE),
]
ENCODINGS = ["", "gzip", "br", "zstd"]


@dataclass(frozen=True)
class Sent:
    status: str
    headers: list
    body: bytes

    @property
    def tag(self):
        return dict(self.headers)["ETag"]


def get(application, address, **changes):
    """Ask as a WSGI server does; header names as in WSGI."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "testserver",
        "SERVER_NAME": "here",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        **changes,
    }
    begun = []
    parts = application(environ, lambda *told: begun.extend(told))
    return Sent(*begun, b"".join(parts))


class Site:
    """The application with a memory; `asked` counts how often it had to ask the handler behind it."""

    def __init__(self, handler, most_bytes=10_000_000):
        self.asked, self.handler = 0, handler
        self.application = FinishedAnswers(self.ask, most_bytes)

    def ask(self, environ, start_response):
        self.asked += 1
        return self.handler(environ, start_response)

    def get(self, address, **changes):
        return get(self.application, address, **changes)


def answering(environ, start_response):
    """Answer as Django does, 100 bytes to everything, from the version that is known on this day."""
    response = HttpResponse("x" * 100, headers={"ETag": f'"{environ["QUERY_STRING"]}"', "Cache-Control": "public"})
    response.rests_on = (known.known_version(), datetime.now(UTC).date())
    start_response("200 OK", list(response.items()))
    return response


@pytest.fixture
def told(monkeypatch):
    """This process as one that was told a version, and believes it for as long as the test takes."""
    monkeypatch.setattr(known, "LEASE_SECONDS", 1000)
    told = known.Known()
    told.tell(Version(UUID(int=1), 7, 1, None, "A test", None, None))
    monkeypatch.setattr(known, "_known", told)
    return told


@pytest.fixture
def small(told):
    return Site(answering)


@pytest.fixture
def measure(empty):
    measure = make_measure(SLUG)
    publish(measure)
    return measure


@pytest.fixture
def site(measure, told, monkeypatch):
    """The real site, in front of one measure."""
    monkeypatch.setattr(told, "_of_all", Newest())
    told.forget()
    told.tell(version())
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Site(WSGIHandler())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_memory_sends_is_what_django_sends(site, address):
    for encoding in ENCODINGS:
        headers = {"HTTP_ACCEPT_ENCODING": encoding, "HTTP_ACCEPT": "*/*"}
        first = site.get(address, **headers)
        asked = site.asked
        assert site.get(address, **headers) == first
        named = headers | {"HTTP_IF_NONE_MATCH": first.tag}
        unchanged = site.get(address, **named)
        assert site.get(address, **named) == unchanged
        assert site.get(address, **headers, HTTP_IF_NONE_MATCH='"another"') == first
        assert (first.status, unchanged.status, site.asked - asked) == ("200 OK", "304 Not Modified", 1)
        assert get(site.handler, address, **headers) == first
        assert get(site.handler, address, **named) == unchanged
        assert {"X-Content-Type-Options", "Content-Security-Policy"} <= dict(first.headers).keys()


@pytest.mark.django_db
def test_memory_asks_no_query_and_renders_no_template(site, django_assert_num_queries):
    rendered = []
    template_rendered.connect(lambda **told: rendered.append(told), weak=False, dispatch_uid="rendered")
    tag = site.get("/").tag
    site.get("/", HTTP_IF_NONE_MATCH=tag)
    assert rendered
    rendered.clear()
    with django_assert_num_queries(0):
        answers = [site.get("/").status, site.get("/", HTTP_IF_NONE_MATCH=tag).status]
    template_rendered.disconnect(dispatch_uid="rendered")
    assert (answers, rendered, site.asked) == (["200 OK", "304 Not Modified"], [], 2)


@pytest.mark.django_db
def test_a_publication_is_answered_at_once_when_it_is_known(site, told, measure):
    first = site.get("/")
    site.get("/", HTTP_IF_NONE_MATCH=first.tag)
    publish(change(measure, title="Another title"))
    told.tell(version())
    second = site.get("/", HTTP_IF_NONE_MATCH=first.tag)
    assert second.status == "200 OK"
    assert b"Another title" in second.body
    assert b"Another title" not in first.body
    assert len(site.application.shelf._answers) == 1  # what was there before is gone


def test_another_day_is_another_state(small, monkeypatch):
    small.get("/")

    class Tomorrow(datetime):
        @classmethod
        def now(cls, zone=None):
            return datetime.now(zone) + timedelta(days=1)

    monkeypatch.setattr(finished, "datetime", Tomorrow)
    small.get("/")
    assert (small.asked, len(small.application.shelf._answers)) == (2, 0)  # it rests on the day before
    assert small.application.shelf.state[1] > datetime.now(UTC).date()


def test_django_answers_while_nobody_tells_the_version(small, told, monkeypatch):
    small.get("/")
    monkeypatch.setattr(known.time, "monotonic", lambda: told._until)
    monkeypatch.setattr(known, "version", lambda: told._newest)
    small.get("/")
    assert small.asked == 2


def test_a_worker_that_lags_behind_another_asks(small, told, monkeypatch):
    small.get("/")
    newer = replace(told._newest, seq=8)
    told._of_all.tell(newer.place)
    monkeypatch.setattr(known, "version", lambda: newer)
    small.get("/")
    assert (small.asked, known.heard_version()) == (2, newer)


def test_all_workers_know_a_version_before_one_answers_from_it(told):
    other = known.Known(told._of_all)
    other.tell(replace(told._newest, edition=2))
    assert told.heard() is None
    assert other.heard().edition == 2


def test_a_record_that_was_restored_is_believed_by_all_workers(told, monkeypatch):
    restored = replace(told._newest, seq=3)
    monkeypatch.setattr(known, "version", lambda: restored)
    told.forget()
    assert told.ask() == restored
    told.tell(restored)
    assert told.heard() == restored


OTHERWISE = [
    *({"REQUEST_METHOD": "HEAD"}, {"REQUEST_METHOD": "POST"}, {"HTTP_AUTHORIZATION": "Bearer mz_none"}),
    *({"HTTP_RANGE": "bytes=0-9"}, {"HTTP_IF_MATCH": '"none"'}, {"HTTP_IF_UNMODIFIED_SINCE": "now"}),
    *({"HTTP_HOST": "elsewhere.example"}, {"wsgi.url_scheme": "https"}, {"CONTENT_LENGTH": "3"}),
    *({"HTTP_ACCEPT": "image/png"}, {"HTTP_ACCEPT_ENCODING": "br"}, {"QUERY_STRING": "b=2"}, {"PATH_INFO": "/api/v1/"}),
    *({"PATH_INFO": "/admin/"}, {"PATH_INFO": "/static/x.css"}, {"HTTP_TRANSFER_ENCODING": "chunked"}),
    *({"HTTP_IF_NONE_MATCH": one} for one in ("*", 'x"a=1"', '"a=1", "other"', 'W/"a=1"')),
]


@pytest.mark.parametrize("changes", OTHERWISE, ids=str)
def test_who_asks_for_something_else_is_not_answered_from_memory(small, changes):
    small.get("/api/v1/events/?a=1")
    small.get("/api/v1/events/?a=1", **changes)
    assert small.asked == 2


@pytest.mark.parametrize(
    "changes",
    [
        *({"HTTP_USER_AGENT": "other"}, {"HTTP_COOKIE": "desk=1"}, {"HTTP_ACCEPT_LANGUAGE": "zh"}),
        *({"HTTP_ACCEPT": "text/html"}, {"HTTP_ACCEPT_ENCODING": "none"}, {"HTTP_IF_NONE_MATCH": '"other"'}),
        {"QUERY_STRING": "utm_source=x&a=%31"},
    ],
    ids=str,
)
def test_what_changes_no_answer_is_answered_from_memory(small, changes):
    first = small.get("/events/?a=1")
    assert small.get("/events/?a=1", **changes) == first
    assert small.asked == 1


def test_the_scheme_is_what_django_takes_it_for(told, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    site = Site(answering)
    for scheme in ("https", "http", "https"):
        site.get("/", HTTP_X_FORWARDED_PROTO=scheme)
    assert site.asked == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda answer: answer.set_cookie("desk", "1"),
        lambda answer: answer.headers.__setitem__("Vary", "Accept-Encoding, Cookie"),
        lambda answer: answer.headers.__setitem__("Cache-Control", "private, max-age=60"),
        lambda answer: setattr(answer, "status_code", 404),
        lambda answer: setattr(answer, "streaming", True),
        lambda answer: delattr(answer, "rests_on"),
        lambda answer: setattr(answer, "rests_on", (None, None)),
    ],
)
def test_what_is_not_right_for_everybody_is_not_kept(told, change):
    answer = answering({"QUERY_STRING": ""}, lambda *told: None)
    state = answer.rests_on
    assert finished.may_be_kept(answer, state, "/")
    change(answer)
    assert not finished.may_be_kept(answer, state, "/")


def test_what_differs_by_accept_is_kept_only_where_the_key_holds_it(told):
    answer = answering({"QUERY_STRING": ""}, lambda *told: None)
    answer.headers["Vary"] = "Accept-Encoding, Accept"
    kept = [finished.may_be_kept(answer, answer.rests_on, path) for path in ("/api/v1/events/", "/data/", "/")]
    assert kept == [True, False, False]


@pytest.mark.django_db
def test_what_rests_on_more_than_the_version_is_not_kept(site):
    addresses = ["/healthz", "/nothing/", "/?kind=rumour", "/?kind=", "/alerts/", "/data/", "/about"]
    for address in [*addresses, "/api/v1/events/?format=csv", f"/?q={'x' * 2000}"]:
        site.get(address)
    assert len(site.application.shelf._answers) == 0


@pytest.mark.django_db
def test_an_old_address_is_answered_from_memory(site, told, measure):
    rename_event(measure, "2025-04-04-better-name", reason="It misled.", by="tester")
    told.tell(version())
    first = site.get(f"/events/{SLUG}/?b=1&a=2")
    assert (first.status, site.get(f"/events/{SLUG}/?a=2&b=1&utm_source=x")) == ("308 Permanent Redirect", first)
    assert site.asked == 1


@pytest.mark.django_db
def test_a_misspelt_tag_is_answered_with_the_page(site):
    first = site.get("/api/v1/status/")
    assert site.get("/api/v1/status/", HTTP_IF_NONE_MATCH=f"x{first.tag}") == first
    assert site.asked == 2


@pytest.mark.django_db
def test_an_answer_from_memory_counts_against_no_quota(site):
    for _ in range(3):
        assert site.get("/api/v1/events/?q=testium").status == "200 OK"
    assert [one.used for one in Counter.objects.all()] == [1]


def test_answers_take_no_more_memory_than_they_are_given(told):
    site = Site(answering, most_bytes=100_000)
    for number in range(100):
        site.get(f"/?n={number:03}")
        assert site.application.shelf.bytes <= 100_000
    shelf = site.application.shelf
    kept = [key[4] for key in shelf._answers]
    assert 50 < len(kept) < 100
    assert kept == [f"n={number:03}" for number in range(100 - len(kept), 100)]  # the last ones
    assert shelf.bytes == sum(finished._size(key, answer) for key, answer in shelf._answers.items())
    assert shelf.bytes > sum(len(answer.body) + OBJECT_BYTES for answer in shelf._answers.values())


def test_what_was_used_lately_stays(told):
    site = Site(answering, most_bytes=10_000)
    site.get("/")
    for number in range(50):
        site.get(f"/?n={number}")
        site.get("/")
    assert site.asked == 51


def test_no_answer_takes_all_memory(told):
    site = Site(answering, most_bytes=OBJECT_BYTES * SMALL_PART)
    site.get("/")
    assert site.application.shelf.bytes == 0


def test_without_memory_there_is_none(settings):
    settings.FINISHED_ANSWERS_MEGABYTES = 0
    assert finished.finished(answering) is answering


def test_the_fast_path_can_be_read_in_one_sitting():
    assert sum(len((ROOT / path).read_text().splitlines()) for path in FAST_PATH) < MOST_LINES
