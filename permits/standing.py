"""Where permits stand on a day: read from what is stored, or as the decisions made by a day tell it."""

from collections.abc import Iterable
from datetime import date, datetime

from permits.choices import PermitState
from permits.models import PermitPeriod
from permits.stored_terms import TERMS, course, replaced
from permits.terms import TermPeriod
from policy.dates import first_day
from policy.record.bitemporal import Document, days
from policy.record.models import Revision
from policy.record.periods import period_on


def standings(events: Iterable[int], on: date, known_at: datetime | None = None) -> dict[int, TermPeriod]:
    """Return the period of each permit that holds a day, by event id, as the record had it at an instant; one query.

    Decisions that granted nothing have none.
    """
    rows = PermitPeriod.objects.known_at(known_at).on(on).filter(event__in=list(events))
    return {row.event_id: period_of(row) for row in rows}


def standing(
    revision: Revision, on: date, known_at: datetime | None = None, as_announced: date | None = None
) -> TermPeriod | None:
    """Return the period of one permit that holds a day; `None` for a decision that granted nothing.

    `as_announced` counts only the decisions made by that day, and gives nothing for one that wasn't.
    """
    if as_announced is None:
        return standings([revision.event_id], on, known_at).get(revision.event_id)
    document = revision.content
    made = [one for one in replacing(document["slug"], known_at) if first_day(one["date"]) <= as_announced]
    return period_on(course(document, made), on) if first_day(document["date"]) <= as_announced else None


def replacing(slug: str, known_at: datetime | None = None) -> list[Document]:
    """Return the documents of the decisions that replace one, oldest first; one query."""
    revisions = TERMS.acting(Revision.objects.known_at(known_at).public(), [slug]).order_by("projection__order_key")
    return [one for one in (revision.content for revision in revisions) if slug in replaced(one)]


def period_of(row: PermitPeriod) -> TermPeriod:
    """Return what a stored period says."""
    following = PermitState(row.next_state) if row.next_state else None
    return TermPeriod(PermitState(row.state), *days(row.valid), tuple(row.because), following)
