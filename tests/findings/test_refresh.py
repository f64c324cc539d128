"""Keeping what was found: since when it is known, until it no longer holds."""

import io
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policy.actions import refresh_findings
from policy.models import Effect, Finding, LapseCheck, Measure
from tests.makers import change, make_measure, make_meeting, make_source, publish, retract

pytestmark = pytest.mark.usefixtures("empty")

TODAY = date(2026, 11, 22)


def effect(kind, target, start, until=None, **more):
    return {"effect": kind, "target": target, "start": start, "until": until, **more}


def found(today=TODAY):
    refresh_findings(today=today)
    return list(Finding.objects.values_list("rule", "event__slug", "ref"))


@pytest.fixture
def lapsed():
    """A measure whose suspension ended on 20 November 2026."""
    controls = make_measure()
    pause = make_measure("2025-06-01-pause", effects=[effect("suspends", controls, "2025-06-01", "2026-11-20")])
    publish(controls, pause)
    return controls


LAPSE = ("SuspensionLapsed", "2025-04-04-test-measure", "")


def test_a_finding_keeps_the_day_on_which_it_was_found_first(lapsed):
    assert found(TODAY) == [LAPSE]
    assert found(TODAY + timedelta(days=3)) == [LAPSE]
    row = Finding.objects.get()
    assert (row.first_found_on, row.day) == (TODAY, date(2026, 11, 21))


def test_a_finding_is_gone_once_it_no_longer_holds(lapsed):
    assert found() == [LAPSE]
    later = make_measure("2026-11-19-later", effects=[effect("extends_suspension", lapsed, "2026-11-21", "2027-11-20")])
    assert found() == [("ActIsUnpublished", later.slug, ""), LAPSE]
    publish(later)
    assert found() == []


@pytest.mark.parametrize("ref", ["", "1"])
def test_a_checked_lapse_rests_until_the_check_is_taken_back(lapsed, ref):
    check = LapseCheck.objects.create(measure=lapsed, ref=ref, day="2026-11-21", source=make_source())
    assert found() == []
    check.delete()
    assert found() == [LAPSE]


def test_a_lapse_is_checked_once(lapsed):
    given = {"measure": lapsed, "day": "2026-11-21", "source": make_source()}
    LapseCheck.objects.create(**given)
    with pytest.raises(IntegrityError), transaction.atomic():
        LapseCheck.objects.create(**given)


def test_finds_the_unpublished_change_of_a_published_act(lapsed):
    Effect.objects.update(until="2026-12-31")
    pause = "2025-06-01-pause"
    assert found() == [("ActIsUnpublished", pause, ""), ("ActIsUnpublished", pause, ""), LAPSE]


def test_lets_other_unpublished_changes_be(lapsed):
    change(lapsed, title="Another title")
    assert found() == [LAPSE]


def test_a_retracted_act_is_no_unpublished_one(lapsed):
    retract(Measure.objects.get(slug="2025-06-01-pause"))
    assert found() == []


def test_finds_what_a_published_meeting_still_says(lapsed):
    meetings = [make_meeting("2026-11-21-passed", held="scheduled"), make_meeting("2026-11-20-held", held="held")]
    publish(*meetings)
    make_meeting("2026-11-19-draft", held="scheduled")
    assert found() == [("MeetingDayHasPassed", "2026-11-21-passed", ""), LAPSE]


def test_finds_several_things_in_one_event():
    controls = make_measure()
    early = [effect("suspends", controls, "2025-05-01"), effect("suspends", controls, "2025-05-02")]
    publish(controls, make_measure("2025-06-01-early", effects=early))
    assert [rule for rule, *_ in found()] == ["ActsBeforeItsAnnouncement"] * 2 + ["SuspendsTwice"]


def test_costs_the_same_for_few_and_for_many(lapsed):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            refresh_findings(today=TODAY)
        return len(queries)

    few = cost()
    controls = [make_measure(f"2025-04-{day:02}-more") for day in range(10, 20)]
    pauses = [
        make_measure(f"2025-07-{day:02}-pause", effects=[effect("suspends", one, "2025-08", "2025-09")])
        for day, one in enumerate(controls, 10)
    ]
    publish(*controls, *pauses)
    assert cost() == few
    assert Finding.objects.count() == 11


def test_the_command_prints_what_it_found_and_fails_for_none_of_it(lapsed):
    out = io.StringIO()
    call_command("check_findings", stdout=out)
    told = out.getvalue()
    assert told.startswith("Findings: 1\n\nSuspensionLapsed: A suspension ended, and no act is on record")
    assert "  2025-04-04-test-measure: In force again since 2026-11-21" in told
    assert f"(known since {timezone.localdate()})" in told


@pytest.mark.slow
def test_a_load_looks_for_findings(shipped, data_folder):
    call_command("load_dataset", str(data_folder), stdout=io.StringIO())
    assert Finding.objects.filter(rule="ActsBeforeItsAnnouncement").count() == 1
