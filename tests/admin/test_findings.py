"""What there is to look at: who sees it, where it leads, and how a lapse is said to be one."""

import html

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policy.findings import RULES
from policy.models import Effect, Finding, LapseCheck, Measure, Source
from tests.admin.conftest import change_page, filled, make_measure, problems

FINDINGS, CHECKS = "/admin/policy/finding/", "/admin/policy/lapsecheck/"
LAPSED, DAY = "2025-09-29-us-bis-affiliates-rule", "2026-11-10"
ROLES = ["editor", "publisher"]


def measure(slug=LAPSED):
    return Measure.objects.get(slug=slug)


def listed(client, **query):
    return [(row.rule, row.event.slug) for row in client.get(FINDINGS, query).context["cl"].result_list]


def a_check(client, **changes):
    given = {"measure": measure().pk, "ref": "", "day": DAY, "source": Source.objects.first().pk, "note": ""}
    return client.post(f"{CHECKS}add/", given | changes)


@pytest.fixture
def check(shipped):
    return LapseCheck.objects.create(measure=measure(), day=DAY, source=Source.objects.first())


@pytest.mark.parametrize("address", [FINDINGS, CHECKS, f"{CHECKS}add/"])
def test_strangers_are_led_to_the_login_and_an_account_without_a_role_sees_nothing(client, nobody, address):
    assert client.get(address).url.startswith("/admin/login/")
    assert nobody.get(address).status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_both_roles_see_findings_and_check_lapses(request, check, role):
    client = request.getfixturevalue(role)
    row = change_page(check).removesuffix("change/")
    for address in (FINDINGS, CHECKS, f"{CHECKS}add/", *(row + page for page in ("change/", "history/", "delete/"))):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("role", ROLES)
def test_nobody_writes_findings(request, role):
    client = request.getfixturevalue(role)
    listed(client)
    finding = Finding.objects.first()
    assert client.get(f"{FINDINGS}add/").status_code == 403
    assert client.post(f"{FINDINGS}add/").status_code == 403
    for page in ("change/", "delete/"):
        client.post(f"{FINDINGS}{finding.pk}/{page}", {"post": "yes", "detail": "x"})
    client.post(FINDINGS, {"action": "delete_selected", "_selected_action": [finding.pk], "post": "yes"})
    assert Finding.objects.get(pk=finding.pk).detail == finding.detail


def test_an_account_that_may_not_see_findings_does_not_have_them_looked_for(nobody):
    assert nobody.get(FINDINGS).status_code == 403
    assert not Finding.objects.exists()


def test_sight_of_findings_alone_is_enough_to_see_them(nobody):
    nobody.user.user_permissions.add(Permission.objects.get(codename="view_finding"))
    assert len(listed(nobody)) > 10
    assert nobody.get(f"{CHECKS}add/").status_code == 403


def test_the_list_is_looked_for_anew_each_time_it_is_opened(editor):
    before = listed(editor)
    draft = make_measure("2026-10-05-draft")
    Effect.objects.create(measure=draft, target=measure(), effect="extends_suspension", start=DAY)
    assert set(listed(editor)) - set(before) == {("ActIsUnpublished", draft.slug)}


def test_a_row_leads_to_its_event_and_says_what_and_since_when(editor):
    page = html.unescape(editor.get(FINDINGS, {"q": LAPSED, "rule": "SuspensionLapsed"}).content.decode())
    assert f'<a href="{change_page(measure())}">2025-09-29' in page
    assert "A suspension ended, and no act is on record that extends it" in page
    assert "In force again since 2026-11-10" in page
    assert "since today" in page
    finding = Finding.objects.get(rule="SuspensionLapsed", event__slug=LAPSED)
    assert editor.get(f"{FINDINGS}{finding.pk}/change/").url == change_page(measure())


def test_is_narrowed_by_what_it_is_and_by_words(editor):
    assert {rule for rule, _ in listed(editor, rule="SuspensionLapsed")} == {"SuspensionLapsed"}
    assert not {"SuspensionLapsed", "ScheduledPublicationWasRefused"} & {
        rule for rule, _ in listed(editor, rule="others")
    }
    assert {slug for _, slug in listed(editor, q="hanwha")} >= {"2025-10-14-mofcom-order-6-hanwha"}
    page = editor.get(FINDINGS).content.decode()
    assert all(rule.label in page for rule in RULES)


def test_the_list_costs_the_same_however_long_it_is(editor):
    listed(editor)
    costs = []
    for query in ({"rule": "ActsBeforeItsAnnouncement"}, {}):
        with CaptureQueriesContext(connection) as queries:
            listed(editor, **query)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_draft_in_which_something_was_found_can_be_deleted(editor):
    draft = make_measure("2026-10-05-draft")
    Effect.objects.create(measure=draft, target=measure(), effect="amends", start="2026-10-05")
    assert ("ActIsUnpublished", draft.slug) in listed(editor)
    editor.post(change_page(draft).replace("change", "delete"), {"post": "yes"})
    assert not Measure.objects.filter(pk=draft.pk).exists()


def test_publishing_and_retracting_look_anew(publisher):
    draft = make_measure("2026-10-05-draft")
    Effect.objects.create(measure=draft, target=measure(), effect="amends", start="2026-10-01")
    for verb in ("publish", "retract"):
        publisher.post(f"/admin/policy/measure/{verb}/", {"event": draft.pk, "reason": "For a test."})
        rules = set(Finding.objects.filter(event=draft.pk).values_list("rule", flat=True))
        assert rules == ({"ActsBeforeItsAnnouncement"} if verb == "publish" else set())


def test_a_lapse_is_checked_from_its_row_with_a_source(editor):
    page = html.unescape(editor.get(FINDINGS, {"rule": "SuspensionLapsed", "q": LAPSED}).content.decode())
    address = f"{CHECKS}add/?measure={measure().pk}&day={DAY}"
    assert f'href="{address}"' in page
    form = filled(editor, address, source=Source.objects.first().pk)
    editor.post(address, form)
    assert LapseCheck.objects.get().measure == measure()
    assert not Finding.objects.filter(rule="SuspensionLapsed", event__slug=LAPSED).exists()


def test_a_check_that_is_taken_back_wakes_the_finding(editor, check):
    listed(editor)
    editor.post(change_page(check).replace("change", "delete"), {"post": "yes"})
    assert Finding.objects.filter(rule="SuspensionLapsed", event__slug=LAPSED).exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"source": ""}, "This field is required"),
        ({"day": "2026-11-11"}, "Those on record lapsed before 2026-11-10"),
        ({"ref": "Article 9"}, "On that day it was: "),
        ({"day": "10 November"}, "Enter a valid date"),
    ],
)
def test_a_check_is_refused_that_answers_to_no_lapse(editor, changes, sentence):
    assert any(sentence in problem for problem in problems(a_check(editor, **changes)))
    assert not LapseCheck.objects.exists()


def test_a_check_is_refused_of_a_measure_that_never_lapsed(editor):
    page = a_check(editor, measure=measure("2025-04-04-mofcom-gac-announcement-18").pk)
    assert any("None of it lapsed" in problem for problem in problems(page))


def test_a_check_stands_once(editor, check):
    assert any("checked already" in problem for problem in problems(a_check(editor)))


def test_a_check_keeps_its_note_editable_when_the_lapse_is_history(editor, check):
    LapseCheck.objects.update(day="2020-01-01")
    editor.post(change_page(check), filled(editor, change_page(check), note="Read on the day."))
    assert LapseCheck.objects.get().note == "Read on the day."
    assert "edith" in editor.get(change_page(check).replace("change", "history")).content.decode()
