"""Asking for an alert, confirming it, ending it: what readers see, and what keeps others from being written to."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from policy.alerts import actions, tasks, views
from policy.alerts.checks import check_mail
from policy.alerts.links import Confirmation, unsubscribe_token
from policy.alerts.models import Alert, AlertTrace, SentDigest
from policy.record.version import version
from policy.site import opened
from tests.alerts.subscriber import READER, subscribe
from tests.makers import make_measure, publish
from tests.site.conftest import text_of

pytestmark = pytest.mark.django_db

LIST = "/alerts/?kind=measure&material=testium"
ONE_CLICK = "List-Unsubscribe=One-Click"


@pytest.fixture
def measure(empty):
    event = make_measure()
    publish(event)
    return event


def post(client, path, data="", **more):
    return client.post(path, data, content_type=opened.FORM_TYPE, **more)


def ask(client, path=LIST, ago=timedelta(minutes=1), network="192.0.2.1", **changes):
    token = opened.opened_token("", timezone.now() - ago, views.SALT)
    given = {"token": token, "email": READER, "frequency": "instant", "website": ""} | changes
    return post(client, path, urlencode(given), REMOTE_ADDR=network)


def work():
    """Do what the queue was asked to do, and return the mails."""
    for job in ProcrastinateJob.objects.filter(task_name="ask_to_confirm", status="todo").order_by("id"):
        tasks.ask_to_confirm(**job.args)
    ProcrastinateJob.objects.all().delete()
    return mail.outbox


def link(sent):
    return re.search(r"http://127\.0\.0\.1:8000(\S+/confirm/\S+)", sent.body)[1]


def ending(alert):
    return f"/alerts/unsubscribe/{unsubscribe_token(alert.key)}/"


def test_an_alert_begins_when_the_button_behind_the_link_is_pressed(client, measure):
    assert "Measures about Testium" in text_of(client.get(LIST))
    answer = ask(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/alerts/asked/")
    [sent] = work()
    assert (sent.to, sent.subject) == ([READER], "[Monazite] Please confirm your e-mail alert")
    assert "\n    Measures about Testium\n    at once, after each publication\n" in sent.body
    for _ in range(2):  # programs that look at mails follow links
        assert "Is this the alert that you want?" in text_of(client.get(link(sent)))
        assert Alert.objects.get().state == "asked"
    assert "The alert has begun" in text_of(post(client, link(sent)))
    alert = Alert.objects.get()
    assert (alert.state, alert.query, alert.frequency, alert.position) == (
        *("confirmed", "kind=measure&material=testium", "instant", version().seq),
    )


def test_a_confirmed_alert_changes_only_when_that_is_confirmed_too(client, measure):
    alert = subscribe("kind=measure", email="Reader@example.org", position=0)
    answer = ask(client, "/zh-hans/alerts/?kind=measure", frequency="weekly")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/zh-hans/alerts/asked/")
    [sent] = work()
    alert.refresh_from_db()
    assert (alert.state, alert.frequency, alert.language) == ("confirmed", "instant", "en")
    assert link(sent).startswith("/zh-hans/alerts/confirm/")
    post(client, link(sent))
    alert = Alert.objects.get()
    assert (alert.state, alert.frequency, alert.language, alert.position) == ("confirmed", "weekly", "zh-hans", 0)


def test_asking_again_waits_for_whoever_ends_or_tells_an_alert_just_now(client, measure, django_assert_max_num_queries):
    subscribe("kind=measure&material=testium")
    with django_assert_max_num_queries(40) as asked:
        ask(client)
    read = [one["sql"] for one in asked if 'FROM "alerts_alert"' in one["sql"] and '"query" =' in one["sql"]]
    assert ["FOR UPDATE" in sql for sql in read] == [True]


def test_the_answer_tells_nobody_who_has_an_alert(client, measure):
    subscribe("kind=measure&material=testium")
    answers = [ask(client, email=email) for email in (READER, "other@example.org")]
    assert len({(one.status_code, one.headers["Location"], one.content) for one in answers}) == 1


def test_words_of_strangers_are_in_no_mail_before_it_is_confirmed(client, measure):
    ask(client, "/alerts/?q=buy+cheap+testium+at+spam.example")
    [sent] = work()
    assert "spam" not in sent.body + sent.alternatives[0].content
    assert "Events that mention “…”" in sent.body
    assert "buy cheap testium" in text_of(client.get(link(sent)))


def test_one_address_is_sent_three_mails_a_day_from_wherever_they_are_asked_for(client, measure):
    for number in range(5):
        assert ask(client, f"/alerts/?q={number}", network=f"192.0.2.{number}").status_code == 303
    assert len(work()) == Alert.objects.count() == actions.MOST_TO_A_STRANGER
    AlertTrace.objects.update(at=timezone.now() - actions.ADDRESS_WINDOW)
    ask(client, "/alerts/?q=5")
    assert len(work()) == actions.MOST_TO_A_STRANGER + 1


def test_one_network_asks_for_ten_alerts_an_hour(client, measure):
    for number in range(actions.MOST_FROM_ONE_NETWORK):
        assert ask(client, email=f"{number}@example.org", network=f"2001:db8::{number}").status_code == 303
    answer = ask(client, email="more@example.org", network="2001:db8::f")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert views.TOO_MANY in text_of(answer)
    assert ask(client, email="more@example.org", network="2001:db8:0:1::").status_code == 303
    kept = [str(row) for row in AlertTrace.objects.values()]
    assert not any("example.org" in one or "2001:" in one for one in kept)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "Enter a valid email address."),
        ({"frequency": "hourly"}, "hourly is not one of the available choices"),
        ({"ago": timedelta(seconds=1)}, opened.TOO_QUICK),
        ({"ago": timedelta(days=2)}, opened.TOO_OLD),
        ({"token": "forged"}, opened.TOO_OLD),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(client, measure, changes, sentence):
    answer = ask(client, **changes)
    assert (answer.status_code, sentence in text_of(answer)) == (400, True)
    assert not Alert.objects.exists()


def test_a_machine_that_fills_the_unseen_field_reaches_nobody(client, measure):
    assert ask(client, website="https://spam.example").status_code == 303
    assert (work(), Alert.objects.exists()) == ([], False)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("kind=rumour", "'rumour' is not allowed here."),
        ("order=date", "order is no parameter of this list."),
        ("known_at=2026-01-01T00:00:00Z", "known_at is no parameter of this list."),
        ("colour=red", "colour is no parameter of this list."),
    ],
)
def test_filters_that_cannot_be_meant_are_refused(client, measure, query, sentence):
    for answer in (client.get(f"/alerts/?{query}"), ask(client, f"/alerts/?{query}")):
        assert (answer.status_code, sentence in text_of(answer)) == (400, True)
    assert client.get("/alerts/?kind=&q=testium").headers["Location"] == "/alerts/?q=testium"


def test_a_mail_program_ends_it_in_one_click(client, measure):
    alert = subscribe()
    other = subscribe("kind=measure")
    for _ in range(2):
        assert "End this alert?" in text_of(client.get(ending(alert)))
    answer = post(client, ending(alert), ONE_CLICK)
    assert (answer.status_code, [*Alert.objects.all()]) == (200, [other])
    for again in (post(client, ending(alert), ONE_CLICK), client.get(ending(alert))):
        assert (again.status_code, "This alert has ended." in text_of(again)) == (200, True)


def test_links_open_only_what_they_are_for_and_only_in_time(client, measure):
    alert = subscribe(state="asked")
    token = Confirmation(alert.key, "daily", "en").token
    forged = [
        *(f"/alerts/confirm/{one}/" for one in ("x", token[:-1], unsubscribe_token(alert.key))),
        *(f"/alerts/unsubscribe/{one}/" for one in ("x", token, str(alert.key.hex))),
    ]
    assert {post(client, path).status_code for path in forged} == {404}
    Alert.objects.all().delete()
    assert post(client, f"/alerts/confirm/{token}/").status_code == 404
    assert Alert.objects.count() == 0


def test_links_that_confirm_end_after_seven_days_and_so_does_the_address(client, measure, monkeypatch):
    alert, now = subscribe(state="asked", asked_at=timezone.now()), timezone.now()
    token = Confirmation(alert.key, "daily", "en").token
    actions.forget_old(now + timedelta(days=6))
    assert Alert.objects.exists()
    monkeypatch.setattr("django.core.signing.time.time", lambda: (now + timedelta(days=7, minutes=1)).timestamp())
    assert post(client, f"/alerts/confirm/{token}/").status_code == 404
    subscribe("kind=measure", state="disabled", disabled_at=now - timedelta(days=30))
    confirmed = subscribe("kind=meeting", asked_at=now - timedelta(days=900))
    actions.forget_old(now + timedelta(days=7, minutes=1))
    assert [*Alert.objects.all()] == [confirmed]


def test_digests_are_known_of_for_ninety_days(measure):
    now, alert = timezone.now(), subscribe()
    for days in (91, 89):
        told = {"message_id": f"<{days}@example.org>", "after": 0, "upto": 1, "entries": 1}
        SentDigest.objects.create(alert=alert, sent_at=now - timedelta(days=days), **told)
    actions.forget_old(now)
    assert [one.message_id for one in SentDigest.objects.all()] == ["<89@example.org>"]


def test_a_deployment_is_warned_that_links_of_plain_http_end_nothing_in_one_click(settings):
    settings.LOCAL_SETUP, settings.MAIL_CONFIGURED, settings.SITE_URL = False, True, "http://monazite.example"
    assert [one.id for one in check_mail(None)] == ["alerts.W001"]
    settings.SITE_URL = "https://monazite.example"
    assert check_mail(None) == []


def test_no_page_sets_a_cookie_or_asks_for_one(client, measure):
    alert = subscribe()
    strict = client.__class__(enforce_csrf_checks=True)
    answers = [strict.get(LIST), ask(strict), strict.get("/alerts/asked/"), strict.get(ending(alert))]
    answers += [post(strict, link(work()[0])), post(strict, ending(alert), ONE_CLICK)]
    assert [one.status_code for one in answers] == [200, 303, 200, 200, 200, 200]
    assert [dict(one.cookies) for one in answers] == [{}] * 6
    assert dict(strict.cookies) == {}
    assert "no-store" in strict.get(ending(alert)).headers["Cache-Control"]


def test_without_mail_it_says_so_and_leads_to_feeds(client, measure, settings):
    settings.MAIL_CONFIGURED = False
    page = client.get(LIST)
    assert (page.status_code, "This site sends no mail." in text_of(page)) == (200, True)
    assert '/feeds/events.atom?kind=measure&amp;material=testium"' in page.content.decode()
    assert "<form" not in page.content.decode().partition("<main")[2]
    assert ask(client).status_code == 404


def test_it_takes_forms_and_nothing_else(client, measure):
    alert = subscribe()
    assert client.post(LIST, {"email": READER}).status_code == 415  # multipart
    for path in (LIST, ending(alert)):
        assert (client.head(path).status_code, client.put(path).status_code) == (200, 405)
    assert client.post("/alerts/asked/").status_code == 405


def test_lists_lead_to_alerts_about_what_they_list(client, measure):
    page = client.get("/measures/?material=testium&order=date&known_at=2090-01-01T00:00:00Z").content.decode()
    assert 'href="/alerts/?kind=measure&amp;material=testium"' in page
    assert 'href="/alerts/"' in client.get("/").content.decode()
