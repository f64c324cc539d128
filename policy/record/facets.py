"""How many events each value of a filter would list, the other filters staying as they are."""

from collections.abc import Iterable
from dataclasses import dataclass

from policy.record.counting import Numbers
from policy.record.filters import EventFilters
from policy.record.listing import Listing


@dataclass(frozen=True)
class FacetValue:
    """A value of a filter; `count` is how many events the list has with this value alone in place of those chosen.

    With `is_at_least` there may be more: only the newest `policy.record.held.AT_MOST` events of a search are counted.
    """

    value: str
    label: str
    count: int
    is_chosen: bool
    is_at_least: bool = False

    @property
    def number(self) -> str:
        """Return the count as pages write it, such as 12 or 120+."""
        return f"{self.count}{'+' * self.is_at_least}"


def facets(listing: Listing, parameters: Iterable[str] | None = None) -> dict[str, list[FacetValue]]:
    """Count what each value of some filters would list (of all with a vocabulary, when none are named).

    Every other filter stays, search, days and `known_at` included. Values that would list nothing are left out, but for
    those chosen. Countries, actors, materials and topics come by count, the largest first, then by label; the values of
    closed vocabularies in their own order. In a serving process from memory, but for `known_at`, whose counts take longer
    the larger the record is; see `policy.record.counting`.
    """
    wanted = list(parameters) if parameters is not None else EventFilters.tagged()
    return {name: _values(name, numbers, listing) for name, numbers in listing.counting.values(wanted).items()}


def _values(parameter: str, numbers: Numbers, listing: Listing) -> list[FacetValue]:
    vocabulary, chosen, counts = listing.vocabulary, listing.params.get(parameter, []), numbers.by_value
    own_order = {value: place for place, value in enumerate(vocabulary.labels[parameter])}
    values = [
        FacetValue(
            value, vocabulary.label(parameter, value), counts.get(value, 0), value in chosen, numbers.are_at_least
        )
        for value in dict.fromkeys([*counts, *chosen])
        if vocabulary.allows(parameter, value)
    ]
    if parameter in vocabulary.GROWING:  # others have their own order
        return sorted(values, key=lambda one: (-one.count, one.label.casefold(), one.value))
    return sorted(values, key=lambda one: own_order[one.value])
