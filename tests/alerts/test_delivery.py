"""Mails of alerts: once, in order, again after a failure, never after an end; and what stands in them."""

import smtplib
import traceback
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from procrastinate.contrib.django.models import ProcrastinateJob

from policy.alerts import delivery, tasks
from policy.alerts.entries import Difference
from policy.alerts.handing_over import NotTaken
from policy.alerts.models import Alert, SentDigest
from policy.choices import ChangeKind
from policy.record.differences import Change
from policy.record.publish import publish_all
from policy.record.version import version
from tests.alerts.subscriber import NOW, READER, go_round, subscribe
from tests.makers import change, make_measure, make_statement, publish, retract

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What ends a process where it stands."""


@pytest.fixture
def measure(empty):
    event = make_measure(title_original="测试公告")
    publish(event)
    return event


def set_end(measure, day):
    change(measure.provisions.get(), expiry=day)
    publish_all([measure], reason="An end was set.", by="tester", change=ChangeKind.UPDATE)


def ids():
    return [one.extra_headers["Message-ID"] for one in mail.outbox]


def test_a_typing_error_sends_nothing_and_another_end_sends_once(measure):
    alert = subscribe("kind=measure")
    publish_all([change(measure, summary="A measures.")], reason="Typo.", by="tester", change=ChangeKind.EDITORIAL)
    assert (go_round(), mail.outbox) == ([], [])
    set_end(measure, "2026-12-31")
    upto = version().seq
    assert (go_round(), go_round()) == ([alert.pk], [])
    assert delivery.tell(alert.pk, upto=upto, now=NOW) is False  # the queue did the job twice
    [sent] = mail.outbox
    assert sent.subject == "[Monazite] Changed: Test measure"
    assert "* Provisions › 1 › expires: (none) → 2026-12-31\n" in sent.body
    assert "Why: An end was set.\n" in sent.body
    [digest] = SentDigest.objects.all()
    assert (digest.after, digest.upto, digest.entries, digest.message_id) == (2, 3, 1, *ids())


def test_a_death_between_mail_and_commit_repeats_the_same_mail(measure, monkeypatch):
    alert, send = subscribe(), EmailMessage.send

    def send_and_die(message):
        send(message)
        raise Killed

    set_end(measure, "2026-12-31")
    monkeypatch.setattr(EmailMessage, "send", send_and_die)
    with pytest.raises(Killed):
        go_round()
    assert (Alert.objects.get().position, SentDigest.objects.count()) == (1, 0)
    monkeypatch.setattr(EmailMessage, "send", send)
    publish(make_statement())  # of which the job of the first mail says nothing
    assert delivery.tell(alert.pk, upto=2, now=NOW)
    assert go_round() == [alert.pk]
    first, again, other = ids()
    assert first == again != other
    assert [digest.upto for digest in SentDigest.objects.order_by("upto")] == [2, 3]


def refusing(monkeypatch, error):
    def refuse(message):
        raise error

    monkeypatch.setattr(EmailMessage, "send", refuse)


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({READER: (450, b"later")}),
        smtplib.SMTPRecipientsRefused({READER: (554, b"5.7.1 <reader@example.org>: relay access denied")}),
        smtplib.SMTPRecipientsRefused({READER: (550, b"5.1.8 we know no such sender")}),
        smtplib.SMTPDataError(550, b"5.4.5 daily sending quota exceeded"),
        smtplib.SMTPAuthenticationError(535, b"who are you"),
        smtplib.SMTPSenderRefused(550, b"not from you", "alerts@localhost"),
        ConnectionRefusedError(),
    ],
)
def test_what_says_nothing_of_an_address_is_tried_again_and_costs_nothing(measure, monkeypatch, error):
    subscribe()
    set_end(measure, "2026-12-31")
    refusing(monkeypatch, error)
    with pytest.raises((NotTaken, type(error))) as raised:
        go_round()
    assert READER not in "".join(traceback.format_exception(raised.value))  # which the worker logs
    alert = Alert.objects.get()
    assert (alert.position, alert.refusals, alert.state) == (1, 0, "confirmed")


def test_the_third_refusal_for_good_disables_and_a_mail_that_goes_forgives(measure, monkeypatch):
    alert, send = subscribe(refusals=1), EmailMessage.send
    set_end(measure, "2026-12-31")
    refusing(monkeypatch, smtplib.SMTPRecipientsRefused({READER: (550, b"no such user")}))
    assert go_round() == []
    monkeypatch.setattr(EmailMessage, "send", send)
    assert (Alert.objects.get().refusals, go_round(), Alert.objects.get().refusals) == (2, [alert.pk], 0)
    refusing(monkeypatch, smtplib.SMTPDataError(552, b"5.2.2 mailbox full for good"))
    set_end(measure, "2027-01-31")
    for _ in range(3):
        go_round()
    alert.refresh_from_db()
    assert (alert.state, alert.disabled_at, alert.refusals, delivery.due("instant")) == ("disabled", NOW, 3, [])


def test_each_rhythm_has_its_rounds_and_who_has_nothing_to_tell_moves_on(measure):
    daily, weekly = subscribe(frequency="daily"), subscribe("kind=statement", frequency="weekly")
    idle = subscribe("kind=statement", "idle@example.org", frequency="daily")
    subscribe("kind=measure", state="asked")
    subscribe("kind=meeting", state="disabled", frequency="daily")
    set_end(measure, "2026-12-31")
    publish(change(measure, certainty="reported"))
    assert (go_round(), go_round("daily"), go_round("weekly")) == ([], [daily.pk], [])
    assert [Alert.objects.get(pk=one.pk).position for one in (daily, weekly, idle)] == [3, 3, 3]
    [sent] = mail.outbox
    assert sent.body.count("Why: ") == 2  # several revisions are one entry


def test_an_alert_that_ended_meanwhile_gets_none(measure):
    alert = subscribe()
    set_end(measure, "2026-12-31")
    due = delivery.due("instant")
    alert.delete()
    assert ([delivery.tell(pk, upto=upto, now=NOW) for pk, upto in due], mail.outbox) == ([False], [])


def test_a_publication_asks_for_one_round_in_a_minute_and_none_without_mail(empty, settings):
    jobs = ProcrastinateJob.objects.filter(task_name="tell_at_once")
    publish(make_measure(), make_statement())
    [job] = jobs
    assert timedelta(seconds=50) < job.scheduled_at - version().published_at <= timedelta(seconds=70)
    settings.MAIL_CONFIGURED = False
    publish(change(make_measure("2025-04-09-other"), title="Other"))
    assert jobs.count() == 1


def test_while_no_mail_goes_one_job_waits_for_each_alert_behind_all_other_work(measure):
    alert = subscribe()
    jobs = ProcrastinateJob.objects.filter(task_name="tell", status="todo")
    for day in ("2026-12-31", "2027-01-31", "2027-02-28"):
        set_end(measure, day)
        tasks.begin_round("instant")
    [job] = jobs
    assert (job.args, job.priority < 0) == ({"alert": alert.pk, "upto": 2}, True)
    ProcrastinateJob.objects.all().delete()
    tasks.tell(alert.pk, 2)  # and what came after it is told next, not at the next publication
    assert ProcrastinateJob.objects.get().task_name == "tell_at_once"
    tasks.tell_at_once()
    assert ProcrastinateJob.objects.get(task_name="tell").args == {"alert": alert.pk, "upto": 4}


def test_a_mail_says_what_became_of_each_event_in_text_and_html(measure):
    subscribe("kind=measure,statement")
    statement = make_statement(summary="A <b>statement</b> & more.", certainty="reported")
    publish(statement, reason="It was heard.")
    retract(measure, reason="It was a draft.")
    go_round()
    [sent] = mail.outbox
    assert sent.subject == "[Monazite] Measures and statements: 2 events"
    for said in (
        "Published · statement · 5 April 2025 · reported\nTest statement\nMinistry of Tests\n",
        "\n\nA <b>statement</b> & more.\n\nWhy: It was heard.\nSource: Test gazette\n  https://example.org/test-gazette\n",
        "Withdrawn · measure · 4 April 2025 · official\nTest measure\n测试公告\n",
        "Why: It was a draft.\nHistory: http://127.0.0.1:8000/events/2025-04-04-test-measure/history/\n",
        "\n-- \nYou asked for this alert and confirmed it: at once, after each publication.",
    ):
        assert said in sent.body
    markup = sent.alternatives[0].content
    assert "A &lt;b&gt;statement&lt;/b&gt; &amp; more." in markup
    assert '<p lang="zh">测试公告</p>' in markup
    assert "<img" not in markup
    assert "\n\n\n" not in sent.body


def test_a_mail_speaks_the_language_of_its_page(measure):
    subscribe("kind=measure", language="zh-hans")
    set_end(measure, "2026-12-31")
    go_round()
    [sent] = mail.outbox
    assert "措施" in sent.body
    assert "2025年4月4日" in sent.body
    assert "\n测试公告\nTest measure\n" in sent.body
    assert "http://127.0.0.1:8000/zh-hans/alerts/unsubscribe/" in sent.body
    assert (sent.extra_headers["Content-Language"], 'lang="zh-Hans"' in sent.alternatives[0].content) == (
        "zh-Hans",
        True,
    )


def test_of_many_events_the_mail_writes_out_the_first_and_leads_to_the_rest(measure, monkeypatch):
    monkeypatch.setattr("policy.alerts.mails.MOST_ENTRIES", 2)
    subscribe("kind=statement")
    publish(*(make_statement(f"2025-05-0{day}-said") for day in (1, 2, 3)))
    go_round()
    [sent] = mail.outbox
    assert sent.subject == "[Monazite] Statements: 3 events"
    assert sent.body.count("\nPublished · ") == 2
    assert (
        "1 more event is not written out here:\nhttp://127.0.0.1:8000/?kind=statement&order=-published_at\n"
        in sent.body
    )


@pytest.mark.parametrize("alike", ["Of a test. " * 40, "试验。" * 120])
def test_what_differs_at_the_end_of_a_long_text_is_told(alike):
    told = Difference.of(Change("summary", f"{alike}Old.", f"{alike}New."))
    assert (told.before[-5:], told.after[-5:]) == (f"{alike[-1]}Old.", f"{alike[-1]}New.")
    assert told.before.startswith("…")
    assert len(told.before) < 70


def test_a_chinese_mail_names_fields_in_chinese(measure):
    subscribe("kind=measure", language="zh-hans")
    set_end(measure, "2026-12-31")
    go_round()
    [sent] = mail.outbox
    assert "* 规定 › 1 › 到期日期：（无） → 2026-12-31\n" in sent.body
    assert '<p>理由： <span lang="en">An end was set.</span></p>' in sent.alternatives[0].content
