"""The term of a permit: each rule by an example, and random permits against a walk along their days."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings

from permits.choices import APPROVALS, Outcome, PermitState
from permits.terms import Later, TermPeriod, term_periods
from policy.dates import DAY
from policy.record.periods import period_on
from tests.permits.oracle import permits, walked

ENDING = {*APPROVALS, Outcome.REVOKED}


@pytest.fixture(params=[term_periods, walked], ids=["term_periods", "oracle"])
def tell(request):
    """Tell the periods as (state, since, until), of the function and of its oracle: both have to know each rule."""

    def run(decided, *later, valid_from=None, valid_to=None):
        run.found = request.param(decided, valid_from, valid_to, later)
        return [(one.state, str(one.since or ""), str(one.until or "")) for one in run.found]

    return run


def revoked(start, slug="revoked"):
    return Later(slug, "revoked", start)


def approved(start, slug="approved"):
    return Later(slug, "approved", start)


def test_a_permit_is_valid_from_the_day_of_the_decision_to_its_last_day_inclusive(tell):
    assert tell("2025-03-01", valid_to="2025-08-31") == [
        ("not_yet_valid", "", "2025-02-28"),
        ("valid", "2025-03-01", "2025-08-31"),
        ("expired", "2025-09-01", ""),
    ]
    assert [one.because for one in tell.found] == [(), (), ()]
    assert [one.next_state for one in tell.found] == ["valid", "expired", None]


@pytest.mark.parametrize("first", ["2025-02-01", "2025-04-01"])
def test_a_first_day_that_is_stated_takes_the_place_of_the_decision_s(tell, first):
    assert tell("2025-03-01", valid_from=first, valid_to="2025-08-31")[1] == ("valid", first, "2025-08-31")


def test_a_permit_may_be_valid_for_one_day(tell):
    assert tell("2025-03-01", valid_to="2025-03-01")[1:] == [
        ("valid", "2025-03-01", "2025-03-01"),
        ("expired", "2025-03-02", ""),
    ]


def test_without_a_last_day_nobody_knows(tell):
    assert tell("2025-03-01") == [("not_yet_valid", "", "2025-02-28"), ("unknown", "2025-03-01", "")]


def test_a_month_or_year_counts_from_its_first_day_as_a_start_and_to_its_last_as_an_end(tell):
    assert tell("2025", valid_from="2025-02", valid_to="2025-02")[1] == ("valid", "2025-02-01", "2025-02-28")
    assert tell("2025", valid_to="2026")[1:] == [("valid", "2025-01-01", "2026-12-31"), ("expired", "2027-01-01", "")]
    assert tell("2025", revoked("2026-02"))[-1] == ("revoked", "2026-02-01", "")


def test_a_permit_that_was_over_before_it_was_granted_is_never_valid(tell):
    assert tell("2025-03-01", valid_to="2025-02-15") == [
        ("not_yet_valid", "", "2025-02-15"),
        ("expired", "2025-02-16", ""),
    ]


@pytest.mark.parametrize("until", ["9999-12-31", "9999-12", "9999"])
def test_a_permit_until_the_last_day_of_the_calendar_never_expires(until):
    assert term_periods("2025-03-01", None, until, [])[-1] == TermPeriod(PermitState.VALID, date(2025, 3, 1), None)


def test_the_first_day_of_the_calendar_is_no_bound():
    assert term_periods("0001", None, "0001", []) == [
        TermPeriod(PermitState.VALID, None, date(1, 12, 31), next_state=PermitState.EXPIRED),
        TermPeriod(PermitState.EXPIRED, date(2, 1, 1), None),
    ]


def test_a_revocation_ends_it_from_its_first_day_on(tell):
    assert tell("2025-03-01", revoked("2025-06-01"), valid_to="2025-08-31")[1:] == [
        ("valid", "2025-03-01", "2025-05-31"),
        ("revoked", "2025-06-01", ""),
    ]
    assert [one.because for one in tell.found] == [(), (), ("revoked",)]


def test_a_permit_without_a_term_is_revoked_as_well(tell):
    assert tell("2025-03-01", revoked("2025-06-01"))[1:] == [
        ("unknown", "2025-03-01", "2025-05-31"),
        ("revoked", "2025-06-01", ""),
    ]


@pytest.mark.parametrize("end", [revoked("2025-03-01"), approved("2025-03-01")])
def test_what_ends_on_its_first_day_was_never_valid(tell, end):
    state = {"revoked": "revoked", "approved": "replaced"}[end.outcome]
    assert tell("2025-03-01", end, valid_to="2025-08-31") == [
        ("not_yet_valid", "", "2025-02-28"),
        (state, "2025-03-01", ""),
    ]


def test_it_may_be_revoked_before_its_first_day(tell):
    assert tell("2025-03-01", revoked("2025-03-15"), valid_from="2025-04-01") == [
        ("not_yet_valid", "", "2025-03-14"),
        ("revoked", "2025-03-15", ""),
    ]


def test_a_revocation_on_the_day_after_its_last_wins_over_expiry(tell):
    assert tell("2025-03-01", revoked("2025-09-01"), valid_to="2025-08-31")[1:] == [
        ("valid", "2025-03-01", "2025-08-31"),
        ("revoked", "2025-09-01", ""),
    ]


def test_what_ends_it_later_finds_it_expired(tell):
    assert tell("2025-03-01", approved("2025-10-01"), valid_to="2025-08-31")[1:] == [
        ("valid", "2025-03-01", "2025-08-31"),
        ("expired", "2025-09-01", "2025-09-30"),
        ("replaced", "2025-10-01", ""),
    ]


@pytest.mark.parametrize("outcome", APPROVALS)
def test_any_approval_takes_its_place_before_it_expires(tell, outcome):
    assert tell("2025-03-01", Later("later", outcome, "2025-08-01"), valid_to="2025-08-31")[1:] == [
        ("valid", "2025-03-01", "2025-07-31"),
        ("replaced", "2025-08-01", ""),
    ]
    assert tell.found[-1].because == ("later",)


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in ENDING])
def test_a_later_decision_that_neither_grants_nor_revokes_ends_nothing(tell, outcome):
    alone = tell("2025-03-01", valid_to="2025-08-31")
    assert tell("2025-03-01", Later("later", outcome, "2025-04-01"), valid_to="2025-08-31") == alone


def test_what_was_replaced_may_still_be_revoked_but_not_the_other_way_round(tell):
    assert tell("2025-03-01", approved("2025-04-01"), revoked("2025-05-01"))[2:] == [
        ("replaced", "2025-04-01", "2025-04-30"),
        ("revoked", "2025-05-01", ""),
    ]
    assert tell("2025-03-01", approved("2025-06-01"), revoked("2025-05-01"))[2:] == [("revoked", "2025-05-01", "")]


def test_the_first_of_several_decides_and_those_of_its_day_are_named_together(tell):
    ends = revoked("2025-06-02", "c"), revoked("2025-06-01", "b"), revoked("2025-06", "a")
    assert tell("2025-03-01", *ends)[-1] == ("revoked", "2025-06-01", "")
    assert tell.found[-1].because == ("a", "b")


def test_the_period_of_a_day_is_the_one_that_holds_it():
    found = term_periods("2025-03-01", None, None, [])
    assert period_on(found, date(2025, 2, 28)) == found[0]
    assert period_on(found, date(2025, 3, 1)) == found[1]
    assert period_on([], date(2025, 3, 1)) is None


@settings(max_examples=300, deadline=None)
@given(permits())
@pytest.mark.slow
def test_every_day_and_every_period_is_as_the_walk_finds_it(permit):
    assert term_periods(*permit.asked) == walked(*permit.asked)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(permits())
def test_every_day_and_every_period_is_as_the_walk_finds_it_at_length(permit):
    assert term_periods(*permit.asked) == walked(*permit.asked)


@settings(max_examples=200, deadline=None)
@given(permits())
def test_periods_cover_every_day_once_and_neighbours_differ(permit):
    found = term_periods(*permit.asked)
    assert (found[0].since, found[-1].until, found[-1].next_state) == (None, None, None)
    for before, after in pairwise(found):
        assert before.until + DAY == after.since
        assert before.since is None or before.since <= before.until
        assert before.next_state == after.state != before.state
    assert found == term_periods(permit.decided, permit.valid_from, permit.valid_to, permit.later[::-1])
