"""Filters as lists of links, each with the number of events that it leads to."""

from collections.abc import Iterable
from dataclasses import dataclass

from policy.record.facets import FacetValue
from policy.site.addresses import Params, query_string, without


@dataclass(frozen=True)
class Choice:
    """A value of a filter. `query` lists its events, or takes it back where it is chosen; `number` says how many they are.

    `query_added` lists them together with those of the values chosen already; empty where none is.
    """

    label: str
    number: str
    is_chosen: bool
    query: str
    query_added: str


@dataclass(frozen=True)
class Facet:
    """One filter and its values."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> list[Choice]:
        return [one for one in self.choices if one.is_chosen]


def facet(name: str, label: str, values: Iterable[FacetValue], params: Params) -> Facet:
    """Return a filter as links that keep what else is chosen."""
    return Facet(name, label, [_choice(name, value, params) for value in values])


def _choice(name: str, value: FacetValue, params: Params) -> Choice:
    chosen = params.get(name, [])
    if value.is_chosen:
        return Choice(value.label, value.number, True, query_string(without(params, name, value.value)), "")
    added = query_string(params | {name: [*chosen, value.value]}) if chosen else ""
    return Choice(value.label, value.number, False, query_string(params | {name: [value.value]}), added)
