"""The shipped data: no rule refuses any of it, and these are the findings that editors have to look at."""

from datetime import date

import pytest
from django.db.models import Q

from policy import rules
from policy.actions import refresh_findings
from policy.models import Finding
from policy.record.state import PublicState

pytestmark = pytest.mark.django_db

DRAFT = "2026-09-24-us-truce-extension-affiliates-and-shipping"
FOUND = [
    ("ActIsUnpublished", DRAFT, ""),
    ("ActIsUnpublished", DRAFT, ""),
    ("ActIsUnpublished", DRAFT, ""),
    ("ActIsUnpublished", DRAFT, ""),
    ("ActsBeforeItsAnnouncement", "2025-08-22-miit-rare-earth-quantity-control-measures", ""),
    ("ActsOnWhatHasEnded", "2025-05-12-us-executive-order-14298", ""),
    ("ActsOnWhatHasEnded", "2026-02-20-us-ending-ieepa-tariffs", ""),
    ("SuspensionLapsed", "2025-04-04-mofcom-announcement-21", ""),
    ("SuspensionLapsed", "2025-04-04-unreliable-entity-list-11-us-drone-makers", ""),
    ("SuspensionLapsed", "2025-04-17-us-section-301-vessel-fees", ""),
    ("SuspensionLapsed", "2025-09-29-us-bis-affiliates-rule", ""),
    ("SuspensionLapsed", "2025-10-10-china-special-port-fees-us-vessels", ""),
    ("SuspensionLapsed", "2025-10-14-mofcom-order-6-hanwha", ""),
]


def found_on(day):
    refresh_findings(today=day)
    return sorted(Finding.objects.values_list("rule", "event__slug", "ref"))


def test_has_these_findings(shipped):
    assert found_on(date(2026, 11, 22)) == FOUND


def test_has_more_once_suspensions_and_meetings_pass(shipped):
    graphite = ("SuspensionLapsed", "2024-12-03-mofcom-announcement-46", "Article 2; Article 2 (graphite)")
    summit = ("MeetingDayHasPassed", "2026-11-apec-leaders-shenzhen", "")
    assert found_on(date(2026, 12, 1)) == sorted([*FOUND, graphite, summit])


def test_has_no_errors(shipped):
    state = PublicState()
    state.load(Q())
    public = state.published()
    assert len(public) == len(shipped.published)
    assert rules.broken((event for _, event in state.dressed(public)), public) == []


def test_would_have_an_error_without_a_measure_that_others_act_on(shipped):
    state = PublicState()
    state.load(Q())
    public = {slug: facts for slug, facts in state.published().items() if slug != "2025-09-29-us-bis-affiliates-rule"}
    problems = rules.broken((event for _, event in state.dressed(public)), public)
    assert {(one.slug, one.field) for one in problems} == {("2025-11-10-us-bis-affiliates-rule-suspended", "effects")}
