"""Whoever has an answer and asks whether it is still right gets 304, at every public address (RFC 9110, 15.4.5)."""

from datetime import UTC, datetime

import pytest
from django.test import Client, override_settings

from tests.site.every_page import FILES, PAGES, chinese

pytestmark = pytest.mark.django_db

KEPT = ("Cache-Control", "Content-Location", "ETag", "Expires", "Vary")
FORMS = ("report", "alerts", "alerts of a list")  # each has a token of its own
NOT_STORED = {*FORMS, *(f"{name}, in Chinese" for name in FORMS), "alive", "ready"}
BUILT = "/data/"  # files that a command builds: tests/files asks them the same
OF_API = (
    *("", "status/", "events/", "changes/", "controls/", "facets/", "measures/", "statements/", "meetings/"),
    *("materials/", "items/", "actors/", "sources/", "topics/", "events/?q=licences", "changes/?after=290"),
    *("events/2025-06-09-london-talks/", "events/2025-06-09-london-talks/revisions/", "actors/mofcom/"),
    *("events/2025-06-09-london-talks/revisions/1/", "topics/?format=csv", "topics/?format=ndjson"),
    "measures/2025-04-04-mofcom-gac-announcement-18/status/",
)


def faults(client, path, headers=()):
    """Yield what is wrong with the second answer of an address."""
    first = client.get(path, headers=dict(headers))
    b"".join(first)
    second = client.get(path, headers={**dict(headers), "if-none-match": first.headers.get("ETag", "none")})
    if (first.status_code, second.status_code) != (200, 304):
        yield f"{first.status_code}, then {second.status_code}"
    yield from (name for name in KEPT if first.headers.get(name) != second.headers.get(name))
    if second.content or "Content-Encoding" in second.headers:
        yield "content"


def found(client, addresses):
    faulty = {name: list(faults(client, path)) for name, path in addresses.items() if name not in NOT_STORED}
    return {name: told for name, told in faulty.items() if told}


@pytest.mark.slow
def test_the_second_answer_of_every_page_is_304(client, shipped):
    assert found(client, PAGES | chinese(PAGES)) == {}


def test_the_second_answer_of_every_file_is_304(client, shipped, settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    settings.SECURITY_CONTACT_EXPIRES = datetime(2030, 1, 1, tzinfo=UTC)
    assert found(client, {name: path for name, path in FILES.items() if not path.startswith(BUILT)}) == {}


@pytest.mark.parametrize("encoding", ["identity", "br"])
def test_the_second_answer_of_every_endpoint_is_304(client, shipped, encoding):
    headers = {"accept-encoding": encoding}
    faulty = {path: list(faults(client, f"/api/v1/{path}", headers)) for path in OF_API}
    assert {path: told for path, told in faulty.items() if told} == {}


@pytest.mark.parametrize("name", sorted(NOT_STORED))
def test_what_is_not_to_be_stored_says_so(client, shipped, name):
    response = client.get((PAGES | chinese(PAGES) | FILES)[name])
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response


def test_a_static_file_that_did_not_change_is_304(tmp_path):
    (tmp_path / "style.css").write_text("body { margin: 0 }")
    with override_settings(STATIC_ROOT=tmp_path):
        client = Client()
        first = client.get("/static/style.css")
        b"".join(first)
        asked = {"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}
        assert [client.get("/static/style.css", headers=one).status_code for one in asked] == [304, 304]


def test_a_tag_of_another_answer_is_no_304(client, shipped):
    tag = client.get("/api/v1/topics/")["ETag"]
    assert client.get("/api/v1/actors/", headers={"if-none-match": tag}).status_code == 200
    assert client.get("/api/v1/topics/", headers={"if-none-match": tag, "accept-encoding": "gzip"}).status_code == 200
