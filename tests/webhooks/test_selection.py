"""Which publications a subscription is told of: what its filters find, and what they found until then."""

import pytest

from policy.record.parameters import BadParameters
from policy.renaming import rename_actor
from policy.webhooks.models import State, Subscription
from policy.webhooks.selection import Selection, check_filters
from tests.makers import change, make_actor, make_measure, make_statement, publish, retract

pytestmark = pytest.mark.django_db


def told(receiver):
    return [
        (one.message["data"]["action"], one.message["data"]["slug"], one.message["matches"]) for one in receiver.came
    ]


def test_only_what_the_filters_find(empty, subscribe, deliver, receiver):
    publish(make_measure("2025-04-01-first"))
    row = subscribe(filters="kind=measure&from=2025-04-02")
    publish(make_statement("2025-05-01-said"))
    publish(make_measure("2025-04-01-early"))
    publish(make_measure("2025-05-01-ruled"))
    publish(make_statement("2025-05-02-said"))
    row = deliver(row)
    assert told(receiver) == [("add", "2025-05-01-ruled", True)]
    assert row.position == 5


def test_the_end_of_what_they_found_is_told_and_that_of_others_is_not(empty, subscribe, deliver, receiver):
    row = subscribe(filters="kind=measure")
    measure, statement = make_measure("2025-05-01-ruled"), make_statement("2025-05-01-said")
    publish(measure, statement)
    retract(measure)
    retract(statement)
    deliver(row)
    assert told(receiver) == [("add", measure.slug, True), ("delete", measure.slug, False)]


def test_what_they_find_no_more_is_told_once(empty, subscribe, deliver, receiver):
    row = subscribe(filters="certainty=official")
    statement = make_statement()
    publish(statement)
    for title in ("Only reported", "Reported again"):
        statement = change(statement, certainty="reported", title=title)
        publish(statement)
    retract(statement)
    deliver(row)
    assert told(receiver) == [("add", statement.slug, True), ("modify", statement.slug, False)]


def test_what_they_find_from_now_on_is_told_as_it_is(empty, subscribe, deliver, receiver):
    row = subscribe(filters="q=dysprosium")
    statement = make_statement()
    publish(statement)
    publish(change(statement, title="Dysprosium"))
    deliver(row)
    assert told(receiver) == [("modify", statement.slug, True)]


def test_a_copy_that_does_as_the_messages_say_is_what_the_filters_find(shipped, subscribe, deliver, receiver):
    """Over the shipped data and a few changes to it, as a receiver would."""
    from policy.models import Measure

    row = subscribe(filters="country=US&kind=measure&direction=tightening&from=2025-06-01", after=0)
    for slug in ("2025-09-12-us-entity-list-additions", "2025-10-08-us-entity-list-additions"):
        publish(change(Measure.objects.get(slug=slug), direction="neutral"))
    retract(Measure.objects.get(slug="2025-09-25-mofcom-announcement-51"))
    deliver(row)
    copy = {}
    for slug, matches in [(one.message["data"]["slug"], one.message["matches"]) for one in receiver.came]:
        copy.pop(slug, None)
        if matches:
            copy[slug] = True
    from policy.record.models import Revision

    found = Selection(row.filters).found & Revision.objects.current()
    assert len(receiver.came) == len(copy) + 6
    assert set(copy) == set(found.values_list("slug", flat=True)) != set()


def test_a_slug_that_was_changed_is_looked_for_under_its_new_name(empty, subscribe, deliver, receiver):
    statement = make_statement(speaker=make_actor())
    publish(statement)
    row = subscribe(filters="actor=ministry-of-tests")
    rename_actor(make_actor(), "ministry-of-trials", reason="It is called so now.", by="ben")
    row = deliver(row)
    assert (row.state, receiver.came[-1].message["matches"]) == (State.ACTIVE, True)
    assert receiver.came[-1].message["data"]["document"]["actors"][0]["slug"] == "ministry-of-trials"


def test_that_the_last_event_with_a_value_was_withdrawn_is_told(empty, subscribe, deliver, receiver):
    statement = make_statement(speaker=make_actor("spokesman", name="Spokesman"))
    publish(make_measure(), statement)
    row = subscribe(filters="actor=spokesman")
    retract(statement)
    row = deliver(row)
    assert (row.state, told(receiver)) == (State.ACTIVE, [("delete", statement.slug, False)])


def test_filters_that_cannot_be_read_any_more_end_a_subscription_and_say_so(empty, subscribe, deliver, receiver):
    row = subscribe()
    Subscription.objects.filter(pk=row.pk).update(filters="subject=gone")
    publish(make_statement())
    row = deliver(row)
    assert (row.state, row.position, receiver.came) == (State.GIVEN_UP, 0, [])
    assert "subject" in row.reason


@pytest.mark.parametrize(
    "filters",
    [
        "kinds=measure",
        "kind=law",
        "kind=measure&kind=permit",
        "order=date",
        "known_at=2026-01-01T00:00:00Z",
        "cursor=x",
        "kind=",
    ],
)
def test_what_the_timeline_refuses_or_what_means_nothing_here_is_refused(empty, filters):
    with pytest.raises(BadParameters):
        check_filters(filters)
