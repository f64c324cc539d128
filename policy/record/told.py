"""What happens on a day, with its own history: what the record tells of it, and what it told and tells no more.

A calendar that somebody subscribed to has to hear of a date that moved. What happens is therefore known by its event, its
day and two states, and remembers every instant at which the record began or ceased to tell of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Q

from policy.record.bitemporal import Derivation

Span = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Turn:
    """A stored period that follows another, with the state `before` it and the `span` in which both were known."""

    period: Any
    before: str
    span: Span


@dataclass(frozen=True)
class Told:
    """The turns of one event on one day from one state into another, those of all its parts."""

    turns: tuple[Turn, ...]

    @property
    def day(self) -> date:
        """Return the first day of the new state."""
        return self.turns[0].period.valid.lower

    @property
    def before(self) -> str:
        return self.turns[0].before

    @property
    def state(self) -> str:
        return self.turns[0].period.state

    @property
    def is_standing(self) -> bool:
        """Say whether the record tells of it still."""
        return any(end is None for _, end in self._spans)

    @property
    def periods(self) -> list[Any]:
        """Return the periods of which the record tells still, or of which it told last."""
        last = None if self.is_standing else max(end for _, end in self._spans if end)
        return [turn.period for turn in self.turns if turn.span[1] == last]

    @cached_property
    def instants(self) -> list[datetime]:
        """Return when the record began or ceased to tell of it for any part, oldest first."""
        return sorted({at for span in self._spans for at in span if at})

    @property
    def sequence(self) -> int:
        """Return how often it was revised."""
        return len(self.instants) - 1

    def modified_at(self, published: Iterable[datetime]) -> datetime:
        """Return when it was last modified; while it stands, publications of what it names count as well."""
        return max([*self.instants, *(published if self.is_standing else [])])

    @property
    def _spans(self) -> list[Span]:
        return [turn.span for turn in self.turns]


def ever_told(
    derivation: Derivation, table: Any, *, first: date, last: date | None, known_at: datetime | None, events: Any
) -> list[Told]:
    """Return what happens from `first` to `last` (both inclusive) by a table of periods, or was ever to happen; one query.

    `known_at`: what was told by an instant. `events` narrows it to events by their ids (a list or query).
    """
    found: dict[tuple[Any, ...], list[Turn]] = {}
    for turn in _turns(derivation, _periods(derivation, table, first, known_at, events), known_at):
        day = turn.period.valid.lower
        if day >= first and (last is None or day <= last):
            event, _ = derivation.place(turn.period)
            found.setdefault((day, event, turn.before, turn.period.state), []).append(turn)
    return [Told(tuple(turns)) for turns in found.values()]


def _periods(derivation: Derivation, table: Any, first: date, known_at: datetime | None, events: Any) -> list[Any]:
    """Read the periods that begin or end on a day or later, closed ones included."""
    turning = Q(valid__startswith__gte=first) | Q(valid__endswith__gte=first)
    rows = table.objects.filter(turning, **{f"{derivation.event}__in": events})
    if known_at:
        rows = rows.filter(known__startswith__lte=known_at)
    return list(rows.select_related(derivation.owner).order_by(derivation.owner, "valid", "known"))


def _turns(derivation: Derivation, periods: Iterable[Any], known_at: datetime | None) -> Iterator[Turn]:
    """Yield each period that follows another of the same part of an event."""
    ending: dict[tuple[Any, ...], list[Any]] = {}
    periods = list(periods)
    for one in periods:
        ending.setdefault((derivation.place(one), one.valid.upper), []).append(one)
    for one in periods:
        for before in ending.get((derivation.place(one), one.valid.lower), []) if one.valid.lower else []:
            ends = [known.upper for known in (one.known, before.known) if known.upper]
            start, end = max(one.known.lower, before.known.lower), min(ends, default=None)
            if end is None or start < end:
                yield Turn(one, before.state, (start, None if known_at and end and end > known_at else end))
