"""What there is to tell of a list: what it lists now, and what it listed before."""

import pytest

from policy.alerts.digest import Period
from policy.alerts.standing import Standing
from policy.choices import ChangeKind
from policy.record.publish import publish_all
from policy.record.version import version
from policy.renaming import merge_events, rename_actor
from tests.makers import change, make_actor, make_measure, make_statement, publish, retract

pytestmark = pytest.mark.django_db


def told(query, after):
    """Return what is told of a list, by slug: whether the event came into it, or left it, by a change."""
    now = version()
    found = Period(after, now.seq).told(Standing(query, now))
    return {one.change.after.slug: (one.has_come, one.has_left) for one in found}


def test_tells_of_its_own_events_alone(empty):
    measure, statement = make_measure(), make_statement()
    publish(measure, statement)
    assert told("kind=measure", after=0) == {measure.slug: (False, False)}
    assert told("", after=0) == {measure.slug: (False, False), statement.slug: (False, False)}
    assert told("q=tests&kind=statement", after=0) == {statement.slug: (False, False)}
    assert told("from=2025-04-05", after=0) == {statement.slug: (False, False)}


def test_tells_who_had_an_event_that_it_left_and_others_that_it_came(empty):
    statement = make_statement()
    publish(statement)
    publish_all([change(statement, certainty="claimed")], reason="No.", by="tester", change=ChangeKind.EDITORIAL)
    assert told("certainty=official", after=1) == {statement.slug: (False, True)}
    assert told("certainty=claimed", after=1) == {statement.slug: (True, False)}
    assert told("certainty=reported", after=1) == {}


def test_tells_once_of_several_revisions(empty):
    statement = make_statement()
    publish(statement)
    for certainty in ("reported", "claimed", "reported"):
        publish(change(statement, certainty=certainty))
    assert told("", after=1) == {statement.slug: (False, False)}
    publish(change(statement, certainty="official"))
    assert told("", after=1) == {}


def test_tells_that_the_last_event_with_a_value_was_withdrawn(empty):
    statement = make_statement(speaker=make_actor("spokesman", name="Spokesman"))
    publish(make_measure(), statement)
    retract(statement)
    assert told("actor=spokesman", after=2) == {statement.slug: (False, False)}
    assert told("kind=measure", after=2) == {}


def test_follows_an_actor_to_another_slug(empty):
    measure, statement = make_measure(), make_statement()
    publish(measure, statement)
    rename_actor(make_actor(), "ministry-of-all-tests", reason="Better.", by="tester")
    now = version().seq
    assert told("actor=ministry-of-tests", after=2) == {}
    publish(change(statement, certainty="reported"))
    assert told("actor=ministry-of-tests", after=now) == {statement.slug: (False, False)}


def test_tells_that_another_event_took_the_place_of_one(empty):
    statement, other = make_statement(), make_statement("2025-04-05-the-same")
    publish(statement, other)
    merge_events(statement, other, reason="Entered twice.", by="tester")
    assert told("kind=statement", after=2) == {statement.slug: (False, False)}
