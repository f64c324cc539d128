"""Filters, compared with a naive reading of the documents."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from policy.dates import first_day
from policy.models import Event
from policy.record.models import Revision
from policy.record.publish import retract

pytestmark = pytest.mark.django_db


@pytest.fixture
def documents(shipped):
    return [json.loads(revision.document) for revision in Revision.objects.current().public()]


def found(client, **params):
    response = client.get("/api/v1/events/", {"page_size": 200, "fields": "slug", **params})
    assert response.status_code == 200, response.json()
    assert response.json()["next"] is None
    return {event["slug"] for event in response.json()["results"]}


CASES = [
    ({"kind": "statement"}, lambda d: d["kind"] == "statement"),
    ({"kind": "statement,meeting"}, lambda d: d["kind"] in ("statement", "meeting")),
    ({"country": "JP"}, lambda d: "JP" in d["countries"]),
    ({"country": "FR"}, lambda d: "FR" in d["countries"]),
    ({"actor": "mofcom", "kind": "statement"}, lambda d: d["kind"] == "statement" and "mofcom" in slugs(d["actors"])),
    ({"material": "gallium,germanium"}, lambda d: {"gallium", "germanium"} & slugs(d["materials"])),
    ({"topic": "licensing"}, lambda d: "licensing" in d["topics"]),
    ({"direction": "easing", "kind": "measure"}, lambda d: d["kind"] == "measure" and d["direction"] == "easing"),
    ({"certainty": "claimed"}, lambda d: d["certainty"] == "claimed"),
    ({"disputed": "true"}, lambda d: d["disputed"]),
    ({"instrument_type": "tariff"}, lambda d: d["detail"].get("instrument_type") == "tariff"),
    ({"from": "2026-09-01"}, lambda d: str(first_day(d["date"])) >= "2026-09-01"),
    ({"to": "2019-12-31"}, lambda d: str(first_day(d["date"])) <= "2019-12-31"),
    ({"from": "2025-06-07", "to": "2025-06-07"}, lambda d: d["date"] == "2025-06-07"),
    (
        {"form": "magnet", "kind": "measure"},
        lambda d: (
            d["kind"] == "measure" and any(i["form"] == "magnet" for p in d["detail"]["provisions"] for i in p["items"])
        ),
    ),
]


def slugs(entries):
    return {entry["slug"] for entry in entries}


@pytest.mark.parametrize(("params", "matches"), CASES, ids=[str(params) for params, _ in CASES])
def test_each_filter_finds_what_a_naive_reading_finds(client, documents, params, matches):
    expected = {document["slug"] for document in documents if matches(document)}
    assert found(client, **params) == expected
    assert expected or params == {"country": "FR"}


SEARCHES = [
    ("terbiump", "2025-04-04-mofcom-gac-announcement-18"),
    ("neodimium", None),
    ("镝", "2025-04-04-mofcom-gac-announcement-18"),
    ("Dy", "2025-04-04-mofcom-gac-announcement-18"),
    ("61号", "2025-10-09-mofcom-announcement-61"),
    ("announcement 61", "2025-10-09-mofcom-announcement-61"),
    ("公告2025年第18号", "2025-04-04-mofcom-gac-announcement-18"),
    ("a certain number", "2025-06-07-mofcom-statement-on-rare-earth-approvals"),
    ('"certain number"', "2025-06-07-mofcom-statement-on-rare-earth-approvals"),
    ("Trump magnets", None),
    ("商务部", "2025-06-07-mofcom-statement-on-rare-earth-approvals"),
]


@pytest.mark.parametrize(("words", "slug"), SEARCHES)
def test_search_finds_english_chinese_symbols_numbers_and_misspelt_names(client, shipped, words, slug):
    results = found(client, q=words)
    assert results
    assert slug is None or slug in results


@pytest.mark.parametrize("words", ["zzzzqqqq", '"permits licences of dysprosium tungsten"', "镝铈铈铈"])
def test_search_finds_nothing_where_nothing_is(client, shipped, words):
    assert found(client, q=words) == set()


@pytest.mark.parametrize(
    "words",
    [
        "'",
        '"',
        "\\",
        "%",
        "a & | ! b",
        "<script>",
        "-",
        "--",
        "(" * 50,
        "：*",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    ],
)
def test_search_survives_any_text(client, shipped, words):
    assert client.get("/api/v1/events/", {"q": words}).status_code == 200


def test_a_word_after_a_minus_must_be_absent(client, shipped):
    both, one = found(client, q="geneva", kind="meeting"), found(client, q="geneva -bessent", kind="meeting")
    assert one < both


def test_known_at_shows_the_record_as_it_was(client, shipped):
    slug = "2025-09-19-trump-on-call-with-xi"
    before = timezone.now()
    retract(Event.objects.get(slug=slug), reason="Withdrawn.", by="tester")
    assert slug in found(client, known_at=before.isoformat(), kind="statement")
    assert slug not in found(client, kind="statement")
    assert slug not in found(client, known_at=(before + timedelta(days=1)).isoformat(), kind="statement")


def test_known_at_before_the_record_begins_says_when_it_begins(client, shipped):
    answer = client.get("/api/v1/events/?known_at=2020-01-01T00:00:00Z").json()
    assert answer["results"] == []
    assert answer["record_begins"].startswith("20")
