"""How many events each month holds, as the strip above the timeline draws them, and the links by which it narrows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from django.http import QueryDict
from django.utils.translation import pgettext

from policy.dates import first_day, last_day
from policy.record.counting import DATES, MonthCount
from policy.record.listing import Listing
from policy.record.version import Version
from policy.site.addresses import Params, query_string

PART_WIDTH, BAR_WIDTH = 10, 7
HEIGHT_ABOVE, HEIGHT_BELOW = 60, 40
LEAST = 3.0  # one event among many is to be seen
# Bars of fewer events than these don't fill their height: one event is to look like one.
FULL_ABOVE, FULL_BELOW = 9, 6
FEW = 5  # the first years that together hold less than one event in so many share a column


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both inclusive, and the events on them; `query` lists these alone."""

    first: date
    last: date
    total: int
    tightening: int
    easing: int
    query: str
    is_chosen: bool

    @property
    def above(self) -> int:
        """Return what is drawn above the line: all that doesn't ease."""
        return self.total - self.easing

    @property
    def is_one_year(self) -> bool:
        return self.first.year == self.last.year


@dataclass(frozen=True)
class Column:
    """A year and its months, or the first years with few events together and each of them; `unit` is that of its bars."""

    whole: Span
    parts: list[Span]
    unit: float
    is_open: bool

    height = HEIGHT_ABOVE + HEIGHT_BELOW
    line = HEIGHT_ABOVE

    @property
    def width(self) -> int:
        return len(self.parts) * PART_WIDTH

    @property
    def part_format(self) -> str:
        """Return how parts are named, as Django's filter `date` reads it: months by name, years by number."""
        return pgettext("month in a tile", "M") if self.whole.is_one_year else "Y"

    @property
    def tightening(self) -> str:
        return self._path((0, part.tightening) for part in self.parts)

    @property
    def neutral(self) -> str:
        return self._path((part.tightening, part.above) for part in self.parts)

    @property
    def easing(self) -> str:
        return self._path((-part.easing, 0) for part in self.parts)

    def _path(self, spans: Iterable[tuple[int, int]]) -> str:
        """Return an SVG path of one bar for each part, given as (lowest count, highest count)."""
        bars = [
            (place * PART_WIDTH + 1, *self._ends(low, high)) for place, (low, high) in enumerate(spans) if high > low
        ]
        return "".join(f"M{x} {top:.1f}h{BAR_WIDTH}V{foot:.1f}h-{BAR_WIDTH}z" for x, top, foot in bars)

    def _ends(self, low: int, high: int) -> tuple[float, float]:
        top, foot = self.line - high * self.unit, self.line - low * self.unit
        missing = max(0.0, LEAST - (foot - top))
        return (top, foot + missing) if high <= 0 else (top - missing, foot)


class Density:
    """The strip: a column for each year, easing below the line, the rest above it; `years` says where it begins and ends.

    With `are_newest`, only the newest events are counted, and of the first month that is counted not all.
    """

    def __init__(
        self, counts: list[MonthCount], years: Mapping[int, int], params: Params, *, are_newest: bool = False
    ) -> None:
        self.counts, self.params, self.are_newest = counts, params, are_newest
        # What is counted may be newer than the version whose years were read.
        self.first, self.last = min([*years, counts[0].month.year]), max([*years, counts[-1].month.year])
        self._shared = _sharing(years)
        self._unit = min(
            HEIGHT_ABOVE / max(FULL_ABOVE, *(count.total - count.easing for count in counts)),
            HEIGHT_BELOW / max(FULL_BELOW, *(count.easing for count in counts)),
        )

    @cached_property
    def columns(self) -> list[Column]:
        together = [self._column(self._shared, [self._year(year) for year in self._shared])] if self._shared else []
        alone = [year for year in range(self.first, self.last + 1) if year not in self._shared]
        return [
            *together,
            *(self._column([year], [self._month(year, month) for month in range(1, 13)]) for year in alone),
        ]

    @property
    def open(self) -> Column | None:
        """Return the column that holds the days asked for, whose parts can be chosen as well."""
        return next((column for column in self.columns if column.is_open), None)

    @property
    def listed(self) -> dict[str, int]:
        """Return how many events of the list each month holds, by month as dates are written: "2025-06"; none not known."""
        known = self.counts[1:] if self.are_newest else self.counts
        return {count.month.isoformat()[:7]: count.listed for count in known}

    def _column(self, years: list[int], parts: list[Span]) -> Column:
        whole = self._span(date(years[0], 1, 1), date(years[-1], 12, 31))
        asked = [self.params.get(name) for name in DATES]
        is_open = all(one is not None and whole.first <= one <= whole.last for one in asked)
        return Column(whole, parts, self._unit, is_open)

    def _year(self, year: int) -> Span:
        return self._span(date(year, 1, 1), date(year, 12, 31))

    def _month(self, year: int, month: int) -> Span:
        text = f"{year}-{month:02}"
        return self._span(first_day(text), last_day(text))

    def _span(self, first: date, last: date) -> Span:
        months = [one for one in self.counts if first <= one.month <= last]
        dates = dict(zip(DATES, (first, last), strict=True))
        return Span(
            first,
            last,
            sum(one.total for one in months),
            sum(one.tightening for one in months),
            sum(one.easing for one in months),
            query_string(self.params | dates),
            {name: self.params.get(name) for name in DATES} == dates,
        )


def density(listing: Listing, params: Params | None = None) -> Density | None:
    """Count what a listing would hold without its dates, so that the strip leads to other years.

    It spans all years of the record, whatever is listed; its links keep `params`, by default those of the listing.
    `None` when nothing matches.
    """
    months = listing.counting.months()
    kept = listing.params if params is None else params
    if not months.counts:
        return None
    return Density(months.counts, years_of_record(listing.version), kept, are_newest=months.are_newest)


@lru_cache(maxsize=2)
def years_of_record(version: Version) -> dict[int, int]:
    """Return how many events each year of a version of the record holds, read once per process and version."""
    years: Counter[int] = Counter()
    for month in Listing.parse(QueryDict(), version).counting.months().counts:
        years[month.month.year] += month.total
    return years


def _sharing(years: Mapping[int, int]) -> list[int]:
    """Return the first years that share a column: those that together hold but few events, two at least."""
    total, held, shared = sum(years.values()), 0, []
    for year in range(min(years, default=0), max(years, default=0)):
        held += years.get(year, 0)
        if held * FEW >= total:
            break
        shared.append(year)
    return shared if len(shared) > 1 else []
