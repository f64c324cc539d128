"""What is found in permits, and what is let be: a class of tests for each rule, named as it is."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permits.kind import PermitKind
from policy.actions import refresh_findings
from policy.findings import Desk, find
from policy.models import Finding
from tests.admin.conftest import signed_in
from tests.makers import change, make_meeting, make_permit, publish, retract

TODAY = date(2026, 11, 22)


def permit(slug="2026-01-05-permit", valid_to="2026-12-01", **detail):
    stated = {"outcome": "approved", "valid_from": None, "valid_to": valid_to, "replaces": [], **detail}
    return {"slug": slug, "kind": "permit", "date": slug[:10], "detail": stated}


def look(rule, *permits, today=TODAY):
    """Return what one rule finds, as (slug, day)."""
    found = find(Desk(today, {}, by_kind={"permit": permits}))
    return [(one.slug, str(one.day)) for one in found if one.rule == rule.__name__.removeprefix("Test")]


class TestPermitEndsSoon:
    @pytest.mark.parametrize(
        ("last", "day"),
        [
            ("2026-11-21", None),
            ("2026-11-22", "2026-11-22"),
            ("2026-12-22", "2026-12-22"),
            ("2026-12-23", None),
            ("2026-11", "2026-11-30"),
            ("2026", None),
        ],
    )
    def test_finds_a_last_day_from_today_to_thirty_days_on(self, last, day):
        assert look(type(self), permit(valid_to=last)) == ([("2026-01-05-permit", day)] if day else [])

    @pytest.mark.parametrize("outcome", ["denied", "returned", "pending", "revoked"])
    def test_asks_for_a_permit(self, outcome):
        assert look(type(self), permit(outcome=outcome)) == []

    def test_lets_a_term_in_words_be(self):
        assert look(type(self), permit(valid_to=None, validity_text="until the end of November 2026")) == []

    @pytest.mark.parametrize("outcome", ["approved", "general_licence", "revoked", "denied"])
    def test_rests_once_a_decision_takes_its_place(self, outcome):
        later = permit("2026-11-20-later", None, outcome=outcome, replaces=["2026-01-05-permit"])
        assert look(type(self), permit(), later) == []

    def test_a_case_that_is_pending_decides_nothing(self):
        pending = permit("2026-11-20-later", None, outcome="pending", replaces=["2026-01-05-permit"])
        assert look(type(self), permit(), pending) == [("2026-01-05-permit", "2026-12-01")]

    def test_reads_the_oldest_documents_which_name_no_decision_that_they_replace(self):
        old = permit()
        del old["detail"]["replaces"]
        assert look(type(self), old) == [("2026-01-05-permit", "2026-12-01")]


class TestPermitHasExpired:
    @pytest.mark.parametrize(
        ("last", "is_found"), [("2026-11-22", False), ("2026-11-21", True), ("2026-08-24", True), ("2026-08-23", False)]
    )
    def test_finds_a_last_day_of_the_ninety_days_before_today(self, last, is_found):
        assert look(type(self), permit(valid_to=last)) == ([("2026-01-05-permit", last)] if is_found else [])

    def test_rests_once_a_decision_takes_its_place(self):
        later = permit("2026-11-20-later", "2027-11-20", replaces=["2026-01-05-permit"])
        assert look(type(self), permit(valid_to="2026-11-01"), later) == []


def test_every_rule_has_a_message_and_tests_of_its_name():
    rules = PermitKind.findings
    assert {f"Test{rule.name}" for rule in rules} == {name for name in globals() if name.startswith("Test")}
    assert all(rule.message.endswith((".", "?")) for rule in rules)


@pytest.mark.parametrize("days", [[date(2026, 11, 5), TODAY, date(2026, 12, 1)], [date(2026, 12, 2), date(2027, 3, 1)]])
def test_says_the_same_on_every_day(days):
    assert len({one for day in days for one in find(Desk(day, {}, by_kind={"permit": [permit()]}))}) == 1


def found(today=TODAY):
    refresh_findings(today=today)
    return list(Finding.objects.values_list("rule", "event__slug", "day"))


def test_the_desk_follows_what_is_published(empty):
    one = make_permit("2026-01-05-permit", valid_to="2026-12-01")
    assert found() == []
    publish(one)
    assert found() == [("PermitEndsSoon", one.slug, date(2026, 12, 1))]
    assert found(date(2026, 12, 2)) == [("PermitHasExpired", one.slug, date(2026, 12, 1))]
    extension = make_permit("2026-11-20-extension", replaces=[one], valid_to="2027-12-01")
    publish(extension)
    assert found() == []
    retract(extension)
    publish(change(one, valid_to="2026-12-15"))
    assert found() == [("PermitEndsSoon", one.slug, date(2026, 12, 15))]


def test_costs_the_same_for_few_and_for_many(empty):
    publish(make_permit("2026-01-05-permit", valid_to="2026-12-01"))
    found()
    costs = []
    for more in ([], [make_permit(f"2026-02-{day:02}-permit", valid_to="2026-12") for day in range(1, 9)]):
        publish(*more)
        found()
        with CaptureQueriesContext(connection) as queries:
            found()
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_admin_lists_and_filters_them(empty):
    editor = signed_in("edith", "editor")
    today = timezone.localdate()
    one = make_permit("2026-01-05-permit", valid_to=today.isoformat())
    publish(one)
    page = editor.get("/admin/policy/finding/", {"rule": "PermitEndsSoon"}).content.decode()
    assert "Permit ends soon" in page
    assert f"It is valid until {today}." in page
    assert f'href="/admin/permits/permitdecision/{one.pk}/change/"' in page
    assert one.title not in editor.get("/admin/policy/finding/", {"rule": "PermitHasExpired"}).content.decode()


@pytest.mark.parametrize(("order", "is_last"), [("1", True), ("-1", False)])
def test_the_rules_of_the_kinds_come_after_the_others(empty, order, is_last):
    editor = signed_in("edith", "editor")
    today = timezone.localdate()
    publish(make_permit(valid_to=today.isoformat()), make_meeting("2025-04-06-talks", held="scheduled"))
    page = editor.get("/admin/policy/finding/", {"o": order}).content.decode()
    assert (page.index("<strong>Permit ends soon") > page.index("<strong>Meeting day has passed")) == is_last
