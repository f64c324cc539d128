"""Reporting an error: what a reader sees and sends, and what keeps floods and machines out."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from policy import reports
from policy.models import ErrorReport, ReportTrace
from policy.record.models import Revision
from policy.renaming import rename_event
from policy.site import opened as opened_forms
from policy.site import report
from tests.makers import make_meeting, make_statement, newest, publish, retract
from tests.site.conftest import text_of
from tests.site.test_history import correct

pytestmark = pytest.mark.django_db

WRONG = "The ministry spoke on the 6th, not on the 5th."


@pytest.fixture
def statement(empty):
    event = make_statement(title="Licences <b>approved</b>")
    publish(event)
    return event


def path(event, query=""):
    return f"/events/{event.slug}/report/{query}"


def opened(event, ago=timedelta(minutes=1), revision=None):
    """Return the token of a form that was opened a while ago."""
    return report.token(revision or newest(event), timezone.now() - ago)


def send(client, event, **changes):
    given = {"token": opened(event), "what": WRONG, "elsewhere": "", "email": "", "website": ""} | changes
    address = {"REMOTE_ADDR": given.pop("address", "192.0.2.1")}
    return client.post(path(event), urlencode(given), content_type=opened_forms.FORM_TYPE, **address)


def test_a_report_is_kept_for_the_revision_that_the_reader_saw(client, statement):
    given = {"elsewhere": "https://example.org/\r\nBcc: all", "email": "reader@example.org"}
    answer = send(client, statement, **given, what=f"  {WRONG}\r\n<script>alert(1)</script> ")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path(statement)}received/")
    assert "Your report has reached the editors." in text_of(client.get(answer.headers["Location"]))
    kept = ErrorReport.objects.get()
    assert (kept.event_id, kept.revision, kept.state) == (statement.pk, newest(statement), "open")
    assert kept.what == f"{WRONG}\n<script>alert(1)</script>"
    assert (kept.elsewhere, kept.email) == ("https://example.org/ Bcc: all", "reader@example.org")


def test_the_page_of_an_event_leads_to_the_form_about_what_it_shows(client, statement):
    correct(statement, "It was reported only.", certainty="reported")
    assert f'href="{path(statement)}?revision=2"' in client.get(f"/events/{statement.slug}/").content.decode()
    said = text_of(client.get(path(statement, "?revision=2")))
    assert "Licences <b>approved</b>" in said
    assert "Your report is about revision 2 , published on" in said
    assert "has replaced it" not in said


def test_about_an_older_revision_it_says_so_and_takes_the_report(client, statement):
    first = newest(statement)
    correct(statement, "It was reported only.", certainty="reported")
    said = text_of(client.get(path(statement, "?revision=1")))
    assert "Your report is about revision 1" in said
    assert "Revision 2 has replaced it since" in said
    assert send(client, statement, token=opened(statement, revision=first)).status_code == 303
    assert ErrorReport.objects.get().revision == first


def test_under_an_old_slug_the_form_leads_to_the_new_one_and_takes_what_was_begun(client, statement):
    first, old = newest(statement), path(statement)
    begun = urlencode({"token": opened(statement), "what": WRONG})
    rename_event(statement, f"{statement.slug}-told", reason="A test.", by="paul")
    statement.refresh_from_db()
    moved = client.get(f"{old}?")
    assert (moved.status_code, moved.headers["Location"]) == (308, path(statement))
    assert "about revision 1" in text_of(client.get(path(statement, "?revision=1")))
    for address in (old, path(statement, "?revision=1")):
        assert client.post(address, begun, content_type=opened_forms.FORM_TYPE).status_code == 303
    assert ErrorReport.objects.get().revision == first


def test_of_a_retracted_event_errors_are_reported_without_showing_it(client, statement):
    retract(statement)
    assert f'href="{path(statement)}?revision=2"' in client.get(f"/events/{statement.slug}/").content.decode()
    said = text_of(client.get(path(statement, "?revision=1")))
    assert "The event was retracted since" in said
    assert "Licences" not in said
    assert send(client, statement).status_code == 303


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"what": "Too short"}, "at least 10 characters"),
        ({"what": " "}, "This field is required."),
        ({"what": "x" * 4001}, "at most 4000 characters"),
        ({"what": f"{WRONG} {'https://spam.example ' * 6}"}, "More than 5 links"),
        ({"elsewhere": "x" * 501}, "at most 500 characters"),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "Enter a valid email address."),
        ({"what": f"{WRONG}\0"}, "Null characters are not allowed."),
        ({"token": "forged"}, opened_forms.TOO_OLD),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(client, statement, changes, sentence):
    answer = send(client, statement, **{"elsewhere": "The gazette of 6 April"} | changes)
    assert answer.status_code == 400
    assert sentence in text_of(answer)
    assert answer.context["form"]["what"].value() == changes.get("what", WRONG)
    assert ("The gazette of 6 April" in answer.content.decode()) is ("elsewhere" not in changes)
    assert not ErrorReport.objects.exists()


def test_lines_count_as_in_browsers(client, statement):
    assert send(client, statement, what="abc\r\n" * 999 + "abcd").status_code == 303


@pytest.mark.parametrize(
    ("ago", "sentence"),
    [
        (timedelta(seconds=1), opened_forms.TOO_QUICK),
        (timedelta(days=2), opened_forms.TOO_OLD),
        (-timedelta(hours=1), opened_forms.TOO_QUICK),
    ],
)
def test_a_form_is_sent_neither_at_once_nor_after_days(client, statement, ago, sentence):
    first = newest(statement)
    correct(statement, "It was reported only.", certainty="reported")
    answer = send(client, statement, token=opened(statement, ago, first))
    assert (answer.status_code, sentence in text_of(answer), WRONG in text_of(answer)) == (400, True, True)
    assert answer.context["revision"] == first
    assert not ErrorReport.objects.exists()


def test_the_form_of_one_event_says_nothing_of_another(client, statement):
    other = make_meeting()
    publish(other)
    assert send(client, statement, token=opened(other)).status_code == 400
    assert not ErrorReport.objects.exists()


def test_what_fills_the_unseen_field_is_kept_as_spam(client, statement):
    assert send(client, statement, website="https://spam.example").status_code == 303
    assert [one.state for one in ErrorReport.objects.all()] == ["spam"]
    assert 'class="report-unseen" aria-hidden="true"' in client.get(path(statement)).content.decode()


def test_the_same_report_is_kept_once(client, statement):
    assert [send(client, statement).status_code for _ in range(8)] == [303] * 8
    assert ErrorReport.objects.count() == ReportTrace.objects.count() == 1


def test_one_network_sends_five_an_hour(client, statement):
    for number in range(reports.MOST_FROM_ONE_NETWORK):
        assert send(client, statement, what=f"{WRONG} {number}", address=f"2001:db8::{number}").status_code == 303
    answer = send(client, statement, what=f"{WRONG} And more.", address="2001:db8::f")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert report.TOO_MANY in text_of(answer)
    assert f"{WRONG} And more." in text_of(answer)
    assert send(client, statement, what=f"{WRONG} And more.", address="2001:db8:0:1::").status_code == 303
    ReportTrace.objects.update(at=timezone.now() - reports.WINDOW)
    assert send(client, statement, what=f"{WRONG} And later.", address="2001:db8::f").status_code == 303


def test_all_together_send_so_many_an_hour(client, statement, monkeypatch):
    monkeypatch.setattr(reports, "MOST_FROM_ALL", 2)
    answers = [send(client, statement, what=f"{WRONG} {one}", address=f"192.0.2.{one}").status_code for one in range(3)]
    assert answers == [303, 303, 429]


def test_no_address_is_kept(client, statement):
    send(client, statement, address="198.51.100.7")
    kept = [
        str(value) for rows in (ReportTrace, ErrorReport) for row in rows.objects.values() for value in row.values()
    ]
    assert len(ReportTrace.objects.get().network_sha256) == 64
    assert not [value for value in kept if "198.51.100" in value]


def test_what_is_a_year_old_is_forgotten(client, statement):
    now, history = timezone.now(), ErrorReport._meta.apps.get_model("policy", "ErrorReportHistory").objects
    for days, state in ((366, "open"), (366, "settled"), (364, "settled")):
        send(client, statement, what=f"{WRONG} {days} {state}", email="reader@example.org")
        sent_at = now - timedelta(days=days)
        ErrorReport.objects.filter(what__endswith=f"{days} {state}").update(sent_at=sent_at, state=state)
    history.filter(what__endswith="366 open").update(sent_at=now - timedelta(days=366))
    reports.forget_old(timezone.now() + reports.WINDOW)
    assert {one.what.removeprefix(WRONG): one.email for one in ErrorReport.objects.all()} == {
        " 366 open": "",
        " 364 settled": "reader@example.org",
    }
    left = history.values_list("what", "email")
    assert {(what.removeprefix(WRONG), email) for what, email in left} == {
        (" 366 open", ""),
        (" 364 settled", "reader@example.org"),
    }
    assert not ReportTrace.objects.exists()


@pytest.mark.parametrize("query", ["?revision=3", "?revision=x", "?revision=", "?revision=99999999999999999999"])
def test_a_revision_that_is_not_there_is_not_found(client, statement, query):
    assert client.get(path(statement, query)).status_code == 404


def test_only_public_events_have_the_page(client, statement):
    draft = make_meeting()
    assert client.get(path(draft)).status_code == client.get(f"{path(draft)}received/").status_code == 404
    assert client.post(path(draft), "what=x", content_type=opened_forms.FORM_TYPE).status_code == 404
    assert client.get(path(statement, "?kind=measure")).status_code == 400


def test_it_takes_forms_and_nothing_else(client, statement):
    assert client.head(path(statement)).status_code == 200
    assert client.put(path(statement)).status_code == client.delete(path(statement)).status_code == 405
    assert client.post(path(statement), {"what": WRONG}).status_code == 415  # multipart
    assert client.post(f"{path(statement)}received/").status_code == 405


def test_it_is_not_stored_sets_no_cookie_and_sends_to_the_site_alone(client, statement):
    for answer in (client.get(path(statement)), send(client, statement, what="x"), send(client, statement)):
        assert "no-store" in answer.headers["Cache-Control"]
        assert (answer.cookies, "form-action 'self'" in answer.headers["Content-Security-Policy"]) == ({}, True)
    assert client.cookies == {}


def test_it_asks_as_much_for_the_hundredth_revision_as_for_the_first(client, statement, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get(path(statement))
    assert Revision.objects.count() == 1
    correct(statement, "It was reported only.", certainty="reported")
    with django_assert_num_queries(3):
        client.get(path(statement, "?revision=1"))
