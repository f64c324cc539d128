"""Changes of state with their own history: what the record tells of them, and what it told and tells no more.

A calendar that somebody subscribed to has to hear of a date that moved. Each change is therefore known by its measure, its
day and its two states, and remembers every instant at which the record began or ceased to tell of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from policy.record.changes import StateChange, grouped, named_by
from policy.record.models import ControlPeriod, Revision

Key = tuple[date, int, str, str]
Span = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class RecordedChange:
    """One change of state of a measure on a day, whether the record tells of it still (`is_standing`) or did once.

    `changes` are its parts, alike but for how long the new state lasts and why; `instants` those at which the record
    began or ceased to tell of it for any provision, oldest first; `modified_at` also counts its measures' publications.
    """

    changes: list[StateChange]
    instants: list[datetime]
    is_standing: bool
    modified_at: datetime

    @property
    def day(self) -> date:
        return self.changes[0].day

    @property
    def sequence(self) -> int:
        """Return how often it was revised."""
        return len(self.instants) - 1


def recorded_changes(
    *, first: date, last: date | None = None, known_at: datetime | None = None, events: Any
) -> list[RecordedChange]:
    """Return the changes of state from `first` to `last` (inclusive) that were ever told of, oldest first; two queries.

    `known_at`: what was told by an instant. `events` narrows them to measures by their event ids (a list or query).
    """
    spans: dict[Key, list[tuple[Span, ControlPeriod, str]]] = {}
    for row, before, span in _turns(_rows(first, known_at, events), known_at):
        if row.valid.lower >= first and (last is None or row.valid.lower <= last):
            key = (row.valid.lower, row.provision.event_id, before, row.state)
            spans.setdefault(key, []).append((span, row, before))
    last_told = [_last_told(found) for found in spans.values()]
    revisions = named_by([row for rows in last_told for row in rows], Revision.objects.last_public(known_at))
    documents = {one.event_id: one.content for one in revisions}
    published = {one.slug: one.published_at for one in revisions}
    told = [
        _told(
            [span for span, _, _ in spans[key]], grouped(rows, {row.pk: key[2] for row in rows}, documents), published
        )
        for key, rows in zip(spans, last_told, strict=True)
    ]
    return sorted(told, key=lambda one: (one.day, one.changes[0].slug, one.changes[0].state))


def _rows(first: date, known_at: datetime | None, events: Any) -> list[ControlPeriod]:
    """Read the periods that begin or end on a day or later, closed ones included."""
    turning = Q(valid__startswith__gte=first) | Q(valid__endswith__gte=first)
    rows = ControlPeriod.objects.filter(turning, provision__event__in=events)
    if known_at:
        rows = rows.filter(known__startswith__lte=known_at)
    return list(rows.select_related("provision").order_by("provision", "valid", "known"))


def _turns(rows: Iterable[ControlPeriod], known_at: datetime | None) -> Iterator[tuple[ControlPeriod, str, Span]]:
    """Yield each period that follows another, with the state before and the span in which both were known."""
    ending: dict[tuple[int, date], list[ControlPeriod]] = {}
    rows = list(rows)
    for row in rows:
        ending.setdefault((row.provision_id, row.valid.upper), []).append(row)
    for row in rows:
        for before in ending.get((row.provision_id, row.valid.lower), []) if row.valid.lower else []:
            ends = [one.known.upper for one in (row, before) if one.known.upper]
            start, end = max(row.known.lower, before.known.lower), min(ends, default=None)
            if end is None or start < end:
                yield row, before.state, (start, None if known_at and end and end > known_at else end)


def _last_told(found: list[tuple[Span, ControlPeriod, str]]) -> list[ControlPeriod]:
    """Return the periods of which the record tells still, or of which it told last."""
    ends = [end for (_, end), _, _ in found]
    last = None if None in ends else max(end for end in ends if end)
    return [row for (_, end), row, _ in found if end == last]


def _told(spans: list[Span], changes: list[StateChange], published: dict[str, datetime]) -> RecordedChange:
    """Put a change together; one that the record tells of no more was last modified when it ceased to."""
    instants = sorted({at for span in spans for at in span if at})
    is_standing = any(end is None for _, end in spans)
    named = {slug for change in changes for slug in (change.slug, *(effect.measure for effect in change.because))}
    shown = [published[slug] for slug in named if slug in published] if is_standing else []
    return RecordedChange(changes, instants, is_standing, max([*instants, *shown]))
