"""httplint, which redbot rests on, finds no fault in any kind of answer, as the real server sends it."""

import socket

import pytest

from tests import databases
from tests.api.httplinted import asked, faults
from tests.serving import served

pytestmark = [pytest.mark.slow, pytest.mark.permits, pytest.mark.django_db]

EVENT = "/events/2025-04-04-mofcom-gac-announcement-18/"
PREFLIGHT = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
NO_FAULT = {
    "STORE_PUBLIC_UNNECESSARY",  # public says what holds anyway; some shared caches keep nothing that doesn't say so
    "STATUS_BAD_REQUEST",  # tells what 400 means, which the test asked for
}
ANSWERS = {
    "page": ("GET", "/", {}, 200),
    "page, compressed": ("GET", EVENT, {"Accept-Encoding": "br"}, 200),
    "page, in Chinese": ("GET", "/zh-hans/controls/", {"Accept-Encoding": "gzip"}, 200),
    "form": ("GET", f"{EVENT}report/", {}, 200),
    "page that isn't there": ("GET", "/nothing/", {}, 404),
    "page refused": ("GET", "/?kind=rumour", {}, 400),
    "list": ("GET", "/api/v1/events/?page_size=5", {}, 200),
    "list, compressed": ("GET", "/api/v1/actors/", {"Accept-Encoding": "zstd, gzip"}, 200),
    "feed of changes": ("GET", "/api/v1/changes/?after=290", {"Accept-Encoding": "gzip"}, 200),
    "document": ("GET", f"/api/v1{EVENT}", {"Accept-Encoding": "br"}, 200),
    "document, its head": ("HEAD", f"/api/v1{EVENT}", {"Accept-Encoding": "br"}, 200),
    "schema": ("GET", "/api/v1/schema/", {}, 200),
    "stream": ("GET", "/api/v1/sources/?format=csv", {}, 200),
    "stream, compressed": ("GET", "/api/v1/events/?format=ndjson", {"Accept-Encoding": "gzip"}, 200),
    "stream, its head": ("HEAD", "/api/v1/events/?format=ndjson", {"Accept-Encoding": "gzip"}, 200),
    "problem": ("GET", "/api/v1/events/?colour=red", {}, 400),
    "problem, nothing there": ("GET", "/api/v1/nothing/", {}, 404),
    "problem, no such form": ("GET", "/api/v1/events/", {"Accept": "image/png"}, 406),
    "problem, wrong method": ("POST", "/api/v1/events/", {"Content-Length": "0"}, 405),
    "moved": ("GET", "/api/v1/events", {}, 308),
    "preflight": ("OPTIONS", "/api/v1/events/", PREFLIGHT, 204),
    "Atom": ("GET", "/feeds/events.atom", {"Accept-Encoding": "gzip"}, 200),
    "JSON Feed": ("GET", "/feeds/events.json", {}, 200),
    "calendar": ("GET", "/calendar.ics", {}, 200),
    "citation": ("GET", f"{EVENT}cite.bib", {}, 200),
    "picture": ("GET", f"{EVENT}card.png", {}, 200),
    "drawing": ("GET", "/permits/month.svg", {"Accept-Encoding": "br"}, 200),
    "table": ("GET", "/permits/summary.csv", {}, 200),
    "sitemap": ("GET", "/sitemap.xml", {"Accept-Encoding": "gzip"}, 200),
    "robots": ("GET", "/robots.txt", {}, 200),
    "alive": ("GET", "/healthz", {}, 200),
    "static file": ("GET", "/static/site.css", {"Accept-Encoding": "gzip"}, 200),
}


@pytest.fixture(scope="module")
def port(django_db_setup, django_db_blocker):
    """The port of a server of the shipped data."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = probe.getsockname()[1]
    copied = databases.created("linted", template=databases.loaded())
    with django_db_blocker.unblock(), copied as name:
        environment = databases.environment(databases.url(name)) | {"WORKER": "0"}
        with served(environment, free, lines=4):
            yield free


@pytest.mark.parametrize(("method", "path", "headers", "status"), ANSWERS.values(), ids=ANSWERS)
def test_no_answer_has_a_fault_and_neither_has_its_304(port, method, path, headers, status):
    answer = asked(port, method, path, headers)
    assert int(answer.status) == status
    found = faults(port, method, path, headers, answer)
    tag = answer.header("etag")
    if tag and method == "GET":
        again = {**headers, "If-None-Match": tag}
        second = asked(port, method, path, again)
        assert int(second.status) == 304
        found |= faults(port, method, path, again, second)
    assert {name: told for name, told in found.items() if name not in NO_FAULT} == {}


def test_the_linter_finds_faults(port):
    answer = asked(port, "GET", "/api/v1/topics/", {})
    answer.headers.append((b"Cache-Control", b"no-store"))
    assert "CC_CONFLICTING" in faults(port, "GET", "/api/v1/topics/", {}, answer)
