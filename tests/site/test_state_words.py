"""States and acts in words: by the day on which they are read, and no more precise than they are known."""

from datetime import date

import pytest

from policy.choices import State
from policy.record.periods import EffectOn, Period, periods
from policy.site.acts import act_name, short_name
from policy.site.state_words import around, brief, state_sentence
from policy.site.wording import effect_told

SUSPENSION = EffectOn("2025-11-09-pause", "suspends", "2025-11-09", "2026-11-27")
BEFORE, AFTER = date(2026, 11, 23), date(2026, 12, 1)


def said(period, *, commencement="2024-12-03", lapses=False, today=BEFORE):
    return state_sentence(period, commencement=commencement, lapses=lapses, today=today)


@pytest.fixture
def course():
    return {period.state: period for period in periods("2024-12-03", None, [SUSPENSION])}


def test_a_suspension_that_ends_returns_to_force_unless_extended(course):
    suspended = course[State.SUSPENDED]
    assert said(suspended, lapses=True).endswith("; returns to force on 28 November 2026 unless extended")
    assert said(suspended, lapses=True, today=AFTER).endswith(
        "; in force again on 28 November 2026, for no extension is on record"
    )


def test_a_lapse_is_worded_by_the_day_on_which_it_is_read(course):
    lapsed = course[State.IN_FORCE]  # the last period of that state
    assert lapsed.lapsed_suspension
    assert said(lapsed) == "returns to force on 28 November 2026 unless the suspension is extended"
    assert said(lapsed, today=AFTER) == (
        "in force again since 28 November 2026: the suspension ended on 27 November 2026 and no extension is on record"
    )
    assert "unless extended" in brief(lapsed, None, BEFORE)
    assert "unless extended" not in brief(lapsed, None, AFTER)


def test_what_had_been_suspended_is_suspended_no_longer(course):
    lapsed = course[State.IN_FORCE]
    assert around(lapsed, lapses=False, today=BEFORE)[0] == "suspended until then by"
    assert around(lapsed, lapses=False, today=AFTER) == ("it had been suspended by", "; no extension is on record")
    assert effect_told(SUSPENSION) == "suspended by"
    assert effect_told(SUSPENSION, is_over=True) == "had been suspended by"
    longer = EffectOn("2026-09-24-longer", "extends_suspension", "2026-11-28", "2027-01-10")
    assert effect_told(longer, is_over=True) == "suspension had been extended by"


def test_a_resumption_is_no_lapse():
    resumed = periods("2024-12-03", None, [SUSPENSION, EffectOn("2026-01-01-on", "resumes", "2026-01-01", None)])[-1]
    assert said(resumed) == "in force again since 1 January 2026"
    assert around(resumed, lapses=False, today=BEFORE) == ("resumed by", "")


def test_a_month_is_said_as_a_month():
    period = periods("2025-05", None, [])[-1]
    assert said(period, commencement="2025-05") == "in force since May 2025"
    assert brief(period, "2025-05", BEFORE) == "since May 2025"


def test_what_ends_says_when_it_ended():
    repeal = EffectOn("2025-01-01-end", "repeals", "2025-01-01", None)
    assert said(periods("2024-12-03", None, [repeal])[-1]) == "repealed on 1 January 2025"
    assert said(periods("2024-12-03", "2025-06-30", [])[-1]) == "expired at the end of 30 June 2025"


def test_what_is_suspended_before_it_commences_says_so():
    package = periods("2025-11-08", None, [EffectOn("2025-11-07-pause", "suspends", "2025-11-07", None)])
    assert said(package[0]).endswith("suspended on 8 November 2025, the day on which it was to commence")
    assert said(package[1]) == "suspended since 8 November 2025, with no end on record"
    assert said(Period(State.UNDATED, None, None)) == "no commencement is recorded"


@pytest.mark.parametrize(
    ("number", "short", "full"),
    [
        ("商务部 海关总署公告2025年第57号", "No. 57 of 2025", "Announcement No. 57 of 2025"),
        ("MOFCOM and GAC Announcement No. 10 of 2025", "No. 10 of 2025", "Announcement No. 10 of 2025"),
        ("商务部公告2026年第27号、第28号", "Nos. 27 and 28 of 2026", "Announcements Nos. 27 and 28 of 2026"),
        ("商务部令2025年第7号", "Order No. 7 of 2025", "Order No. 7 of 2025"),
        ("Executive Order 14257", "Executive Order 14257", "Executive Order 14257"),
        ("WT/DS431/R, WT/DS432/R, WT/DS433/R", "act of 7 Jun 2025", "WT/DS431/R, WT/DS432/R, WT/DS433/R"),
        (None, "act of 7 Jun 2025", "“A notice”"),
    ],
)
def test_an_act_is_named_by_its_number_or_its_day(number, short, full):
    document = {"date": "2025-06-07", "title": "A notice", "detail": {"instrument_number": number}}
    assert (short_name(document), act_name(document)) == (short, full)
