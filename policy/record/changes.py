"""Changes of state as entries of the timeline and the calendar: derived from the periods, never entered by anybody."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from policy.choices import State
from policy.record.controls import period_of, revisions_known
from policy.record.models import ControlPeriod
from policy.record.periods import EffectOn, Period
from policy.record.provisions import Document


@dataclass(frozen=True)
class StateChange:
    """What happens to provisions of one measure on a day: all of them turn from one state into another.

    `until` is the last day of the new state (inclusive, `None`: no bound); `because` are the effects that decide it.
    """

    day: date
    document: Document
    before: State
    state: State
    until: date | None
    because: tuple[EffectOn, ...]
    lapsed_suspension: bool
    refs: list[str] = field(default_factory=list, compare=False)

    @property
    def slug(self) -> str:
        return self.document["slug"]

    @property
    def covers_all(self) -> bool:
        """Say whether it happens to every provision of the measure."""
        return len(self.refs) == len(self.document["detail"]["provisions"])


def state_changes(
    *, first: date | None = None, last: date | None = None, known_at: datetime | None = None, events: Any = None
) -> list[StateChange]:
    """Return the changes of state from `first` to `last` (both inclusive), oldest first, one per measure, day and change.

    `known_at`: as the record had it at an instant. `events` narrows them to measures by their event ids (a list or query).
    """
    rows = _turning(known_at)
    if first:
        rows = rows.filter(valid__startswith__gte=first)
    if last:
        rows = rows.filter(valid__startswith__lte=last)
    if events is not None:
        rows = rows.filter(provision__event__in=events)
    rows = rows.order_by("valid", "provision__event", "provision")
    return _grouped(list(rows), known_at)


def turning_days(courses: Iterable[Any]) -> list[date]:
    """Return the days on which any of some courses changes its state, in order."""
    return sorted({period.since for course in courses for period in course.periods if period.since})


def _turning(known_at: datetime | None) -> QuerySet[ControlPeriod]:
    """Return the periods that begin on a day, each with the state before."""
    known = ControlPeriod.objects.known_at(known_at)
    before = known.filter(provision=OuterRef("provision"), valid__endswith=OuterRef("valid__startswith"))
    turning = known.filter(valid__startswith__isnull=False).select_related("provision")
    return turning.annotate(before=Subquery(before.values("state")[:1]))


def _grouped(rows: list[Any], known_at: datetime | None) -> list[StateChange]:
    found: dict[tuple[Any, ...], StateChange] = {}
    documents = _documents({row.provision.event_id for row in rows}, known_at)
    for row in rows:
        period: Period = period_of(row)
        key = (period.since, row.provision.event_id, row.before, period)
        if key not in found:
            assert period.since
            found[key] = StateChange(
                period.since,
                documents[row.provision.event_id],
                State(row.before),
                period.state,
                period.until,
                period.because,
                period.lapsed_suspension,
            )
        found[key].refs.append(row.provision.ref)
    return list(found.values())


def _documents(events: set[int], known_at: datetime | None) -> dict[int, Document]:
    revisions = revisions_known(known_at).filter(event__in=events).only("event_id", "document")
    return {one.event_id: json.loads(one.document) for one in revisions if one.document}
