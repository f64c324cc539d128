"""Reference rows: those that published events refer to, with the facts that the shipped files give."""

import csv
import io
import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from policy.api.reference_tables import TABLES
from policy.models import Actor, ControlledItem, Material
from policy.record.models import FormerSlug
from policy.record.publish import republish
from tests.makers import make_actor, make_measure, make_source, make_statement, publish

pytestmark = pytest.mark.django_db
NAMES = [table.name for table in TABLES]
ADDRESSES = ("page_url", "api_url")


def rows(client, path, query=""):
    found, address = [], f"/api/v1/{path}/?page_size=200{query}"
    while address:
        answer = client.get(address).json()
        found, address = found + answer["results"], answer["next"]
    return found


def by_slug(client, path):
    return {row["slug"]: row for row in rows(client, path)}


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_a_row_has_the_facts_of_the_files_under_their_names(client, shipped, table):
    filed = {row["slug"]: row for row in shipped.files[table.name]}
    found = by_slug(client, table.name)
    assert len(found) > 15
    for slug, row in found.items():
        assert [key for key in row if key not in ADDRESSES] == list(table.facts.Meta.fields)
        assert {key: row[key] for key in filed[slug]} == filed[slug]


def test_nothing_that_a_document_or_a_row_names_is_missing(client, shipped):
    have = {name: set(by_slug(client, name)) for name in NAMES}
    events = rows(client, "events")
    assert {actor["slug"] for event in events for actor in event["actors"]} <= have["actors"]
    assert {one["source"]["slug"] for event in events for one in event["citations"]} == have["sources"]
    assert {one["slug"] for event in events for one in event["materials"]} == have["materials"]
    assert {topic for event in events for topic in event["topics"]} == have["topics"]
    provisions = [one for event in rows(client, "measures") for one in event["detail"]["provisions"]]
    named = {item["slug"] for one in provisions for item in one["items"]}
    named |= {slug for event in events for slug in event["detail"].get("items", [])}
    assert named == have["items"]
    assert {row["publisher"] for row in rows(client, "sources")} <= have["actors"]
    assert {row["parent"] for row in rows(client, "actors")} - {None} <= have["actors"]
    assert {row["material"] for row in rows(client, "items")} <= have["materials"]
    assert {row["defined_by"] for row in rows(client, "items")} <= {event["slug"] for event in events}


@pytest.mark.parametrize("name", NAMES)
def test_the_addresses_of_a_row_lead_to_it(client, shipped, name):
    row = rows(client, name)[0]
    assert client.get(row["api_url"]).json() == row
    assert client.get(row["page_url"]).status_code == 200


def test_what_only_a_draft_names_is_not_public(client, empty):
    publish(make_statement())
    make_measure("2025-05-01-draft")
    drafted = make_source("of-a-draft", publisher=make_actor("of-a-draft"))
    make_statement("2025-05-02-draft", citations=[{"source": drafted, "supports": "all of it"}])
    assert list(by_slug(client, "sources")) == ["test-gazette"]
    assert set(by_slug(client, "actors")) == {"ministry-of-tests", "test-times"}
    for path in ("sources/of-a-draft/", "actors/of-a-draft/"):
        assert client.get(f"/api/v1/{path}").status_code == 404


def test_a_measure_that_is_no_longer_published_defines_nothing_in_public(client, shipped):
    slug = rows(client, "items")[0]["slug"]
    ControlledItem.objects.filter(slug=slug).update(defined_by=make_measure("2025-05-01-draft"))
    republish([f"item:{slug}"], reason="Another list has it.", by="tester")
    assert client.get(f"/api/v1/items/{slug}/").json()["defined_by"] is None
    assert client.get("/api/v1/items/?defined_by=2025-05-01-draft").status_code == 400


