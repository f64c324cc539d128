"""A provision's periods as a bar over the years. Places are percentages of its length, as SVG takes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from policy.choices import State
from policy.record.periods import Period

SHORTEST = timedelta(days=365)
MARGIN = 12  # the axis goes on after the last turn for this part of its length
YEARS_AT_MOST = 6


@dataclass(frozen=True)
class Segment:
    state: State
    left: str
    width: str


@dataclass(frozen=True)
class Tick:
    label: str
    at: str


@dataclass(frozen=True)
class Axis:
    """The days that the bars of one measure span, alike for all of its provisions."""

    first: date
    last: date
    today: date

    @classmethod
    def spanning(cls, announced: date, periods: Iterable[Period], today: date) -> "Axis":
        """Return the axis from the announcement, or an earlier turn, to a while after the last turn or today."""
        turns = [period.since for period in periods if period.since]
        first, last = min([announced, *turns]), max([today, announced, *turns])
        return cls(first, last + max(SHORTEST / 2, (last - first) / MARGIN), today)

    @property
    def now(self) -> str:
        return _percent(self._place(self.today))

    @property
    def anchor(self) -> str:
        """Return on which side of its line the word "today" has room."""
        return "start" if self._place(self.today) < 50 else "end"

    @property
    def years(self) -> list[Tick]:
        """Return the first days of years: of each, or of every few, so that their names have room."""
        count = self.last.year - self.first.year
        every = -(-count // YEARS_AT_MOST) if count else 1
        found = range(self.last.year, self.first.year, -every)
        return [Tick(str(year), _percent(self._place(date(year, 1, 1)))) for year in reversed(found)]

    def segments(self, periods: Iterable[Period]) -> list[Segment]:
        found = []
        for period in periods:
            left = self._place(period.since) if period.since else 0
            right = self._place(period.until + timedelta(days=1)) if period.until else 100
            if right > left:
                found.append(Segment(period.state, _percent(left), _percent(right - left)))
        return found

    def _place(self, day: date) -> float:
        return max(0, min(100, (day - self.first) / (self.last - self.first) * 100))


def _percent(place: float) -> str:
    return f"{place:.2f}%"
