"""Keep what provisions control, and their states, for both axes of time: the days they hold, and when that was known.

A publication brings the rows of the provisions that it touches up to date: what no longer holds is closed at its instant,
what holds now begins there. Nothing else is changed, so the answer of any earlier instant stays what it was.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Q

from policy import kinds
from policy.record.models import ControlPeriod, ControlScope, RecordedProvision, Revision
from policy.record.periods import EffectOn, Period
from policy.record.provisions import Course, Document, Scope, courses, scopes

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """What one stored row says, without when that was known; `kind` is the class of the row that stores it."""

    kind: type[ControlScope] | type[ControlPeriod]
    ref: str
    values: tuple[tuple[str, Any], ...]

    def unsaved(self, provision: RecordedProvision, known: DateTimeTZRange) -> ControlScope | ControlPeriod:
        values = {name: json.loads(value) if name in AS_JSON else value for name, value in self.values}
        return self.kind(provision=provision, known=known, **values)


AS_JSON = ("because", "amendments", "tags")


def rows(document: Document | None, acting: Iterable[Document]) -> set[Row]:
    """Return all that has to be stored of a measure whose document is public; nothing when it has none."""
    if document is None:
        return set()
    told = {_scope_row(scope) for scope in scopes(document)}
    return told | {_period_row(course, one) for course in courses(document, acting) for one in course.periods}


def bring_up_to_date(revisions: Sequence[Revision], at: datetime) -> None:
    """Store what revisions appended at one instant change: in their own provisions, and in those they act on or did."""
    own = [revision for revision in revisions if kinds.get(revision.kind).has_provisions]
    if not own:
        return
    before = Revision.objects.public().filter(event__in=[one.event_id for one in own], superseded_at=at)
    documents = [json.loads(one.document) for one in [*own, *before] if one.document]
    touched = {one.slug for one in own} | {effect["target"] for one in documents for effect in one["detail"]["effects"]}
    standing = {
        revision.slug: revision for revision in Revision.objects.current().filter(slug__in=touched).defer("facts")
    }
    acting = documents_acting_on(touched, None)
    for slug, revision in standing.items():
        document = json.loads(revision.document) if revision.document else None
        _bring(revision.event_id, rows(document, _on(slug, acting)), at)


def replayed(slug: str) -> dict[Row, list[tuple[datetime, datetime | None]]]:
    """Derive from a measure's whole history what should be stored of it: each row with the spans in which it was known."""
    histories = list(Revision.objects.filter(slug=slug).defer("facts"))
    histories += list(_acting(Revision.objects.public(), {slug}).exclude(slug=slug))
    turns = sorted(
        {one.published_at for one in histories} | {one.superseded_at for one in histories if one.superseded_at}
    )
    known: dict[Row, list[tuple[datetime, datetime | None]]] = {}
    standing: set[Row] = set()
    for at in turns:
        public = [
            one for one in histories if one.published_at <= at and not (one.superseded_at and one.superseded_at <= at)
        ]
        documents = {one.slug: json.loads(one.document) for one in public if one.document}
        holding = rows(documents.pop(slug, None), _on(slug, documents.values()))
        for row in standing - holding:
            known[row][-1] = (known[row][-1][0], at)
        for row in holding - standing:
            known.setdefault(row, []).append((at, None))
        standing = holding
    return known


def derive_all() -> None:
    """Store what follows from the whole history of a record of which nothing is stored yet."""
    own = [kind.name for kind in kinds.every() if kind.has_provisions]
    for event_id, slug in Revision.objects.current().filter(kind__in=own).values_list("event_id", "slug"):
        known = replayed(slug)
        provisions = _recorded(event_id, {row.ref for row in known})
        for row, spans in known.items():
            for span in spans:
                row.unsaved(provisions[row.ref], DateTimeTZRange(*span)).save(force_insert=True)


def stored(event_id: int) -> dict[Row, list[tuple[datetime, datetime | None]]]:
    """Return what is stored of a measure, in the form of `replayed`."""
    known: dict[Row, list[tuple[datetime, datetime | None]]] = {}
    for table in (ControlScope, ControlPeriod):
        for one in table.objects.filter(provision__event=event_id).select_related("provision").order_by("known"):
            known.setdefault(_row(one), []).append((one.known.lower, one.known.upper))
    return known


