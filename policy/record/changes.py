"""Changes of state as entries of the timeline and the calendar: derived from the periods, never entered by anybody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from policy.choices import State
from policy.dates import Precision, first_day, precision
from policy.record.controls import period_of
from policy.record.models import ControlPeriod, Revision
from policy.record.periods import EffectOn
from policy.record.provisions import Document


@dataclass(frozen=True)
class StateChange:
    """What happens to provisions of one measure on a day: all of them turn from one state into another.

    `until` is the last day of the new state (inclusive, `None`: no bound); `because` are the effects that decide it, and
    `acting` holds the documents of the measures whose effects they are, by slug.
    """

    day: date
    document: Document
    before: State
    state: State
    until: date | None
    because: tuple[EffectOn, ...]
    lapsed_suspension: bool
    refs: list[str] = field(default_factory=list, compare=False)
    acting: Mapping[str, Document] = field(default_factory=dict, compare=False, repr=False)

    @property
    def slug(self) -> str:
        return self.document["slug"]

    @property
    def causes(self) -> list[tuple[EffectOn, Document]]:
        """Return the effects that decide the new state, each with the document of its measure."""
        return [(effect, self.acting[effect.measure]) for effect in self.because if effect.measure in self.acting]

    @property
    def is_vague(self) -> bool:
        """Say whether the day stands for a month or a year: the start that is written names no day."""
        written = [one["effective"] for one in self.document["detail"]["provisions"] if one["ref"] in self.refs]
        return any(one and first_day(one) == self.day and precision(one) != Precision.DAY for one in written)

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
    return _told(_turning(first, last, known_at, events), known_at)


def nearest_changes(
    *,
    first: date | None,
    last: date | None,
    known_at: datetime | None,
    events: Any,
    newest_first: bool,
    at_most: int,
) -> tuple[list[StateChange], date | None]:
    """Return the changes of state of the first days of a list, oldest first, and the day from which on they are left out.

    They are whole days that together turn at most so many provisions. `None`: nothing is left out. Two queries.
    """
    rows = _turning(first, last, known_at, events)
    nearest = rows.order_by("-valid__startswith" if newest_first else "valid__startswith").values("pk")
    found: list[Any] = list(rows.filter(pk__in=nearest[: at_most + 1]))
    beyond = None
    if len(found) > at_most:
        beyond = found[0 if newest_first else -1].valid.lower
        found = [row for row in found if row.valid.lower != beyond]
    return _told(found, known_at), beyond


def _told(rows: Iterable[Any], known_at: datetime | None) -> list[StateChange]:
    found = list(rows)
    revisions = named_by(found, Revision.objects.known_at(known_at).public())
    return grouped(found, {row.pk: row.before for row in found}, {one.event_id: one.content for one in revisions})


def _turning(first: date | None, last: date | None, known_at: datetime | None, events: Any) -> QuerySet[ControlPeriod]:
    """Return the periods that begin from `first` to `last` (both inclusive), each with the state before."""
    known = ControlPeriod.objects.known_at(known_at)
    before = known.filter(provision=OuterRef("provision"), valid__endswith=OuterRef("valid__startswith"))
    turning = known.filter(valid__startswith__isnull=False).select_related("provision")
    bounds = {"valid__startswith__gte": first, "valid__startswith__lte": last, "provision__event__in": events}
    turning = turning.filter(**{name: value for name, value in bounds.items() if value is not None})
    turning = turning.annotate(before=Subquery(before.values("state")[:1]))
    return turning.order_by("valid", "provision__event", "provision")


def grouped(
    rows: Iterable[ControlPeriod], before: Mapping[int, str], documents: Mapping[int, Document]
) -> list[StateChange]:
    """Return what happens where stored periods begin: one change for those of a measure that are alike.

    `before` holds the state on the day before each, by its key; `documents` those of the measures concerned, by event.
    """
    acting = {document["slug"]: document for document in documents.values()}
    found: dict[tuple[Any, ...], StateChange] = {}
    for row in rows:
        period, event = period_of(row), row.provision.event_id
        assert period.since
        told = (period.since, documents[event], State(before[row.pk]), period.state, period.until)
        change = StateChange(*told, period.because, period.lapsed_suspension, acting=acting)
        found.setdefault((event, before[row.pk], period), change).refs.append(row.provision.ref)
    return list(found.values())


def named_by(rows: Iterable[ControlPeriod], revisions: Any) -> list[Revision]:
    """Keep the revisions of the measures whose periods are given, and of those that decide them; one query."""
    rows = list(rows)
    events = {row.provision.event_id for row in rows}
    slugs = {effect["measure"] for row in rows for effect in row.because}
    if not rows:
        return []
    return list(revisions.filter(Q(event__in=events) | Q(slug__in=slugs)).defer("facts"))
