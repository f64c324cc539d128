"""Events as the timeline sets them out: by month, by day, and on the side of who acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

Document = dict[str, Any]


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


def lane(document: Document) -> Lane:
    """Say on which side an event stands: that of China, of the United States, of both, or of neither."""
    return LANES[frozenset(document["acting_countries"]) & {"CN", "US"}]


@dataclass(frozen=True)
class Day:
    """The events of one date; `date` is as precise as it is known, so that it may be a whole month or year."""

    date: str
    events: list[Document]

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
        return self._on(Lane.JOINT, Lane.THIRD)

    def _on(self, *lanes: Lane) -> list[Document]:
        return [event for event in self.events if lane(event) in lanes]


@dataclass(frozen=True)
class Month:
    """Neighbouring events of one month; `month` is a year where no event tells its month."""

    month: str
    days: list[Day]


def in_months(documents: Iterable[Document]) -> list[Month]:
    """Group documents by month and date in the order in which they come; none changes its place."""
    return [
        Month(month, [Day(date, list(events)) for date, events in groupby(found, lambda document: document["date"])])
        for month, found in groupby(documents, lambda document: document["date"][:7])
    ]