def _bring(event_id: int, wanted: set[Row], at: datetime) -> None:
    """Close the open rows of a measure that aren't wanted, and open those that are missing."""
    own = Q(provision__event=event_id)
    open_rows = _rows_of(own & Q(known__upper_inf=True))
    for row in open_rows.keys() - wanted:
        _close(open_rows[row], at)
    missing = wanted - open_rows.keys()
    if missing:
        just_closed = _rows_of(own & Q(known__endswith=at))  # by another publication of the same instant
        for row in missing & just_closed.keys():
            _know(just_closed[row], just_closed[row].known.lower, None)
        _open(event_id, missing - just_closed.keys(), at)


def _rows_of(condition: Q) -> dict[Row, Any]:
    """Return the stored rows that meet a condition, by what they say."""
    tables: tuple[Any, ...] = (ControlScope, ControlPeriod)
    return {_row(one): one for table in tables for one in table.objects.filter(condition).select_related("provision")}


def _open(event_id: int, missing: set[Row], at: datetime) -> None:
    provisions = _recorded(event_id, {row.ref for row in missing})
    known = DateTimeTZRange(at, None)
    for table in (ControlScope, ControlPeriod):
        new: list[Any] = [row.unsaved(provisions[row.ref], known) for row in missing if row.kind is table]
        table._default_manager.bulk_create(new)


def _close(one: ControlScope | ControlPeriod, at: datetime) -> None:
    """End what was known; what began at the same instant was never known to anybody."""
    if one.known.lower == at:
        one.delete()
    else:
        _know(one, one.known.lower, at)


def _know(one: ControlScope | ControlPeriod, since: datetime, until: datetime | None) -> None:
    type(one)._default_manager.filter(pk=one.pk).update(known=DateTimeTZRange(since, until))


def _recorded(event_id: int, refs: set[str]) -> dict[str, RecordedProvision]:
    found = {one.ref: one for one in RecordedProvision.objects.filter(event=event_id, ref__in=refs)} if refs else {}
    new = [RecordedProvision(event_id=event_id, ref=ref) for ref in sorted(refs - found.keys())]
    return found | {one.ref: one for one in RecordedProvision.objects.bulk_create(new)}


def _acting(revisions: Any, slugs: Iterable[str]) -> Any:
    """Keep revisions of measures that name one of `slugs`, effects on it among what they name."""
    named = Q(projection__refs__overlap=[f"event:{slug}" for slug in slugs])
    own = [kind.name for kind in kinds.every() if kind.has_provisions]
    return revisions.filter(named, kind__in=own).defer("facts")


def documents_acting_on(slugs: Iterable[str], known_at: datetime | None) -> list[Document]:
    """Return the documents of the measures that act on others, or name them, as they were public at an instant."""
    known = Revision.objects.known_at(known_at) if known_at else Revision.objects.current()
    return [json.loads(one.document) for one in _acting(known.public(), slugs) if one.document]


def _on(slug: str, acting: Iterable[Document]) -> list[Document]:
    return [one for one in acting if any(effect["target"] == slug for effect in one["detail"]["effects"])]


def _scope_row(scope: Scope) -> Row:
    values = {**vars(scope), "tags": _json(list(scope.tags))}
    del values["ref"]
    return Row(ControlScope, scope.ref, tuple(sorted(values.items())))


def _period_row(course: Course, period: Period) -> Row:
    values = {
        "valid": DateRange(period.since, period.until + DAY if period.until else None),
        "state": str(period.state),
        "next_state": str(period.next_state or ""),
        "lapsed_suspension": period.lapsed_suspension,
        "because": _json([told(effect) for effect in period.because]),
        "amendments": _json([told(effect) for effect in course.amendments]),
    }
    return Row(ControlPeriod, course.ref, tuple(sorted(values.items())))


def _row(one: Any) -> Row:
    """Return what a stored row says."""
    names = [field.name for field in one._meta.fields if field.name not in ("id", "provision", "known")]
    values = {name: getattr(one, name) for name in names}
    values |= {name: _json(value) for name, value in values.items() if name in AS_JSON}
    return Row(type(one), one.provision.ref, tuple(sorted(values.items())))


def told(effect: EffectOn) -> dict[str, Any]:
    """Return an effect as answers show it."""
    return {"measure": effect.measure, "effect": str(effect.effect), "from": effect.start, "until": effect.until}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
