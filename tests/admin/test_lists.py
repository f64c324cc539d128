"""Lists: what they show of an event's standing, how they are narrowed, and what they cost."""

import html

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policy import kinds
from policy.admin.status import Status, statuses
from policy.models import Actor, ControlledItem, Event, Material, Measure, Source, Statement, Topic
from policy.record.publish import publish, retract
from tests.admin.conftest import change_page, filled, make_actor, make_statement

STATEMENTS = "/admin/policy/statement/"
LISTED = [*(kind.model for kind in kinds.every()), Actor, Source, Material, ControlledItem, Topic]
# Session, user and permissions (4), counts (2), the page, filters; then revisions and facts, whatever the page's length.
MOST_QUERIES = 30
# Tables that no row of a short page has rows in, and that are then not asked.
ROWS_BELOW = 3


def titles(response):
    return [row.title for row in response.context["cl"].result_list]


def published(slug="2026-10-05-a-test", **changes):
    statement = make_statement(slug, **changes)
    publish(statement, reason="First.", by="test")
    return statement


def one_of_each(editor):
    make_statement("2026-10-05-draft", title="A draft")
    published("2026-10-05-published", title="Published")
    changed = published("2026-10-05-changed", title="To be changed")
    form = filled(editor, change_page(changed), **{"title": "Changed", "citations-0-supports": "more"})
    editor.post(change_page(changed), form)
    gone = published("2026-10-05-gone", title="Gone")
    retract(gone, reason="A mistake.", by="test")


def test_tells_the_status_of_each_event(editor):
    one_of_each(editor)
    rows = editor.get(STATEMENTS, {"q": "2026-10-05"}).context["cl"].result_list
    found = {row.title: row.status for row in rows}
    assert found == {
        "A draft": Status.DRAFT,
        "Published": Status.PUBLISHED,
        "Changed": Status.CHANGED,
        "Gone": Status.RETRACTED,
    }


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("draft", {"A draft"}),
        ("published", {"Published", "Changed"}),
        ("changed", {"Changed"}),
        ("retracted", {"Gone"}),
    ],
)
def test_narrows_by_status(editor, status, expected):
    one_of_each(editor)
    assert set(titles(editor.get(STATEMENTS, {"q": "2026-10-05", "status": status}))) == expected


def test_counts_by_status(editor):
    one_of_each(editor)
    shown = editor.get(STATEMENTS, {"q": "2026-10-05", "_facets": "True"}).content.decode()
    assert all(count in shown for count in ("draft (1)", "published (2)", "unpublished changes (1)", "retracted (1)"))


def test_what_is_loaded_has_no_unpublished_changes(shipped):
    found = statuses(list(Event.objects.all()))
    counts = {status: list(found.values()).count(status) for status in Status}
    assert counts == {"draft": len(shipped.drafts), "published": len(shipped.published)} | dict.fromkeys(
        ("in_review", "changed", "changed_in_review", "retracted"), 0
    )


def test_an_edit_of_a_row_below_counts_as_unpublished(editor):
    statement = published()
    statement.citations.update(supports="less")
    assert statuses([statement]) == {statement.pk: Status.CHANGED}


def test_an_edit_taken_back_leaves_nothing_unpublished(editor):
    statement = published()
    for title in ("Another title", "A test"):
        editor.post(change_page(statement), filled(editor, change_page(statement), title=title))
    assert titles(editor.get(STATEMENTS, {"status": "changed"})) == []


def test_links_published_events_to_their_pages(editor):
    published(), make_statement("2026-10-05-draft")
    page = editor.get(STATEMENTS, {"q": "2026-10-05"}).content.decode()
    assert 'href="/events/2026-10-05-a-test/"' in page
    assert 'href="/events/2026-10-05-draft/"' not in page


def test_narrows_by_year_and_finds_words(editor):
    assert {row.date[:4] for row in editor.get(STATEMENTS, {"year": "2025"}).context["cl"].result_list} == {"2025"}
    measure = Measure.objects.exclude(instrument_number="").first()
    assert measure.title in titles(editor.get("/admin/policy/measure/", {"q": measure.instrument_number}))


