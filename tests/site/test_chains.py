"""How cards tell of linked events."""

import pytest

from policy.site.chains import LINES_AT_MOST, chain


def link(relation, slug, date, direction="out"):
    event = {"slug": slug, "kind": "statement", "title": slug, "date": date}
    return {"relation": relation, "direction": direction, "event": event, "note": None}


def event(slug, date, *links):
    return {"slug": slug, "date": date, "links": list(links)}


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2025-06-07", "3 days before"),
        ("2025-06-11", "1 day later"),
        ("2025-06-10", "the same day"),
        ("2025-01-10", "10 January 2025"),
        ("2025-06", "June 2025"),
    ],
)
def test_a_line_says_how_far_apart_two_events_lie(date, said):
    [line] = chain(event("a", "2025-06-10", link("responds_to", "b", date)), set()).lines
    assert line.when == said


def test_a_line_leads_to_the_card_on_the_page_where_there_is_one():
    found = chain(event("a", "2025-06-10", link("follows", "b", "2025-06-09")), {"a", "b"})
    assert [line.is_here for line in found.lines] == [True]
    assert chain(event("b", "2025-06-09"), {"a", "b"}) is None


def test_contradictions_come_first_and_what_is_too_much_is_counted():
    links = [link("follows", f"f{day}", f"2025-06-0{day}") for day in range(1, 5)]
    found = chain(event("a", "2025-06-10", *links, link("contradicts", "c", "2020-01-01", "in")), set())
    assert found.lines[0].words == "contradicted by"
    assert (len(found.lines), found.more) == (LINES_AT_MOST, 2)
