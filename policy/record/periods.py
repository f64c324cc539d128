"""The states of a provision, day by day: a pure function of its dates and of the effects on it.

Neither a database nor a clock is asked here. The rules, and their order, are those of design.md, section 3.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol, TypeVar

from policy.choices import EffectKind, State
from policy.dates import DAY, first_day, last_day


class HoldsDays(Protocol):
    def holds(self, on: date) -> bool: ...


AnyPeriod = TypeVar("AnyPeriod", bound=HoldsDays)
AnyState = TypeVar("AnyState", bound=str)

SUSPENDING = (EffectKind.SUSPENDS, EffectKind.EXTENDS_SUSPENSION)


@dataclass(frozen=True)
class EffectOn:
    """What an instrument does to a provision. `start` and `until` are as precise as they are known, both inclusive."""

    measure: str
    effect: str
    start: str
    until: str | None

    @cached_property
    def first(self) -> date:
        return first_day(self.start)

    @cached_property
    def last(self) -> date | None:
        """The last day of the effect; `None` when it is open-ended."""
        return _end(self.until)


@dataclass(frozen=True)
class Period:
    """An unbroken run of days in one state; both ends inclusive, `None` where there is no bound.

    `because` are the effects that decide the state, by their first day; none where the provision's own dates decide it.
    `lapsed_suspension`: in force because a suspension ended, and neither an extension nor a resumption is recorded.
    `next_state` is the state of the day after `until`, `None` when there is none.
    """

    state: State
    since: date | None
    until: date | None
    because: tuple[EffectOn, ...] = ()
    lapsed_suspension: bool = False
    next_state: State | None = None

    def holds(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


def periods(commencement: str | None, expiry: str | None, effects: Iterable[EffectOn]) -> list[Period]:
    """Return the periods of a provision, oldest first: they cover every day once, and neighbours differ in state.

    `effects` are those on the provision itself and those on its whole instrument. A provision without a commencement is
    undated: it has no periods.
    """
    if commencement is None:
        return []
    course = _Course(first_day(commencement), _end(expiry), sorted(effects, key=lambda effect: effect.first))
    return [
        Period(
            state,
            since=None if start == date.min else start,
            until=end,
            because=course.because(state, start, end),
            lapsed_suspension=state == State.IN_FORCE and course.lapses_on(start),
            next_state=following,
        )
        for state, start, end, following in unbroken(course.turns(), course.state)
    ]


def unbroken(
    turns: Sequence[date], state: Callable[[date], AnyState]
) -> Iterator[tuple[AnyState, date, date | None, AnyState | None]]:
    """Yield the unbroken runs of days in one state, as (state, first day, last day, state of the day after).

    `turns` are the first of all days and every day on which the state may differ from the day before, oldest first.
    """
    starts = [turns[0]] + [day for before, day in pairwise(turns) if state(before) != state(day)]
    ends: list[date | None] = [*(start - DAY for start in starts[1:]), None]
    states = [state(start) for start in starts]
    yield from zip(states, starts, ends, [*states[1:], None], strict=True)


def period_on(course: Iterable[AnyPeriod], on: date) -> AnyPeriod | None:
    """Return the period that holds a day; `None` where none does: of an undated provision, of what granted nothing."""
    return next((period for period in course if period.holds(on)), None)


@dataclass(frozen=True)
class Suspension:
    """Days that one effect suspends, after resumptions cut it short; `last` is `None` when nothing ends it."""

    effect: EffectOn
    first: date
    last: date | None

    def covers(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)


def suspensions(effects: Iterable[EffectOn]) -> list[Suspension]:
    """Return what effects suspend: a resumption ends, on the day before it, each suspension that began before it."""
    effects = list(effects)
    resumptions = [effect.first for effect in effects if effect.effect == EffectKind.RESUMES]
    found = []
    for effect in effects:
        if effect.effect in SUSPENDING:
            ends = [first - DAY for first in resumptions if first > effect.first]
            ends += [] if effect.last is None else [effect.last]
            found.append(Suspension(effect, effect.first, min(ends, default=None)))
    return found


def next_change(period: Any) -> dict[str, Any] | None:
    """Return the first day after a period and the state then; `None` when nothing is to change."""
    if period.until is None or period.next_state is None:
        return None
    return {"date": period.until + DAY, "state": period.next_state}


class _Course:
    """A provision's dates and the effects on it, which answer for any day."""

    def __init__(self, commencement: date, expiry: date | None, effects: list[EffectOn]) -> None:
        self.commencement, self.expiry = commencement, expiry
        self.resumptions = [effect for effect in effects if effect.effect == EffectKind.RESUMES]
        self.suspensions = suspensions(effects)
        repeals = [effect for effect in effects if effect.effect == EffectKind.REPEALS]
        self.repeals = [effect for effect in repeals if effect.first == repeals[0].first]

    def turns(self) -> list[date]:
        """Return the first of all days, and every day on which the state may differ from the day before."""
        ends = [self.expiry, *(suspension.last for suspension in self.suspensions)]
        return sorted(
            {
                *(date.min, self.commencement),
                *(effect.first for effect in self.repeals),
                *(suspension.first for suspension in self.suspensions),
                *(end + DAY for end in ends if end is not None),
            }
        )

    def state(self, on: date) -> State:
        if self.repeals and self.repeals[0].first <= on:
            return State.REPEALED
        if self.expiry is not None and self.expiry < on:
            return State.EXPIRED
        if on < self.commencement:
            return State.NOT_YET_EFFECTIVE
        if any(suspension.covers(on) for suspension in self.suspensions):
            return State.SUSPENDED
        return State.IN_FORCE

    def because(self, state: State, start: date, end: date | None) -> tuple[EffectOn, ...]:
        if state == State.REPEALED:
            return tuple(self.repeals)
        if state == State.SUSPENDED:
            during = [
                one
                for one in self.suspensions
                if (end is None or one.first <= end) and (one.last is None or one.last >= start)
            ]
            return tuple(one.effect for one in during)
        if state == State.IN_FORCE and self._ended_before(start):
            return tuple(self._resumed_on(start) or [one.effect for one in self._ended_before(start)])
        return ()

    def lapses_on(self, start: date) -> bool:
        return bool(self._ended_before(start)) and not self._resumed_on(start)

    def _ended_before(self, start: date) -> list[Suspension]:
        """Return the suspensions whose last covered day is the day before `start`."""
        return [one for one in self.suspensions if one.last is not None and one.last + DAY == start]

    def _resumed_on(self, start: date) -> list[EffectOn]:
        return [effect for effect in self.resumptions if effect.first == start]


def _end(text: str | None) -> date | None:
    """Return the last day that an end covers; the last day of the calendar is as good as none."""
    day = None if text is None else last_day(text)
    return None if day == date.max else day
