"""Scheduling a publication in the back office, the list of them, and the list of background jobs."""

import html
from datetime import UTC, datetime

import pytest
from django.db import connection

from policy import schedule
from policy.models import ScheduledPublication, Statement
from policy.record.models import Revision
from policy.record.publish import publish_all
from tests.admin.conftest import change_page, make_statement, signed_in

ADDRESS = "/admin/policy/statement/schedule/"
LIST = "/admin/policy/scheduledpublication/"
JOBS = "/admin/policy/backgroundjob/"
AT = datetime(2099, 1, 31, 10, 30, tzinfo=UTC)
TOLD = "31 January 2099, 10:30 UTC"


def said(response):
    return html.unescape(response.content.decode())


def given(event, **changes):
    return {"event": event.pk, "publish_at": "2099-01-31T10:30", "reason": "As announced."} | changes


@pytest.fixture
def draft(shipped):
    return make_statement()


@pytest.fixture
def plan(draft, publisher):
    publisher.post(ADDRESS, given(draft))
    return ScheduledPublication.objects.get()


def test_the_page_shows_what_will_be_public(publisher, draft):
    page = publisher.get(ADDRESS, {"event": draft.pk})
    assert "The ministry spoke of tests." in said(page)
    assert "id_change" not in said(page)  # readers have seen no earlier version
    assert f"{ADDRESS}?event={draft.pk}" in said(publisher.get(change_page(draft)))


def test_schedules(publisher, draft):
    page = publisher.post(ADDRESS, given(draft), follow=True)
    assert f"Scheduled for {TOLD}." in said(page)
    assert f"to be public at {TOLD}" in said(page)
    plan = ScheduledPublication.objects.get()
    assert (plan.event_id, plan.publish_at, plan.reason) == (draft.pk, AT, "As announced.")
    assert (plan.scheduled_by, plan.state) == (publisher.user, "waiting")


def test_a_change_needs_its_sort(publisher, draft):
    publish_all([draft], reason="First.", by="loader", is_operator=True)
    Statement.objects.filter(pk=draft.pk).update(title="Another title")
    assert publisher.post(ADDRESS, given(draft)).context["form"].errors == {"change": ["This field is required."]}
    publisher.post(ADDRESS, given(draft, change="update"))
    assert ScheduledPublication.objects.get().change == "update"


@pytest.mark.parametrize(("field", "value"), [("publish_at", "soon"), ("publish_at", ""), ("reason", " ")])
def test_asks_for_a_time_and_a_reason(publisher, draft, field, value):
    assert field in publisher.post(ADDRESS, given(draft, **{field: value})).context["form"].errors
    assert not ScheduledPublication.objects.exists()


def test_says_why_it_is_refused(publisher, draft):
    page = publisher.post(ADDRESS, given(draft, publish_at="2020-01-31T10:30"))
    assert (page.status_code, schedule.PAST in said(page)) == (409, True)


def test_cancels(publisher, plan):
    assert TOLD in said(publisher.get(ADDRESS, {"event": plan.event_id}))
    publisher.post(ADDRESS, {"event": plan.event_id, "_cancel": "1"})
    plan.refresh_from_db()
    assert (plan.state, plan.told) == ("cancelled", "Cancelled by paul.")
    assert publisher.post(ADDRESS, {"event": plan.event_id, "_cancel": "1"}).status_code == 409


def test_editors_see_what_is_scheduled_and_schedule_nothing(editor, plan):
    assert TOLD in said(editor.get(LIST))
    assert f"to be public at {TOLD}" in said(editor.get(change_page(Statement(pk=plan.event_id))))
    assert editor.get(ADDRESS, {"event": plan.event_id}).status_code == 403
    assert editor.post(ADDRESS, {"event": plan.event_id, "_cancel": "1"}).status_code == 403
    editor.post(LIST, {"action": "cancel_chosen", "_selected_action": [plan.pk]})
    assert ScheduledPublication.objects.get().state == "waiting"


def test_an_account_without_a_role_sees_nothing(nobody, draft):
    assert nobody.get(ADDRESS, {"event": draft.pk}).status_code == 403
    assert nobody.get(LIST).status_code == 403


def test_an_event_that_is_not_there_is_not_found(publisher):
    assert [publisher.get(ADDRESS, {"event": key}).status_code for key in ("", "x", "999999")] == [404, 404, 404]


def test_the_list_cancels_and_tells_of_what_it_cannot(publisher, plan):
    chosen = {"action": "cancel_chosen", "_selected_action": [plan.pk]}
    assert "Cancelled: 1." in said(publisher.post(LIST, chosen, follow=True))
    assert schedule.SETTLED in said(publisher.post(LIST, chosen, follow=True))


def test_a_scheduled_event_is_not_published_by_hand(publisher, plan):
    page = publisher.post("/admin/policy/statement/publish/", {"event": plan.event_id, "reason": "Now."})
    assert (page.status_code, "cancel that first" in said(page)) == (409, True)
    assert not Revision.objects.filter(event=plan.event_id).exists()


def test_jobs_are_shown_to_administrators_and_to_nobody_else(publisher):
    from procrastinate.contrib.django import app

    job = app.configure_task("publish_due").defer(timestamp=0)
    administrator = signed_in("ada", "administrator")
    assert "publish due" in said(administrator.get(JOBS))
    assert "deferred" in said(administrator.get(f"{JOBS}{job}/change/"))
    assert publisher.get(JOBS).status_code == 403


def test_an_administrator_tries_a_failed_job_anew(shipped):
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    job = app.configure_task("publish_due").defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job])
    signed_in("ada", "administrator").post(JOBS, {"action": "retry", "_selected_action": [job]})
    assert ProcrastinateJob.objects.get(pk=job).status == "todo"
