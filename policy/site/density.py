"""How many events each month holds, as the strip above the timeline draws them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncMonth

from policy.choices import Direction
from policy.record.listing import DATES, Listing
from policy.record.models import Revision
from policy.record.version import Version
from policy.site.addresses import Params, query_string

MONTH_WIDTH, BAR_WIDTH = 10, 8
HEIGHT_ABOVE, HEIGHT_BELOW = 60, 40
# Bars of fewer events than these don't fill their height: one event is to look like one.
FULL_ABOVE, FULL_BELOW = 9, 6


@dataclass(frozen=True)
class MonthCount:
    """One month's events by direction; those without one count as neutral."""

    month: date
    total: int
    tightening: int
    easing: int

    @property
    def above(self) -> int:
        """Return what is drawn above the line: all that doesn't ease."""
        return self.total - self.easing


@dataclass(frozen=True)
class Year:
    """One year of the strip; `query` lists its events alone."""

    year: int
    total: int
    query: str
    is_chosen: bool


class Density:
    """The strip: a bar for each month, easing below the line, the rest above it; a link for each year."""

    height = HEIGHT_ABOVE + HEIGHT_BELOW
    line = HEIGHT_ABOVE

    def __init__(self, counts: list[MonthCount], years: tuple[int, int], params: Params) -> None:
        self.counts, self.params = counts, params
        # What is counted may be newer than the version whose years were read.
        self.first, self.last = min(years[0], counts[0].month.year), max(years[1], counts[-1].month.year)
        most = max(counts, key=lambda count: count.total)
        self.most, self.most_in = most.total, most.month.strftime("%B %Y")
        self._unit = min(
            HEIGHT_ABOVE / max(FULL_ABOVE, *(count.above for count in counts)),
            HEIGHT_BELOW / max(FULL_BELOW, *(count.easing for count in counts)),
        )

    @property
    def width(self) -> int:
        return (self.last - self.first + 1) * 12 * MONTH_WIDTH

    @property
    def tightening(self) -> str:
        return self._path((count.month, 0, count.tightening) for count in self.counts)

    @property
    def neutral(self) -> str:
        return self._path((count.month, count.tightening, count.above) for count in self.counts)

    @property
    def easing(self) -> str:
        return self._path((count.month, -count.easing, 0) for count in self.counts)

    @property
    def years(self) -> list[Year]:
        totals = dict.fromkeys(range(self.first, self.last + 1), 0)
        for count in self.counts:
            totals[count.month.year] += count.total
        return [self._year(year, total) for year, total in totals.items()]

    def _year(self, year: int, total: int) -> Year:
        dates = dict(zip(DATES, (date(year, 1, 1), date(year, 12, 31)), strict=True))
        is_chosen = {name: self.params.get(name) for name in DATES} == dates
        return Year(year, total, query_string(self.params | dates), is_chosen)

    def _path(self, spans: Iterable[tuple[date, int, int]]) -> str:
        """Return an SVG path of bars, each given as (month, lowest count, highest count)."""
        bars = [(self._left(month), low * self._unit, high * self._unit) for month, low, high in spans if high > low]
        return "".join(
            f"M{x} {self.line - top:.1f}h{BAR_WIDTH}V{self.line - foot:.1f}h-{BAR_WIDTH}z" for x, foot, top in bars
        )

    def _left(self, month: date) -> int:
        return ((month.year - self.first) * 12 + month.month - 1) * MONTH_WIDTH


def density(listing: Listing, params: Params | None = None) -> Density | None:
    """Count what a listing would hold without its dates, so that the strip leads to other years; one query.

    It spans all years of the record, whatever is listed; its links keep `params`, by default those of the listing.
    `None` when nothing matches.
    """
    directions = {
        direction: Count("pk", filter=Q(projection__tags__contains=[f"direction:{direction}"]))
        for direction in (Direction.TIGHTENING, Direction.EASING)
    }
    months = listing.undated.matching.order_by().values(month=TruncMonth("projection__date"))
    counts = [MonthCount(**row) for row in months.annotate(total=Count("pk"), **directions).order_by("month")]
    kept = listing.params if params is None else params
    return Density(counts, years_of_record(listing.version), kept) if counts else None


@lru_cache(maxsize=2)
def years_of_record(version: Version) -> tuple[int, int]:
    """Return the first and the last year of which a version of the record tells, read once per process and version."""
    dates = Revision.objects.public().aggregate(first=Min("projection__date"), last=Max("projection__date"))
    return dates["first"].year, dates["last"].year
