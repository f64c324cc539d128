"""Publishing and retracting: what is appended, what isn't, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from policy.record import publish as record
from policy.record.models import Projection, Revision
from policy.record.verify import verify
from policy.rules import Refused
from tests.makers import (
    change,
    document,
    make_actor,
    make_link,
    make_measure,
    make_meeting,
    make_source,
    make_statement,
    newest,
    publish,
    retract,
)

pytestmark = pytest.mark.usefixtures("empty")


def refused(*events, **options):
    """Publish events, which must be refused; return what is told, as (slug, field, message)."""
    count = Revision.objects.count()
    with pytest.raises(Refused) as error:
        publish(*events, **options)
    assert Revision.objects.count() == count
    return [(problem.slug, problem.field, problem.message) for problem in error.value.problems]


def test_appends_a_revision_at_the_end_of_the_chain():
    [last] = publish(make_measure())
    [revision] = publish(make_statement(), reason="A ministry spoke.")
    assert (revision.seq, revision.previous_sha256) == (last.seq + 1, last.sha256)
    assert (revision.number, revision.action, revision.kind) == (1, "add", "statement")
    assert (revision.reason, revision.published_by) == ("A ministry spoke.", "tester")
    assert revision.superseded_at is None
    assert document(revision.event)["title"] == "Test statement"


def test_the_first_revision_follows_nothing():
    [revision] = publish(make_measure())
    assert (revision.seq, revision.previous_sha256) == (1, "")


def test_an_event_of_each_kind_is_publishable_and_verifies():
    events = [make_measure(), make_statement(), make_meeting()]
    assert [revision.kind for revision in publish(*events)] == ["measure", "statement", "meeting"]
    assert verify().revisions == Revision.objects.count()


def test_an_unchanged_event_appends_nothing():
    event = make_measure()
    [revision] = publish(event)
    assert publish(event) == []
    assert record.publish(event, reason="Again.", by="tester") == revision


def test_a_change_appends_a_revision_and_closes_the_one_before():
    event = make_meeting()
    [first] = publish(event)
    change(event, summary="They agreed.")
    [second] = publish(event, reason="The outcome is known.")
    first.refresh_from_db()
    assert (second.number, second.action, second.reason) == (2, "modify", "The outcome is known.")
    assert first.superseded_at == second.published_at
    assert document(event)["summary"] == "They agreed."
    assert "They agreed." not in first.document


def test_events_published_together_stand_in_the_order_given():
    events = [make_measure(f"2025-04-0{day}-test") for day in (3, 1, 2)]
    assert [revision.slug for revision in publish(*events)] == [event.slug for event in events]


def test_an_event_given_twice_is_published_once():
    event = make_measure()
    assert len(publish(event, event)) == 1


def test_the_instant_never_goes_back(monkeypatch):
    [first] = publish(make_measure())
    monkeypatch.setattr(timezone, "now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    [second] = publish(make_statement())
    assert second.published_at == first.published_at
    verify()


def test_the_instant_is_now(monkeypatch):
    later = datetime.now(UTC) + timedelta(days=1, microseconds=7)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert publish(make_measure())[0].published_at == later


@pytest.mark.parametrize("reason", ["", " ", "\n"])
def test_refuses_without_a_reason(reason):
    assert [field for _, field, _ in refused(make_measure(), reason=reason)] == ["reason"]


def test_retracting_needs_a_reason():
    event = make_measure()
    publish(event)
    with pytest.raises(Refused, match="reason"):
        retract(event, reason=" ")


def test_lists_every_problem_of_every_event_at_once():
    measure = make_measure("2025-05-01-test", date="2025-04-04", issuers=[], summary=" ")
    statement = make_statement(citations=[])
    told = refused(measure, statement, make_meeting())
    assert {(slug, field) for slug, field, _ in told} == {
        (measure.slug, "summary"),
        (measure.slug, "actors"),
        (measure.slug, "slug"),
        (statement.slug, "citations"),
    }


@pytest.mark.parametrize(
    ("date", "slug"), [("2025-04-04", "2025-05-01-x"), ("2025-05", "2025-04-01-x"), ("2025", "may-x")]
)
def test_refuses_a_slug_of_another_date(date, slug):
    assert [field for _, field, _ in refused(make_measure(slug, date=date))] == ["slug"] if slug[0] == "2" else True


@pytest.mark.parametrize(
    ("date", "slug"), [("2025-04-04", "2025-04-x"), ("2025-04", "2025-04-04-x"), ("2025", "2025-04-x")]
)
def test_accepts_a_slug_as_precise_as_is_known(date, slug):
    assert len(publish(make_measure(slug, date=date))) == 1


def test_refuses_when_no_source_was_read():
    unread = make_source("unread", checked="url-only")
    event = make_measure(citations=[{"source": unread, "supports": "the date"}])
    assert refused(event) == [
        (event.slug, "citations", "A published event cites at least one source whose text was read (checked: text).")
    ]


def test_refuses_an_effect_on_a_draft():
    draft = make_measure("2025-01-01-draft")
    effects = [{"target": draft, "effect": "suspends", "start": "2025-05-01"}]
    told = refused(make_measure(effects=effects))
    assert [(field, draft.slug in message) for _, field, message in told] == [("effects", True)]


def test_a_measure_may_be_published_together_with_what_builds_on_it():
    earlier = make_measure("2025-01-01-earlier")
    effects = [{"target": earlier, "effect": "repeals", "start": "2025-05-01"}]
    assert len(publish(make_measure(effects=effects), earlier)) == 2


def test_refuses_an_effect_on_a_provision_that_is_not_published():
    earlier = make_measure("2025-01-01-earlier")
    publish(earlier)
    added = earlier.provisions.create(ref="2", summary="Unpublished.", requirement="other")
    event = make_measure(effects=[{"target": earlier, "provision": added, "effect": "repeals", "start": "2025-05-01"}])
    assert [field for _, field, _ in refused(event)] == ["effects"]
    assert len(publish(event, earlier)) == 2


def test_refuses_to_take_away_a_provision_that_a_published_effect_names():
    earlier = make_measure("2025-01-01-earlier")
    provision = earlier.provisions.get()
    publish(
        earlier,
        make_measure(effects=[{"target": earlier, "provision": provision, "effect": "repeals", "start": "2025-05"}]),
    )
    provision.ref = "renamed"
    provision.save()
    [(slug, field, message)] = refused(earlier)
    assert (slug, field) == (earlier.slug, "effects")
    assert "2025-04-04-test-measure is published and builds on it" in message


def test_a_draft_appears_nowhere():
    draft = make_measure("2025-01-01-draft", title="Quartermaster")
    statement = make_statement()
    make_link(statement, draft)
    publish(statement)
    assert Revision.objects.filter(event=draft).count() == 0
    assert not Revision.objects.filter(document__contains="Quartermaster").exists()
    assert not Revision.objects.filter(document__contains=draft.slug).exists()
    assert not Projection.objects.filter(search="quartermaster").exists()
    assert [revision.slug for revision in Revision.objects.all()] == [statement.slug]


def test_retracting_appends_a_tombstone_with_its_reason():
    event = make_measure()
    [first] = publish(event)
    tombstone = retract(event, reason="It never happened.")
    first.refresh_from_db()
    assert (tombstone.action, tombstone.number, tombstone.reason) == ("delete", 2, "It never happened.")
    assert (tombstone.document, tombstone.facts) == (None, None)
    assert not Projection.objects.filter(revision=tombstone).exists()
    assert first.superseded_at == tombstone.published_at
    assert not Revision.objects.current().public().filter(event=event).exists()


def test_publishing_a_retracted_event_adds_it_again():
    event = make_measure()
    [first] = publish(event)
    retract(event)
    [again] = publish(event, reason="It did happen.")
    assert (again.action, again.number) == ("add", 3)
    assert again.document == first.document
    assert again.projection.order_key == first.projection.order_key
    verify()


def test_refuses_to_retract_what_is_not_published():
    draft, gone = make_measure("2025-01-01-draft"), make_measure()
    publish(gone)
    retract(gone)
    with pytest.raises(Refused) as error:
        record.retract_all([draft, gone], reason="x", by="tester")
    assert [(problem.slug, problem.field) for problem in error.value.problems] == [
        (draft.slug, "status"),
        (gone.slug, "status"),
    ]


def test_refuses_to_retract_what_published_events_build_on():
    measure = make_measure()
    repeal = make_measure(
        "2025-05-01-repeal", effects=[{"target": measure, "effect": "repeals", "start": "2025-05-01"}]
    )
    publish(measure, repeal)
    with pytest.raises(Refused, match="2025-05-01-repeal is published and builds on it"):
        retract(measure)
    retract(repeal)
    assert retract(measure).action == "delete"


def test_retracts_together_what_builds_on_each_other():
    measure = make_measure()
    repeal = make_measure(
        "2025-05-01-repeal", effects=[{"target": measure, "effect": "repeals", "start": "2025-05-01"}]
    )
    publish(measure, repeal)
    revisions = record.retract_all([measure, repeal], reason="Both were wrong.", by="tester")
    assert [(revision.slug, revision.action) for revision in revisions] == [
        (measure.slug, "delete"),
        (repeal.slug, "delete"),
    ]


def test_an_event_keeps_the_slug_that_it_was_published_under():
    event = make_measure()
    publish(event)
    renamed = change(event, slug="2025-04-04-another-name")
    assert [field for _, field, _ in refused(renamed)] == ["slug"]
    with pytest.raises(Refused, match="slug"):
        retract(renamed)
    verify()


def test_no_other_event_takes_the_slug_of_a_published_one():
    event = make_measure()
    publish(event)
    change(event, slug="2025-04-04-another-name")
    assert [field for _, field, _ in refused(make_measure(event.slug))] == ["slug"]
    assert newest(event).number == 1


def test_order_keys_put_the_newest_day_first_and_within_it_the_latest_published():
    early, late, same_day = (make_measure(slug) for slug in ("2025-04-x", "2025-04-02-x", "2025-04-02-y"))
    publish(late, same_day, early)
    change(late, title="Changed")
    publish(late)
    found = Revision.objects.current().filter(event__in=[early, late, same_day]).order_by("-projection__order_key")
    assert [revision.slug for revision in found] == [same_day.slug, late.slug, early.slug]


def test_publishing_takes_a_number_of_queries_that_does_not_grow_with_its_lists(django_assert_max_num_queries):
    actors = [make_actor(f"actor-{number}") for number in range(12)]
    citations = [{"source": make_source(f"source-{number}"), "supports": "it"} for number in range(12)]
    event = make_meeting(participants=actors, citations=citations)
    with django_assert_max_num_queries(40):
        publish(event)
