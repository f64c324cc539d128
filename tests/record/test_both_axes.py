"""Periods on both axes of time: the days that they hold, and when the record said so."""

import copy
import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict

from policy import kinds
from policy.imports.files import write_file
from policy.imports.load import load
from policy.models import Effect, Provision
from policy.record import publish as record
from policy.record.bitemporal import replayed, stored
from policy.record.control_rows import control_rows
from policy.record.controls import Controls
from policy.record.models import ControlPeriod, ControlScope, Revision
from policy.record.stored_controls import CONTROLS
from policy.record.verify import verify
from policy.record.version import version
from tests.makers import change, make_item, make_measure, newest, publish, retract

TODAY = date(2026, 11, 22)
MICROSECOND = timedelta(microseconds=1)


def rows(query="", **parameters):
    asked = QueryDict(mutable=True)
    asked.update({**QueryDict(query).dict(), **parameters})
    return list(control_rows(Controls.parse(asked, version(), TODAY).rows()))


def state(on, **parameters):
    [row] = rows(measure="2025-04-04-test-measure", on=on, **parameters)
    return row["state"]


def courses(event):
    """Return the open periods of a measure, as (since, state)."""
    found = ControlPeriod.objects.current().filter(provision__event=event.pk).order_by("valid")
    return [(one.valid.lower and str(one.valid.lower), one.state) for one in found]


def suspension(measure, slug="2025-05-01-suspension", **effect):
    effects = [{"target": measure, "effect": "suspends", "start": "2025-05-01", **effect}]
    return make_measure(slug, instrument_type="suspension", effects=effects)


@pytest.fixture
def measure(empty):
    made = make_measure()
    publish(made)
    return made


def test_a_publication_stores_its_own_periods(measure):
    assert courses(measure) == [(None, "not_yet_effective"), ("2025-04-04", "in_force")]


def test_an_effect_brings_the_measure_that_it_acts_on_up_to_date(measure):
    before = newest(measure)
    publish(suspension(measure, until="2025-06-30"))
    assert courses(measure) == [
        (None, "not_yet_effective"),
        ("2025-04-04", "in_force"),
        ("2025-05-01", "suspended"),
        ("2025-07-01", "in_force"),
    ]
    assert newest(measure).seq == before.seq


def test_what_did_not_change_keeps_the_instant_since_which_it_is_known(measure):
    publish(suspension(measure, until="2025-06-30"))
    first = ControlPeriod.objects.get(provision__event=measure.pk, state="not_yet_effective")
    assert (first.known.lower, first.known.upper) == (newest(measure).published_at, None)


def test_as_known_before_a_publication_the_answer_is_that_of_then(measure):
    then = newest(measure).published_at
    suspending = suspension(measure)
    publish(suspending)
    at = newest(suspending).published_at
    assert state("2025-05-01") == "suspended"
    assert state("2025-05-01", known_at=(at - MICROSECOND).isoformat()) == "in_force"
    assert state("2025-05-01", known_at=at.isoformat()) == "suspended"
    assert state("2025-05-01", known_at=then.isoformat()) == "in_force"
    assert rows(known_at=(then - MICROSECOND).isoformat()) == []


def test_the_effects_of_a_retracted_measure_end_with_it(measure):
    suspending = suspension(measure)
    publish(suspending)
    retract(suspending)
    assert courses(measure) == [(None, "not_yet_effective"), ("2025-04-04", "in_force")]
    assert rows(on="2025-06-01")[0]["because"] == []


def test_a_retracted_measure_controls_nothing_any_more(measure):
    known = newest(measure).published_at
    retract(measure)
    assert rows(on="2025-06-01") == []
    assert len(rows(on="2025-06-01", known_at=known.isoformat())) == 1
    assert replayed(CONTROLS, measure.pk) == stored(CONTROLS, measure.pk)


def test_a_draft_acts_on_nothing(measure):
    suspension(measure)
    assert state("2025-06-01") == "in_force"


def test_an_unpublished_edit_changes_no_state(measure):
    Provision.objects.filter(measure=measure).update(expiry="2025-04-30")
    assert state("2025-06-01") == "in_force"
    publish(measure)
    assert state("2025-06-01") == "expired"


