"""Events and changes of state as the timeline sets them out: by month, by day, and on the side of who acts."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from heapq import merge
from itertools import groupby
from typing import Any

from policy.dates import first_day
from policy.record.calendar_dates import CalendarDate
from policy.record.changes import StateChange

Document = Mapping[str, Any]
MOST_KEPT_TOGETHER = 8  # the days of more events are few, and soon others


class Lane(StrEnum):
    """The side of the timeline that an event stands on; third parties are all others."""

    CHINA = "china"
    UNITED_STATES = "united-states"
    JOINT = "joint"
    THIRD = "third"


LANES = {
    frozenset({"CN"}): Lane.CHINA,
    frozenset({"US"}): Lane.UNITED_STATES,
    frozenset({"CN", "US"}): Lane.JOINT,
    frozenset(): Lane.THIRD,
}

ACROSS = (Lane.JOINT, Lane.THIRD)


def lane(document: Document) -> Lane:
    """Say on which side an event stands: that of China, of the United States, of both, or of neither."""
    return LANES[frozenset(document["acting_countries"]) & {"CN", "US"}]


@dataclass(frozen=True)
class Side:
    """What stands on one side of a day; `name` is that of the column."""

    name: str
    events: list[Document]
    changes: list[StateChange]


@dataclass(frozen=True)
class Day:
    """What stands on one date; it is as precise as it is known, so that it may be a whole month or year.

    `told` is all that the changes follow from, beside the date; `None` where that isn't known.
    """

    date: str
    events: list[Document]
    changes: list[StateChange] = field(default_factory=list)
    dates: list[CalendarDate] = field(default_factory=list)
    told: Hashable = None

    @property
    def identity(self) -> tuple[Any, ...] | None:
        """Return all that the day follows from in a list; `None` where it isn't to be kept as a whole, but card by card."""
        found = [getattr(event, "identity", None) for event in self.events]
        if self.changes:
            found.append(self.told)
        return (self.date, *found) if len(found) <= MOST_KEPT_TOGETHER and None not in found else None

    @property
    def number(self) -> int | None:
        return int(self.date[8:]) if len(self.date) == 10 else None

    @property
    def china(self) -> list[Document]:
        return self._on(Lane.CHINA)

    @property
    def united_states(self) -> list[Document]:
        return self._on(Lane.UNITED_STATES)

    @property
    def across(self) -> list[Document]:
        """Return what stands on neither side: joint events and those of third parties."""
        return self._on(*ACROSS)

    @property
    def sides(self) -> list[Side]:
        """Return the sides on which something stands."""
        sides = [
            Side(name, self._on(*lanes), [one for one in self.changes if lane(one.document) in lanes])
            for name, lanes in {"china": [Lane.CHINA], "united-states": [Lane.UNITED_STATES], "across": ACROSS}.items()
        ]
        return [side for side in sides if side.events or side.changes]

    def _on(self, *lanes: Lane) -> list[Document]:
        return [event for event in self.events if lane(event) in lanes]


@dataclass(frozen=True)
class Month:
    """Neighbouring days of one month; `month` is a year where no event tells its month.

    `count` is how many events the whole list has in that month; `None` where that isn't known.
    """

    month: str
    days: list[Day]
    count: int | None = None

    @property
    def heading(self) -> tuple[str, int | None]:
        """Return all that the heading of the month follows from."""
        return self.month, self.count


def in_months(
    documents: Iterable[Document],
    changes: Iterable[StateChange] = (),
    dates: Iterable[CalendarDate] = (),
    *,
    newest_first: bool = True,
    counts: Mapping[str, int] | None = None,
    told: Hashable = None,
) -> list[Month]:
    """Group documents by month and date in the order in which they come; none changes its place.

    Changes of state and other dates stand with the events of their day, or on a day of their own among them.
    `counts` says how many events the list has in each month, as `Density.listed` does, `told` what the changes follow from.
    """
    days = [
        Day(date, list(events), told=told) for date, events in groupby(documents, lambda document: document["date"])
    ]
    by_date = {day.date: day for day in days}
    alone: dict[str, Day] = {}

    def on(day: date) -> Day:
        text = day.isoformat()
        return by_date.get(text) or alone.setdefault(text, Day(text, [], told=told))

    for change in changes:
        on(change.day).changes.append(change)
    for one in dates:
        on(one.day).dates.append(one)
    ordered = merge(days, sorted(alone.values(), key=_first, reverse=newest_first), key=_first, reverse=newest_first)
    months = groupby(ordered, lambda day: day.date[:7])
    return [Month(month, list(found), (counts or {}).get(month)) for month, found in months]


def _first(day: Day) -> Any:
    return first_day(day.date)