@pytest.mark.parametrize("model", LISTED)
def test_a_list_costs_the_same_however_long_it_is(publisher, monkeypatch, model):
    page = admin.site._registry[model]
    costs = []
    for length in (3, 15):
        monkeypatch.setattr(page, "list_per_page", length)
        with CaptureQueriesContext(connection) as queries:
            assert len(publisher.get(page.url("changelist")).context["cl"].result_list) == length
        costs.append(len(queries))
    assert costs[1] <= min(costs[0] + ROWS_BELOW, MOST_QUERIES)


def found(client, model, field, term):
    """Return what autocompletion offers for a term, in its order."""
    given = {"app_label": "policy", "model_name": model, "field_name": field, "term": term}
    return [row["text"] for row in client.get("/admin/autocomplete/", given).json()["results"]]


def test_lookups_find_events_and_provisions(editor):
    assert any("five further" in text for text in found(editor, "link", "to_event", "five further"))
    assert any("I holmium" in text for text in found(editor, "effect", "provision", "announcement-57 holmium"))
    assert any("Dysprosium" in text for text in found(editor, "provision", "materials", "dy"))
    assert any(text.startswith("Dysprosium") for text in found(editor, "provision", "items", "1C902"))


ANNOUNCEMENT_18 = "2025-04-04 Export controls on seven medium and heavy rare earths"


@pytest.mark.parametrize(
    ("model", "field", "term", "first"),
    [
        ("statement", "speaker", "mofcom", "Ministry of Commerce of the People's Republic of China"),
        ("statement", "speaker", " MOFCOM ", "Ministry of Commerce of the People's Republic of China"),
        ("statement", "speaker", "商务部", "Ministry of Commerce of the People's Republic of China"),
        ("statement", "speaker", "Gao Feng", "Gao Feng"),
        ("provision", "materials", "dy", "Dysprosium (Dy)"),
        ("provision", "items", "2025-18-sm-alloys", "Samarium, alloy"),
        ("effect", "target", "announcement 18", ANNOUNCEMENT_18),
        ("effect", "provision", "announcement 18", "2025-04-04-mofcom-gac-announcement-18"),
        ("link", "to_event", "announcement 18", ANNOUNCEMENT_18),
        ("link", "to_event", "商务部 海关总署公告2025年第18号", ANNOUNCEMENT_18),
        ("link", "to_event", "公告2025年第18号", ANNOUNCEMENT_18),
    ],
)
def test_a_lookup_puts_what_is_called_so_first(editor, model, field, term, first):
    assert found(editor, model, field, term)[0].startswith(first)


def test_a_lookup_puts_what_begins_so_before_what_holds_it(editor):
    make_actor("of-mofcom", name="A bureau", role="Part of MOFCOM")
    names = found(editor, "statement", "speaker", "mofcom")
    assert names.index("MOFCOM Department of American and Oceanian Affairs") < names.index("A bureau")


@pytest.mark.parametrize("term", ["", " ", "50% (of", "\\", "[", "%", "'"])
def test_a_lookup_takes_any_text(editor, term):
    assert isinstance(found(editor, "link", "to_event", term), list)


def test_a_list_that_is_searched_keeps_its_order(editor):
    rows = editor.get("/admin/policy/actor/", {"q": "mofcom"}).context["cl"].result_list
    assert [row.name for row in rows] == sorted(row.name for row in rows)


@pytest.mark.parametrize(
    "terms", [("sm-alloys", "metal"), ("announcement 18", "2025")]
)  # rows alone, then whole lists too
def test_a_lookup_costs_the_same_for_one_and_for_many(editor, terms):
    costs = []
    for term in terms:
        given = {"app_label": "policy", "model_name": "provision", "field_name": "items", "term": term}
        with CaptureQueriesContext(connection) as queries:
            editor.get("/admin/autocomplete/", given)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_needs_no_more_queries_for_a_form_with_many_links(editor):
    few = make_statement()
    many = max(Statement.objects.all(), key=lambda row: row.links_in.count() + row.links_out.count())
    costs = []
    for row in (few, many):
        with CaptureQueriesContext(connection) as queries:
            page = editor.get(change_page(row))
        costs.append(len(queries))
    assert page.status_code == 200
    assert costs[1] - costs[0] <= 2 * (many.links_out.count() + many.citations.count() + many.quotes.count()) + 8


def test_the_title_of_a_list_is_its_name(editor):
    assert "<h1>Statements</h1>" in html.unescape(editor.get(STATEMENTS).content.decode())
