"""Where a permit stands, day by day: a pure function of its term and of the later decisions about it.

Neither a database nor a clock is asked here. The first rule that holds decides:

1. `revoked`: a decision that revokes it has taken effect.
2. `replaced`: an approval that takes its place (extended, issued again) has taken effect.
3. `expired`: its last day, inclusive, has passed.
4. `not_yet_valid`: its first day is still to come. That is the day of the decision where no other is stated.
5. `unknown`: no last day is stated. What is stated in words only ("one year") is shown as stated, and counted by nobody.
6. `valid`.

Dates are as precise as they are known: a start counts as the first day of its month or year, an end as the last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from permits.choices import APPROVALS, Outcome, PermitState
from policy.dates import DAY, first_day, last_day
from policy.record.periods import next_change, unbroken


@dataclass(frozen=True)
class Later:
    """A later decision that names a permit as the one it replaces; `start` is the first day of its effect."""

    slug: str
    outcome: str
    start: str

    @property
    def first(self) -> date:
        return first_day(self.start)


@dataclass(frozen=True)
class TermPeriod:
    """An unbroken run of days in one state; both ends inclusive, `None` where there is no bound.

    `because` are the slugs of the decisions that ended the permit, by their first day; none where its own term decides.
    `next_state` is the state of the day after `until`, `None` when there is none.
    """

    state: PermitState
    since: date | None
    until: date | None
    because: tuple[str, ...] = ()
    next_state: PermitState | None = None

    @property
    def next_change(self) -> dict[str, Any] | None:
        """Return the first day after it and the state then; `None` when nothing is to change."""
        return next_change(self)

    def holds(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


def term_periods(
    decided: str, valid_from: str | None, valid_to: str | None, later: Iterable[Later]
) -> list[TermPeriod]:
    """Return the periods of a permit, oldest first: they cover every day once, and neighbours differ in state.

    `decided` is the day of the decision that granted it; `later` decisions that neither grant nor revoke end nothing.
    """
    term = _Term(first_day(valid_from or decided), last_day(valid_to) if valid_to else None, later)
    return [
        TermPeriod(state, None if start == date.min else start, end, term.because(state), following)
        for state, start, end, following in unbroken(term.turns(), term.state)
    ]


class _Term:
    """A permit's first and last day (`None`: none stated) and what ended it, which answer for any day."""

    def __init__(self, first: date, last: date | None, later: Iterable[Later]) -> None:
        self.first, self.last = first, last
        ends = sorted(later, key=lambda one: (one.first, one.slug))
        self.ends = {
            PermitState.REVOKED: _earliest(one for one in ends if one.outcome == Outcome.REVOKED),
            PermitState.REPLACED: _earliest(one for one in ends if one.outcome in APPROVALS),
        }

    def turns(self) -> list[date]:
        """Return the first of all days, and every day on which the state may differ from the day before."""
        ended = {one.first for ends in self.ends.values() for one in ends}
        after = {self.last + DAY} if self.last and self.last < date.max else set()
        return sorted({date.min, self.first, *ended, *after})

    def state(self, on: date) -> PermitState:
        for state, ends in self.ends.items():
            if ends and ends[0].first <= on:
                return state
        if self.last and self.last < on:
            return PermitState.EXPIRED
        if on < self.first:
            return PermitState.NOT_YET_VALID
        return PermitState.VALID if self.last else PermitState.UNKNOWN

    def because(self, state: PermitState) -> tuple[str, ...]:
        return tuple(one.slug for one in self.ends.get(state, []))


def _earliest(ends: Iterable[Later]) -> list[Later]:
    """Keep those of the first day."""
    found = list(ends)
    return [one for one in found if one.first == found[0].first]
