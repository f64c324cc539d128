"""The filter form of a list: one control for each parameter, messages beside them, and what is chosen, removable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.http import QueryDict
from django.urls import reverse

from policy.record.filters import EventFilters
from policy.record.listing import Listing
from policy.record.parameters import ParameterError
from policy.record.sentences import joined
from policy.site.addresses import Params, query_string, text_of, without
from policy.site.wording import day, instant

ALWAYS_SHOWN = ("q", "kind", "country", "material")
INPUTS = {"q": "search", "from": "date", "to": "date", "known_at": "text"}
HINTS = {"q": "Announcement 61, dysprosium, 镝 …", "known_at": "2026-01-31T12:00:00Z"}
LABELS = {"q": "Search", "known_at": "As known at", "changes": "Changes of state"}
NO_CHIPS = ("order", "changes")
SORTED_BY_LABEL = ("country", "actor", "material", "topic")
UNSET = {"order": "newest first; best match first with words", "changes": "shown"}
ORDERS = [("-date", "newest first"), ("date", "oldest first"), ("-published_at", "last published first")]
CHANGES = [("hide", "hidden")]
BEST_MATCH = ("relevance", "best match first")
PAGE_WORDS = {"-date": ("Newer events", "Older events"), "date": ("Older events", "Newer events")}


@dataclass(frozen=True)
class Control:
    """One parameter as the form shows it; `input` is the type of its input, or "select"."""

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
        return UNSET.get(self.name, "any")


@dataclass(frozen=True)
class Chip:
    """One chosen value, and the query string without it."""

    label: str
    text: str
    query: str


class FilterForm:
    """The filters of the list on `page` as a form; `own` are parameters beside them, `lacking` those it can't use."""

    page, filtered, listed = "timeline", "timeline", "events"
    own: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    always_shown: tuple[str, ...] = ALWAYS_SHOWN

    def __init__(self, listing: Listing, **own: str) -> None:
        self.listing = listing
        given = listing.params | {name: value for name, value in own.items() if value}
        self.params: Params = {name: value for name, value in given.items() if name not in self.lacking}
        self.errors: list[ParameterError] = []

    @classmethod
    def names(cls) -> list[str]:
        """Return the names of all its parameters."""
        return [*(name for name in EventFilters.parameters() if name not in cls.lacking), *cls.own]

    @classmethod
    def refused(cls, unfiltered: Listing, query: QueryDict, errors: Sequence[ParameterError]) -> Self:
        """Return the form of a query that no listing takes, as it was filled in; `errors` say why."""
        form = cls(unfiltered)
        form.params = {name: query[name] for name in cls.names() if query.get(name)}
        form.errors = [*errors]
        return form

    @property
    def path(self) -> str:
        """Return where the list is."""
        return reverse(self.page)

    @property
    def shown(self) -> list[Control]:
        return [self._control(name) for name in self.always_shown]

    @property
    def more(self) -> list[Control]:
        return [self._control(name) for name in self.names() if name not in self.always_shown]

    @property
    def more_in_use(self) -> int:
        return sum(name not in self.always_shown for name in self.params)

    @property
    def has_errors_in_more(self) -> bool:
        return any(control.errors for control in self.more)

    @property
    def query(self) -> str:
        """Return the query string of what is chosen, without what is wrong."""
        wrong = {error.parameter for error in self.errors}
        return query_string({name: value for name, value in self.params.items() if name not in wrong})

    @property
    def query_to_cursor(self) -> str:
        """Return the query string of another page of the same list, up to its cursor."""
        return query_string(self.params | {"cursor": ""})

    @property
    def query_of_feed(self) -> str:
        """Return the query string of the feeds with the same filters, which have an order of their own."""
        return query_string({name: value for name, value in self.listing.params.items() if name != "order"})

    @property
    def page_words(self) -> tuple[str, str]:
        """Return what the links to the page before and to the page after say."""
        return PAGE_WORDS.get(self.listing.order, ("Previous page", "Next page"))

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(label(name), self._text(name, value), query_string(without(self.params, name, value)))
            for name, value in _each(self.params)
            if name not in NO_CHIPS
        ]

    def _control(self, name: str) -> Control:
        errors = [error for error in self.errors if error.parameter == name]
        kind = INPUTS.get(name, "select")
        # Browsers show nothing for a day that is none, and complain about it.
        value = "" if errors and kind == "date" else text_of(self.params.get(name, self._default(name)))
        return Control(name, label(name), kind, value, self._choices(name, value), errors)

    def _default(self, name: str) -> str:
        """Return what a control shows that isn't used: nothing, but for the order of a search, which a form sends along."""
        return self.listing.order if name == "order" and "q" in self.params else ""

    def _choices(self, name: str, value: str) -> list[tuple[str, str]]:
        """Return the options of a select: the values in the record, and what is chosen when it isn't one of them."""
        if name in INPUTS:
            return []
        if name == "order":
            return [*ORDERS, BEST_MATCH] if "q" in self.params else ORDERS
        if name == "changes":
            return CHANGES
        found = self.listing.choices(name)
        if name in SORTED_BY_LABEL:
            found = sorted(found, key=lambda choice: choice[1].casefold())
        chosen = self.listing.params.get(name, [])
        if chosen and value not in dict(found):
            found = [(value, joined([self._text(name, one) for one in chosen])), *found]
        return found

    def _text(self, name: str, value: Any) -> str:
        if isinstance(value, datetime):
            return instant(value)
        if isinstance(value, date):
            return day(value.isoformat())
        return self.listing.vocabulary.label(name, value) if name not in INPUTS else value


class TimelineForm(FilterForm):
    """The filters of the timeline, with the switch that hides changes of state."""

    own = ("changes",)

    @property
    def hides_changes(self) -> bool:
        return "changes" in self.params

    @property
    def places_changes(self) -> bool:
        """Say whether the list is in the order of days, which alone has a place for changes."""
        return self.listing.order in ("-date", "date")

    @property
    def query_switched(self) -> str:
        """Return the query string of the same list with changes of state hidden, or shown where they are hidden."""
        others = {name: value for name, value in self.params.items() if name != "changes"}
        return query_string(others if self.hides_changes else others | {"changes": "hide"})

    @property
    def query_of_calendar(self) -> str:
        """Return the query string of the calendar with the same filters."""
        return query_string({name: value for name, value in self.listing.undated.params.items() if name != "order"})


class CalendarForm(FilterForm):
    """The filters of the calendar, which has an order of its own."""

    page, filtered, listed = "calendar", "calendar", "coming dates"
    lacking = ("order",)


def label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").capitalize())


def _each(params: Params) -> Iterator[tuple[str, Any]]:
    for name, value in params.items():
        yield from ((name, one) for one in (value if isinstance(value, list) else [value]))
