"""The first rows of a list that words narrow, at a cost that hardly grows with the record (docs/adr/0024).

Where many events hold the words, the list is walked in its order until enough of them were met; where few do, the index
finds them all. Which of the two is shorter, the first rows of the walk tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from policy.record.asked import Asked
from policy.record.cursors import LARGEST, Cursor
from policy.record.filters import EventFilters
from policy.record.models import Projection
from policy.record.projections import PLACES_PER_DAY_BITS, order_key

NEAR = 500  # rows that are walked before anything is known of how many hold the words
RANKED = 1_000  # of the events that hold the words, the newest so many are ranked; the others follow, the newest first
REMEMBERED = 1_000  # walks of which it is known whether they met enough
UNRANKED = -1  # the rank of those others
COLUMNS = {"order_key": "order_key", "seq": "revision_id"}  # of projections, by what lists are ordered by


class Search:
    """Words looked for in a list of revisions. `total` is how many revisions the record has."""

    def __init__(self, filters: EventFilters, asked: Asked, total: int) -> None:
        self.filters, self.asked, self.total = filters, asked, total
        self.days = _days(filters.form.cleaned_data)

    @classmethod
    def of(cls, filters: EventFilters, total: int) -> "Search | None":
        """Return the search of some filters; `None` in a small record, and where no words have to be held."""
        asked = filters.asked
        return cls(filters, asked, total) if asked and asked.is_indexed and total > NEAR else None

    @property
    def rows(self) -> QuerySet:
        """The revisions that meet all conditions but the words."""
        return self.filters.narrowed(self.filters.queryset, apart_from=["q"])

    def first(self, rows: QuerySet, keys: Sequence[str], cursor: Cursor | None, number: int) -> list[Any]:
        """Return the first of the rows that hold the words, up to a number, in the order of the keys ("-": descending).

        The rows are those from the cursor on.
        """
        *ranks, key = keys
        return (
            self._by_relevance(rows, keys, cursor, number)
            if ranks
            else self._found(rows, key, _from(key, cursor), number)
        )

    def rank(self) -> Any:
        """Return the expression of how well an event answers; that of all but the newest of many is `UNRANKED`."""
        if not self._oldest_ranked:
            return self.asked.rank()
        is_ranked = Q(projection__order_key__gte=self._oldest_ranked)
        return Case(When(is_ranked, then=self.asked.rank()), default=Value(UNRANKED), output_field=IntegerField())

    @cached_property
    def _oldest_ranked(self) -> int:
        """The order key of the last event that is ranked; 0 when all are."""
        keys = self.rows.annotate(order_key=F("projection__order_key")).values_list("order_key", flat=True)
        newest = self._found(keys, "-order_key", Q(), RANKED + 1)
        return newest[RANKED - 1] if len(newest) > RANKED else 0

    def _by_relevance(self, rows: QuerySet, keys: Sequence[str], cursor: Cursor | None, number: int) -> list[Any]:
        """Return the first rows by relevance: of those that are ranked, and of the others."""
        is_in_others, backwards = (
            cursor is not None and cursor.key[0] == UNRANKED,
            cursor is not None and cursor.backwards,
        )
        if not is_in_others:
            found = self._ranked(rows, keys, number)
            return found if backwards else found + self._others(rows, keys[-1], Q(), number - len(found))
        found = self._others(rows, keys[-1], _from(keys[-1], cursor), number)
        return found + self._ranked(rows, keys, number - len(found)) if backwards else found

    def _ranked(self, rows: QuerySet, keys: Sequence[str], number: int) -> list[Any]:
        are_ranked = rows.filter(self.asked.condition(), projection__order_key__gte=self._oldest_ranked)
        return list(are_ranked.order_by(*keys)[:number])

    def _others(self, rows: QuerySet, key: str, within: Q, number: int) -> list[Any]:
        """Return the first of the rows that aren't ranked, by their one key."""
        if not number or not self._oldest_ranked:
            return []
        rows = rows.filter(projection__order_key__lt=self._oldest_ranked)
        return self._found(rows, key, within & Q(order_key__lt=self._oldest_ranked), number)

    def _found(self, rows: QuerySet, key: str, within: Q, number: int) -> list[Any]:
        """Return the first rows by one key; `within` asks of their projections what lies between there and the cursor."""
        near = _near(self.total, tuple(self.filters.data.items()), key, within, number)
        if near.is_enough:
            found = self._walked(rows, key, within, NEAR, number)
            near.met, near.is_enough = len(found), len(found) == number
            if near.is_enough:
                return found
        expected = number * NEAR // max(near.met, 1)  # rows of a walk that meets enough
        if expected * NEAR <= near.met * self.total:  # as many as the index would find
            found = self._walked(rows, key, within, 3 * expected, number)
            if len(found) == number:
                return found
        return self._gathered(rows, key, within, number)

    def _walked(self, rows: QuerySet, key: str, within: Q, length: int, number: int) -> list[Any]:
        """Return what holds the words among the first rows of a walk, a `length` of them."""
        column, descends = COLUMNS[key.lstrip("-")], key.startswith("-")
        order = Projection.objects.filter(within, self.days).order_by("-" * descends + column)
        last = Coalesce(Subquery(order.values(column)[length - 1 : length]), Value(0 if descends else LARGEST - 1))
        near = {f"projection__{column}__{'gte' if descends else 'lte'}": last}
        return list(rows.filter(self.asked.condition_in_walk(), **near).order_by(key)[:number])

    def _gathered(self, rows: QuerySet, key: str, within: Q, number: int) -> list[Any]:
        """Return what the index finds, sorted by an expression, lest the database walk in the order after all.

        It finds superseded revisions, too, so more are taken, until enough of the others are among them.
        """
        column = COLUMNS[key.lstrip("-")]
        place = F(column) + 0
        tags = [of_projections(condition) for condition in self.filters.conditions().values()]
        holding = Projection.objects.filter(within, self.days, *tags, search=self.asked.query)
        seqs = holding.order_by(place.desc() if key.startswith("-") else place.asc()).values_list(
            "revision_id", flat=True
        )
        taken = 2 * number
        while True:
            some = seqs[:taken]
            found = list(rows.filter(seq__in=some).order_by(key)[:number])
            if len(found) == number or some.count() < taken:
                return found
            taken *= 10


