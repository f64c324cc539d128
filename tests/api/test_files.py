"""Lists as whole files: the rows of the pages, in CSV and NDJSON."""

import csv
import io
import json
from itertools import chain

import pytest
from django.conf import settings

from policy import kinds
from policy.api.columns import columns_of, event_columns
from policy.api.files import streamed
from policy.record.control_rows import ControlRow
from policy.record.documents import EventDocument
from tests.makers import make_measure, make_statement, publish

pytestmark = pytest.mark.django_db
LISTS = ["events", *(kind.plural for kind in kinds.every()), "controls"]


def body(response):
    assert response.status_code == 200, b"".join(response)
    return b"".join(response).decode()


def lines(client, path, query=""):
    return [json.loads(line) for line in body(client.get(f"/api/v1/{path}/?format=ndjson{query}")).splitlines()]


def table(client, path, query=""):
    return list(csv.DictReader(io.StringIO(body(client.get(f"/api/v1/{path}/?format=csv{query}")), newline="")))


def paged(client, path, query=""):
    rows, address = [], f"/api/v1/{path}/?page_size=200{query}"
    while address:
        answer = client.get(address).json()
        rows, address = rows + answer["results"], answer["next"]
    return rows


@pytest.mark.parametrize("path", LISTS)
def test_a_file_has_the_rows_of_the_pages_in_their_order(client, shipped, path):
    rows = paged(client, path)
    assert lines(client, path) == rows
    key = "measure_slug" if path == "controls" else "slug"
    slugs = [row["measure"]["slug"] if path == "controls" else row["slug"] for row in rows]
    assert [row[key] for row in table(client, path)] == slugs
    assert len(rows) > 15


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("events", "&q=稀土&order=relevance&country=CN"),
        pytest.param("permits", "&outcome=approved&order=date", marks=pytest.mark.permits),
        ("controls", "&on=2025-12-01&material=holmium&as_announced=2025-10-10"),
        ("events", "&known_at=2020-01-01T00:00:00Z"),
    ],
)
def test_a_file_is_filtered_and_ordered_as_the_pages_are(client, shipped, path, query):
    assert lines(client, path, query) == paged(client, path, query)
    assert len(table(client, path, query)) == len(paged(client, path, query))


@pytest.mark.permits
def test_cells_hold_lists_as_the_spreadsheets_of_the_desk_do(client, shipped):
    [row] = [one for one in table(client, "permits") if one["slug"] == "2025-06-07-mofcom-certain-number-of-licences"]
    [event] = [one for one in paged(client, "permits") if one["slug"] == row["slug"]]
    assert row["countries"] == "; ".join(event["countries"])
    assert row["actors_role"] == "; ".join(actor["role"] for actor in event["actors"])
    assert row["citations_source_url"] == "; ".join(one["source"]["url"] for one in event["citations"])
    assert (row["detail_count_kind"], row["detail_count_value"]) == ("unspecified", "")
    assert (row["primary_read"], row["revision_seq"]) == ("true", str(event["revision"]["seq"]))


@pytest.mark.parametrize("kind", [None, *(kind.name for kind in kinds.every())])
def test_every_value_has_one_column(kind):
    names = [column.name for column in event_columns(kind, [])]
    assert len(set(names)) == len(names)
    assert {column.path[0] for column in event_columns(kind, [])} == {
        *EventDocument().fields,
        "revision",
        "url",
        "api_url",
    }
    assert [column.name for column in columns_of(ControlRow(), ["measure", "on"])] == [
        *("measure_slug", "measure_instrument_number", "measure_title", "on")
    ]


def test_nothing_in_a_cell_is_run_and_nothing_breaks_the_table(client, empty):
    title = '=HYPERLINK("https://example.org"), said "he"\nand 他'
    publish(make_measure(title=title, summary="+1"), make_statement(title="“稀土”, “磁”"))
    [measure] = table(client, "measures")
    assert (measure["title"], measure["summary"]) == (f"'{title}", "'+1")
    assert table(client, "statements")[0]["title"] == "“稀土”, “磁”"
    assert b"\r\n" in b"".join(client.get("/api/v1/measures/?format=csv"))


def test_fields_limit_the_columns_and_the_keys(client, shipped):
    assert list(table(client, "events", "&fields=slug,materials")[0]) == [
        *("slug", "materials_slug", "materials_symbol", "materials_name")
    ]
    assert list(lines(client, "events", "&fields=date,slug")[0]) == ["slug", "date"]


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/csv", "text/csv; charset=utf-8; header=present"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("text/html, */*;q=0.8", "application/json"),
    ],
)
def test_the_form_is_chosen_by_accept(client, shipped, accept, form):
    response = client.get("/api/v1/meetings/", headers={"accept": accept})
    assert (response["Content-Type"], response["Vary"]) == (form, "Accept, Accept-Encoding")
    b"".join(response)


def test_format_outdoes_accept(client, shipped):
    response = client.get("/api/v1/meetings/?format=csv", headers={"accept": "application/json"})
    assert response["Content-Type"].startswith("text/csv")
    version = client.get("/api/v1/status/").json()["version"]
    assert response["Content-Disposition"] == f'attachment; filename="monazite-meetings-v{version}.csv"'
    b"".join(response)


def test_what_can_t_be_given_is_refused(client, shipped):
    for path in ("events/", "facets/"):
        response = client.get(f"/api/v1/{path}", headers={"accept": "image/png"})
        assert (response.status_code, response["Content-Type"]) == (406, "application/problem+json")
    assert client.get("/api/v1/facets/", headers={"accept": "text/csv"}).status_code == 406


@pytest.mark.parametrize("path", ["events", "controls"])
@pytest.mark.parametrize("query", ["page_size=10", "count=true", "cursor=x", "format=xml", "fields=nothing"])
def test_what_means_nothing_in_a_file_is_refused_by_name(client, shipped, path, query):
    response = client.get(f"/api/v1/{path}/?{query}", headers={"accept": "text/csv"})
    assert response.status_code == 400
    assert query.partition("=")[0] in [error["parameter"] for error in response.json()["errors"]]


def test_each_form_has_its_own_entity_tag_and_asks_nothing_twice(client, shipped, django_assert_num_queries):
    addresses = [f"/api/v1/events/?format={form}" for form in ("json", "csv", "ndjson")]
    tags = [client.head(address)["ETag"] for address in addresses]
    assert len(set(tags)) == 3
    for address, tag in zip(addresses[1:], tags[1:], strict=True):
        with django_assert_num_queries(1):
            assert client.get(address, headers={"if-none-match": tag}).status_code == 304
        with django_assert_num_queries(2):  # the version, and the count of exports
            assert client.head(address).status_code == 200


def test_only_a_few_files_are_under_way_at_once(client, shipped):
    under_way = [streamed(chain(["x"])) for _ in range(settings.STREAMS_AT_ONCE)]
    response = client.get("/api/v1/events/?format=csv")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert response["Content-Type"] == "application/problem+json"
    for _, chunks in under_way:
        chunks.close()
    assert len(table(client, "meetings")) > 15


def test_reads_don_t_grow_with_the_rows(client, shipped, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert len(lines(client, "events")) > 250
