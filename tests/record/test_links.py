"""Links between events: shown on both ends, and only while both are published."""

import pytest

from policy.models import Link
from policy.record.models import Revision
from policy.record.verify import verify
from tests.makers import (
    change,
    document,
    make_link,
    make_measure,
    make_meeting,
    make_statement,
    newest,
    publish,
    retract,
)

pytestmark = pytest.mark.usefixtures("empty")


def links(event):
    return [(link["direction"], link["relation"], link["event"]["slug"]) for link in document(event)["links"]]


def test_a_link_shows_on_both_ends_once_both_are_published():
    measure, statement = make_measure(), make_statement()
    make_link(statement, measure, "responds_to", "The ministry answered.")
    publish(measure, statement)
    assert links(statement) == [("out", "responds_to", measure.slug)]
    [shown] = document(measure)["links"]
    assert shown == {
        "relation": "responds_to",
        "direction": "in",
        "event": {"slug": statement.slug, "kind": "statement", "title": "Test statement", "date": "2025-04-05"},
        "note": "The ministry answered.",
    }


def test_publishing_one_end_tells_the_other():
    measure, statement = make_measure(), make_statement()
    make_link(statement, measure)
    publish(measure)
    assert links(measure) == []
    appended = publish(statement)
    assert [(revision.slug, revision.reason) for revision in appended] == [
        (statement.slug, "For a test."),
        (measure.slug, f"Link added: {statement.slug}"),
    ]
    assert (newest(measure).number, newest(measure).action) == (2, "modify")
    assert links(measure) == [("in", "follows", statement.slug)]


def test_the_teller_of_a_link_learns_of_its_other_end():
    measure, statement = make_measure(), make_statement()
    make_link(statement, measure)
    publish(statement)
    assert links(statement) == []
    publish(measure)
    assert newest(statement).reason == f"Link added: {measure.slug}"
    assert links(statement) == [("out", "follows", measure.slug)]


def test_a_link_to_a_draft_told_by_a_published_event_shows_when_the_draft_is_published():
    measure, statement = make_measure(), make_statement()
    publish(statement)
    make_link(statement, measure)
    publish(statement, reason="It answers a measure that is not public yet.")
    assert links(statement) == []
    publish(measure)
    assert links(statement) == [("out", "follows", measure.slug)]
    verify()


def test_a_link_that_nobody_published_stays_unseen():
    measure, statement = make_measure(), make_statement()
    publish(statement)
    make_link(statement, measure)
    publish(measure)
    assert links(measure) == links(statement) == []


def test_retracting_an_end_takes_the_link_from_the_other():
    measure, statement = make_measure(), make_statement()
    make_link(statement, measure)
    publish(measure, statement)
    retract(measure)
    assert newest(statement).reason == f"Link removed: {measure.slug}"
    assert links(statement) == []
    publish(measure)
    assert links(statement) == [("out", "follows", measure.slug)]
    verify()


def test_taking_a_link_away_tells_the_other_end():
    measure, statement = make_measure(), make_statement()
    make_link(statement, measure)
    publish(measure, statement)
    Link.objects.filter(from_event=statement).delete()
    publish(statement)
    assert newest(measure).reason == f"Link removed: {statement.slug}"
    assert links(measure) == []


def test_an_event_shows_the_newest_title_of_those_it_is_linked_with():
    measure, statement = make_measure(), make_statement()
    make_link(statement, measure)
    publish(measure, statement)
    change(measure, title="A better title")
    appended = publish(measure)
    assert [(revision.slug, revision.reason) for revision in appended] == [
        (measure.slug, "For a test."),
        (statement.slug, f"Linked event changed: {measure.slug}"),
    ]
    assert document(statement)["links"][0]["event"]["title"] == "A better title"


def test_events_that_show_nothing_of_a_change_get_no_revision():
    measure, statement = make_measure(), make_statement()
    make_link(statement, measure)
    publish(measure, statement)
    change(measure, summary="A better summary.")
    assert [revision.slug for revision in publish(measure)] == [measure.slug]


def test_the_reason_names_all_links_that_changed():
    measure, first, second = make_measure(), make_statement(), make_statement("2025-04-05-second")
    make_link(first, measure)
    make_link(second, measure)
    publish(measure, first)
    Link.objects.filter(from_event=first).delete()
    publish(first, second)
    assert newest(measure).reason == f"Link added: {second.slug}; Link removed: {first.slug}"


def test_linked_events_that_are_linked_with_each_other_are_told_of_what_was_published_only():
    measure, statement, meeting = make_measure(), make_statement(), make_meeting()
    for teller, other in ((measure, statement), (measure, meeting), (statement, meeting)):
        make_link(teller, other)
    publish(statement, meeting)
    publish(measure)
    assert newest(statement).reason == newest(meeting).reason == f"Link added: {measure.slug}"


def test_links_stand_as_told_and_then_by_date():
    measure = make_measure()
    later, earlier = make_statement("2025-06-01-later"), make_statement("2025-05-01-earlier")
    for teller in (later, earlier):
        make_link(teller, measure)
        make_link(measure, teller, "leads_to")
    publish(measure, later, earlier)
    assert links(measure) == [
        ("out", "leads_to", later.slug),
        ("out", "leads_to", earlier.slug),
        ("in", "follows", earlier.slug),
        ("in", "follows", later.slug),
    ]


def test_an_event_is_disputed_while_a_published_one_contradicts_it():
    claim, denial = make_statement(), make_statement("2025-04-06-denial")
    make_link(denial, claim, "contradicts")
    publish(claim)
    assert document(claim)["disputed"] is False
    publish(denial)
    assert (document(claim)["disputed"], document(denial)["disputed"]) == (True, False)
    assert "disputed:true" in newest(claim).projection.tags
    retract(denial)
    assert document(claim)["disputed"] is False
    assert "disputed:false" in newest(claim).projection.tags


def test_a_retracted_event_stays_retracted_when_those_linked_with_it_change():
    measure, statement = make_measure(), make_statement()
    make_link(statement, measure)
    publish(measure, statement)
    tombstone = retract(measure)
    change(statement, title="Changed")
    publish(statement)
    assert newest(measure) == tombstone
    assert Revision.objects.filter(event=measure).count() == 2