def test_an_effect_that_a_correction_takes_away_ends(measure):
    suspending = suspension(measure)
    publish(suspending)
    Effect.objects.filter(measure=suspending).delete()
    publish(suspending)
    assert state("2025-06-01") == "in_force"
    verify()


def test_an_item_that_changes_its_code_is_found_by_the_new_one_and_then_by_the_old(empty):
    item = make_item(control_code="1C9.a")
    measure = make_measure(
        provisions=[
            {
                "ref": "1",
                "summary": "x",
                "requirement": "licence_required",
                "commencement": "2025-04-04",
                "items": [item],
            }
        ]
    )
    publish(measure)
    then = newest(measure).published_at
    change(item, control_code="1C8.a")
    record.republish(["item:test-item"], reason="The code was wrong.", by="tester")
    assert [row["control_code"] for row in rows(code="1C8")] == ["1C8.a"]
    assert rows(code="1C9") == []
    assert [row["control_code"] for row in rows(code="1C9", known_at=then.isoformat())] == ["1C9.a"]
    verify()


def test_two_publications_in_one_instant_leave_what_the_second_says(measure, monkeypatch):
    at = newest(measure).published_at + timedelta(seconds=1)
    monkeypatch.setattr("policy.record.publication.timezone.now", lambda: at)
    suspending = suspension(measure)
    publish(suspending)
    retract(suspending)
    assert courses(measure) == [(None, "not_yet_effective"), ("2025-04-04", "in_force")]
    verify()


def test_the_database_refuses_two_states_of_one_day_at_one_instant(measure):
    row = ControlPeriod.objects.current().get(provision__event=measure.pk, state="in_force")
    row.pk, row.state = None, "suspended"
    with pytest.raises(IntegrityError, match="record_period_once"), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_refuses_a_scope_that_is_known_twice(measure):
    row = ControlScope.objects.current().get()
    row.pk = None
    with pytest.raises(IntegrityError, match="record_scope_known_once"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE record_controlperiod SET state = 'suspended' WHERE state = 'in_force'",
        "UPDATE record_controlperiod SET lapsed_suspension = true WHERE state = 'in_force'",
        "UPDATE record_controlperiod SET valid = daterange('2025-04-05', NULL) WHERE state = 'in_force'",
        "UPDATE record_controlperiod SET known = tstzrange(lower(known) - interval '1 day', NULL)",
        "UPDATE record_controlscope SET tags = '{material:gold}'",
        "DELETE FROM record_controlperiod WHERE state = 'not_yet_effective'",
        "DELETE FROM record_controlscope",
    ],
)
def test_verification_finds_what_differs_from_the_history(measure, sql):
    verify()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    with pytest.raises(CommandError, match=r"2025-04-04-test-measure.*its provision '1' is stored as known"):
        call_command("verify_record")


def until(cutoff, folder):
    """Return the shipped files with what happened after a day as drafts, and without what refers to it."""
    files = {path.stem: json.loads(path.read_text()) for path in folder.glob("*.json")}
    for kind in kinds.every():
        for row in files[kind.file]:
            if row[kind.date_key] > cutoff:
                row["status"] = "draft"
    return files


@pytest.mark.slow
def test_the_shipped_data_in_three_publications_answers_each_time_as_it_did(empty, data_folder, tmp_path):
    days = [date(2025, month, day).isoformat() for month, day in ((4, 3), (4, 4), (6, 1), (11, 8), (12, 1))]
    answers = []
    for cutoff in ("2025-04-30", "2025-10-31", "2099"):
        for name, content in until(cutoff, data_folder).items():
            write_file(tmp_path / f"{name}.json", copy.deepcopy(content))
        load(tmp_path, reason="One of three.")
        answers.append((Revision.objects.newest().published_at, {on: rows(on=on) for on in days}))
    assert answers[0][1] != answers[1][1] != answers[2][1]
    for at, told in answers:
        for on, then in told.items():
            known = [{**row, "known_at": None} for row in rows(on=on, known_at=at.isoformat())]
            assert known == then
    verify()
