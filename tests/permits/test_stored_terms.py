"""The periods of permits as they are stored: the days that they hold, and when the record said so."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from permits.models import PermitPeriod
from permits.stored_terms import TERMS
from permits.terms import Later, TermPeriod, term_periods
from policy.dates import DAY
from policy.imports.export import export
from policy.imports.load import load
from policy.record import publish as record
from policy.record.bitemporal import replayed, stored
from policy.record.verify import verify
from tests.makers import change, make_actor, make_permit, newest, publish, retract

ISSUED, LATER = "2025-03-01-issued", "2025-06-01-later"
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def issued(empty):
    made = make_permit(ISSUED, valid_to="2025-08-31")
    publish(made)
    return made


def later(issued, outcome="revoked", slug=LATER, **changes):
    return make_permit(slug, outcome=outcome, replaces=[issued], **changes)


def course(event, known_at=None):
    """Return the stored periods of a permit in the shape of the pure function's."""
    found = PermitPeriod.objects.known_at(known_at).filter(event=event.pk).order_by("valid")
    return [
        TermPeriod(
            one.state,
            one.valid.lower,
            one.valid.upper and one.valid.upper - DAY,
            tuple(one.because),
            one.next_state or None,
        )
        for one in found
    ]


def told(*ends, valid_to="2025-08-31"):
    return term_periods(ISSUED[:10], None, valid_to, [Later(LATER, *end) for end in ends])


def test_a_publication_stores_the_periods_of_the_pure_function(issued):
    assert course(issued) == told()


@pytest.mark.parametrize("outcome", ["denied", "returned", "pending", "revoked"])
def test_what_granted_nothing_has_no_periods(empty, outcome):
    decision = make_permit(outcome=outcome)
    publish(decision)
    assert course(decision) == []


@pytest.mark.parametrize("outcome", ["approved", "revoked", "denied"])
def test_a_later_decision_brings_the_permit_up_to_date_and_appends_nothing_to_it(issued, outcome):
    before = newest(issued)
    publish(later(issued, outcome))
    assert course(issued) == told((outcome, LATER[:10]))
    assert newest(issued).seq == before.seq
    verify()


def test_a_later_decision_takes_effect_on_its_own_first_day(issued):
    publish(later(issued, valid_from="2025-07"))
    assert course(issued) == told(("revoked", "2025-07-01"))


def test_a_correction_moves_the_term_and_what_was_known_stays(issued):
    then = newest(issued).published_at
    change(issued, valid_to="2025-12")
    assert course(issued) == told()
    publish(issued)
    assert course(issued) == told(valid_to="2025-12")
    assert course(issued, then) == told()
    verify()


def test_what_did_not_change_keeps_the_instant_since_which_it_is_known(issued):
    publish(later(issued))
    first = PermitPeriod.objects.current().get(event=issued.pk, state="not_yet_valid")
    assert (first.known.lower, first.known.upper) == (newest(issued).published_at, None)


def test_a_correction_that_names_another_permit_frees_the_first(issued):
    other = make_permit("2025-04-01-other", valid_to="2025-08-31")
    decision = later(issued)
    publish(other, decision)
    decision.replaces.set([other])
    publish(decision)
    assert course(issued) == told()
    assert [one.state for one in course(other)] == ["not_yet_valid", "valid", "revoked"]
    verify()


def test_as_known_before_a_revocation_the_permit_was_valid(issued):
    decision = later(issued)
    publish(decision)
    at = newest(decision).published_at
    assert course(issued, at - MICROSECOND) == told()
    assert course(issued, at) == told(("revoked", LATER[:10]))
    assert course(issued, newest(issued).published_at - MICROSECOND) == []


def test_a_retracted_decision_ends_nothing_any_more(issued):
    decision = later(issued)
    publish(decision)
    known = newest(decision).published_at
    retract(decision)
    assert course(issued) == told()
    assert course(issued, known) == told(("revoked", LATER[:10]))
    verify()


def test_a_retracted_permit_has_no_state_but_had_one(issued):
    known = newest(issued).published_at
    retract(issued)
    assert (course(issued), course(issued, known)) == ([], told())
    assert replayed(TERMS, issued.pk) == stored(TERMS, issued.pk)


def test_a_draft_ends_nothing(issued):
    later(issued)
    assert course(issued) == told()


def test_publishing_again_what_shows_another_name_stores_nothing_new(issued):
    before = list(PermitPeriod.objects.values())
    change(make_actor(), name="Ministry of Trials")
    assert record.republish(["actor:ministry-of-tests"], reason="Renamed.", by="tester")
    assert list(PermitPeriod.objects.values()) == before
    verify()


def test_two_publications_in_one_instant_leave_what_the_second_says(issued, monkeypatch):
    at = newest(issued).published_at + timedelta(seconds=1)
    monkeypatch.setattr("policy.record.publication.timezone.now", lambda: at)
    decision = later(issued)
    publish(decision)
    retract(decision)
    assert course(issued) == told()
    verify()


def test_a_load_stores_what_publishing_stored(issued, tmp_path):
    publish(later(issued))
    export(tmp_path)
    files = tmp_path / "permits.json"
    files.write_text(files.read_text().replace('"2025-08-31"', '"2025-05"'))
    load(tmp_path, reason="It ended earlier.")
    assert course(issued) == told(("revoked", LATER[:10]), valid_to="2025-05")
    verify()


def test_the_database_refuses_two_states_of_one_day_at_one_instant(issued):
    row = PermitPeriod.objects.current().get(state="valid")
    row.pk, row.state = None, "revoked"
    with pytest.raises(IntegrityError, match="permits_period_once"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE permits_permitperiod SET state = 'revoked' WHERE state = 'valid'",
        "UPDATE permits_permitperiod SET next_state = '' WHERE state = 'valid'",
        "UPDATE permits_permitperiod SET valid = daterange('2025-03-02', '2025-09-01') WHERE state = 'valid'",
        "UPDATE permits_permitperiod SET known = tstzrange(lower(known) - interval '1 day', NULL)",
        """UPDATE permits_permitperiod SET because = '["2025-06-01-later"]'""",
        "DELETE FROM permits_permitperiod WHERE state = 'expired'",
    ],
)
def test_verification_finds_what_differs_from_the_history(issued, sql):
    verify()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    with pytest.raises(CommandError, match=r"2025-03-01-issued.*it is stored as known"):
        call_command("verify_record")
