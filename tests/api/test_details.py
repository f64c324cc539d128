"""One event, the root, the status, and everything that isn't there."""

import pytest

from policy.models import Event
from policy.record.models import Revision
from policy.record.publish import retract

pytestmark = pytest.mark.django_db

STATEMENT = "2025-06-07-mofcom-statement-on-rare-earth-approvals"
LONE = "2025-09-19-trump-on-call-with-xi"


def test_serves_the_document_with_its_revision_and_addresses(client, shipped):
    event = client.get(f"/api/v1/events/{STATEMENT}/").json()
    revision = Revision.objects.current().get(slug=STATEMENT)
    assert event["revision"]["sha256"] == revision.sha256
    assert event["revision"]["seq"] == revision.seq
    assert event["url"] == f"http://testserver/events/{STATEMENT}/"
    assert event["api_url"] == f"http://testserver/api/v1/events/{STATEMENT}/"
    assert list(event)[-3:] == ["revision", "url", "api_url"]


def test_an_event_stands_under_its_kind_too_and_under_no_other(client, shipped):
    assert client.get(f"/api/v1/statements/{STATEMENT}/").json() == client.get(f"/api/v1/events/{STATEMENT}/").json()
    assert client.get(f"/api/v1/measures/{STATEMENT}/").status_code == 404


def test_a_draft_is_not_there(client, shipped):
    for slug in shipped.drafts:
        assert client.get(f"/api/v1/events/{slug}/").status_code == 404


def test_a_retracted_event_is_gone_and_says_why(client, shipped):
    retract(Event.objects.get(slug=LONE), reason="The report was withdrawn.", by="tester")
    response = client.get(f"/api/v1/events/{LONE}/")
    assert response.status_code == 410
    assert response.json()["tombstone"]["revision"]["reason"] == "The report was withdrawn."
    assert LONE not in client.get("/api/v1/statements/?fields=slug&page_size=200").content.decode()


def test_each_version_stays_as_it_was_published(client, shipped):
    event = Event.objects.get(slug=LONE)
    retract(event, reason="The report was withdrawn.", by="tester")
    first, tombstone = (client.get(f"/api/v1/events/{LONE}/revisions/{number}/") for number in (1, 2))
    assert first.json()["revision"]["sha256"] == Revision.objects.get(slug=LONE, number=1).sha256
    assert first.json()["title"] == event.title
    assert tombstone.status_code == 410
    assert tombstone.json()["tombstone"]["revision"]["number"] == 2
    for number in (0, 3, 10**30):
        assert client.get(f"/api/v1/events/{LONE}/revisions/{number}/").status_code == 404


def test_status_tells_version_counts_and_newest_hash(client, shipped):
    status = client.get("/api/v1/status/").json()
    newest = Revision.objects.newest()
    assert (status["version"], status["sha256"]) == (newest.seq, newest.sha256)
    assert status["counts"]["events"] == len(shipped.published)
    assert status["reviewed_through"] == "2026-10-05"


def test_the_root_lists_endpoints_that_answer(client, shipped):
    for address in client.get("/api/v1/").json()["endpoints"].values():
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("path", ["nothing/", "events/no-such-event/", "events/a/b/", "events/UPPER/"])
def test_missing_addresses_answer_with_a_problem(client, shipped, path):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["instance"] == f"/api/v1/{path}"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_is_read_only(client, shipped, method):
    response = getattr(client, method)("/api/v1/events/")
    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "GET" in response.headers["Allow"]


def test_parameters_of_a_detail_are_refused(client, shipped):
    response = client.get(f"/api/v1/events/{STATEMENT}/?verbose=1")
    assert response.json()["errors"][0]["parameter"] == "verbose"


@pytest.mark.parametrize("path", ["events/", f"events/{STATEMENT}/", "status/", ""])
def test_an_unchanged_answer_is_304_and_a_publication_changes_the_tag(client, shipped, path):
    first = client.get(f"/api/v1/{path}")
    assert first.headers["Cache-Control"].startswith("public")
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    again = client.get(f"/api/v1/{path}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    retract(Event.objects.get(slug=LONE), reason="Withdrawn.", by="tester")
    assert client.get(f"/api/v1/{path}", headers={"If-None-Match": tag}).status_code == 200


def test_errors_carry_no_tag(client, shipped):
    assert "ETag" not in client.get("/api/v1/events/?kind=x").headers
    assert "ETag" not in client.get("/api/v1/events/no-such-event/").headers


def test_any_site_may_read_and_no_cookie_is_set(client, shipped):
    for path in ("events/", "events/no-such-event/", "events/?kind=x", "nothing/"):
        response = client.get(f"/api/v1/{path}")
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies


def test_head_answers_like_get_without_a_body(client, shipped):
    head, get = client.head("/api/v1/events/"), client.get("/api/v1/events/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]


def test_queries_of_a_detail_are_constant(client, shipped, django_assert_num_queries):
    with django_assert_num_queries(2):  # version, revision with its version
        client.get(f"/api/v1/events/{STATEMENT}/")
