"""An answer is all of one version: that which its tag and its text announce, whatever is published while it is made."""

from dataclasses import replace

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from policy.keys.models import Counter
from policy.record import http, known
from policy.record.http import versioned
from policy.record.kept import Kept
from policy.record.version import Fixed, version
from tests.makers import change, make_statement, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement(empty):
    statement = make_statement(title="Title 1")
    publish(statement)
    return statement


def answered(view, **headers):
    request = RequestFactory().get("/", headers=headers)
    return request, versioned(view)(request)


def published_on_the_way(statement, respond):
    """Return the versions that a view is asked for, and the view: when it is asked first, something is published."""
    seen = []

    def view(request):
        seen.append(request.version.seq)
        if len(seen) == 1:
            publish(change(statement, title="Title 2"))
        return respond(request)

    return seen, view


def test_what_was_published_meanwhile_is_in_all_of_an_answer_or_in_nothing_of_it(statement):
    def respond(request):
        request.depends_on.append("what was appended on the way")
        return HttpResponse(f"{request.version.seq} of {version().seq}")

    seen, view = published_on_the_way(statement, respond)
    request, answer = answered(view)
    assert (seen, answer.content) == ([1, 2], b"2 of 2")
    assert request.depends_on.count("what was appended on the way") == 1
    assert answer["ETag"] == http.entity_tag(request) == version().etag(*request.depends_on)


def test_what_one_query_reads_is_of_the_version_that_this_query_saw(statement, django_assert_num_queries):
    def respond(request):
        request.all_of = version()
        return HttpResponse(f"{request.version.seq} of {request.all_of.seq}")

    seen, view = published_on_the_way(statement, respond)
    assert answered(view)[1].content == b"2 of 2"
    assert seen == [1, 2]
    with django_assert_num_queries(2):  # before, and the view's own
        answered(view)


def test_an_answer_to_nothing_new_is_made_once(statement, django_assert_num_queries):
    asked = []
    with django_assert_num_queries(2):  # before and after
        request, answer = answered(lambda request: asked.append(request) or HttpResponse())
    assert len(asked) == 1
    assert answer.rests_on == (version(), request.today)


def test_a_version_that_memory_lags_behind_is_not_announced(statement, monkeypatch):
    watched = known.Known()
    watched.tell(version())
    monkeypatch.setattr(known, "_known", watched)
    publish(change(statement, title="Title 2"))  # and nobody told
    _, answer = answered(lambda request: HttpResponse(str(request.version.seq)))
    assert answer.content == b"2"
    assert known.heard_version().seq == 2


def test_names_are_those_of_the_version_that_is_announced(statement, client):
    def view(request):
        if request.version.seq == 1:
            publish(change(statement, title="Title 2"))
        return client.get("/events/2025-04-05-test-statement/")

    _, answer = answered(view)
    assert b"version 2 of the record" in answer.content
    assert b"Title 1" not in answer.content


def test_what_others_kept_as_the_next_version_came_is_not_taken_by_who_reads_one_version(statement):
    kept = Kept(1_000_000)

    def respond(request):
        kept.get(("title", version()), lambda: "a title published since")  # another reader's, who will find out
        return HttpResponse(kept.get(("title", request.version), lambda: "the title"))

    _, view = published_on_the_way(statement, respond)
    _, answer = answered(view)
    assert answer.content == b"the title"
    assert Fixed.of(version()) == Fixed.of(version()) != version()


def test_what_rests_on_more_than_the_version_is_not_marked(statement):
    def view(request):
        request.depends_on.append("the weather")
        return HttpResponse()

    _, answer = answered(view)
    assert not hasattr(answer, "rests_on")
    assert "ETag" in answer.headers


@pytest.mark.parametrize("status", [302, 400, 404, 410])
def test_what_has_no_tag_is_of_one_version_as_well(statement, status):
    def respond(request):
        return HttpResponse(status=status)

    seen, view = published_on_the_way(statement, respond)
    _, answer = answered(view)
    assert (seen, answer.status_code, hasattr(answer, "rests_on")) == ([1, 2], status, False)


def test_what_is_not_there_stays_away(statement):
    def view(request):
        raise Http404

    with pytest.raises(Http404):
        answered(view)


def test_a_quota_counts_a_request_once_however_often_its_view_is_asked(client, statement, monkeypatch):
    monkeypatch.setattr(http, "newest_version", lambda: replace(version(), seq=0))
    assert client.get("/api/v1/events/?q=title").status_code == 200
    assert [one.used for one in Counter.objects.all()] == [1]
