"""Every published version of an event: oldest first, tombstones included, under all slugs that it had."""

import json

import pytest

from policy.record.event_versions import VersionRow
from policy.renaming import merge_events, rename_event
from tests.makers import change, make_measure, make_statement, publish, retract

pytestmark = pytest.mark.django_db
SLUG = "2025-04-05-test-statement"


def get(client, slug=SLUG, query="", kind="events"):
    return client.get(f"/api/v1/{kind}/{slug}/revisions/{query}")


@pytest.fixture
def corrected(empty):
    event = make_statement()
    publish(event, reason="First.")
    publish(change(event, title="Second title"), reason="Second.")
    return event


def test_lists_each_version_as_it_was_served_with_its_revision(client, corrected):
    rows = get(client).json()["results"]
    assert [(row["action"], row["revision"]["number"]) for row in rows] == [("add", 1), ("modify", 2)]
    assert [row["document"] for row in rows] == [get(client, query=f"{number}/").json() for number in (1, 2)]
    assert [list(row) for row in rows] == [list(VersionRow().fields)] * 2


def test_a_retracted_event_keeps_its_list(client, corrected):
    retract(corrected, reason="It was never said.")
    answer = get(client)
    assert (answer.status_code, answer.json()["results"][-1]["document"]) == (200, None)
    assert answer.json()["results"][-1]["revision"]["reason"] == "It was never said."
    assert get(client, kind="statements").status_code == 200


def test_stands_below_its_kind_and_below_no_other(client, corrected):
    assert get(client, kind="statements").json()["results"] == get(client).json()["results"]
    assert get(client, kind="statements", query="1/").json() == get(client, query="1/").json()
    for query in ("", "1/"):
        assert get(client, kind="measures", query=query).status_code == 404


def test_drafts_have_none(client, empty):
    make_measure("2025-04-04-draft")
    assert get(client, "2025-04-04-draft").status_code == 404


def test_a_renamed_event_has_one_list_under_its_new_slug(client, corrected):
    rename_event(corrected, "2025-04-05-better-name", reason="It misled.", by="tester")
    moved = get(client, query="?page_size=3", kind="statements")
    assert moved.status_code == 308
    assert moved["Location"] == "/api/v1/statements/2025-04-05-better-name/revisions/?page_size=3"
    rows = client.get(moved["Location"]).json()["results"]
    assert [(row["slug"], row["replaced_by"]) for row in rows] == [
        (SLUG, None),
        (SLUG, None),
        (SLUG, "2025-04-05-better-name"),
    ]


def test_a_merged_event_leads_to_the_survivor_and_keeps_its_numbered_versions(client, corrected):
    survivor = make_statement("2025-04-06-survivor")
    publish(survivor)
    merge_events(corrected, survivor, reason="They are one.", by="tester")
    assert get(client)["Location"] == "/api/v1/events/2025-04-06-survivor/revisions/"
    page = get(client, "2025-04-06-survivor").json()
    assert [(one["slug"], one["revision"]["number"]) for one in page["merged"]] == [(SLUG, 3)]
    assert get(client, query="2/").json()["title"] == "Second title"


def test_pages_forth_and_back_and_counts(client, corrected):
    for number in range(3):
        publish(change(corrected, title=f"Title {number}"))
    first = get(client, query="?page_size=2&count=true").json()
    second = client.get(first["next"])
    third = client.get(second.json()["next"]).json()
    numbers = [[row["revision"]["number"] for row in page["results"]] for page in (first, second.json(), third)]
    assert (numbers, first["count"], third["next"]) == ([[1, 2], [3, 4], [5]], 5, None)
    assert client.get(second.json()["previous"]).json()["results"] == first["results"]
    assert 'rel="prev"' in second["Link"]


def test_a_file_has_the_same_rows(client, corrected):
    lines = b"".join(get(client, query="?format=ndjson")).decode().splitlines()
    assert [json.loads(line) for line in lines] == get(client).json()["results"]
    head = b"".join(get(client, query="?format=csv")).decode().splitlines()[0]
    assert head.startswith("slug,kind,action,replaced_by,revision_seq,revision_number,")
    assert head.endswith(",document_url,document_api_url")


@pytest.mark.parametrize("query", ["?cursor=x", "?page_size=0", "?known_at=2025-01-01", "?fields=nothing", "?count=x"])
def test_refuses_what_cannot_be_meant(client, corrected, query):
    answer = get(client, query=query)
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [query[1:].split("=")[0]]


def test_queries_do_not_grow_with_the_list(client, corrected, django_assert_num_queries):
    with django_assert_num_queries(5):  # version, event, rows, what was merged into it, version again
        get(client)
