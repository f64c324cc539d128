"""The days on which the board changes: the strip above it, the day before and after, and what happens next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from policy.choices import State
from policy.record.models import ControlScope
from policy.record.periods import Period
from policy.record.provisions import Course, Document
from policy.record.sentences import joined
from policy.site.state_words import DAY, full_day

ANNOUNCED = "announced"  # what is not yet effective is on the board from its announcement on
ABOVE, BELOW = (State.IN_FORCE, ANNOUNCED), (State.SUSPENDED, State.EXPIRED, State.REPEALED)
WORDS = {**dict(State.choices), ANNOUNCED: "announced", State.IN_FORCE: "in or back in force"}
BAR_WIDTH, HALF, FULL = 14, 36, 6  # a bar is full at this many provisions, and at more where the most are more
LEAST = 4.0  # what happens to one provision among many is to be seen
NAMED_AT_MOST = 3


@dataclass(frozen=True)
class Turn:
    """What happens to one provision on a day: `kind` is its new state, or that it was announced."""

    day: date
    kind: str
    slug: str
    ref: str
    period: Period


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
    unit: float

    @property
    def counts(self) -> dict[str, int]:
        found = {kind: sum(turn.kind == kind for turn in self.turns) for kind in (*ABOVE, *BELOW)}
        return {kind: count for kind, count in found.items() if count}

    @property
    def told(self) -> str:
        """Say how many provisions turn into what, such as "10 suspended, 1 repealed"."""
        return joined([f"{count} {WORDS[kind]}" for kind, count in self.counts.items()], "and")

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

    def __init__(self, scopes: Iterable[ControlScope], courses: Mapping[int, Course], on: date) -> None:
        self.on = on
        self.turns = sorted(_turns(scopes, courses), key=lambda turn: (turn.day, turn.slug))

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
        """Return the turning day before which the day asked about is marked; `None` when it is one, or after all."""
        return self.next.day if self.next and self.on not in {one.day for one in self.days} else None

    @property
    def is_after_all(self) -> bool:
        return bool(self.days) and self.on > self.days[-1].day


def happenings(turning: TurningDay, documents: Mapping[str, Document], today: date) -> list[Happening]:
    """Say what happens on a day, act by act; provisions of an act that share their lot are told together."""
    alike: dict[tuple[Any, ...], list[Turn]] = {}
    for turn in turning.turns:
        alike.setdefault((turn.slug, turn.kind, turn.period), []).append(turn)
    return [_happening(turns, documents[turns[0].slug], today) for turns in alike.values()]


def _happening(turns: list[Turn], document: Document, today: date) -> Happening:
    refs = [turn.ref for turn in turns]
    is_whole = len(refs) == len(document["detail"]["provisions"])
    if is_whole:
        before = ""
    elif len(refs) > NAMED_AT_MOST:
        before = f"{len(refs)} provisions of "
    else:
        before = f"{joined(refs, 'and')} of "
    after = _verb(turns[0], is_one=is_whole or len(refs) == 1, today=today)
    because = list(dict.fromkeys(effect.measure for effect in turns[0].period.because))
    return Happening(before, document, after, because if turns[0].kind != ANNOUNCED else [])


def _verb(turn: Turn, *, is_one: bool, today: date) -> str:
    one = {True: ("returns", "takes", "is"), False: ("return", "take", "are")}[is_one]
    returns, takes, is_ = one
    if turn.kind == State.IN_FORCE and turn.period.lapsed_suspension:
        lapsed = f"{is_} in force again, for no extension of the suspension is on record"
        return f"{returns} to force unless extended" if turn.day > today else lapsed
    if turn.kind == State.IN_FORCE:
        return f"{returns} to force" if turn.period.because else f"{takes} effect"
    if turn.kind == State.EXPIRED:
        return f"{is_} no longer in force, having expired at the end of {full_day(turn.day - DAY)}"
    until = f" until {full_day(turn.period.until)}" if turn.kind == State.SUSPENDED and turn.period.until else ""
    return f"{is_} {turn.kind}{until}"


def _turns(scopes: Iterable[ControlScope], courses: Mapping[int, Course]) -> Iterable[Turn]:
    provisions = {scope.provision_id: scope for scope in scopes}
    for provision, scope in provisions.items():
        slug, course = scope.order_key.partition("#")[0], courses[provision]
        for period in course.periods:
            if period.since:
                yield Turn(period.since, period.state, slug, course.ref, period)
            elif period.state == State.NOT_YET_EFFECTIVE and period.holds(scope.announced):
                yield Turn(scope.announced, ANNOUNCED, slug, course.ref, period)


def _most(turns: list[Turn]) -> int:
    above = sum(turn.kind in ABOVE for turn in turns)
    return max(above, len(turns) - above)
