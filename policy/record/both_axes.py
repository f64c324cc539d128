"""Keep what provisions control, and their states, for both axes of time: the days they hold, and when that was known.

A publication brings the rows of the provisions that it touches up to date: what no longer holds is closed at its instant,
what holds now begins there. Nothing else is changed, so the answer of any earlier instant stays what it was.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import DateTimeRangeField
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import DateTimeField, F, Func, Q, Value

from policy import kinds
from policy.dates import DAY
from policy.record.models import ControlPeriod, ControlScope, RecordedProvision, Revision
from policy.record.periods import EffectOn, Period
from policy.record.provisions import Course, Document, Scope, courses, scopes

TABLES: tuple[Any, ...] = (ControlScope, ControlPeriod)


AS_JSON = ("because", "amendments", "tags")

Known = list[tuple[datetime, datetime | None]]  # the spans in which a row was known, oldest first


@dataclass(frozen=True)
class Row:
    """What one stored row says, without when that was known; `table` is the class of the row that stores it."""

    table: type[ControlScope] | type[ControlPeriod]
    event_id: int
    ref: str
    values: tuple[tuple[str, Any], ...]

    def unsaved(self, provision: RecordedProvision, known: DateTimeTZRange) -> ControlScope | ControlPeriod:
        values = {name: json.loads(value) if name in AS_JSON else value for name, value in self.values}
        return self.table(provision=provision, known=known, **values)


def rows(event_id: int, document: Document | None, acting: Iterable[Document]) -> set[Row]:
    """Return all that has to be stored of a measure whose document is public; nothing when it has none."""
    if document is None:
        return set()
    told = {_scope_row(event_id, scope) for scope in scopes(document)}
    return told | {_period_row(event_id, course, one) for course in courses(document, acting) for one in course.periods}


def bring_up_to_date(revisions: Sequence[Revision], at: datetime) -> None:
    """Store what revisions appended at one instant change: in their own provisions, and in those they act on or did."""
    own = [revision for revision in revisions if kinds.get(revision.kind).has_provisions]
    if not own:
        return
    before = Revision.objects.public().filter(event__in=[one.event_id for one in own], superseded_at=at)
    documents = [json.loads(one.document) for one in [*own, *before] if one.document]
    touched = {one.slug for one in own} | {effect["target"] for one in documents for effect in one["detail"]["effects"]}
    standing = list(Revision.objects.current().filter(slug__in=touched).defer("facts"))
    acting = _by_target(documents_acting_on(touched, None))
    wanted: set[Row] = set()
    for one in standing:
        wanted |= rows(one.event_id, json.loads(one.document) if one.document else None, acting.get(one.slug, []))
    _bring({one.event_id for one in standing}, wanted, at)


def replayed(event_id: int, slug: str) -> dict[Row, Known]:
    """Derive from a measure's whole history what should be stored of it: each row with the spans in which it was known."""
    history = list(Revision.objects.filter(event=event_id).defer("facts"))
    history += list(_acting(Revision.objects.public(), {slug}).exclude(event=event_id))
    known: dict[Row, Known] = {}
    standing: set[Row] = set()
    for at in sorted({turn for one in history for turn in (one.published_at, one.superseded_at) if turn}):
        documents = {one.slug: json.loads(one.document) for one in history if one.document and _was_public(one, at)}
        holding = rows(event_id, documents.pop(slug, None), _by_target(documents.values()).get(slug, []))
        for row in standing - holding:
            known[row][-1] = (known[row][-1][0], at)
        for row in holding - standing:
            known.setdefault(row, []).append((at, None))
        standing = holding
    return known


def derive_all() -> None:
    """Store what follows from the whole history of a record of which nothing is stored yet."""
    measures = Revision.objects.current().filter(kind__in=kinds.with_provisions())
    for event_id, slug in measures.values_list("event_id", "slug"):
        known = replayed(event_id, slug)
        provisions = _recorded(known)
        for row, spans in known.items():
            for span in spans:
                row.unsaved(provisions[row.event_id, row.ref], DateTimeTZRange(*span)).save(force_insert=True)


def stored(event_id: int) -> dict[Row, Known]:
    """Return what is stored of a measure, in the form of `replayed`."""
    known: dict[Row, Known] = {}
    for table in TABLES:
        for one in table.objects.filter(provision__event=event_id).select_related("provision").order_by("known"):
            known.setdefault(_row(one), []).append((one.known.lower, one.known.upper))
    return known


def documents_acting_on(slugs: Iterable[str], known_at: datetime | None) -> list[Document]:
    """Return the documents of the measures that act on others, or name them, as they were public at an instant."""
    return [one.content for one in _acting(Revision.objects.known_at(known_at).public(), slugs)]


