"""What the API refuses: every error is a problem of RFC 9457, and nothing that a request holds makes the server fail."""

import base64

import pytest
from django.test import Client

from policy.models import Event
from tests.makers import retract

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"
NUL, HALF = "\\u0000", "\\ud800"


def cursor(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


CURSORS = {
    "no list": cursor("5"),
    "null": cursor("null"),
    "deep": cursor("[" * 5000),
    "NUL": cursor(f'["controls", ["{NUL}"], false]'),
    "half a character": cursor(f'["controls", ["{HALF}"], false]'),
    "not as written": cursor('["controls",["x"],false]'),
    "no base64": "!!!",
    "of another list": cursor('["topics", ["x"], false]'),
}
GARBLED = ["q=%zz", "q=%", "q=50%25%", "q=%ff", "q=%ED%A0%80", "%ff=1", "q=%C3"]
REFUSED = {
    "unknown parameter": ("GET", "events/?colour=red", {}, 400),
    "parameter of nothing": ("GET", "status/?on=2025-01-01", {}, 400),
    "nameless parameter": ("GET", "events/?=x", {}, 400),
    "NUL": ("GET", "events/?q=%00", {}, 400),
    "long words": ("GET", f"events/?q={'a' * 5000}", {}, 400),
    "another host": ("GET", "events/", {"host": "elsewhere.example"}, 400),
    "nothing there": ("GET", "nothing/", {}, 404),
    "broken escape in the path": ("GET", "events/%zz/", {}, 404),
    "no UTF-8 in the path": ("GET", "events/%ff/", {}, 404),
    "NUL in the path": ("GET", "events/%00/", {}, 404),
    "number beyond all": ("GET", f"events/x/revisions/{'9' * 5000}/", {}, 404),
    "no such row": ("GET", "actors/nobody/", {}, 404),
    "writing": ("POST", "events/", {}, 405),
    "deleting": ("DELETE", "events/2025-06-09-london-talks/", {}, 405),
    "writing, with garbage": ("PUT", "events/?q=%zz", {"accept": "image/png"}, 405),
    "tracing": ("TRACE", "status/", {}, 405),
    "connecting": ("CONNECT", "status/", {}, 405),
    "a method of nobody": ("FOO", "topics/", {}, 405),
    "picture": ("GET", "events/", {"accept": "image/png"}, 406),
    "file of what has none": ("GET", "status/", {"accept": "text/csv"}, 406),
    "everything refused": ("GET", "topics/", {"accept": "*/*;q=0"}, 406),
    "garbage in Accept": ("GET", "topics/", {"accept": "garbage/;;q=x"}, 406),
}


def ask(client, method, path, headers):
    return client.generic(method, f"/api/v1/{path}", headers=headers)


@pytest.mark.parametrize(("method", "path", "headers", "status"), REFUSED.values(), ids=REFUSED)
def test_every_refusal_is_a_problem_that_no_cache_keeps(client, shipped, method, path, headers, status):
    response = ask(client, method, path, headers)
    told = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
    assert (told["type"], told["status"], told["title"]) == ("about:blank", status, response.reason_phrase)
    assert told["detail"]
    assert told["instance"].startswith("/api/v1/")
    assert (response["Cache-Control"], response["Access-Control-Allow-Origin"]) == ("no-store", "*")
    assert (status == 405) <= (response.get("Allow") == "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("query", GARBLED)
@pytest.mark.parametrize("path", ["events/", "topics/"])
def test_what_is_no_percent_encoded_utf_8_is_refused(client, shipped, path, query):
    response = client.generic("GET", f"/api/v1/{path}", QUERY_STRING=query)
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert "RFC 3986" in response.json()["detail"]


@pytest.mark.parametrize("text", CURSORS.values(), ids=CURSORS)
@pytest.mark.parametrize("path", ["events/", "controls/", "sources/"])
def test_a_cursor_that_no_list_gave_out_is_refused_by_name(client, shipped, path, text):
    response = client.get(f"/api/v1/{path}?cursor={text}")
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == ["cursor"]


def test_a_retracted_event_answers_410_with_its_tombstone_to_head_too(client, shipped):
    retract(Event.objects.get(slug="2025-06-09-london-talks"))
    response = client.get("/api/v1/events/2025-06-09-london-talks/")
    assert (response.status_code, response["Content-Type"]) == (410, PROBLEM)
    assert response.json()["tombstone"]["action"] == "delete"
    assert client.head("/api/v1/events/2025-06-09-london-talks/").status_code == 410


@pytest.mark.parametrize(
    "content_type", ["application/json", "multipart/form-data", "x/y", "", "text/plain; charset=x"]
)
def test_what_a_request_to_read_carries_does_not_matter(client, shipped, content_type):
    response = client.generic("GET", "/api/v1/topics/", b"\xff{", content_type=content_type)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("", "/api/v1/"),
        ("/events", "/api/v1/events/"),
        ("/topics?page_size=3", "/api/v1/topics/?page_size=3"),
        ("/actors/mofcom", "/api/v1/actors/mofcom/"),
    ],
)
def test_an_address_without_its_last_slash_leads_to_the_one_with_it(client, shipped, asked, leads_to):
    response = client.get(f"/api/v1{asked}")
    assert (response.status_code, response["Location"]) == (308, leads_to)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get(leads_to).status_code == 200


