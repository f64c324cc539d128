"""The change feed: every revision in its order, without a gap, and cheap to ask about."""

import csv
import io
import json

import pytest

from policy.record import known
from policy.record.change_feed import ChangeEntry
from policy.record.models import Revision
from policy.record.version import version
from policy.renaming import merge_events, rename_event
from tests.makers import change, make_measure, make_statement, publish, retract

pytestmark = pytest.mark.django_db
PATH = "/api/v1/changes/"


def get(client, query="", **headers):
    return client.get(f"{PATH}{query}", headers=headers)


def entries(client, address=PATH):
    """Return all entries from an address on, following `next`."""
    found = []
    while address:
        page = client.get(address).json()
        found, address = found + page["results"], page["next"]
    return found


def refused(response):
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    return [error["parameter"] for error in response.json()["errors"]]


@pytest.fixture
def told(empty):
    """Eight entries: two events, one of them corrected, renamed, and retracted; then two merged."""
    first, second, third = make_statement(), make_measure(), make_statement("2025-04-06-double")
    publish(first, second, third)
    publish(change(first, title="Corrected"))
    rename_event(first, "2025-04-05-better-name", reason="It misled.", by="tester")
    merge_events(third, first, reason="They are one.", by="tester")
    return first


def test_tells_every_revision_in_sequence_once(client, shipped):
    found = entries(client, f"{PATH}?page_size=97")
    assert [one["seq"] for one in found] == list(range(1, version().seq + 1))
    assert {one["action"] for one in found} == {"add"}


def test_documents_are_those_that_the_lists_serve(client, shipped):
    listed = {}
    address = "/api/v1/events/?page_size=200"
    while address:
        page = client.get(address).json()
        listed, address = listed | {one["slug"]: one for one in page["results"]}, page["next"]
    assert {one["slug"]: one["document"] for one in entries(client, f"{PATH}?page_size=200")} == listed


def test_an_entry_has_the_keys_that_are_described(client, told):
    assert all(list(one) == list(ChangeEntry().fields) for one in entries(client))


def test_a_changed_slug_and_a_merge_delete_and_then_modify_the_survivor(client, told):
    short = [(one["action"], one["slug"], one["replaced_by"]) for one in entries(client, f"{PATH}?after=3")]
    assert short == [
        ("modify", "2025-04-05-test-statement", None),
        ("delete", "2025-04-05-test-statement", "2025-04-05-better-name"),
        ("modify", "2025-04-05-better-name", None),
        ("delete", "2025-04-06-double", "2025-04-05-better-name"),
        ("modify", "2025-04-05-better-name", None),
    ]
    assert [one["document"] is None for one in entries(client, f"{PATH}?after=4")] == [True, False, True, False]


def test_next_is_null_and_results_are_empty_at_the_end(client, told):
    page = get(client, "?after=8").json()
    assert (page["next"], page["results"], page["version"]) == (None, [], 8)
    last = get(client, "?after=6&page_size=2").json()
    assert (last["next"], [one["seq"] for one in last["results"]]) == (None, [7, 8])


def test_previous_leads_to_what_comes_right_before(client, told):
    page = get(client, "?after=5&page_size=2")
    assert page.json()["next"] == "http://testserver/api/v1/changes/?after=7&page_size=2"
    assert page["Link"].count("rel=") == 2
    before = client.get(page.json()["previous"]).json()
    assert [one["seq"] for one in before["results"]] == [4, 5]
    first = client.get(client.get(before["previous"]).json()["previous"]).json()
    assert ([one["seq"] for one in first["results"]], first["previous"]) == ([1], None)


def test_counts_and_limits_fields_as_other_lists_do(client, told):
    page = get(client, "?after=5&count=true&fields=slug,seq").json()
    assert (page["count"], list(page["results"][0])) == (3, ["seq", "slug"])


def test_an_empty_record_has_an_empty_feed(client, empty):
    assert get(client).json() == {"next": None, "previous": None, "version": 0, "results": []}


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_file_holds_all_that_follows(client, told, form):
    text = b"".join(get(client, f"?after=2&format={form}")).decode()
    if form == "ndjson":
        assert [json.loads(line) for line in text.splitlines()] == entries(client, f"{PATH}?after=2")
    else:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert [row["seq"] for row in rows] == ["3", "4", "5", "6", "7", "8"]
        assert [row["document_slug"] for row in rows[:3]] == ["2025-04-06-double", "2025-04-05-test-statement", ""]


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("?after=x", ["after"]),
        ("?after=-1", ["after"]),
        ("?after=²", ["after"]),
        ("?after=", ["after"]),
        ("?after=9", ["after"]),
        ("?after=9&format=csv", ["after"]),
        (f"?after={'9' * 30}", ["after"]),
        ("?after=1&after=2", ["after"]),
        ("?before=1", ["before"]),
        ("?page_size=201&after=x&kind=permit", ["page_size", "after", "kind"]),
        ("?cursor=abc", ["cursor"]),
    ],
)
def test_refuses_what_cannot_be_meant_and_a_copy_that_is_ahead(client, told, query, parameters):
    assert refused(get(client, query)) == parameters


@pytest.mark.parametrize("size", [1, 200])
def test_a_page_is_one_query(client, shipped, size, django_assert_num_queries):
    with django_assert_num_queries(3):  # version, rows, version again
        get(client, f"?after=10&page_size={size}")


@pytest.fixture
def watched(told, monkeypatch):
    """This process as one that was told the version, and believes it for as long as the test takes."""
    monkeypatch.setattr(known, "LEASE_SECONDS", 1000)
    watched = known.Known()
    watched.tell(version())
    monkeypatch.setattr(known, "_known", watched)
    return watched


def test_an_unchanged_feed_is_a_304_without_a_query(client, told, watched, django_assert_num_queries):
    tag = get(client, "?after=8")["ETag"]
    with django_assert_num_queries(0):
        again = get(client, "?after=8", if_none_match=tag)
    assert (again.status_code, again["ETag"], again.content) == (304, tag, b"")
    publish(change(told, title="Corrected again"))
    watched.tell(version())
    assert [one["seq"] for one in get(client, "?after=8", if_none_match=tag).json()["results"]] == [9]


def test_what_follows_can_be_asked_by_who_was_told_before_this_process(client, told, watched):
    publish(change(told, title="Corrected again"))
    page = get(client, "?after=8").json()
    assert (page["version"], [one["seq"] for one in page["results"]]) == (9, [9])
    assert get(client, "?after=9").json()["results"] == []
    assert refused(get(client, "?after=10")) == ["after"]


def test_caches_keep_it_for_as_long_as_between_two_polls(client, told):
    assert get(client)["Cache-Control"] == "public, max-age=5, stale-if-error=86400"


def test_a_retraction_is_a_delete_with_its_reason(client, told):
    retract(told, reason="It was never said.")
    [entry] = get(client, "?after=8").json()["results"]
    assert (entry["action"], entry["reason"], entry["document"]) == ("delete", "It was never said.", None)
    assert Revision.objects.newest().seq == 9
