"""How many events a list holds, by month and by value of its filters: counted in the database, or in memory (docs/adr/0022)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, F, Func, Q, QuerySet, TextField
from django.db.models.functions import TruncMonth
from django.utils.translation import get_language
from pyroaring import BitMap, FrozenBitMap

from policy.choices import Direction
from policy.record.cursors import Cursor
from policy.record.filters import EventFilters
from policy.record.former import successors
from policy.record.held import held, newest_held
from policy.record.parameters import SLUGS, as_tags
from policy.record.projections import day_of
from policy.record.tally import Tally, current

if TYPE_CHECKING:
    from policy.record.listing import Listing

LARGEST_SEQ = 2**32 - 1  # that a set can hold
DATES = ("from", "to")
DIRECTIONS = (Direction.TIGHTENING, Direction.EASING)
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class MonthCount:
    """One month's events by direction, those without one counting as neutral; `listed` lie within the dates asked for."""

    month: date
    total: int = 0
    tightening: int = 0
    easing: int = 0
    listed: int = 0


@dataclass(frozen=True)
class Number:
    """A number of events; with `is_at_least` there are more."""

    count: int
    is_at_least: bool = False


@dataclass(frozen=True)
class Numbers:
    """How many events carry each value of a filter; with `are_at_least` there may be more, and other values."""

    by_value: Mapping[str, int]
    are_at_least: bool = False


@dataclass(frozen=True)
class Months:
    """How many events each month holds; with `are_newest` only the newest events are counted."""

    counts: list[MonthCount]
    are_newest: bool = False


class InDatabase:
    """Counts by SQL: exact, also of the record as it was `known_at` an instant; they take longer the larger the record is."""

    def __init__(self, listing: "Listing") -> None:
        self.listing = listing

    def total(self) -> Number:
        """Return how many events are listed."""
        return Number(self.listing.matching.count())

    def beginning(self, key: str, cursor: Cursor | None, number: int) -> BitMap | None:
        """Return nothing: the list is asked of the database as it is."""
        return None

    def values(self, parameters: Iterable[str]) -> dict[str, Numbers]:
        """Return how many events the list would hold with each value of some filters alone, in place of those chosen.

        One query for the filters not in use and one for each in use; one more with `q`, one with `actor`, and a few where
        `known_at` meets former slugs.
        """
        filters, wanted = self.listing.filters, list(parameters)
        rows = filters.narrowed(filters.queryset, apart_from=EventFilters.tagged())
        conditions = filters.conditions()
        counts: Counts = {}
        for name in wanted:
            if name in conditions:
                others = (condition for other, condition in conditions.items() if other != name)
                counts |= self._counted(rows.filter(*others), [name])
        if free := [name for name in wanted if name not in conditions]:
            counts |= self._counted(rows.filter(*conditions.values()), free)
        return {name: Numbers(counts[name]) for name in wanted}

    def months(self) -> Months:
        """Return how many events each month would hold if the list had no dates; months without one are left out."""
        directions = {
            direction: Count("pk", filter=Q(projection__tags__contains=[f"direction:{direction}"]))
            for direction in DIRECTIONS
        }
        first, last = map(self.listing.params.get, DATES)
        bounds = {"projection__date__gte": first, "projection__date__lte": last}
        given = {name: value for name, value in bounds.items() if value}
        months = self.listing.undated.matching.order_by().values(month=TruncMonth("projection__date"))
        listed = Count("pk", filter=Q(**given) if given else None)
        rows = months.annotate(total=Count("pk"), listed=listed, **directions).order_by("month")
        return Months([MonthCount(**row) for row in rows])

    def _counted(self, rows: QuerySet, parameters: list[str]) -> Counts:
        """Return how many rows carry each value of some filters."""
        tag = Func(F("projection__tags"), function="unnest", output_field=TextField())
        counts: Counts = {name: {} for name in parameters}
        for text, number in rows.order_by().annotate(tag=tag).values_list("tag").annotate(number=Count("seq")):
            parameter, _, value = text.partition(":")
            if parameter in counts:
                counts[parameter][value] = number
        for parameter in counts.keys() & SLUGS.keys():
            counts[parameter] |= self._renamed(rows, parameter, counts[parameter])
        return counts

    def _renamed(self, rows: QuerySet, parameter: str, counts: Mapping[str, int]) -> dict[str, int]:
        """Return the numbers of values that some of the rows, being of earlier days, carry under a former slug."""
        former = [value for value in counts if not self.listing.vocabulary.allows(parameter, value)]
        if not former:
            return {}
        now = successors(SLUGS[parameter])
        values = sorted({now[value] for value in former if value in now})
        carrying = [Q(projection__tags__overlap=as_tags(parameter, [value])) for value in values]
        numbers = {f"number_{place}": Count("seq", filter=own) for place, own in enumerate(carrying)}
        return dict(zip(values, rows.order_by().aggregate(**numbers).values(), strict=True))