def told(effect: EffectOn) -> dict[str, Any]:
    """Return an effect as answers show it."""
    return {"measure": effect.measure, "effect": str(effect.effect), "from": effect.start, "until": effect.until}


def _bring(events: set[int], wanted: set[Row], at: datetime) -> None:
    """Close the open rows of measures that aren't wanted, and open those that are missing, in a few queries."""
    own = Q(provision__event__in=events)
    open_rows = _rows_of(own & Q(known__upper_inf=True))
    _close([one for row, one in open_rows.items() if row not in wanted], at)
    missing = wanted - open_rows.keys()
    if missing:
        just_closed = _rows_of(own & Q(known__endswith=at))  # by another publication of the same instant
        _end_known([one for row, one in just_closed.items() if row in missing], None)
        _open(missing - just_closed.keys(), at)


def _rows_of(condition: Q) -> dict[Row, Any]:
    """Return the stored rows that meet a condition, by what they say."""
    return {_row(one): one for table in TABLES for one in table.objects.filter(condition).select_related("provision")}


def _open(missing: set[Row], at: datetime) -> None:
    provisions = _recorded(missing)
    known = DateTimeTZRange(at, None)
    for table in TABLES:
        new = [row.unsaved(provisions[row.event_id, row.ref], known) for row in missing if row.table is table]
        table.objects.bulk_create(new)


def _close(ended: Sequence[Any], at: datetime) -> None:
    """End what was known; what began at the same instant was never known to anybody."""
    for table in TABLES:
        table.objects.filter(pk__in=[one.pk for one in ended if type(one) is table and one.known.lower == at]).delete()
    _end_known([one for one in ended if one.known.lower != at], at)


def _end_known(chosen: Sequence[Any], at: datetime | None) -> None:
    """Let rows be known until an instant (exclusive), or without end."""
    since = Func(F("known"), function="lower")
    known = Func(since, Value(at, DateTimeField()), function="tstzrange", output_field=DateTimeRangeField())
    for table in TABLES:
        table.objects.filter(pk__in=[one.pk for one in chosen if type(one) is table]).update(known=known)


def _recorded(needed: Iterable[Row]) -> dict[tuple[int, str], RecordedProvision]:
    """Return the provisions of rows by event and ref, made where the record meets them for the first time."""
    keys = {(row.event_id, row.ref) for row in needed}
    known = RecordedProvision.objects.filter(event__in={event_id for event_id, _ in keys})
    found = {(one.event_id, one.ref): one for one in known}
    new = [RecordedProvision(event_id=event_id, ref=ref) for event_id, ref in sorted(keys - found.keys())]
    return found | {(one.event_id, one.ref): one for one in RecordedProvision.objects.bulk_create(new)}


def _was_public(revision: Revision, at: datetime) -> bool:
    return revision.published_at <= at and not (revision.superseded_at and revision.superseded_at <= at)


def _acting(revisions: Any, slugs: Iterable[str]) -> Any:
    """Keep revisions of measures that name one of `slugs`, effects on it among what they name."""
    named = Q(projection__refs__overlap=[f"event:{slug}" for slug in slugs])
    return revisions.filter(named, kind__in=kinds.with_provisions()).defer("facts")


def _by_target(documents: Iterable[Document]) -> dict[str, list[Document]]:
    """Return the documents that act on each measure, by its slug."""
    found: dict[str, list[Document]] = {}
    for one in documents:
        for target in {effect["target"] for effect in one["detail"]["effects"]}:
            found.setdefault(target, []).append(one)
    return found


def _scope_row(event_id: int, scope: Scope) -> Row:
    values = {**vars(scope), "tags": _json(list(scope.tags))}
    del values["ref"]
    return Row(ControlScope, event_id, scope.ref, tuple(sorted(values.items())))


def _period_row(event_id: int, course: Course, period: Period) -> Row:
    values = {
        "valid": DateRange(period.since, period.until + DAY if period.until else None),
        "state": str(period.state),
        "next_state": str(period.next_state or ""),
        "lapsed_suspension": period.lapsed_suspension,
        "because": _json([told(effect) for effect in period.because]),
        "amendments": _json([told(effect) for effect in course.amendments]),
    }
    return Row(ControlPeriod, event_id, course.ref, tuple(sorted(values.items())))


def _row(one: Any) -> Row:
    """Return what a stored row says."""
    names = [field.name for field in one._meta.fields if field.name not in ("id", "provision", "known")]
    values = {name: getattr(one, name) for name in names}
    values |= {name: _json(value) for name, value in values.items() if name in AS_JSON}
    return Row(type(one), one.provision.event_id, one.provision.ref, tuple(sorted(values.items())))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
