"""The days on which the board changes: the strip above it, the day before and after, and what happens next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from policy.choices import State
from policy.dates import DAY
from policy.record.controls import Controls, period_of
from policy.record.day import next_beginnings
from policy.record.destinations import applying, bloc_changes, blocs
from policy.record.models import ControlScope
from policy.record.periods import Period, period_on
from policy.record.provisions import Course, Document
from policy.record.sentences import joined
from policy.site.state_words import full_day
from policy.site.wording import with_article

ANNOUNCED = "announced"  # what is not yet effective is on the board from its announcement on
JOINED, LEFT = "joined", "left"  # the destination becomes a member of a bloc that is named, or is one no longer
ABOVE, BELOW = (State.IN_FORCE, ANNOUNCED, JOINED), (State.SUSPENDED, State.EXPIRED, State.REPEALED, LEFT)
WORDS = {
    **dict(State.choices),
    ANNOUNCED: gettext_noop("announced"),
    State.IN_FORCE: gettext_noop("in or back in force"),
    JOINED: gettext_noop("beginning to apply"),
    LEFT: gettext_noop("applying no longer"),
}
BAR_WIDTH, HALF, FULL = 14, 36, 6  # a bar is full at this many provisions, and at more where the most are more
LEAST = 4.0  # what happens to one provision among many is to be seen
NAMED_AT_MOST = 3


@dataclass(frozen=True)
class Turn:
    """What happens to one provision on a day.

    `kind` is its new state, that it was announced, or that it begins or ceases to apply to the destination, for which
    `membership` is the reason.
    """

    day: date
    kind: str
    slug: str
    ref: str
    period: Period
    membership: str = ""

    @property
    def lot(self) -> tuple[Any, ...]:
        """Return what provisions of an act have in common that are told of together."""
        return self.slug, self.kind, self.membership or self.period

    @property
    def because(self) -> list[str]:
        """Return the measures whose effects bring it about."""
        effects = self.period.because if self.kind in State.values else ()
        return list(dict.fromkeys(effect.measure for effect in effects))


@dataclass(frozen=True)
class Bar:
    """A part of a day's column in the strip; lengths are those of its drawing."""

    kind: str
    top: float
    height: float


@dataclass(frozen=True)
class TurningDay:
    day: date
    turns: list[Turn]
    unit: float = HALF / FULL

    @property
    def counts(self) -> dict[str, int]:
        found = {kind: sum(turn.kind == kind for turn in self.turns) for kind in (*ABOVE, *BELOW)}
        return {kind: count for kind, count in found.items() if count}

    @property
    def told(self) -> str:
        """Say how many provisions turn into what, such as "10 suspended, 1 repealed"."""
        told = [_("%(n)s %(state)s") % {"n": count, "state": _(WORDS[kind])} for kind, count in self.counts.items()]
        return joined(told, "and")

    @property
    def bars(self) -> list[Bar]:
        """Return what stands above the line, what is or will be in force, and below it what is so no longer."""
        found, top, bottom = [], float(HALF), float(HALF)
        for kind, count in self.counts.items():
            height = max(round(count * self.unit, 1), LEAST)
            if kind in ABOVE:
                top -= height
                found.append(Bar(kind, round(top, 1), height))
            else:
                found.append(Bar(kind, round(bottom, 1), height))
                bottom += height
        return found


@dataclass(frozen=True)
class Happening:
    """What happens to provisions of one act on a day, in words, between which the act is linked."""

    before: str
    document: Document
    after: str
    because: list[str]


class Turns:
    """All changes of the provisions that a question is about, whatever day it is of."""

    width, height, line = BAR_WIDTH, 2 * HALF, HALF

    def __init__(self, controls: Controls, courses: Mapping[int, Course]) -> None:
        self.on = controls.on
        self.turns = sorted(_turns(controls, courses), key=lambda turn: (turn.day, turn.slug))

    @cached_property
    def days(self) -> list[TurningDay]:
        found = [(day, list(turns)) for day, turns in groupby(self.turns, key=lambda turn: turn.day)]
        most = max((_most(turns) for _, turns in found), default=0)
        unit = HALF / max(FULL, most)
        return [TurningDay(day, turns, unit) for day, turns in found]

    @property
    def years(self) -> list[tuple[int, list[TurningDay]]]:
        return [(year, list(days)) for year, days in groupby(self.days, key=lambda one: one.day.year)]

    @property
    def previous(self) -> TurningDay | None:
        return next((one for one in reversed(self.days) if one.day < self.on), None)

    @property
    def next(self) -> TurningDay | None:
        return next((one for one in self.days if one.day > self.on), None)

    @property
    def mark(self) -> date | None:
        """Return the turning day before which the day asked about is marked; `None` when it is one, or a year ends with it."""
        if self.next is None or self._is_turning or self.marked_year is not None:
            return None
        return self.next.day

    @property
    def marked_year(self) -> int | None:
        """Return the year at whose end the day asked about is marked: that of the turning day before, the last of its year."""
        if self.previous is None or self._is_turning or (self.next and self.next.day.year == self.on.year):
            return None
        return self.previous.day.year

    @property
    def _is_turning(self) -> bool:
        return self.on in {one.day for one in self.days}


def next_turning_day(controls: Controls) -> TurningDay | None:
    """Return the day of `Turns.next`, read alone, for a destination whose blocs never change."""
    assert controls.destination
    assert not bloc_changes(controls.destination)
    day, rows = next_beginnings(controls)
    return TurningDay(day, [_beginning(day, row) for row in rows]) if day else None


