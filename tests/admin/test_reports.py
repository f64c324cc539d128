"""The inbox of readers' reports: who sees what of them, and what becomes of them."""

import html
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from policy import reports
from policy.choices import ChangeKind
from policy.models import ErrorReport, Event
from policy.record.models import Revision
from policy.record.publish import publish_all, retract
from tests.admin.conftest import change_page, make_statement, signed_in

LIST = "/admin/policy/errorreport/"
WRONG = "It was the 6th, <b>not</b> the 5th."


def said(response):
    return html.unescape(response.content.decode())


def republish(event, title="A better test"):
    type(event).objects.filter(pk=event.pk).update(title=title)
    told = {"reason": "The day was wrong.", "by": "loader", "change": ChangeKind.CORRECTION, "is_operator": True}
    return publish_all([type(event).objects.get(pk=event.pk)], **told)[0]


@pytest.fixture
def event(shipped):
    statement = make_statement()
    publish_all([statement], reason="First.", by="loader", is_operator=True)
    return statement


@pytest.fixture
def report(event):
    given = {"elsewhere": "javascript:alert(1)", "email": "reader@example.org", "network": "192.0.2.1"}
    revision = Revision.objects.current().get(event=event.pk)
    return reports.receive(revision, what=WRONG, now=timezone.now(), **given)


def do(client, report, verb, **given):
    return client.post(change_page(report), {verb: "1", "note": "Checked the gazette."} | given)


def test_the_list_shows_what_is_open_first_escaped_and_counts_it_on_the_index(editor, report):
    settled = ErrorReport.objects.create(
        event=Event(report.event_id), revision=report.revision, what="Done.", state="settled", sent_at=timezone.now()
    )
    page = editor.get(LIST)
    assert [row.pk for row in page.context["cl"].result_list] == [report.pk, settled.pk]
    assert "&lt;b&gt;not&lt;/b&gt;" in page.content.decode()
    assert "published again since" not in said(page)
    assert list(reports.open_reports()) == [report]
    assert f'<a href="{LIST}?state__exact=open">Error reports <span class="waiting">1</span></a>' in said(
        editor.get("/admin/")
    )


def test_the_list_is_narrowed_by_state_event_and_age(editor, report):
    def found(query):
        return [row.pk for row in editor.get(f"{LIST}?{query}").context["cl"].result_list]

    assert found("state__exact=open") == found(f"event__id__exact={report.event_id}") == [report.pk]
    assert found("state__exact=spam") == found("days=7") == []
    ErrorReport.objects.update(sent_at=timezone.now() - timedelta(days=8))
    assert found("days=7") == [report.pk]
    assert found("days=30") == []


def test_the_page_shows_the_event_as_it_was_and_as_it_is(editor, report, event):
    page = said(editor.get(change_page(report)))
    assert "The ministry spoke of tests." in page
    assert "What changed since" not in page
    republish(event)
    page = said(editor.get(change_page(report)))
    assert "published again, revision 2: Correction: The day was wrong." in page
    assert "<td>A test</td><td>A better test</td>" in page
    assert f"/events/{event.slug}/history/#revision-1" in page
    assert "published again since, revision 2" in said(editor.get(LIST))
    assert "<b>not</b>" not in editor.get(change_page(report)).content.decode()
    assert 'href="javascript' not in page


def test_of_a_retracted_event_it_says_so(editor, report, event):
    retract(event, reason="A hoax.", by="loader")
    page = said(editor.get(change_page(report)))
    assert "retracted: A hoax." in page
    assert f'href="/events/{event.slug}/"' not in page


def test_it_is_taken_in_hand_settled_and_given_back(editor, publisher, report, event):
    correction = republish(event)
    do(editor, report, "_take")
    report.refresh_from_db()
    assert (report.state, report.handled_by, report.note) == ("in_hand", editor.user, "Checked the gazette.")
    answer = do(publisher, report, "_settle", corrected_by=correction.pk)
    assert (answer.status_code, answer.headers["Location"]) == (302, LIST)
    report.refresh_from_db()
    assert (report.state, report.handled_by, report.corrected_by) == ("settled", publisher.user, correction)
    assert f"/events/{event.slug}/history/#revision-2" in said(editor.get(change_page(report)))
    assert "Checked the gazette." in said(editor.get(f"{LIST}{report.pk}/history/"))
    do(editor, report, "_reopen")
    report.refresh_from_db()
    assert (report.state, report.handled_by, report.corrected_by, report.settled_at) == ("open", None, None, None)


def test_settling_takes_a_word_or_a_later_revision_of_the_event(editor, report, event):
    other = Revision.objects.exclude(event=event.pk).order_by("-seq").first()
    assert reports.SAYS_NOTHING in said(do(editor, report, "_settle", note=" "))
    republish(event)
    assert do(editor, report, "_settle", corrected_by=other.pk).status_code == 200
    assert do(editor, report, "_settle", corrected_by=report.revision_id).status_code == 200
    assert ErrorReport.objects.get().state == "open"
    with pytest.raises(reports.Refused, match="came after"):
        reports.settle(report, by=editor.user, note="", corrected_by=other, now=timezone.now())


def test_who_comes_second_is_told_and_loses_nothing(editor, publisher, report):
    do(editor, report, "_spam")
    answer = do(publisher, report, "_settle", note="It was right.")
    assert (answer.status_code, "it is spam by now" in said(answer), "It was right." in said(answer)) == (
        409,
        True,
        True,
    )
    assert ErrorReport.objects.get().state == "spam"


def test_spam_is_put_aside_together(editor, report):
    chosen = {"action": "mark_chosen_as_spam", "_selected_action": [report.pk]}
    assert "Put aside as spam: 1." in said(editor.post(LIST, chosen, follow=True))
    assert ErrorReport.objects.get().state == "spam"
    assert "it is spam by now" in said(editor.post(LIST, chosen, follow=True))


@pytest.mark.parametrize("role", ["contributor", "administrator"])
def test_others_read_it_without_the_address_and_settle_nothing(report, role):
    client = signed_in("carol", role)
    page = said(client.get(change_page(report)))
    assert WRONG in page
    assert "reader@example.org" not in page + said(client.get(LIST))
    assert [do(client, report, verb).status_code for verb in ("_take", "_settle", "_spam", "_reopen")] == [403] * 4
    client.post(LIST, {"action": "mark_chosen_as_spam", "_selected_action": [report.pk]})
    assert ErrorReport.objects.get().state == "open"
    assert client.get(f"{LIST}{report.pk}/history/").status_code == 403


def test_editors_answer_by_mail_themselves(editor, report):
    assert 'href="mailto:reader@example.org"' in said(editor.get(change_page(report)))
    do(editor, report, "_settle")
    assert mail.outbox == []


def test_an_account_without_a_role_sees_nothing(nobody, report):
    assert [nobody.get(address).status_code for address in (LIST, change_page(report))] == [403, 403]
    assert nobody.get(f"{LIST}999999/change/").status_code in (403, 404)


def test_a_list_of_many_asks_as_often_as_one_of_one(editor, report, django_assert_max_num_queries):
    for number in range(20):
        ErrorReport.objects.create(
            event=Event(report.event_id), revision=report.revision, what=f"{number}", sent_at=timezone.now()
        )
    with django_assert_max_num_queries(16):
        editor.get(LIST)