@dataclass
class Near:
    """How many events the first rows of a walk met, and whether those were enough; they are until it was walked."""

    met: int = 0
    is_enough: bool = True


@lru_cache(maxsize=REMEMBERED)
def _near(*walk: Any) -> Near:
    """Return what this process knows of a walk, given by all that it follows from: one in vain is spared from then on."""
    return Near()


def _from(key: str, cursor: Cursor | None) -> Q:
    """Return the condition on projections that they lie beyond a cursor, in the direction in which it looks."""
    if cursor is None:
        return Q()
    return Q(**{f"{COLUMNS[key.lstrip('-')]}__{'lt' if key.startswith('-') else 'gt'}": cursor.key[-1]})


def _days(values: dict[str, Any]) -> Q:
    """Return the condition on projections that their events lie within the days asked for."""
    first, last = values.get("from"), values.get("to")
    since = Q(order_key__gte=order_key(first, 0)) if first else Q()
    return since & Q(order_key__lt=order_key(last, 1 << PLACES_PER_DAY_BITS)) if last else since


def of_projections(condition: Q) -> Q:
    """Return a condition on revisions, which asks of their projections alone, as one on projections."""
    children: Any = condition.children
    parts = [
        of_projections(part) if isinstance(part, Q) else (part[0].removeprefix("projection__"), part[1])
        for part in children
    ]
    return Q(*parts, _connector=condition.connector, _negated=condition.negated)