def _beginning(day: date, row: Any) -> Turn:
    """Return what happens as a period begins or is announced; `row` has the `order_key` of a scope."""
    period = period_of(row)
    return Turn(day, period.state if period.since else ANNOUNCED, _slug(row), row.provision.ref, period)


def lots(turning: TurningDay) -> list[list[Turn]]:
    """Return what happens on a day by act: provisions of an act that share their lot are together."""
    alike: dict[tuple[Any, ...], list[Turn]] = {}
    for turn in turning.turns:
        alike.setdefault(turn.lot, []).append(turn)
    return list(alike.values())


def happenings(alike: Iterable[list[Turn]], documents: Mapping[str, Document], today: date) -> list[Happening]:
    """Say what happens on a day to lots of provisions."""
    return [_happening(turns, documents[turns[0].slug], today) for turns in alike]


def _happening(turns: list[Turn], document: Document, today: date) -> Happening:
    refs = [turn.ref for turn in turns]
    is_whole = len(refs) == len(document["detail"]["provisions"])
    if is_whole:
        before = ""
    elif len(refs) > NAMED_AT_MOST:
        before = _("%(n)s provisions of ") % {"n": len(refs)}
    else:
        before = _("%(provisions)s of ") % {"provisions": joined(refs, "and")}
    number = 1 if is_whole else len(refs)
    return Happening(before, document, _verb(turns[0], number, today), turns[0].because)


def _verb(turn: Turn, n: int, today: date) -> str:
    """Say what becomes of `n` provisions, after the act that they are of."""
    if turn.membership:
        applies = ngettext("applies: %(why)s", "apply: %(why)s", n)
        applies_no_longer = ngettext("no longer applies: %(why)s", "no longer apply: %(why)s", n)
        return (applies_no_longer if turn.kind == LEFT else applies) % {"why": turn.membership}
    if turn.kind == State.IN_FORCE:
        return _in_force(turn, n, today)
    if turn.kind == State.EXPIRED:
        return ngettext(
            "is no longer in force, having expired at the end of %(day)s",
            "are no longer in force, having expired at the end of %(day)s",
            n,
        ) % {"day": full_day(turn.day - DAY)}
    said = {"state": _(WORDS.get(turn.kind, turn.kind))}
    if turn.kind == State.SUSPENDED and turn.period.until:
        known = {"until": full_day(turn.period.until), **said}
        return ngettext("is %(state)s until %(until)s", "are %(state)s until %(until)s", n) % known
    return ngettext("is %(state)s", "are %(state)s", n) % said


def _in_force(turn: Turn, n: int, today: date) -> str:
    if not turn.period.lapsed_suspension:
        returns = ngettext("returns to force", "return to force", n)
        return returns if turn.period.because else ngettext("takes effect", "take effect", n)
    if turn.day > today:
        return ngettext("returns to force unless extended", "return to force unless extended", n)
    return ngettext(
        "is in force again, for no extension of the suspension is on record",
        "are in force again, for no extension of the suspension is on record",
        n,
    )


def _turns(controls: Controls, courses: Mapping[int, Course]) -> Iterable[Turn]:
    provisions = {scope.provision_id: scope for scope in controls.scopes_of_any_day}
    for provision, scope in provisions.items():
        course = courses[provision]
        found = _of_state(scope, course)
        if controls.destination:
            days = _Days(controls.destination, scope)
            yield from (turn for turn in found if days.hold(turn.day - DAY) and days.hold(turn.day))
            yield from _of_membership(scope, course, days, controls.states)
        else:
            yield from found


def _of_state(scope: ControlScope, course: Course) -> Iterable[Turn]:
    for period in course.periods:
        if period.since:
            yield Turn(period.since, period.state, _slug(scope), course.ref, period)
        elif period.state == State.NOT_YET_EFFECTIVE and period.holds(scope.announced):
            yield Turn(scope.announced, ANNOUNCED, _slug(scope), course.ref, period)


class _Days:
    """The days on which a provision applies to a destination: those of a membership where it names a bloc alone."""

    def __init__(self, destination: str, scope: ControlScope) -> None:
        self.destination = destination
        self.named = {tag.partition(":")[2] for tag in scope.tags if tag.startswith("destination:")}

    def hold(self, on: date) -> bool:
        return not self.named.isdisjoint(applying(self.destination, on))

    def turns(self) -> Iterable[date]:
        return (day for day in bloc_changes(self.destination) if self.hold(day) != self.hold(day - DAY))

    def said(self, day: date) -> str:
        """Say which membership turns on a day."""
        changed = set(blocs(self.destination, day)) ^ set(blocs(self.destination, day - DAY))
        of = joined([with_article(bloc) for bloc in sorted(changed & self.named)], "and")
        known = {"country": with_article(self.destination), "bloc": of}
        if self.hold(day):
            return _("%(country)s is a member of %(bloc)s from that day on") % known
        return _("%(country)s is no longer a member of %(bloc)s") % known


def _of_membership(scope: ControlScope, course: Course, days: _Days, states: list[str]) -> Iterable[Turn]:
    """Yield what begins or ceases to apply in one of the states that are shown."""
    for day in days.turns():
        kind, shown = (JOINED, day) if days.hold(day) else (LEFT, day - DAY)
        period = period_on(course.periods, shown)
        is_announced = scope.announced <= shown
        if period and period.state in states and (is_announced or period.state != State.NOT_YET_EFFECTIVE):
            yield Turn(day, kind, _slug(scope), course.ref, period, days.said(day))


def _slug(scope: Any) -> str:
    return scope.order_key.partition("#")[0]


def _most(turns: list[Turn]) -> int:
    above = sum(turn.kind in ABOVE for turn in turns)
    return max(above, len(turns) - above)
