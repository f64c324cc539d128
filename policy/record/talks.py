"""Talks that are or were scheduled: meetings of a coming day, and what became of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from policy.choices import Held
from policy.dates import first_day, last_day
from policy.record.listing import Listing
from policy.record.models import Revision
from policy.record.provisions import Document

ON_CALENDARS = (Held.SCHEDULED, Held.CANCELLED)


@dataclass(frozen=True)
class RecordedTalks:
    """A meeting that was scheduled or cancelled at some time: its last document, its first and its newest revision.

    The newest may be a tombstone.
    """

    document: Document
    first: Revision
    newest: Revision

    @property
    def is_cancelled(self) -> bool:
        return self.newest.document is None or self.document["detail"]["held"] == Held.CANCELLED

    @property
    def sequence(self) -> int:
        """Return how often it was revised."""
        return self.newest.number - 1


def scheduled(listing: Listing, first: date, last: date | None) -> list[Document]:
    """Return the meetings on the record's schedule whose days touch `first` to `last` (inclusive), earliest first."""
    revisions = listing.undated.matching.filter(kind="meeting", facts__held=Held.SCHEDULED)
    documents = [json.loads(one.document) for one in revisions.order_by("projection__order_key") if one.document]
    return [one for one in documents if _touches(one, first, last)]


def recorded_talks(listing: Listing, first: date, last: date | None) -> list[RecordedTalks]:
    """Return the meetings that were ever scheduled or cancelled, retracted ones included; one query."""
    meetings = Revision.objects.filter(kind="meeting")
    known_at = listing.params.get("known_at")
    known = meetings.filter(published_at__lte=known_at) if known_at else meetings
    planned = known.filter(facts__held__in=ON_CALENDARS).order_by().values("event")
    told = known.filter(event__in=planned).filter(event__in=listing.last_documents.order_by().values("event"))
    found = [_recorded(revisions) for revisions in _by_event(told.defer("facts").order_by("event", "number"))]
    return [one for one in found if _touches(one.document, first, last)]


def days(document: Document) -> tuple[date, date]:
    """Return the first and the last day that the date of an event covers."""
    return first_day(document["date"]), last_day(document["date_end"] or document["date"])


def _by_event(revisions: Iterable[Revision]) -> Iterable[list[Revision]]:
    found: dict[int, list[Revision]] = {}
    for revision in revisions:
        found.setdefault(revision.event_id, []).append(revision)
    return found.values()


def _recorded(revisions: list[Revision]) -> RecordedTalks:
    last: Any = [one.document for one in revisions if one.document][-1]
    return RecordedTalks(json.loads(last), revisions[0], revisions[-1])


def _touches(document: Document, first: date, last: date | None) -> bool:
    start, end = days(document)
    return end >= first and (last is None or start <= last)
