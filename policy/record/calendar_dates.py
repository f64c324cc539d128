"""Dates that kinds of events bring to the calendar, beside those of controls and talks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from policy import kinds
from policy.record.listing import Listing
from policy.record.provisions import Document
from policy.record.told import Told


@dataclass(frozen=True)
class CalendarDate:
    """What happens to an event on a day, whether the record tells of it still or did once, as `told` says.

    `happens` says it in words, to follow the event's title; `category` is what calendars sort by; `causes` are the
    documents of other events that decide it, none where its own dates do. `modified_at` also counts their publications.
    """

    document: Document
    happens: str
    category: str
    causes: tuple[Document, ...]
    told: Told
    modified_at: datetime

    @property
    def day(self) -> date:
        return self.told.day

    @property
    def slug(self) -> str:
        return self.document["slug"]


def calendar_dates(listing: Listing, first: date, last: date | None, today: date) -> Iterator[CalendarDate]:
    """Yield the dates of all kinds that a listing is about, as `EventKind.dates` returns them."""
    for kind in kinds.every():
        yield from kind.dates(listing, first, last, today)
