"""Synthetic events are what publications would have left, and always the same ones."""

import pytest
from django.db import connection

from bench.synthetic import load, words
from bench.synthetic.events import Maker
from bench.synthetic.rows import Writer
from policy.models import ControlledItem, Event
from policy.record.editorial import read_all
from policy.record.models import ControlPeriod, Projection, RecordedProvision, Revision
from policy.record.search import latin
from policy.record.verify import verify
from tests.databases import emptying

EVENTS = 200


@pytest.fixture
def filled(db):
    with connection.cursor() as cursor:
        for statement in emptying():
            cursor.execute(statement)
    load.fill(connection.connection, EVENTS)


@pytest.mark.slow
def test_the_record_of_synthetic_events_proves_itself(filled):
    proved = verify()
    assert (proved.revisions, proved.events) == (EVENTS, EVENTS)
    assert RecordedProvision.objects.count() == EVENTS
    assert set(ControlPeriod.objects.values_list("state", flat=True)) == {
        *("not_yet_effective", "in_force", "suspended", "expired", "repealed"),
    }
    assert Projection.objects.filter(search__isnull=True).count() == 0


@pytest.mark.slow
def test_their_editorial_rows_say_what_was_published(filled):
    published = dict(Revision.objects.values_list("event_id", "facts"))
    events = list(Event.objects.all())
    assert dict(zip((event.pk for event in events), read_all(events), strict=True)) == published
    assert ControlledItem.objects.exclude(defined_by=1).count() == 0


def test_the_first_groups_are_the_same_whatever_follows():
    def lines(groups):
        maker = Maker()
        writer = Writer(maker.reference)
        for number in groups:
            writer.write(maker.group(number))
        return writer.taken()["record_revision"]

    assert lines(range(2)) == lines(range(3))[:40]
    assert len(set(lines(range(3)))) == 60


def test_every_synthetic_event_says_that_it_is_one():
    for event in Maker().group(7).events:
        assert "-synthetic-" in event.slug
        assert event.title.startswith("Synthetic ")
        assert event.document["citations"][0]["source"]["url"].startswith("https://synthetic.example/")


def test_words_are_indexed_as_they_are_made():
    drawn = set(words.drawn())
    assert {latin(word) for word in drawn | set(words.LATIN)} == drawn | set(words.LATIN)
    assert words.plain("Synthetic Announcement 7 of 2011: kela-moru (HS 280150).") == latin(
        "Synthetic Announcement 7 of 2011: kela-moru (HS 280150)."
    )
