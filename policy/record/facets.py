"""How many events each value of a filter would list, the other filters staying as they are."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Func, Q, QuerySet, TextField

from policy.record.filters import EventFilters
from policy.record.former import successors
from policy.record.listing import Listing
from policy.record.parameters import SLUGS, as_tags
from policy.record.vocabulary import Vocabulary


@dataclass(frozen=True)
class FacetValue:
    """A value of a filter; `count` is how many events the list has with this value alone in place of those chosen."""

    value: str
    label: str
    count: int
    is_chosen: bool


def facets(listing: Listing, parameters: Iterable[str] | None = None) -> dict[str, list[FacetValue]]:
    """Count, exactly, what each value of some filters would list (of all with a vocabulary, when none are named).

    Every other filter stays, search, days and `known_at` included. Values that would list nothing are left out, but for
    those chosen. Countries, actors, materials and topics come by count, the largest first, then by label; the values of
    closed vocabularies in their own order. One query for the filters not in use and one for each in use; one more with
    `q`, one with `actor`, and a few where `known_at` meets former slugs.
    """
    wanted = list(parameters) if parameters is not None else EventFilters.tagged()
    rows = listing.filters.narrowed(listing.filters.queryset, apart_from=EventFilters.tagged())
    conditions = listing.filters.conditions()
    found = {name: _counted(_but(rows, conditions, name), [name], listing) for name in wanted if name in conditions}
    free = [name for name in wanted if name not in conditions]
    rest = _counted(rows.filter(*conditions.values()), free, listing) if free else {}
    return {name: _values(name, (found.get(name) or rest).get(name, {}), listing) for name in wanted}


def _but(rows: QuerySet, conditions: dict[str, Q], name: str) -> QuerySet:
    return rows.filter(*(condition for other, condition in conditions.items() if other != name))


def _counted(rows: QuerySet, parameters: list[str], listing: Listing) -> dict[str, dict[str, int]]:
    """Return how many rows carry each value of some filters."""
    tag = Func(F("projection__tags"), function="unnest", output_field=TextField())
    counts: dict[str, dict[str, int]] = {name: {} for name in parameters}
    for text, number in rows.order_by().annotate(tag=tag).values_list("tag").annotate(number=Count("seq")):
        parameter, _, value = text.partition(":")
        if parameter in counts:
            counts[parameter][value] = number
    for parameter in counts.keys() & SLUGS.keys():
        counts[parameter] |= _renamed(rows, parameter, counts[parameter], listing.vocabulary)
    return counts


def _renamed(rows: QuerySet, parameter: str, counts: dict[str, int], vocabulary: Vocabulary) -> dict[str, int]:
    """Return the numbers of values that some of the rows, being of earlier days, carry under a former slug."""
    former = [value for value in counts if not vocabulary.allows(parameter, value)]
    if not former:
        return {}
    now = successors(SLUGS[parameter])
    values = sorted({now[value] for value in former if value in now})
    carrying = [Q(projection__tags__overlap=as_tags(parameter, [value])) for value in values]
    numbers = {f"number_{place}": Count("seq", filter=own) for place, own in enumerate(carrying)}
    return dict(zip(values, rows.order_by().aggregate(**numbers).values(), strict=True))


def _values(parameter: str, counts: dict[str, int], listing: Listing) -> list[FacetValue]:
    vocabulary, chosen = listing.vocabulary, listing.params.get(parameter, [])
    own_order = {value: place for place, value in enumerate(vocabulary.labels[parameter])}
    values = [
        FacetValue(value, vocabulary.label(parameter, value), counts.get(value, 0), value in chosen)
        for value in dict.fromkeys([*counts, *chosen])
        if vocabulary.allows(parameter, value)
    ]
    if parameter in vocabulary.GROWING:  # others have their own order
        return sorted(values, key=lambda one: (-one.count, one.label.casefold(), one.value))
    return sorted(values, key=lambda one: own_order[one.value])
