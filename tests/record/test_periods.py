"""The periods of a provision: each rule by an example, and random instruments against a walk along their days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import Phase, find, given, settings

from policy.choices import State
from policy.record.periods import EffectOn, Period, period_on, periods
from tests.record.oracle import Walk, instruments, walked

DAY = timedelta(days=1)


@pytest.fixture(params=[periods, walked], ids=["periods", "oracle"])
def tell(request):
    """Tell the periods as (state, since, until), of the function and of its oracle: both have to know each rule."""

    def run(commencement, *effects, expiry=None):
        found = request.param(commencement, expiry, effects)
        run.last, run.found = found[-1] if found else None, found
        return [(one.state, str(one.since or ""), str(one.until or "")) for one in found]

    return run


def suspends(start, until=None, measure="a"):
    return EffectOn(measure, "suspends", start, until)


def extends(start, until=None, measure="b"):
    return EffectOn(measure, "extends_suspension", start, until)


def resumes(start, measure="c"):
    return EffectOn(measure, "resumes", start, None)


def repeals(start, measure="d"):
    return EffectOn(measure, "repeals", start, None)


def test_a_suspension_from_before_commencement_bites_on_commencement(tell):
    first, extension = suspends("2025-11-07", "2026-11-10"), extends("2026-11-10", "2027-01-10")
    assert tell("2025-11-08", extension, first) == [
        ("not_yet_effective", "", "2025-11-07"),
        ("suspended", "2025-11-08", "2027-01-10"),
        ("in_force", "2027-01-11", ""),
    ]
    assert [one.because for one in tell.found] == [(), (first, extension), (extension,)]
    assert [one.lapsed_suspension for one in tell.found] == [False, False, True]
    assert [one.next_state for one in tell.found] == ["suspended", "in_force", None]


def test_a_provision_is_in_force_from_commencement_by_its_own_dates(tell):
    assert tell("2025-11-08") == [("not_yet_effective", "", "2025-11-07"), ("in_force", "2025-11-08", "")]
    assert (tell.last.because, tell.last.lapsed_suspension) == ((), False)


@pytest.mark.parametrize("expiry", [None, "2026"])
def test_an_undated_provision_has_no_periods(tell, expiry):
    assert tell(None, suspends("2025-02-01"), repeals("2025-03-01"), expiry=expiry) == []


def test_the_expiry_is_the_last_day_in_force(tell):
    assert tell("2025-01-01", expiry="2025-06-30")[1:] == [
        ("in_force", "2025-01-01", "2025-06-30"),
        ("expired", "2025-07-01", ""),
    ]
    assert tell.last.because == ()


def test_a_provision_may_expire_on_the_day_of_its_commencement(tell):
    assert tell("2025-06-30", expiry="2025-06-30")[1:] == [
        ("in_force", "2025-06-30", "2025-06-30"),
        ("expired", "2025-07-01", ""),
    ]


def test_expiry_wins_over_a_commencement_that_is_still_to_come(tell):
    assert tell("2025-06-01", expiry="2025-03-31") == [
        ("not_yet_effective", "", "2025-03-31"),
        ("expired", "2025-04-01", ""),
    ]


def test_a_provision_expires_while_it_is_suspended(tell):
    assert tell("2025-01-01", suspends("2025-02-01"), expiry="2025-06-30")[2:] == [
        ("suspended", "2025-02-01", "2025-06-30"),
        ("expired", "2025-07-01", ""),
    ]


def test_an_open_ended_suspension_lasts_without_bound(tell):
    suspension = suspends("2025-02-01")
    assert tell("2025-01-01", suspension)[1:] == [
        ("in_force", "2025-01-01", "2025-01-31"),
        ("suspended", "2025-02-01", ""),
    ]
    assert (tell.last.because, tell.last.next_state) == ((suspension,), None)


@pytest.mark.parametrize("until", ["9999-12-31", "9999-12", "9999"])
def test_an_end_on_the_last_day_of_the_calendar_is_none(until):
    assert periods("2025", until, [])[-1] == Period(State.IN_FORCE, date(2025, 1, 1), None)
    suspension = suspends("2025-02-01", until)
    assert periods("2025", until, [suspension])[-1] == Period(State.SUSPENDED, date(2025, 2, 1), None, (suspension,))


def test_a_resumption_ends_a_suspension_that_never_ends(tell):
    assert tell("2025", suspends("2025-02-01", "9999-12-31"), resumes("2025-03-01"))[2:] == [
        ("suspended", "2025-02-01", "2025-02-28"),
        ("in_force", "2025-03-01", ""),
    ]


def test_the_first_day_of_the_calendar_is_no_bound():
    suspension = suspends("0001-01-01", "0001")
    assert periods("0001", None, [suspension]) == [
        Period(State.SUSPENDED, None, date(1, 12, 31), (suspension,), next_state=State.IN_FORCE),
        Period(State.IN_FORCE, date(2, 1, 1), None, (suspension,), lapsed_suspension=True),
    ]


def test_a_month_or_year_counts_from_its_first_day_as_a_start_and_to_its_last_as_an_end(tell):
    assert tell("2024", suspends("2025-02", "2025-02"), expiry="2025") == [
        ("not_yet_effective", "", "2023-12-31"),
        ("in_force", "2024-01-01", "2025-01-31"),
        ("suspended", "2025-02-01", "2025-02-28"),
        ("in_force", "2025-03-01", "2025-12-31"),
        ("expired", "2026-01-01", ""),
    ]


def test_a_resumption_or_repeal_in_a_month_counts_from_its_first_day(tell):
    assert tell("2024-01-01", suspends("2024-02-01"), resumes("2024-02-15"), repeals("2024-04"))[1:] == [
        ("in_force", "2024-01-01", "2024-01-31"),
        ("suspended", "2024-02-01", "2024-02-14"),
        ("in_force", "2024-02-15", "2024-03-31"),
        ("repealed", "2024-04-01", ""),
    ]
    assert tell("2024-01-01", suspends("2024-02-01"), resumes("2024-03"))[-1] == ("in_force", "2024-03-01", "")


def test_a_resumption_ends_every_suspension_that_began_before_it(tell):
    suspensions = suspends("2025-02-01", "2025-06-30"), extends("2025-02-27")
    assert tell("2025", *suspensions, resumes("2025-03-01"))[2:] == [
        ("suspended", "2025-02-01", "2025-02-28"),
        ("in_force", "2025-03-01", ""),
    ]
    assert (tell.last.because, tell.last.lapsed_suspension) == ((resumes("2025-03-01"),), False)
    assert tell.found[2].because == suspensions


def test_a_resumption_leaves_a_suspension_that_begins_on_its_day(tell):
    earlier, same_day = suspends("2025-02-01"), suspends("2025-03-01", "2025-03-31")
    assert tell("2025", earlier, same_day, resumes("2025-03-01"))[2:] == [
        ("suspended", "2025-02-01", "2025-03-31"),
        ("in_force", "2025-04-01", ""),
    ]
    assert tell.found[2].because == (earlier, same_day)
    assert (tell.last.because, tell.last.lapsed_suspension) == ((same_day,), True)


def test_a_resumption_leaves_a_suspension_that_begins_later(tell):
    assert tell("2025", suspends("2025-05-01", "2025-05-31"), resumes("2025-03-01"))[2:] == [
        ("suspended", "2025-05-01", "2025-05-31"),
        ("in_force", "2025-06-01", ""),
    ]


def test_the_earliest_resumption_counts(tell):
    assert tell("2025", suspends("2025-02-01"), resumes("2025-04-01"), resumes("2025-03-01"))[2:] == [
        ("suspended", "2025-02-01", "2025-02-28"),
        ("in_force", "2025-03-01", ""),
    ]


def test_a_resumption_on_the_day_after_the_last_covered_day_means_no_lapse(tell):
    assert tell("2025", suspends("2025-02-01", "2025-02-28"), resumes("2025-03-01"))[-1][:2] == (
        "in_force",
        "2025-03-01",
    )
    assert (tell.last.because, tell.last.lapsed_suspension) == ((resumes("2025-03-01"),), False)


@pytest.mark.parametrize("day", ["2025-02-01", "2025-03-02"])
def test_a_resumption_on_another_day_does_not_hide_a_lapse(tell, day):
    suspension = suspends("2025-02-01", "2025-02-28")
    assert tell("2025", suspension, resumes(day))[-1] == ("in_force", "2025-03-01", "")
    assert (tell.last.because, tell.last.lapsed_suspension) == ((suspension,), True)


def test_suspensions_that_touch_are_one_period_and_the_last_to_end_decides_what_follows(tell):
    long, short, touching = (
        suspends("2025-02-01", "2025-02-20"),
        suspends("2025-02-05", "2025-02-10"),
        extends("2025-02-21", "2025-03"),
    )
    assert tell("2025", touching, short, long)[2:] == [
        ("suspended", "2025-02-01", "2025-03-31"),
        ("in_force", "2025-04-01", ""),
    ]
    assert [one.because for one in tell.found[2:]] == [(long, short, touching), (touching,)]


def test_suspensions_that_miss_by_a_day_leave_a_day_in_force(tell):
    first, second = suspends("2025-02-01", "2025-02-10"), extends("2025-02-12", "2025-02-20")
    assert tell("2025", first, second)[2:5] == [
        ("suspended", "2025-02-01", "2025-02-10"),
        ("in_force", "2025-02-11", "2025-02-11"),
        ("suspended", "2025-02-12", "2025-02-20"),
    ]
    assert [one.because for one in tell.found[2:]] == [(first,), (first,), (second,), (second,)]
    assert [one.lapsed_suspension for one in tell.found[2:]] == [False, True, False, True]


def test_an_extension_suspends_without_the_suspension_that_it_extends(tell):
    assert tell("2025", extends("2025-02-01", "2025-02-28"))[2] == ("suspended", "2025-02-01", "2025-02-28")


def test_a_suspension_that_is_over_before_commencement_changes_no_state(tell):
    assert tell("2025-03-01", suspends("2025-01-01", "2025-02-20")) == [
        ("not_yet_effective", "", "2025-02-28"),
        ("in_force", "2025-03-01", ""),
    ]
    assert (tell.last.because, tell.last.lapsed_suspension) == ((), False)


def test_a_repeal_wins_over_every_other_rule(tell):
    effects = suspends("2025-01-01"), resumes("2025-05-01"), suspends("2025-06-01"), repeals("2025-03-01")
    assert tell("2025-02-01", *effects, expiry="2025-07-01") == [
        ("not_yet_effective", "", "2025-01-31"),
        ("suspended", "2025-02-01", "2025-02-28"),
        ("repealed", "2025-03-01", ""),
    ]
    assert (tell.last.because, tell.found[1].because) == ((repeals("2025-03-01"),), (effects[0],))


@pytest.mark.parametrize(("commencement", "expiry"), [("2025-06-01", None), ("2025-01-01", "2025-02-28")])
def test_a_repeal_wins_before_commencement_and_over_expiry_on_its_day(tell, commencement, expiry):
    found = tell(commencement, repeals("2025-03-01"), expiry=expiry)
    assert found[-1] == ("repealed", "2025-03-01", "")
    assert not {"expired", "suspended"} & {state for state, _, _ in found}


def test_the_first_repeals_are_the_reason(tell):
    first, second = repeals("2025-03-01"), repeals("2025-03", measure="e")
    assert tell("2025", repeals("2025-04-01"), first, second)[-1] == ("repealed", "2025-03-01", "")
    assert tell.last.because == (first, second)


@pytest.mark.parametrize("kind", ["amends", "implements"])
def test_amending_and_implementing_change_nothing(tell, kind):
    other = [EffectOn("x", kind, day, until) for day, until in [("2024", None), ("2025-02-10", "2025-02-12")]]
    suspension = suspends("2025-02-01", "2025-02-28")
    tell("2025", suspension)
    without = tell.found
    tell("2025", *other, suspension)
    assert tell.found == without


def test_the_period_of_a_day_is_the_one_that_holds_it():
    found = periods("2025-03-01", None, [])
    assert period_on(found, date(2025, 2, 28)) == found[0]
    assert period_on(found, date(2025, 3, 1)) == found[1]
    assert period_on([], date(2025, 3, 1)) is None


def agrees(instrument):
    """Hold the periods of an instrument against the walk along its days."""
    asked = instrument.commencement, instrument.expiry, instrument.effects
    found = periods(*asked)
    if instrument.commencement is None:
        return found == []
    walk = Walk(*asked)
    for day in walk.days:
        holding = [period.state for period in found if period.holds(day)]
        assert holding == [walk.state(day)], day
    return found == walk.periods()


def is_unbroken(found):
    """Hold periods to their shape: no bound at either end, each next to the one before and different from it."""
    assert (found[0].since, found[-1].until, found[-1].next_state) == (None, None, None)
    for before, after in pairwise(found):
        assert before.until + DAY == after.since
        assert before.since is None or before.since <= before.until
        assert before.next_state == after.state != before.state
    return True


@settings(max_examples=400, deadline=None)
@given(instruments())
def test_every_day_and_every_period_is_as_the_walk_finds_it(instrument):
    assert agrees(instrument)


@pytest.mark.slow
@settings(max_examples=2500, deadline=None)
@given(instruments())
def test_every_day_and_every_period_is_as_the_walk_finds_it_at_length(instrument):
    assert agrees(instrument)


@settings(max_examples=500, deadline=None)
@given(instruments().filter(lambda instrument: instrument.commencement))
def test_periods_cover_every_day_once_in_order_and_neighbours_differ(instrument):
    assert is_unbroken(periods(instrument.commencement, instrument.expiry, instrument.effects))


@settings(max_examples=300, deadline=None)
@given(instruments())
def test_the_order_in_which_effects_are_given_changes_nothing(instrument):
    def told(effects):
        found = periods(instrument.commencement, instrument.expiry, effects)
        assert all(one.because == tuple(sorted(one.because, key=lambda effect: effect.first)) for one in found)
        return [
            (one.state, one.since, one.until, one.lapsed_suspension, sorted(map(repr, one.because))) for one in found
        ]

    assert told(instrument.effects) == told(instrument.effects[::-1])


def has(instrument, *states, lapsed=False, kinds=()):
    """Say whether periods of these states follow each other, the last of them lapsed or not and because of these kinds."""
    found = walked(instrument.commencement, instrument.expiry, instrument.effects)
    for end in range(len(states), len(found) + 1):
        run = found[end - len(states) : end]
        reasons = {effect.effect for effect in run[-1].because}
        if [one.state for one in run] == list(states) and run[-1].lapsed_suspension == lapsed and reasons >= set(kinds):
            return True
    return False


@pytest.mark.parametrize(
    ("states", "more"),
    [
        (["not_yet_effective", "suspended"], {"kinds": ["suspends", "extends_suspension"]}),
        (["suspended", "in_force"], {"lapsed": True, "kinds": ["extends_suspension"]}),
        (["suspended", "in_force", "suspended", "in_force"], {"kinds": ["resumes"]}),
        (["suspended", "repealed"], {}),
        (["not_yet_effective", "repealed"], {}),
        (["suspended", "expired"], {}),
        (["expired", "repealed"], {}),
    ],
)
def test_the_random_instruments_hold_what_the_rules_are_about(states, more):
    quick = settings(max_examples=1000, phases=[Phase.generate], derandomize=True, database=None)
    assert find(instruments(), lambda instrument: has(instrument, *states, **more), settings=quick)
