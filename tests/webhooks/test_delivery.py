"""Deliveries to a receiver that works, fails, hangs, lies and comes back: in order, each at least once, and never undone."""

import json
import time

import pytest

from policy.record.change_feed import changes_after
from policy.record.models import Revision
from policy.record.publish import rehearsal
from policy.webhooks import actions
from policy.webhooks.models import Attempt, State
from tests.makers import change, make_measure, make_statement, publish, retract
from tests.webhooks.conftest import fresh
from tests.webhooks.receiver import listening

pytestmark = pytest.mark.django_db


def publish_three():
    return [publish(make_statement(f"2025-05-0{day}-said"))[0].seq for day in (1, 2, 3)]


def test_tells_each_publication_once_in_order_as_the_change_feed_has_it(empty, subscribe, deliver, receiver, verify):
    row = subscribe()
    seqs = publish_three()
    assert deliver(row).position == seqs[-1]
    assert receiver.seqs == seqs
    said = [verify(row.given, came) for came in receiver.came]
    assert [(one["type"], one["matches"]) for one in said] == [("revision.published", True)] * 3
    revision = Revision.objects.get(seq=seqs[0])
    assert said[0]["data"]["document"]["title"] == json.loads(revision.document)["title"]
    assert said[0]["data"]["document"]["url"].startswith("http://")
    assert said[0]["timestamp"] == said[0]["data"]["published_at"]


def test_begins_with_what_is_published_after_it_or_with_what_was_chosen(empty, subscribe, deliver, receiver):
    seqs = publish_three()
    now, again = subscribe("From now on"), subscribe("All", after=0)
    assert (deliver(now).position, receiver.seqs) == (seqs[-1], [])
    deliver(again)
    assert receiver.seqs == seqs


def test_drafts_rehearsals_and_what_was_undone_are_never_told(empty, subscribe, deliver, receiver):
    from django.db import transaction

    row = subscribe()
    draft, undone = make_statement("2025-05-01-draft"), make_statement("2025-05-02-undone")
    with rehearsal([draft], reason="To look at.", by="edith"):
        pass
    with transaction.atomic():
        publish(undone)
        transaction.set_rollback(True)
    deliver(row)
    assert receiver.came == []
    assert list(changes_after(0)) == []


def test_a_retry_has_the_same_id_and_its_own_time(empty, subscribe, deliver, receiver, clock, verify):
    row = subscribe()
    publish_three()
    receiver.behaviours = [500, 200]
    row = deliver(row)
    assert (row.failures, row.position) == (1, 0)
    clock.advance(seconds=59)
    deliver(row)
    assert len(receiver.came) == 1  # it isn't time
    clock.advance(seconds=14)
    row = deliver(row)
    first, second = receiver.came[:2]
    assert (first.id, first.body) == (second.id, second.body)
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 73
    assert verify(row.given, second)
    assert (row.failures, row.failing_since, receiver.seqs) == (0, None, [1, 1, 2, 3])


@pytest.mark.parametrize("behaviour", ["garbage", "nothing", "hang", "drip", "inside", "unprintable", 301, 404, 199])
def test_what_is_no_answer_of_success_is_tried_again(empty, subscribe, deliver, receiver, behaviour):
    row = subscribe()
    publish(make_statement())
    receiver.behaviours = [behaviour]
    began = time.monotonic()
    row = deliver(row)
    assert time.monotonic() - began < 3
    assert (row.position, row.failures, row.state, len(receiver.came)) == (0, 1, "active", 1)
    assert Attempt.objects.get().error


@pytest.mark.parametrize("behaviour", [200, 202, 204, "cut_short", "endless", "silent_body"])
def test_a_status_of_success_is_an_answer_whatever_follows_it(empty, subscribe, deliver, receiver, behaviour):
    row = subscribe()
    publish(make_statement())
    receiver.behaviours = [behaviour]
    began = time.monotonic()
    assert deliver(row).position == 1
    assert time.monotonic() - began < 3
    attempt = Attempt.objects.get()
    assert (attempt.error, len(attempt.answer) <= 500) == ("", True)


