"""The filter form of a list: one control for each parameter, messages beside them, and what is chosen, removable."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Self

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from policy.record.facets import FacetValue
from policy.record.filters import EventFilters
from policy.record.listing import Listing
from policy.record.parameters import ParameterError
from policy.record.sentences import joined
from policy.record.version import Version
from policy.site.addresses import Params, query_string, text_of, without
from policy.site.facet_links import Facet, facet
from policy.site.wording import day, instant

ALWAYS_SHOWN = ("q", "kind", "country", "material")
INPUTS = {"q": "search", "from": "date", "to": "date", "known_at": "text"}
HINTS = {"q": gettext_noop("Announcement 61, dysprosium, 镝 …"), "known_at": "2026-01-31T12:00:00Z"}
LABELS = {
    "q": gettext_noop("Search"),
    "kind": gettext_noop("Kind"),
    "country": gettext_noop("Country"),
    "actor": gettext_noop("Actor"),
    "material": gettext_noop("Material"),
    "form": gettext_noop("Form"),
    "topic": gettext_noop("Topic"),
    "direction": gettext_noop("Direction"),
    "certainty": gettext_noop("Certainty"),
    "disputed": gettext_noop("Disputed"),
    "instrument_type": gettext_noop("Instrument type"),
    "outcome": gettext_noop("Outcome"),
    "from": gettext_noop("From"),
    "to": gettext_noop("To"),
    "known_at": gettext_noop("As known at"),
    "order": gettext_noop("Order"),
    "changes": gettext_noop("Changes of state"),
}
NO_CHIPS = ("order", "changes")
SORTED_BY_LABEL = ("country", "actor", "material", "topic")
UNSET = {"order": gettext_noop("newest first; best match first with words"), "changes": gettext_noop("shown")}
ANY = gettext_noop("any")
ORDERS = [
    ("-date", gettext_noop("newest first")),
    ("date", gettext_noop("oldest first")),
    ("-published_at", gettext_noop("last published first")),
]
CHANGES = [("hide", gettext_noop("hidden"))]
BEST_MATCH = ("relevance", gettext_noop("best match first"))
NEWER, OLDER = gettext_noop("Newer events"), gettext_noop("Older events")
PAGE_WORDS = {"-date": (NEWER, OLDER), "date": (OLDER, NEWER)}
PLAIN_PAGE_WORDS = gettext_noop("Previous page"), gettext_noop("Next page")
BY_DAY = ("-date", "date")
Counts = Mapping[str, list[FacetValue]]


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
        return gettext(HINTS[self.name]) if self.name in HINTS else ""

    @property
    def unset(self) -> str:
        """Return what a select says while nothing is chosen."""
        return gettext(UNSET.get(self.name, ANY))


@dataclass(frozen=True)
class Chip:
    """One chosen value, and the query string without it."""

    label: str
    text: str
    query: str


class FilterForm:
    """The filters of the list on `page` as a form; `own` are parameters beside them, `lacking` those it can't use.

    With `count`, which returns how many events each value would list, those `always_shown` are lists of links, the search
    apart; it is asked when the form is rendered.
    """

    page, its_name, its_rows = "timeline", gettext_noop("timeline"), gettext_noop("events")
    own: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    always_shown: tuple[str, ...] = ALWAYS_SHOWN

    def __init__(self, listing: Listing, count: Callable[[], Counts] = dict, **own: str) -> None:
        self.listing, self.count = listing, count
        given = listing.params | {name: value for name, value in own.items() if value}
        self.params: Params = {name: value for name, value in given.items() if name not in self.lacking}
        self.errors: list[ParameterError] = []

    @classmethod
    def names(cls) -> list[str]:
        """Return the names of all its parameters."""
        return [*(name for name in EventFilters.parameters() if name not in cls.lacking), *cls.own]

    @classmethod
    def refused(cls, unfiltered: Listing, query: QueryDict, errors: Sequence[ParameterError], **own: Any) -> Self:
        """Return the form of a query that no listing takes, as it was filled in; `errors` say why."""
        form = cls(unfiltered, **own)
        form.params = {name: query[name] for name in cls.names() if query.get(name)}
        form.errors = [*errors]
        return form

    @cached_property
    def identity(self) -> tuple[Version, str, str]:
        """Return all that the list follows from as a whole, beside the language: what is the same on each of its pages."""
        return self.listing.version, self.page, query_string(self.params)

    @cached_property
    def counts(self) -> Counts:
        return self.count()

    @cached_property
    def path(self) -> str:
        """Return where the list is."""
        return reverse(self.page)

    @property
    def filtered(self) -> str:
        """Name the page in a sentence."""
        return gettext(self.its_name)

    @property
    def listed(self) -> str:
        """Name the rows of its list in a sentence."""
        return gettext(self.its_rows)

    @property
    def shown(self) -> list[Control]:
        return [self._control(name) for name in self.always_shown if not self._is_faceted(name)]

    @property
    def facets(self) -> list[Facet]:
        """Return the filters that are lists of links, with the number of events that each leads to."""
        faceted = [name for name in self.always_shown if self._is_faceted(name)]
        return [facet(name, label(name), self.counts[name], self.params) for name in faceted]

    @property
    def more(self) -> list[Control]:
        """Return all other controls; those of the lists of links are among them, for they are sent with the search."""
        shown = [name for name in self.always_shown if not self._is_faceted(name)]
        return [self._control(name) for name in self.names() if name not in shown]

    @property
    def more_in_use(self) -> int:
        return sum(name not in self.always_shown for name in self.params)

    @property
    def has_errors_in_more(self) -> bool:
        return any(control.errors for control in self.more)

    @property
    def errors_beside(self) -> list[Control]:
        """Return the controls beside which a message says what is wrong."""
        return [control for control in (*self.shown, *self.more) if control.errors]

    @property
    def errors_elsewhere(self) -> list[ParameterError]:
        """Return what is wrong with parameters that have no control."""
        return [error for error in self.errors if error.parameter not in self.names()]

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
    def query_of_alert(self) -> str:
        """Return the query string of e-mail alerts about the same events; what they tell isn't known yet."""
        kept = {name: value for name, value in self.listing.params.items() if name not in ("order", "known_at")}
        return query_string(kept)

    @property
    def page_words(self) -> tuple[str, str]:
        """Return what the links to the page before and to the page after say."""
        before, after = PAGE_WORDS.get(self.listing.order, PLAIN_PAGE_WORDS)
        return gettext(before), gettext(after)

    @property
    def known_at(self) -> datetime | None:
        """Return the instant of whose knowledge the list is; `None`: of the present."""
        return self.listing.params.get("known_at")

    @property
    def is_by_day(self) -> bool:
        """Say whether the list is in the order of days, which alone has a place for months and sides."""
        return self.listing.order in BY_DAY

    @cached_property
    def chips(self) -> list[Chip]:
        return [
            Chip(label(name), self._text(name, value), query_string(without(self.params, name, value)))
            for name, value in _each(self.params)
            if name not in NO_CHIPS
        ]

    def _is_faceted(self, name: str) -> bool:
        return name in self.counts

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
            return said_in_order([*ORDERS, BEST_MATCH] if "q" in self.params else ORDERS)
        if name == "changes":
            return said_in_order(CHANGES)
        found = self._counted(name) if name in self.counts else self.listing.choices(name)
        if name in SORTED_BY_LABEL:
            found = sorted(found, key=lambda choice: choice[1].casefold())
        chosen = self.listing.params.get(name, [])
        if chosen and value not in dict(found):
            found = [(value, joined([self._text(name, one) for one in chosen])), *found]
        return found

    def _counted(self, name: str) -> list[tuple[str, str]]:
        """Return the values of a filter, each with the number of events that it would list."""
        return [(one.value, f"{one.label} ({one.number})") for one in self.counts[name]]

    def _text(self, name: str, value: Any) -> str:
        if isinstance(value, datetime):
            return instant(value)
        if isinstance(value, date):
            return day(value.isoformat())
        return self.listing.vocabulary.label(name, value) if name not in INPUTS else value


class TimelineForm(FilterForm):
    """The filters of the timeline, with the switch that hides changes of state."""

    own = ("changes",)
    always_shown = ("q", "kind", "country", "material", "direction", "certainty")

    @property
    def is_front(self) -> bool:
        """Say whether it is the first page of all events, the newest first."""
        return not self.params and self.listing.cursor is None

    @property
    def hides_changes(self) -> bool:
        return "changes" in self.params

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

    page, its_name, its_rows = "calendar", gettext_noop("calendar"), gettext_noop("coming dates")
    lacking = ("order",)


def label(name: str) -> str:
    return gettext(LABELS.get(name, name.replace("_", " ").capitalize()))


def said_in_order(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(value, gettext(words)) for value, words in choices]


def _each(params: Params) -> Iterator[tuple[str, Any]]:
    for name, value in params.items():
        yield from ((name, one) for one in (value if isinstance(value, list) else [value]))
