"""What is true today of a measure's provisions, summed up: one sentence for all that share a state and its days."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policy.choices import State
from policy.record.sentences import joined
from policy.site.provision_groups import Group
from policy.site.states import Told
from policy.site.wording import day

NAMED_AT_MOST = 3


@dataclass(frozen=True)
class Line:
    """What holds today of some provisions; `groups` are where they stand on the page."""

    state: State
    sentence: str
    groups: list[Group]

    @property
    def anchor(self) -> str:
        return self.groups[0].anchor if len(self.groups) == 1 else "provisions"

    @property
    def requirements(self) -> list[str]:
        return list(dict.fromkeys(group.standing.provision["requirement"] for group in self.groups))


def today_of(groups: Sequence[Group]) -> list[Line]:
    """Return the states of today, in the order of the provisions; nothing where provisions have no states."""
    alike: dict[Hashable, list[Group]] = {}
    for group in groups:
        if told := group.standing.now:
            alike.setdefault((told.period, told.since, told.until, told.then), []).append(group)
    total = sum(len(group.members) for group in groups)
    return [_line(found, total) for found in alike.values()]


def _line(groups: list[Group], total: int) -> Line:
    told = groups[0].standing.now
    assert told
    refs = [ref for group in groups for ref in group.refs]
    return Line(told.period.state, SAID[told.period.state](told, _which(refs, total), len(refs)), groups)


def _which(refs: list[str], total: int) -> str:
    """Say which provisions a sentence is about: "All 5 provisions", "2 of the 4 provisions, Articles 1 and 2,"."""
    count = len(refs)
    if count == total:
        return ngettext("Its one provision", "All %(count)d provisions", count) % {"count": count}
    if count > NAMED_AT_MOST:
        return _("%(count)d of the %(total)d provisions") % {"count": count, "total": total}
    told = {"count": count, "total": total, "refs": joined(refs, "and")}
    return (
        ngettext(
            "%(count)d of the %(total)d provisions, %(refs)s,",
            "%(count)d of the %(total)d provisions, %(refs)s,",
            count,
        )
        % told
    )


def _in_force(told: Told, which: str, count: int) -> str:
    if told.period.lapsed_suspension:
        sentence = ngettext(
            "%(which)s is in force again: the suspension ended on %(ended)s, and no extension is on record.",
            "%(which)s are in force again: the suspension ended on %(ended)s, and no extension is on record.",
            count,
        )
    elif told.until:
        sentence = ngettext(
            "%(which)s has been in force since %(since)s, until %(until)s.",
            "%(which)s have been in force since %(since)s, until %(until)s.",
            count,
        )
    else:
        sentence = ngettext(
            "%(which)s has been in force since %(since)s.",
            "%(which)s have been in force since %(since)s.",
            count,
        )
    return sentence % _days(told, which)


def _suspended(told: Told, which: str, count: int) -> str:
    if told.until is None:
        sentence = ngettext(
            "%(which)s is suspended, with no end on record.", "%(which)s are suspended, with no end on record.", count
        )
    elif told.following and told.following.lapsed_suspension:
        sentence = ngettext(
            "%(which)s is suspended until %(until)s; it returns to force on %(then)s unless extended.",
            "%(which)s are suspended until %(until)s; they return to force on %(then)s unless extended.",
            count,
        )
    elif told.following and told.following.state == State.IN_FORCE:
        sentence = ngettext(
            "%(which)s is suspended until %(until)s, and in force again from %(then)s.",
            "%(which)s are suspended until %(until)s, and in force again from %(then)s.",
            count,
        )
    else:
        sentence = ngettext(
            "%(which)s is suspended until %(until)s.", "%(which)s are suspended until %(until)s.", count
        )
    return sentence % _days(told, which)


def _not_yet_effective(told: Told, which: str, count: int) -> str:
    if told.following and told.following.state == State.SUSPENDED:
        sentence = ngettext(
            "%(which)s is not yet effective, and suspended from %(then)s, the day on which it was to commence.",
            "%(which)s are not yet effective, and suspended from %(then)s, the day on which they were to commence.",
            count,
        )
    elif told.following and told.following.state == State.IN_FORCE:
        sentence = ngettext(
            "%(which)s is not yet effective and commences on %(then)s.",
            "%(which)s are not yet effective and commence on %(then)s.",
            count,
        )
    else:
        sentence = ngettext("%(which)s is not yet effective.", "%(which)s are not yet effective.", count)
    return sentence % _days(told, which)


def _expired(told: Told, which: str, count: int) -> str:
    sentence = ngettext(
        "%(which)s expired at the end of %(ended)s.", "%(which)s expired at the end of %(ended)s.", count
    )
    return sentence % _days(told, which)


def _repealed(told: Told, which: str, count: int) -> str:
    sentence = ngettext("%(which)s was repealed on %(since)s.", "%(which)s were repealed on %(since)s.", count)
    return sentence % _days(told, which)


def _undated(told: Told, which: str, count: int) -> str:
    sentence = ngettext("%(which)s has no commencement on record.", "%(which)s have no commencement on record.", count)
    return sentence % {"which": which}


def _days(told: Told, which: str) -> dict[str, str]:
    """Return what the sentences name: days as they are written, which may be a month or a year."""
    days = {"since": told.since, "until": told.until, "then": told.then, "ended": told.ended and told.ended.isoformat()}
    return {"which": which, **{name: day(on) for name, on in days.items() if on}}


SAID: dict[State, Callable[[Told, str, int], str]] = {
    State.IN_FORCE: _in_force,
    State.SUSPENDED: _suspended,
    State.NOT_YET_EFFECTIVE: _not_yet_effective,
    State.EXPIRED: _expired,
    State.REPEALED: _repealed,
    State.UNDATED: _undated,
}