class InMemory:
    """Counts from the tally of a serving process: exact without words, and where up to `held.WHOLE` revisions hold them.

    Where more hold them and more than `held.AT_MOST` events match, the newest so many are counted. Nothing current has a
    former slug, for whatever named it was published again. No query without `q`, but one with `actor`; with `q` up to two,
    and where too many hold the words, one for each 32,768 events that are read, all of them once in a version.
    """

    def __init__(self, listing: "Listing", tally: Tally) -> None:
        self.listing, self.tally = listing, tally
        self._days = {name: listing.params[name] for name in DATES if name in listing.params}
        chosen = {name: listing.params[name] for name in EventFilters.tagged() if name in listing.params}
        self._tags = {name: as_tags(name, values) for name, values in chosen.items()}
        self._found: dict[tuple[str, ...], tuple[BitMap, bool]] = {}

    def total(self) -> Number:
        """Return how many events are listed."""
        events, is_cut = self._rows()
        return Number(len(events), is_cut)

    def values(self, parameters: Iterable[str]) -> dict[str, Numbers]:
        """Return how many events the list would hold with each value of some filters alone, in place of those chosen."""
        found = {name: self._rows(name) if name in self._tags else self._rows() for name in parameters}
        return {name: Numbers(self.tally.numbers(name, events), is_cut) for name, (events, is_cut) in found.items()}

    def months(self) -> Months:
        """Return how many events each month would hold if the list had no dates; months without one are left out."""
        events, is_cut = self._rows(*self._days)
        parts = {direction.value: events & self.tally.carrying([f"direction:{direction}"]) for direction in DIRECTIONS}
        parts["listed"] = events & self.tally.between(*map(self._days.get, DATES)) if self._days else events
        numbers = {part: self.tally.numbers("month", among) for part, among in parts.items()}
        months = [
            MonthCount(
                date.fromisoformat(f"{month}-01"), total, **{part: of.get(month, 0) for part, of in numbers.items()}
            )
            for month, total in sorted(self.tally.numbers("month", events).items())
        ]
        return Months(months, is_cut)

    def beginning(self, key: str, cursor: Cursor | None, number: int) -> BitMap | None:
        """Return few events among which are the first of the list from a cursor on, a number of them, in the order of a key.

        `None` where the list has no tags to be narrowed by, or words: it is walked in its order, or as words are.
        """
        if not self._tags or self.listing.asked:
            return None
        descends = key.startswith("-")
        if key.endswith("seq"):
            return self._first_published(cursor, number, descends=descends)
        events, day = self._chosen(), day_of(cursor.key[0]) if cursor else None
        beside = events & self.tally.between(day, day) if day else ()  # those of the cursor's day may lie before it
        since = day or self._days.get("to" if descends else "from")
        return self.tally.first(events, number + len(beside), since, descends=descends)

    def _first_published(self, cursor: Cursor | None, number: int, *, descends: bool) -> BitMap:
        events = self._chosen()
        place = min(max(int(cursor.key[0]), 0), LARGEST_SEQ) if cursor else None
        if descends:
            below = len(events) if place is None else events.rank(place) - (place in events)
            return events[max(below - number, 0) : below]
        above = 0 if place is None else events.rank(place)
        return events[above : above + number]

    def _rows(self, *but: str) -> tuple[BitMap, bool]:
        """Return the events that meet all filters but some, and whether these are only the newest of them."""
        if but not in self._found:
            self._found[but] = self._sought(*but) if self.listing.asked else (self._chosen(*but), False)
        return self._found[but]

    def _chosen(self, *but: str) -> BitMap:
        events = self.tally.between(*(None if name in but else self._days.get(name) for name in DATES))
        return events.intersection(*(self.tally.carrying(tags) for name, tags in self._tags.items() if name not in but))

    def _sought(self, *but: str) -> tuple[BitMap, bool]:
        of = (self.listing.version, get_language() or "", self.listing.params["q"])
        holding, chosen = held(*of), self._chosen(*but)
        if holding is not None:
            return chosen & holding, False
        newest, is_cut = newest_held(*of, FrozenBitMap(chosen), self.tally)
        return BitMap(newest), is_cut


def counting(listing: "Listing") -> InDatabase | InMemory:
    """Return what counts a list: in memory where this process holds a tally of what the list shows."""
    tally = None if "known_at" in listing.params else current(listing.version)
    return InMemory(listing, tally) if tally else InDatabase(listing)