def test_what_is_kept_of_an_answer_is_short_and_legible(empty, subscribe, deliver, receiver):
    row = subscribe()
    publish(make_statement())
    receiver.behaviours = ["unprintable"]
    deliver(row)
    attempt = Attempt.objects.get()
    assert attempt.answer.startswith("bad��[31m �图图")
    assert (len(attempt.answer), attempt.status, attempt.error) == (500, 500, "it answers 500")


def test_a_receiver_may_ask_for_rest(empty, subscribe, deliver, receiver, clock):
    row = subscribe()
    publish(make_statement())
    receiver.behaviours = ["busy"]
    row = deliver(row)
    assert (row.next_attempt_at - clock()).total_seconds() == 7200


def test_one_that_is_gone_is_given_up_at_once(empty, subscribe, deliver, receiver):
    row = subscribe()
    publish_three()
    receiver.behaviours = [410]
    row = deliver(row)
    assert (row.state, row.position, len(receiver.came)) == (State.GIVEN_UP, 0, 1)
    assert "410" in row.reason


def test_down_for_three_days_it_is_given_up_and_goes_on_where_it_stopped(empty, subscribe, deliver, receiver, clock):
    row = subscribe()
    seqs, began = publish_three(), clock()
    receiver.stop()
    while row.state == State.ACTIVE:
        row = deliver(row)
        clock.now = row.next_attempt_at or clock.now
    assert (clock() - began).total_seconds() == 3 * 86400
    assert "for three days; the last time, the connection fails: Connection refused" in row.reason
    assert 14 <= row.failures <= 20
    receiver.start()
    actions.switch_on(row)
    assert deliver(row).position == seqs[-1]
    assert receiver.seqs == seqs


def test_down_for_an_hour_it_misses_nothing(empty, subscribe, deliver, receiver, clock, verify):
    row, told = subscribe(), []
    receiver.stop()
    for place in range(12):
        publish(make_statement(f"2025-05-01-number-{place}"))
        row = deliver(row)
        clock.advance(minutes=5)
    receiver.start()
    while row.position < 12:
        clock.now = row.next_attempt_at or clock.now
        row = deliver(row)
        told += [verify(row.given, came)["data"]["seq"] for came in receiver.came[len(told) :]]
    assert told == list(range(1, 13))


def test_one_that_fails_holds_back_nobody_else(empty, subscribe, deliver, receiver):
    with listening() as broken:
        broken.behaviours = [500] * 9
        failing, working = subscribe("Broken", url=broken.url), subscribe("Works")
        seqs = publish_three()
        for row in (failing, working, failing):
            deliver(row)
        assert (broken.seqs, receiver.seqs) == ([1], seqs)


def test_a_worker_that_comes_too_late_neither_goes_on_nor_sets_the_position_back(empty, subscribe, deliver, receiver):
    """Two workers have the same subscription: while one waits for an answer, the other one delivers everything."""
    row = subscribe()
    seqs = publish_three()
    from policy.webhooks.delivery import over_http

    def overtaken(*request):
        deliver(row)
        return over_http(*request)

    deliver(row, send=overtaken)
    assert (receiver.seqs, fresh(row).position) == ([*seqs, 1], 3)


def test_a_turn_ends_and_says_that_there_is_more(empty, subscribe, receiver, clock):
    from policy.webhooks.delivery import Turn

    row = subscribe()
    publish_three()
    assert Turn(row.pk, clock=clock, seconds=-1).deliver()
    assert not Turn(row.pk, clock=clock).deliver()


def test_a_retraction_is_told(empty, subscribe, deliver, receiver):
    row, measure = subscribe(), make_measure()
    publish(measure)
    retract(change(measure, title="Another"))
    deliver(row)
    told = [(one.message["data"]["action"], one.message["matches"]) for one in receiver.came]
    assert told == [("add", True), ("delete", False)]
    assert receiver.came[1].message["data"]["document"] is None


def test_private_addresses_are_refused_where_no_setting_allows_them(empty, subscribe, deliver, receiver, settings):
    settings.WEBHOOK_PRIVATE_ADDRESSES = False
    rows = [
        subscribe(f"To {one}", url=f"https://{one}/hook") for one in ("127.0.0.1", "localhost", "[::1]", "10.0.0.1")
    ]
    publish(make_statement())
    for row in rows:
        deliver(row)
    assert (receiver.came, Attempt.objects.count()) == ([], 4)
    assert all("is no host of the public internet" in one.error for one in Attempt.objects.all())
