"""What an answer of the API may cost: queries, parsing, rendering and bytes, counted."""

import json

import pytest

from policy.record.models import Revision

pytestmark = pytest.mark.django_db

SLUG = "2025-06-09-london-talks"
FILTERED = "events/?country=CN&material=dysprosium&from=2025-01-01&to=2025-12-31"
LISTS = ["events/", FILTERED, "events/?page_size=200&order=date", "changes/?after=10"]
DOCUMENTS = [f"events/{SLUG}/", f"events/{SLUG}/revisions/1/"]
READ = [*LISTS, *DOCUMENTS]
BESIDE_A_DOCUMENT = 900  # bytes: its revision part and its addresses


@pytest.fixture
def get(client, shipped):
    """Ask the API, when this process has read the vocabulary of the version."""
    client.get("/api/v1/events/?page_size=1")
    return lambda path: client.get(path if path.startswith("http") else f"/api/v1/{path}")


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        *[(path, 3) for path in LISTS],  # version, rows, and that the version is still the same
        *[(path, 2) for path in DOCUMENTS],  # version; row, and that the version is still the same
        (f"events/{SLUG}/revisions/", 5),  # and the event, what was merged into it
        ("events/?actor=mofcom", 4),  # and its former slugs
        ("events/?page_size=1&count=true", 4),
    ],
)
def test_asks_the_database_so_many_times(get, path, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        assert get(path).status_code == 200


@pytest.mark.parametrize("path", READ)
def test_joins_nothing_that_may_be_absent(get, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(3) as asked:
        get(path)
    assert not [one["sql"] for one in asked.captured_queries if "OUTER JOIN" in one["sql"]]


def test_a_later_page_costs_no_more_queries_than_the_first(get, django_assert_num_queries):
    following = get("events/?page_size=20").json()["next"]
    with django_assert_num_queries(3):
        assert get(following).status_code == 200


@pytest.mark.parametrize("path", READ)
def test_parses_no_document_and_renders_no_template(get, path, monkeypatch):
    parsed, loads = [], json.loads
    monkeypatch.setattr(json, "loads", lambda text, **how: parsed.append(text) or loads(text, **how))
    response = get(path)
    assert response.status_code == 200
    assert parsed == []
    assert response.templates == []


@pytest.mark.parametrize("path", ["events/?page_size=200", FILTERED, "events/?page_size=1"])
def test_a_page_is_little_more_than_its_documents(get, path):
    response = get(path)
    shown = [event["slug"] for event in response.json()["results"]]
    documents = Revision.objects.current().filter(slug__in=shown).values_list("document", flat=True)
    stored = sum(len(one.encode()) for one in documents)
    assert stored < len(response.content) < stored + BESIDE_A_DOCUMENT * (len(shown) + 1)


def test_fields_are_what_documents_are_parsed_for(get, monkeypatch):
    parsed, loads = [], json.loads
    monkeypatch.setattr(json, "loads", lambda text, **how: parsed.append(text) or loads(text, **how))
    get("events/?page_size=3&fields=slug")
    assert len(parsed) == 3
