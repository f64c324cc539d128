"""How many events each month holds, as the strip above the timeline draws them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.http import QueryDict

from policy.choices import Direction
from policy.record.listing import Listing
from policy.site.controls import query_string, written

MONTH_WIDTH, BAR_WIDTH = 10, 8
HEIGHT_ABOVE, HEIGHT_BELOW = 60, 40
DATES = ("from", "to")


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

    def __init__(self, counts: list[MonthCount], params: dict[str, Any]) -> None:
        self.counts, self.params = counts, params
        self.first, self.last = counts[0].month.year, counts[-1].month.year
        most = max(counts, key=lambda count: count.total)
        self.most, self.most_in = most.total, most.month.strftime("%B %Y")
        self._unit = min(
            HEIGHT_ABOVE / max(1, *(count.above for count in counts)),
            HEIGHT_BELOW / max(1, *(count.easing for count in counts)),
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
        return Year(year, total, query_string(written(self.params | dates)), is_chosen)

    def _path(self, spans: Iterable[tuple[date, int, int]]) -> str:
        """Return an SVG path of bars, each given as (month, lowest count, highest count)."""
        bars = [(self._left(month), low * self._unit, high * self._unit) for month, low, high in spans if high > low]
        return "".join(f"M{x} {self.line - top:.1f}h{BAR_WIDTH}V{self.line - foot:.1f}h-{BAR_WIDTH}z" for x, foot, top in bars)

    def _left(self, month: date) -> int:
        return ((month.year - self.first) * 12 + month.month - 1) * MONTH_WIDTH


def density(listing: Listing) -> Density | None:
    """Count what a listing would hold without its dates, so that the strip leads to other years; one query.

    `None` when nothing matches.
    """
    undated = {name: value for name, value in listing.params.items() if name not in DATES}
    if undated != listing.params:
        listing = Listing.parse(QueryDict(query_string(written(undated))), listing.version)
    directions = {
        direction: Count("pk", filter=Q(projection__tags__contains=[f"direction:{direction}"]))
        for direction in (Direction.TIGHTENING, Direction.EASING)
    }
    months = listing.matching.order_by().values(month=TruncMonth("projection__date"))
    counts = [MonthCount(**row) for row in months.annotate(total=Count("pk"), **directions).order_by("month")]
    return Density(counts, listing.params) if counts else None
