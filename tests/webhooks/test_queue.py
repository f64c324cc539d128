"""How deliveries are asked for: in the publication's own transaction, at little cost, whoever publishes."""

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from policy.queue import enqueue_once
from policy.record import announced
from policy.record.publish import rehearsal
from policy.webhooks import actions, delivery, notices
from policy.webhooks.models import Attempt, Secret, State, Subscription
from tests.makers import make_statement, publish

pytestmark = pytest.mark.django_db


def jobs(task=delivery.ALL):
    return ProcrastinateJob.objects.filter(task_name=task).count()


@pytest.fixture
def row(empty, subscribe, monkeypatch):
    monkeypatch.setattr(announced, "_listeners", [delivery.enqueue_all])
    row = subscribe()
    connection.cursor().execute("DELETE FROM procrastinate_jobs")
    return row


def test_a_publication_asks_for_deliveries_once(row):
    publish(make_statement("2025-05-01-one"), make_statement("2025-05-02-two"))
    assert jobs() == 1


def test_a_worker_that_publishes_asks_in_its_own_transaction_too(row):
    with app.replace_connector(app.connector.get_worker_connector()):
        publish(make_statement())
    assert jobs() == 1  # of a transaction that nobody has committed


def test_nothing_is_asked_for_what_was_undone_or_rehearsed_or_where_nobody_listens(row):
    with transaction.atomic():
        publish(make_statement("2025-05-01-undone"))
        transaction.set_rollback(True)
    with rehearsal([make_statement("2025-05-02-rehearsed")], reason="To look.", by="edith"):
        pass
    actions.switch_off(row, reason="For a test.")
    publish(make_statement("2025-05-03-said"))
    assert jobs() == 0


def test_what_publishing_costs_does_not_depend_on_who_is_told(row, subscribe):
    def cost(slug):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            publish(statement := make_statement(slug))
        return len([one for one in asked if "webhooks_" in one["sql"] or "procrastinate_" in one["sql"]]), statement

    before, _ = cost("2025-05-01-one")
    for number in range(20):
        subscribe(f"Partner {number}", filters="topic=testing", url="http://192.0.2.1:1/nowhere")
    after, _ = cost("2025-05-02-two")
    assert (before, after) == (2, 2)


def test_each_that_is_due_gets_a_job_of_its_own_and_no_second_one_that_waits(row, subscribe, clock):
    other, off = subscribe("Other"), subscribe("Off")
    actions.switch_off(off, reason="For a test.")
    publish(make_statement())
    for _ in range(2):
        delivery.enqueue_due(clock())
    found = ProcrastinateJob.objects.filter(task_name=delivery.ONE).order_by("id").values_list("lock", flat=True)
    assert list(found) == [f"webhook:{row.pk}", f"webhook:{other.pk}"]


def test_what_waits_is_asked_for_once_and_what_runs_is_asked_for_again(db):
    for status in ("todo", "doing"):
        ProcrastinateJob.objects.filter(task_name="nothing").update(status=status)
        enqueue_once("nothing", lock="a lock")
        enqueue_once("nothing", lock="a lock")
    assert jobs("nothing") == 2


def test_a_contact_is_told_once_where_mail_can_be_sent(row, settings, receiver, deliver):
    receiver.behaviours = [410]
    publish(make_statement())
    deliver(row)
    assert jobs(actions.NOTICE) == 1
    settings.MAIL_CONFIGURED = False
    notices.tell_given_up(row.pk)
    assert mail.outbox == []
    settings.MAIL_CONFIGURED = True
    notices.tell_given_up(row.pk)
    actions.switch_on(row)
    notices.tell_given_up(row.pk)  # it came too late
    assert [(one.to, "410 Gone" in one.body, row.url in one.body) for one in mail.outbox] == [
        ([row.contact], True, True)
    ]


def test_a_replay_sends_again_with_the_same_ids(row, receiver, deliver, clock):
    for day in (1, 2, 3):
        publish(make_statement(f"2025-05-0{day}-said"))
    deliver(row)
    assert actions.replay(row, seq=2, clock=clock).is_success
    actions.replay_from(Subscription.objects.get(), seq=2)
    deliver(row)
    assert receiver.seqs == [1, 2, 3, 2, 2, 3]
    ids = {came.seq: came.id for came in receiver.came}
    assert all(came.id == ids[came.seq] for came in receiver.came)


def test_old_attempts_and_secrets_are_forgotten(row, clock):
    actions.send_test(row, clock=clock)
    clock.advance(days=29)
    actions.send_test(row, clock=clock)
    actions.rotate(row, newest=Secret.objects.get().pk, overlap=actions.OVERLAP, now=clock())
    clock.advance(days=2)
    actions.forget_old(clock())
    assert (Attempt.objects.count(), Secret.objects.count()) == (1, 1)
    assert Subscription.objects.get().state == State.ACTIVE
