"""The filter form of a list: one control for each parameter, messages beside them, and what is chosen, removable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from policy.record.chain import instant
from policy.record.filters import EventFilters
from policy.record.listing import Listing
from policy.record.parameters import ParameterError
from policy.record.sentences import joined

ALWAYS_SHOWN = ("q", "kind", "country", "material")
INPUTS = {"q": "search", "from": "date", "to": "date", "known_at": "text"}
HINTS = {"q": "Announcement 61, dysprosium, 镝 …", "known_at": "2026-01-31T12:00:00Z"}
LABELS = {"q": "Search", "known_at": "As known at"}
SORTED_BY_LABEL = ("country", "actor", "material", "topic")
NEWEST_FIRST, ORDERS = "newest first", [("date", "oldest first"), ("-published_at", "last published first")]
BEST_MATCH = ("relevance", "best match first")
PAGE_WORDS = {"-date": ("Newer events", "Older events"), "date": ("Older events", "Newer events")}


@dataclass(frozen=True)
class Control:
    """One parameter as the form shows it; `input` names its template."""

    name: str
    label: str
    input: str
    value: str
    choices: list[tuple[str, str]]
    errors: list[ParameterError]

    @property
    def hint(self) -> str:
        return HINTS.get(self.name, "")

    @property
    def unset(self) -> str:
        """Return what a select says while nothing is chosen."""
        return NEWEST_FIRST if self.name == "order" else "any"


@dataclass(frozen=True)
class Chip:
    """One chosen value, and the query string without it."""

    label: str
    text: str
    query: str


def query_string(values: dict[str, str]) -> str:
    return urlencode(values, safe=",:")


class FilterForm:
    """The filters of a listing as a form. `errors` are those of the query, which then is no listing's own."""

    def __init__(self, listing: Listing, query: QueryDict, errors: Sequence[ParameterError] = ()) -> None:
        self.listing, self.errors = listing, list(errors)
        self.values = {name: query[name] for name in query} if errors else written(listing.params)

    @property
    def shown(self) -> list[Control]:
        return [self._control(name) for name in ALWAYS_SHOWN]

    @property
    def more(self) -> list[Control]:
        return [self._control(name) for name in EventFilters.parameters() if name not in ALWAYS_SHOWN]

    @property
    def is_more_open(self) -> bool:
        return any(control.errors or control.value for control in self.more)

    @property
    def stray_errors(self) -> list[tuple[ParameterError, str]]:
        """Return the errors that no control can show, each with the query string without its parameter."""
        known = EventFilters.parameters()
        return [(error, self._without(error.parameter)) for error in self.errors if error.parameter not in known]

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(label(name), self._text(name, value), self._without(name, value))
            for name, values in self.listing.params.items()
            for value in (values if isinstance(values, list) else [values])
            if name != "order"
        ]

    @property
    def query_to_cursor(self) -> str:
        """Return the query string of another page of the same list, up to its cursor."""
        kept = {name: value for name, value in self.values.items() if name != "cursor"}
        return query_string(kept | {"cursor": ""})

    @property
    def page_words(self) -> tuple[str, str]:
        """Return what the links to the page before and the page after say."""
        return PAGE_WORDS.get(self.listing.order, ("Previous page", "Next page"))

    def _control(self, name: str) -> Control:
        value = self.values.get(name, "")
        errors = [error for error in self.errors if error.parameter == name]
        return Control(name, label(name), INPUTS.get(name, "select"), value, self._choices(name, value), errors)

    def _choices(self, name: str, value: str) -> list[tuple[str, str]]:
        """Return the options of a select: the values in the record, and what is chosen when it isn't one of them."""
        if name in INPUTS:
            return []
        if name == "order":
            return [*ORDERS, BEST_MATCH] if self.values.get("q") else ORDERS
        found = self.listing.choices(name)
        if name in SORTED_BY_LABEL:
            found = sorted(found, key=lambda choice: choice[1].casefold())
        chosen = self.listing.params.get(name, [])
        if value not in dict(found) and chosen:
            found = [(value, joined([self._text(name, one) for one in chosen])), *found]
        return found

    def _text(self, name: str, value: Any) -> str:
        is_listed = isinstance(self.listing.params.get(name), list)
        return self.listing.vocabulary.label(name, value) if is_listed else text_of(value)

    def _without(self, name: str, value: Any = None) -> str:
        """Return the query string without a parameter, or without one of its values."""
        values = dict(self.values)
        kept = [one for one in values.pop(name, "").split(",") if one != value] if isinstance(value, str) else []
        is_listed = isinstance(self.listing.params.get(name), list)
        return query_string(values | ({name: ",".join(kept)} if kept and is_listed else {}))


def label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").capitalize())


def text_of(value: Any) -> str:
    """Write a cleaned value as a query string gives it."""
    if isinstance(value, list):
        return ",".join(value)
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def written(params: dict[str, Any]) -> dict[str, str]:
    return {name: text_of(value) for name, value in params.items()}
