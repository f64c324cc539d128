"""Lists of the API: what they hold, how they page, and what they refuse."""

import json
from urllib.parse import urlsplit

import pytest

from policy import kinds

pytestmark = pytest.mark.django_db


def get(client, path, **params):
    return client.get(f"/api/v1/{path}", params)


def slugs(response):
    return [event["slug"] for event in response.json()["results"]]


def walk(client, path, **params):
    """Return the slugs of all pages, following `next`."""
    found, address = [], f"/api/v1/{path}"
    response = client.get(address, params)
    while True:
        found.append(slugs(response))
        following = response.json()["next"]
        if not following:
            return found
        response = client.get(f"{urlsplit(following).path}?{urlsplit(following).query}")


def test_lists_all_published_events_and_no_draft(client, shipped):
    found = [slug for page in walk(client, "events/", page_size=100) for slug in page]
    assert sorted(found) == sorted(shipped.published)
    assert not set(found) & set(shipped.drafts)


def test_pages_cover_the_list_once_newest_first(client, shipped):
    whole = walk(client, "events/", page_size=200)
    small = walk(client, "events/", page_size=7)
    assert [slug for page in small for slug in page] == [slug for page in whole for slug in page]
    dates = [event["date"] for event in get(client, "events/", page_size=200).json()["results"]]
    assert dates == sorted(dates, key=lambda date: date.ljust(10, "-"), reverse=True) or dates[0][:7] >= dates[-1][:7]


@pytest.mark.parametrize("order", ["-date", "date", "-published_at"])
def test_previous_leads_back_to_where_one_came_from(client, shipped, order):
    first = get(client, "events/", page_size=10, order=order)
    second = client.get(first.json()["next"])
    assert slugs(client.get(second.json()["previous"])) == slugs(first)
    assert first.json()["previous"] is None


def test_relevance_pages_cover_the_list_once(client, shipped):
    whole = walk(client, "events/", q="rare earth licence", order="relevance", page_size=200)
    small = walk(client, "events/", q="rare earth licence", order="relevance", page_size=9)
    found = [slug for page in small for slug in page]
    assert found == [slug for page in whole for slug in page]
    assert len(set(found)) == len(found) > 9


def test_date_order_is_the_reverse_of_the_default(client, shipped):
    newest_first = [slug for page in walk(client, "statements/") for slug in page]
    assert [slug for page in walk(client, "statements/", order="date") for slug in page] == newest_first[::-1]


@pytest.mark.parametrize("kind", [kind.plural for kind in kinds.every()])
def test_lists_of_a_kind_hold_that_kind_only(client, shipped, kind):
    response = get(client, f"{kind}/", page_size=200, count="true")
    assert {event["kind"] for event in response.json()["results"]} == {kind[:-1]}
    assert response.json()["count"] == len(response.json()["results"])


def test_count_is_exact_and_only_given_when_asked_for(client, shipped):
    assert get(client, "events/", count="true").json()["count"] == len(shipped.published)
    assert "count" not in get(client, "events/").json()


def test_fields_limits_the_fields(client, shipped):
    (event,) = get(client, "events/", page_size=1, fields="slug,revision").json()["results"]
    assert list(event) == ["slug", "revision"]


def test_next_and_previous_are_in_the_link_header(client, shipped):
    first = get(client, "events/", page_size=5)
    assert first.headers["Link"] == f'<{first.json()["next"]}>; rel="next"'
    second = client.get(first.json()["next"])
    assert '; rel="prev"' in second.headers["Link"]


@pytest.mark.parametrize(
    ("params", "parameter", "allowed"),
    [
        ({"kind": "treaty"}, "kind", "measure"),
        ({"kind": "measure,treaty"}, "kind", "statement"),
        ({"country": "ZZ"}, "country", None),
        ({"country": "cn"}, "country", None),
        ({"material": "unobtainium"}, "material", None),
        ({"actor": "mofcon"}, "actor", "mofcom"),
        ({"direction": "up"}, "direction", "easing"),
        ({"disputed": "maybe"}, "disputed", "true"),
        pytest.param({"outcome": "lost"}, "outcome", "approved", marks=pytest.mark.permits),
        ({"instrument_type": "edict"}, "instrument_type", "export_control"),
        ({"from": "2025-02-30"}, "from", None),
        ({"to": "2025"}, "to", None),
        ({"from": "2025-06-08", "to": "2025-06-07"}, "to", None),
        ({"known_at": "2025-01-01"}, "known_at", None),
        ({"known_at": "2025-01-01T00:00:00"}, "known_at", None),
        ({"order": "title"}, "order", "-date"),
        ({"order": "relevance"}, "order", "date"),
        ({"cursor": "abc"}, "cursor", None),
        ({"page_size": "0"}, "page_size", None),
        ({"page_size": "201"}, "page_size", None),
        ({"page_size": "²"}, "page_size", None),
        ({"count": "yes"}, "count", "false"),
        ({"fields": "slug,nothing"}, "fields", "slug"),
        ({"kinds": "measure"}, "kinds", "kind"),
        ({"format": "xml"}, "format", "ndjson"),
        ({"utm_source": "x"}, "utm_source", "kind"),
        ({"kind": ""}, "kind", None),
        ({"q": "a\x00b"}, "q", None),
    ],
)
def test_refuses_what_cannot_be_meant_and_says_what_is_allowed(client, shipped, params, parameter, allowed):
    response = get(client, "events/", **params)
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    (error,) = response.json()["errors"]
    assert error["parameter"] == parameter
    assert allowed is None or allowed in error["allowed"]


@pytest.mark.parametrize("path", ["", "status/", "events/2025-06-09-london-talks/"])
def test_refuses_a_format_wherever_none_is_to_be_chosen(client, shipped, path):
    response = get(client, path, format="csv")
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == ["format"]


def test_reports_all_mistakes_at_once(client, shipped):
    response = get(client, "events/", kind="x", foo="y", page_size="z", **{"from": "never"})
    assert {error["parameter"] for error in response.json()["errors"]} == {"kind", "foo", "page_size", "from"}


def test_refuses_a_repeated_parameter(client, shipped):
    response = client.get("/api/v1/events/?kind=measure&kind=statement")
    assert response.json()["errors"][0]["parameter"] == "kind"


def test_a_cursor_holds_for_its_own_order_only(client, shipped):
    cursor = dict(
        pair.split("=") for pair in urlsplit(get(client, "events/", page_size=1).json()["next"]).query.split("&")
    )
    assert get(client, "events/", cursor=cursor["cursor"], order="date").status_code == 400


def test_kind_is_no_parameter_where_the_address_names_it(client, shipped):
    assert get(client, "statements/", kind="measure").status_code == 400


@pytest.mark.parametrize("size", [1, 10, 200])
def test_queries_do_not_grow_with_the_page(client, shipped, size, django_assert_num_queries):
    get(client, "events/", kind="measure")  # the vocabulary of this version is read once per process
    with django_assert_num_queries(3):  # version, rows, version again
        get(client, "events/", page_size=size, country="CN", material="dysprosium")
    with django_assert_num_queries(4):  # and the count
        get(client, "events/", page_size=size, count="true")


def test_answers_are_valid_json_of_the_documents_as_stored(client, shipped):
    from policy.record.models import Revision

    for event in get(client, "events/", page_size=200).json()["results"]:
        stored = json.loads(Revision.objects.current().get(slug=event["slug"]).document)
        assert {key: event[key] for key in stored} == stored