def test_a_body_is_public_with_those_that_belong_to_it_and_so_is_the_one_above(client, shipped):
    cabinet = Actor.objects.create(slug="a-cabinet", name="A cabinet", kind="government")
    ministry = Actor.objects.create(slug="a-ministry", name="A ministry", kind="government", parent=cabinet)
    assert client.get("/api/v1/actors/a-ministry/").status_code == 404
    Actor.objects.filter(slug="mofcom").update(parent=ministry)
    republish(["actor:mofcom"], reason="It belongs to another.", by="tester")
    assert client.get("/api/v1/actors/a-ministry/").json()["parent"] == "a-cabinet"
    assert client.get("/api/v1/actors/a-cabinet/").json()["parent"] is None
    assert client.get("/actors/a-cabinet/").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_pages_cover_a_list_once_by_slug_and_lead_back(client, shipped, name):
    first = client.get(f"/api/v1/{name}/?page_size=7&count=true").json()
    second = client.get(first["next"])
    slugs = [row["slug"] for row in rows(client, name)]
    assert slugs == sorted(slugs)
    assert first["count"] == len(slugs)
    assert [row["slug"] for row in first["results"] + second.json()["results"]] == slugs[:14]
    assert client.get(second.json()["previous"]).json()["results"] == first["results"]
    assert f'<{second.json()["previous"]}>; rel="prev"' in second["Link"]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_has_the_rows_of_the_pages(client, shipped, name):
    told = rows(client, name)
    ndjson = client.get(f"/api/v1/{name}/?format=ndjson")
    assert [json.loads(line) for line in b"".join(ndjson).splitlines()] == told
    text = b"".join(client.get(f"/api/v1/{name}/?format=csv")).decode()
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["slug"] for row in table] == [row["slug"] for row in told]
    assert list(table[0]) == list(told[0])


@pytest.mark.parametrize(
    ("path", "key", "values"),
    [
        ("materials/?group=light_rare_earth,material", "group", {"light_rare_earth", "material"}),
        ("items/?material=dysprosium&form=metal", "material", {"dysprosium"}),
        ("items/?form=magnet,oxide", "form", {"magnet", "oxide"}),
        ("actors/?country=CN&kind=government", "country", {"CN"}),
        ("actors/?parent=mofcom", "parent", {"mofcom"}),
        ("sources/?publisher=reuters&tier=reporting", "publisher", {"reuters"}),
    ],
)
def test_filters_keep_rows_with_one_of_the_values(client, shipped, path, key, values):
    results = client.get(f"/api/v1/{path}").json()["results"]
    assert {row[key] for row in results} == values


@pytest.mark.parametrize(
    ("path", "parameter", "allowed"),
    [
        ("materials/?group=metals", "group", "material"),
        ("items/?material=dysprosum", "material", "dysprosium"),
        ("items/?form=metal&form=oxide", "form", None),
        ("actors/?country=cn", "country", None),
        ("actors/?country=", "country", None),
        ("sources/?publisher=router", "publisher", "reuters"),
        ("sources/?language=en", "language", "tier"),
        ("topics/?q=talks", "q", "cursor"),
        ("topics/?known_at=2026-01-01T00:00:00Z", "known_at", "fields"),
        ("topics/?cursor=NQ", "cursor", None),
        ("topics/?fields=title", "fields", "name_zh"),
        ("topics/talks/?fields=name", "fields", None),
    ],
)
def test_refuses_what_cannot_be_meant_and_says_what_is_allowed(client, shipped, path, parameter, allowed):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["parameter"] == parameter
    assert allowed is None or allowed in error["allowed"]


def test_a_cursor_holds_for_its_own_list_only(client, shipped):
    query = urlsplit(client.get("/api/v1/items/?page_size=1").json()["next"]).query
    assert client.get(f"/api/v1/sources/?{query}").status_code == 400


@pytest.mark.parametrize(
    ("table", "name", "slug"), [("actor", "actors", "mofcom"), ("source", "sources", "weiqi-tracker-2026-06")]
)
def test_an_old_slug_leads_to_the_row_for_ever(client, shipped, table, name, slug):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    FormerSlug.objects.create(table=table, slug="once", replaced_by=slug, replaced_at=at, reason="A slip.")
    response = client.get(f"/api/v1/{name}/once/")
    assert (response.status_code, response["Location"]) == (308, f"/api/v1/{name}/{slug}/")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_an_old_slug_of_a_publisher_is_refused_and_the_new_one_named(client, shipped):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    FormerSlug.objects.create(table="actor", slug="once", replaced_by="reuters", replaced_at=at, reason="A slip.")
    (error,) = client.get("/api/v1/sources/?publisher=once").json()["errors"]
    assert "'once' is now 'reuters'." in error["message"]


def test_reads_don_t_grow_with_the_rows(client, shipped, django_assert_num_queries):
    client.get("/api/v1/sources/")  # which rows are public is read once per process and version
    for size in (1, 200):
        with django_assert_num_queries(3):  # version, rows, version again
            assert client.get(f"/api/v1/sources/?page_size={size}").status_code == 200


def test_the_lists_are_among_the_endpoints(client, shipped):
    endpoints = client.get("/api/v1/").json()["endpoints"]
    assert {name: urlsplit(endpoints[name]).path for name in NAMES} == {name: f"/api/v1/{name}/" for name in NAMES}


def test_unpublished_materials_have_no_row(client, shipped):
    assert Material.objects.filter(slug="promethium").exists()
    assert client.get("/api/v1/materials/promethium/").status_code == 404
