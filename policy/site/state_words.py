"""What a period of a provision means, in words: since when, until when, and what follows."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from policy.choices import EffectKind, State
from policy.dates import DAY, Precision, first_day, precision
from policy.record import sentences
from policy.record.periods import EffectOn, Period
from policy.site.wording import day, effect_told

CLAUSES = {
    EffectKind.SUSPENDS: gettext_noop("it had been suspended by"),
    EffectKind.EXTENDS_SUSPENSION: gettext_noop("the suspension had been extended by"),
}


def short_day(on: date) -> str:
    """Say a day where there is little room: "4 Apr 2025"."""
    return date_format(on, "SHORT_DATE_FORMAT")


def short_month_day(on: date) -> str:
    """Say a day of a year that is told elsewhere: "4 Apr"."""
    return date_format(on, pgettext("format of a day of a known year", "j M"))


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
        return _("no commencement is recorded")
    if period.state == State.EXPIRED:
        return _("expired at the end of %(day)s") % {"day": full_day(period.since - DAY)}
    return _("repealed on %(day)s") % {"day": full_day(period.since)}


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
        return _("since %(day)s") % {"day": day(commencement or "")}
    if period.until and period.state == State.NOT_YET_EFFECTIVE:
        return _("until %(day)s") % {"day": unbroken_day(period.until)}
    if period.since is None:
        return ""
    days = {"day": unbroken_day(period.since), "until": unbroken_day(period.until) if period.until else ""}
    if period.lapsed_suspension and period.since > today:
        return _("again from %(day)s unless extended") % days
    is_again = period.state == State.IN_FORCE and period.because
    if period.until:
        return (_("again %(day)s – %(until)s") if is_again else "%(day)s – %(until)s") % days
    return (_("again since %(day)s") if is_again else _("since %(day)s")) % days


def has_lapsed(period: Period, today: date) -> bool:
    """Say whether a period is in force again by `today` for want of an extension."""
    return period.lapsed_suspension and period.since is not None and period.since <= today


def had_been(effect: EffectOn) -> str:
    """Say as a clause of its own what a suspension that is over was: "it had been suspended by"."""
    clause = CLAUSES.get(EffectKind(effect.effect))
    return _(clause) if clause else _("the %(told)s") % {"told": effect_told(effect)}


def around(period: Period, *, lapses: bool, today: date) -> tuple[str, str]:
    """Say what stands before and after the acts that decide a state, where a cell is opened."""
    if period.state == State.SUSPENDED:
        return _("by"), _("; returns to force unless extended") if lapses else ""
    if has_lapsed(period, today):
        return had_been(period.because[0]), _("; no extension is on record")
    if period.lapsed_suspension:
        return _("suspended until then by"), _("; no extension is on record")
    return (_("resumed by") if period.state == State.IN_FORCE else _("by")), ""


def _in_force(period: Period, commencement: str | None, today: date) -> str:
    if period.since is None:
        return _("in force")
    days = {
        "since": day(commencement or "") if is_vague(period, commencement) else full_day(period.since),
        "until": full_day(period.until) if period.until else "",
        "ended": full_day(period.since - DAY),
    }
    if not period.lapsed_suspension:
        pattern = _("in force again since %(since)s") if period.because else _("in force since %(since)s")
    elif period.since > today:
        pattern = _("returns to force on %(since)s unless the suspension is extended")
    else:
        pattern = _("in force again since %(since)s: the suspension ended on %(ended)s and no extension is on record")
    said = pattern % days
    return _("%(state)s, until %(until)s") % {"state": said, **days} if period.until else said


def _suspended(period: Period, *, lapses: bool, today: date) -> str:
    since = full_day(period.since) if period.since else ""
    if period.until is None:
        return _("suspended since %(since)s, with no end on record") % {"since": since}
    days = {"since": since, "until": full_day(period.until), "after": full_day(period.until + DAY)}
    said = (_("suspended since %(since)s until %(until)s") if since else _("suspended until %(until)s")) % days
    return said + _what_follows(period, lapses=lapses, today=today) % days


def _what_follows(period: Period, *, lapses: bool, today: date) -> str:
    """Say, after a suspension, what comes on the day `after` it."""
    assert period.until
    if not lapses:
        return _("; in force again on %(after)s") if period.next_state == State.IN_FORCE else ""
    if period.until + DAY > today:
        return _("; returns to force on %(after)s unless extended")
    return _("; in force again on %(after)s, for no extension is on record")


def _not_yet_effective(period: Period) -> str:
    if period.until is None:
        return _("not yet effective")
    after = {"day": full_day(period.until + DAY)}
    if period.next_state == State.SUSPENDED:
        return _("not yet effective, and suspended on %(day)s, the day on which it was to commence") % after
    return _("not yet effective; commences on %(day)s") % after