def test_nothing_is_sent_on_that_writes_or_leads_nowhere(client, shipped):
    assert client.post("/api/v1/events").status_code == 404
    assert client.get("/api/v1/nothing").status_code == 404


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/json;q=0.1, text/csv", "text/csv; charset=utf-8; header=present"),
        ("text/csv;q=0, */*", "application/json"),
        ("text/*, application/json;q=0.9", "text/csv; charset=utf-8; header=present"),
        ("application/x-ndjson;q=0.5, application/*;q=0.4", "application/x-ndjson"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "application/json"),
    ],
)
def test_the_form_is_what_accept_likes_best_and_the_tag_is_that_forms(client, shipped, accept, form):
    response = client.get("/api/v1/topics/", headers={"accept": accept})
    b"".join(response)
    assert (response["Content-Type"], response["Vary"]) == (form, "Accept, Accept-Encoding")
    again = {"accept": accept, "if-none-match": response["ETag"]}
    assert client.get("/api/v1/topics/", headers=again).status_code == 304
    assert client.get("/api/v1/topics/", headers={**again, "accept": "application/json"}).status_code == (
        304 if form == "application/json" else 200
    )


@pytest.mark.parametrize("path", ["", "events/", "topics/talks/", "changes/"])
def test_options_and_a_preflight_say_what_scripts_of_other_sites_may_ask(client, shipped, path):
    asked = {"origin": "https://example.org", "access-control-request-method": "GET", "accept": "image/png"}
    response = client.options(f"/api/v1/{path}", headers=asked)
    assert (response.status_code, response.content, response["Allow"]) == (204, b"", "GET, HEAD, OPTIONS")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert {"Authorization", "If-None-Match"} <= set(response["Access-Control-Allow-Headers"].split(", "))
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize(
    "path", ["", "events/?page_size=3", "topics/talks/", "topics/?format=csv", "nothing/", "events/?a"]
)
def test_head_answers_with_the_headers_of_get(client, shipped, path):
    got = client.get(f"/api/v1/{path}", headers={"accept-encoding": "br"})
    b"".join(got)
    head = client.head(f"/api/v1/{path}", headers={"accept-encoding": "br"})
    assert (head.status_code, dict(head.headers)) == (got.status_code, dict(got.headers))


def test_scripts_of_other_sites_may_read_a_304_and_what_it_says(client, shipped):
    tag = client.get("/api/v1/topics/")["ETag"]
    response = client.get("/api/v1/topics/", headers={"if-none-match": tag})
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (304, "*")
    assert {"ETag", "Link", "Retry-After", "RateLimit", "RateLimit-Policy", "Content-Disposition"} == set(
        response["Access-Control-Expose-Headers"].split(", ")
    )


def test_a_failure_is_a_problem_too(shipped, monkeypatch):
    monkeypatch.setattr("policy.api.references.public_rows", lambda version: 1 / 0)
    response = Client(raise_request_exception=False).get("/api/v1/topics/")
    assert (response.status_code, response["Content-Type"], response["Cache-Control"]) == (500, PROBLEM, "no-store")
