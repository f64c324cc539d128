"""A list of published events as somebody asked for it: filtered, ordered, and paged by keyset."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from policy.record import sentences
from policy.record.asked import Asked
from policy.record.copied import copied
from policy.record.counting import DATES, InDatabase, InMemory, counting
from policy.record.cursors import Cursor, window
from policy.record.filters import ORDERS, EventFilters
from policy.record.models import Revision
from policy.record.parameters import BadParameters, ParameterError, invalid, malformed, without_noise
from policy.record.projections import day_of
from policy.record.searched import Search
from policy.record.served import Absolute, served_text
from policy.record.version import Version
from policy.record.vocabulary import Vocabulary, vocabulary

CHUNK = 200  # rows read at once where a list is read whole


@dataclass(frozen=True)
class TextPage:
    """Documents as they are served, in their order, and the cursors of the pages after and before (`None`: there is none)."""

    texts: list[str]
    next: str | None
    previous: str | None


@dataclass(frozen=True)
class Page:
    """Revisions in their order, and the cursors of the pages after and before (`None`: there is none).

    `next_day` is the day of the event that the page after begins with.
    """

    revisions: list[Revision]
    next: str | None
    previous: str | None
    next_day: date | None = None


class Listing:
    """What was asked for, checked. `params` holds the cleaned value of each filter that was given."""

    def __init__(self, filters: EventFilters, version: Version, page_size: int, cursor: Cursor | None) -> None:
        self.filters, self.version, self.page_size, self.cursor = filters, version, page_size, cursor
        cleaned = filters.form.cleaned_data
        self.params: dict[str, Any] = {name: value for name, value in cleaned.items() if value not in (None, "", [])}
        self.order: str = self.params.get("order", "-date")

    @classmethod
    def parse(
        cls,
        query: QueryDict,
        version: Version,
        *,
        kinds: list[str] | None = None,
        lacking: Sequence[str] = (),
        page_size: int = 50,
        extra: Sequence[str] = (),
        extra_errors: Iterable[ParameterError] = (),
        drop_tracking: bool = False,
    ) -> "Listing":
        """Read a query string. Raises `BadParameters` with every mistake at once.

        `kinds` narrows the list, as the lists of one kind do (then `kind` is no parameter); `lacking` names parameters
        that mean nothing to the caller, `extra` those that it reads itself, `extra_errors` what is wrong with them;
        `drop_tracking` passes over what advertisers append and over empty inputs of a form.
        """
        given = without_noise(query) if drop_tracking else dict(query.lists())
        refused = {*lacking, *(["kind"] if kinds else [])}
        allowed = [name for name in (*EventFilters.parameters(), "cursor", *extra) if name not in refused]
        errors = [*extra_errors, *malformed(given, allowed)]
        data = {name: values[-1] for name, values in given.items()} | ({"kind": ",".join(kinds)} if kinds else {})
        filters = EventFilters(data, vocabulary(version))
        errors += invalid(filters.form)
        order = filters.form.cleaned_data.get("order") or "-date"
        if order == "relevance" and not filters.form.cleaned_data.get("q"):
            errors.append(
                ParameterError(
                    "order", _("relevance needs words to look for: give q as well."), ["-date", "date", "-published_at"]
                )
            )
        cursor = _cursor(data.get("cursor"), order, errors)
        if errors:
            raise BadParameters(errors)
        return cls(filters, version, page_size, cursor)

    @property
    def vocabulary(self) -> Vocabulary:
        return vocabulary(self.version)

    @property
    def asked(self) -> Asked | None:
        """What the words searched for mean; `None` when there are none."""
        return self.filters.asked

    @cached_property
    def search(self) -> Search | None:
        """What looks for words in a large record; `None` in a small one, and where it looks for none."""
        return Search.of(self.filters, self.version.seq)

    @cached_property
    def matching(self) -> QuerySet:
        return self.filters.qs.defer("facts")

    @cached_property
    def undated(self) -> "Listing":
        """The same list without its first and last day."""
        if not any(name in self.params for name in DATES):
            return self
        kept = {name: value for name, value in self.filters.data.items() if name not in (*DATES, "cursor")}
        filters = EventFilters(kept, self.vocabulary)
        filters.form.full_clean()
        return Listing(filters, self.version, self.page_size, None)

    @cached_property
    def last_documents(self) -> QuerySet:
        """What would match, dates apart, if no event had been retracted: each in the last document that was public."""
        return self.filters.undated(Revision.objects.last_public(self.params.get("known_at"))).defer("facts")

    @cached_property
    def counting(self) -> InDatabase | InMemory:
        """What counts its events; what it has found out for one number it keeps for the next."""
        return counting(self)

    def count(self) -> int:
        """Return how many events match, exactly."""
        total = self.counting.total()
        return self.matching.count() if total.is_at_least else total.count

    def page(self, *unread: str) -> Page:
        """Return the page at the cursor, in one query; in up to five where it looks for words in a large record.

        `unread` are columns that its revisions are read without, beside the facts.
        """
        found = self._first(self._rows.defer("facts", *unread))
        shown, following, before = self._window(found, self._place)
        backwards = bool(self.cursor and self.cursor.backwards)
        next_day = self._next_day(found[self.page_size :], backwards=backwards)
        return Page(shown, following, before, next_day)

    def text_page(self, absolute: Absolute) -> TextPage:
        """Return the page at the cursor as texts, in as many queries; `absolute` makes a full address of a path."""
        found = self._first(self._rows.annotate(text=served_text(absolute)).values_list("text", *self._columns))
        shown, following, before = self._window(found, lambda row: row[1:])
        return TextPage([row[0] for row in shown], following, before)

    def whole(self) -> Iterator[Revision]:
        """Yield all of the list in its order, read in chunks through one cursor; within a transaction."""
        yield from self._keyed(self.matching).order_by(*_keys(self.order)).iterator(chunk_size=CHUNK)

    def whole_texts(self, absolute: Absolute) -> Iterator[bytes]:
        """Yield all of the list in its order, as lines of documents as they are served; within a transaction."""
        rows = self._keyed(self.filters.qs).annotate(text=served_text(absolute))
        yield from copied(rows.order_by(*_keys(self.order)).values_list("text"))

    @property
    def _rows(self) -> QuerySet:
        return self._keyed(self.search.rows if self.search else self.filters.qs)

    def _first(self, rows: QuerySet) -> list[Any]:
        """Return the rows from the cursor on, in the direction in which it looks: one more than a page has."""
        keys = _keys(self.order)
        if self.cursor and self.cursor.backwards:
            keys = [_reversed(key) for key in keys]
        if self.cursor:
            rows = rows.filter(_after(keys, self.cursor.key))
        if self.search:
            return self.search.first(rows, keys, self.cursor, self.page_size + 1)
        few = self.counting.beginning(keys[0], self.cursor, self.page_size + 1)
        if few is not None:
            rows = rows.filter(seq__in=few)
        return list(rows.order_by(*keys)[: self.page_size + 1])

    def _window(
        self, found: list[Any], place: Callable[[Any], Sequence[int]]
    ) -> tuple[list[Any], str | None, str | None]:
        """Return the rows of a page, and the cursors after and before it; `place` returns the sort key of a row."""

        def beside(row: Any, backwards: bool) -> Cursor:
            return Cursor(self.order, list(place(row)), backwards)

        shown, following, before = window(found, self.page_size, self.cursor, beside)
        return shown, following.encoded() if following else None, before.encoded() if before else None

    def _next_day(self, beyond: list[Any], *, backwards: bool) -> date | None:
        """Return the day of the event after a page: the one read `beyond` it, or that at which a walk back began."""
        if self.cursor and backwards:
            return day_of(self.cursor.key[0]) if self.order in ("-date", "date") else None
        return day_of(beyond[0].order_key) if beyond else None

    def sentence(self) -> str:
        """Say in words what is listed, such as "Measures of China about dysprosium since 1 April 2025"."""
        return sentences.sentence(self.params, self.vocabulary)

    def choices(self, parameter: str) -> list[tuple[str, str]]:
        """Return the values that a filter has in the record, with their labels."""
        used = self.vocabulary.used.get(parameter, set())
        return [(value, label) for value, label in self.vocabulary.labels[parameter].items() if value in used]

    def _keyed(self, rows: QuerySet) -> QuerySet:
        """Add what the list is ordered by.

        All have a projection: a question that doesn't say so joins what may be absent, and without filters reads all of both.
        """
        rows = rows.filter(projection__isnull=False).annotate(order_key=F("projection__order_key"))
        if self.order != "relevance" or self.asked is None:
            return rows
        return rows.annotate(rank=self.search.rank() if self.search else self.asked.rank())

    @property
    def _columns(self) -> list[str]:
        return [key.lstrip("-") for key in _keys(self.order)]

    def _place(self, row: Any) -> list[int]:
        return [getattr(row, column) for column in self._columns]


def events_by_kind(version: Version) -> Mapping[str, int]:
    """Return how many public events there are of each kind that has any."""
    return Listing.parse(QueryDict(), version).counting.values(["kind"])["kind"].by_value


def record_begins() -> datetime | None:
    """Return the instant of the first publication; instants never go back along the sequence."""
    return Revision.objects.order_by("seq").values_list("published_at", flat=True).first()


def _keys(order: str) -> list[str]:
    """Return the columns of a total order; "-" before a column means descending."""
    return {
        "-date": ["-order_key"],
        "date": ["order_key"],
        "-published_at": ["-seq"],
        "relevance": ["-rank", "-order_key"],
    }[ORDERS[order]]


def _reversed(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _after(keys: list[str], values: Sequence[int | str]) -> Q:
    """Return the condition that a row comes after the one with these key values (one key, or two descending alike)."""
    condition = Q()
    for place in range(len(keys)):
        equal = Q(**{_column(key): value for key, value in zip(keys[:place], values[:place], strict=True)})
        condition |= equal & Q(
            **{f"{_column(keys[place])}__{'lt' if keys[place].startswith('-') else 'gt'}": values[place]}
        )
    return condition


def _column(key: str) -> str:
    name = key.lstrip("-")
    return "projection__order_key" if name == "order_key" else name


def _cursor(text: str | None, order: str, errors: list[ParameterError]) -> Cursor | None:
    if text is None:
        return None
    try:
        return Cursor.decoded(text, order, [int] * len(_keys(order)))
    except ValueError:
        errors.append(
            ParameterError("cursor", _("is not one that this list gave out in this order: start without it."))
        )
        return None
