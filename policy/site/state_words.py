"""What a period of a provision means, in words: since when, until when, and what follows."""

from datetime import date

from policy.choices import State
from policy.dates import DAY, Precision, first_day, precision
from policy.record import sentences
from policy.record.periods import EffectOn, Period
from policy.site.wording import day, effect_told


def short_day(on: date) -> str:
    """Say a day where there is little room: "4 Apr 2025"."""
    return on.strftime("%-d %b %Y")


def unbroken_day(on: date) -> str:
    """Say a day in a cell, where a line isn't to break in it."""
    return short_day(on).replace(" ", "\N{NO-BREAK SPACE}")


def state_sentence(period: Period, *, commencement: str | None, lapses: bool, today: date) -> str:
    """Say a state with its days and, of a suspension, what follows it.

    `commencement` is the start as it is written, which may be a month or a year: no day is said that isn't known.
    `lapses`: the suspension ends without a resumption on record, so that the provision returns unless somebody acts.
    What lies after `today` is said to come unless the suspension is extended, what lies before to have happened.
    """
    if period.state == State.IN_FORCE:
        return _in_force(period, commencement, today)
    if period.state == State.SUSPENDED:
        return _suspended(period, lapses=lapses, today=today)
    if period.state == State.NOT_YET_EFFECTIVE:
        return _not_yet_effective(period)
    if period.since is None:
        return "no commencement is recorded"
    if period.state == State.EXPIRED:
        return f"expired at the end of {full_day(period.since - DAY)}"
    return f"repealed on {full_day(period.since)}"


def full_day(on: date) -> str:
    """Say a day in full: "4 April 2025"."""
    return sentences.day(on)


def is_vague(period: Period, commencement: str | None) -> bool:
    """Say whether a period begins with a commencement of which only the month or the year is known."""
    if commencement is None or period.since != first_day(commencement):
        return False
    return precision(commencement) != Precision.DAY


def brief(period: Period, commencement: str | None, today: date) -> str:
    """Say in a cell, after the word for the state, since when and until when it holds; `around` says the rest."""
    if is_vague(period, commencement) and not period.until:
        return f"since {day(commencement or '')}"
    if period.until and period.state == State.NOT_YET_EFFECTIVE:
        return f"until {unbroken_day(period.until)}"
    if period.since is None:
        return ""
    if period.lapsed_suspension and period.since > today:
        return f"again from {unbroken_day(period.since)} unless extended"
    again = "again " if period.state == State.IN_FORCE and period.because else ""
    if period.until:
        return f"{again}{unbroken_day(period.since)} – {unbroken_day(period.until)}"
    return f"{again}since {unbroken_day(period.since)}"


def has_lapsed(period: Period, today: date) -> bool:
    """Say whether a period is in force again by `today` for want of an extension."""
    return period.lapsed_suspension and period.since is not None and period.since <= today


def had_been(effect: EffectOn) -> str:
    """Say as a clause of its own what a suspension that is over was: "it had been suspended by"."""
    words = effect_told(effect, is_over=True)
    return f"{'it' if words.startswith('had') else 'the'} {words}"


def around(period: Period, *, lapses: bool, today: date) -> tuple[str, str]:
    """Say what stands before and after the acts that decide a state, where a cell is opened."""
    if period.state == State.SUSPENDED:
        return "by", "; returns to force unless extended" if lapses else ""
    if has_lapsed(period, today):
        return had_been(period.because[0]), "; no extension is on record"
    if period.lapsed_suspension:
        return "suspended until then by", "; no extension is on record"
    return ("resumed by" if period.state == State.IN_FORCE else "by"), ""


def _in_force(period: Period, commencement: str | None, today: date) -> str:
    if period.since is None:
        return "in force"
    until = f", until {full_day(period.until)}" if period.until else ""
    if not period.lapsed_suspension:
        since = day(commencement) if is_vague(period, commencement) else full_day(period.since)
        return f"in force {'again ' if period.because else ''}since {since}{until}"
    ended = full_day(period.since - DAY)
    if period.since > today:
        return f"returns to force on {full_day(period.since)} unless the suspension is extended{until}"
    return (
        f"in force again since {full_day(period.since)}{until}: the suspension ended on {ended}"
        " and no extension is on record"
    )


def _suspended(period: Period, *, lapses: bool, today: date) -> str:
    since = f" since {full_day(period.since)}" if period.since else ""
    if period.until is None:
        return f"suspended{since}, with no end on record"
    after = full_day(period.until + DAY)
    said = f"suspended{since} until {full_day(period.until)}"
    if not lapses:
        return f"{said}; in force again on {after}" if period.next_state == State.IN_FORCE else said
    if period.until + DAY > today:
        return f"{said}; returns to force on {after} unless extended"
    return f"{said}; in force again on {after}, for no extension is on record"


def _not_yet_effective(period: Period) -> str:
    if period.until is None:
        return "not yet effective"
    after = full_day(period.until + DAY)
    if period.next_state == State.SUSPENDED:
        return f"not yet effective, and suspended on {after}, the day on which it was to commence"
    return f"not yet effective; commences on {after}"
