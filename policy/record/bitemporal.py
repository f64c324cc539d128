"""Keep what follows from documents for both axes of time: the days that it holds, and when the record said so.

A publication brings the rows that it touches up to date: what no longer holds is closed at its instant, what holds now
begins there. Nothing else is changed, so the answer of any earlier instant stays what it was.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import DateTimeField, F, Func, JSONField, Q, Value

from policy import kinds
from policy.dates import DAY
from policy.record.inserted import insert
from policy.record.models import Revision

Document = dict[str, Any]
Known = list[tuple[datetime, datetime | None]]  # the spans in which a row was known, oldest first


@dataclass(frozen=True)
class Row:
    """What one stored row says, without when that was known: it is about `part` of an event, empty for the whole.

    `table` is the class of the row that stores it; lists and objects among `values` are written as JSON.
    """

    table: Any
    event_id: int
    part: str
    values: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, table: Any, event_id: int, part: str, values: Mapping[str, Any]) -> "Row":
        """Return the row of some values, by the names of the table's columns."""
        kept = {name: to_json(value) if name in _in_json(table) else value for name, value in values.items()}
        return cls(table, event_id, part, tuple(sorted(kept.items())))

    def unsaved(self, **owner: Any) -> Any:
        as_json = _in_json(self.table)
        values = {name: json.loads(value) if name in as_json else value for name, value in self.values}
        return self.table(**owner, **values)


class Derivation:
    """What follows from the documents of a kind of events, and of those of the kind that act on them.

    `tables` store it; their field `owner` leads to the event, which is at `event`, such as "provision__event".
    """

    tables: ClassVar[tuple[Any, ...]]
    owner: ClassVar[str] = "event"
    event: ClassVar[str] = "event"

    @property
    def kinds(self) -> list[str]:
        return [kind.name for kind in kinds.every() if kind.derivation is self]

    def rows(self, event_id: int, document: Document, acting: Iterable[Document]) -> set[Row]:
        """Return all that has to be stored of an event whose document is public."""
        raise NotImplementedError

    def targets(self, document: Document) -> Iterable[str]:
        """Yield the slugs of the events on which one acts."""
        raise NotImplementedError

    def place(self, stored: Any) -> tuple[int, str]:
        """Return which event a stored row is about, and which part of it."""
        return stored.event_id, ""

    def owners(self, rows: Iterable[Row]) -> Mapping[tuple[int, str], Any]:
        """Return what `owner` has to be for rows, by event and part."""
        return {(row.event_id, row.part): row.event_id for row in rows}

    def unsaved(self, rows: Iterable[Row], known: DateTimeTZRange) -> list[Any]:
        rows = list(rows)
        owners = self.owners(rows)
        name = self.owner if self.owner != self.event else f"{self.owner}_id"
        return [row.unsaved(known=known, **{name: owners[row.event_id, row.part]}) for row in rows]

    def row(self, stored: Any) -> Row:
        """Return what a stored row says."""
        names = [field.name for field in stored._meta.fields if field.name not in ("id", self.owner, "known")]
        return Row.of(type(stored), *self.place(stored), {name: getattr(stored, name) for name in names})

    def stored_rows(self, condition: Q) -> Iterable[Any]:
        for table in self.tables:
            yield from table.objects.filter(condition).select_related(self.owner).order_by("known")

    def by_target(self, documents: Iterable[Document]) -> dict[str, list[Document]]:
        """Return the documents that act on each event, by its slug."""
        found: dict[str, list[Document]] = {}
        for one in documents:
            for target in set(self.targets(one)):
                found.setdefault(target, []).append(one)
        return found

    def acting(self, revisions: Any, slugs: Iterable[str]) -> Any:
        """Keep revisions that name one of `slugs`, those that act on it among them."""
        named = Q(projection__refs__overlap=[f"event:{slug}" for slug in slugs])
        return revisions.filter(named, kind__in=self.kinds).defer("facts")


def derivations() -> list[Derivation]:
    """Return what is derived from documents, in the order in which kinds were registered."""
    return list(dict.fromkeys(kind.derivation for kind in kinds.every() if kind.derivation))


def bring_up_to_date(
    revisions: Sequence[Revision],
    superseded: Iterable[Revision],
    around: Callable[[set[str]], list[Revision]],
    at: datetime,
) -> None:
    """Store what revisions appended at one instant change: in their own events, and in those they act on or did.

    `superseded` are those in whose place they stand. `around` returns the newest revisions of events, by slug, and of
    those that name them; others may be among them.
    """
    for derivation in derivations():
        own = [revision for revision in revisions if revision.kind in derivation.kinds]
        if own:
            before = [revision for revision in superseded if revision.kind in derivation.kinds]
            told = [one.content for one in [*own, *before] if one.document]
            touched = {one.slug for one in own} | {slug for one in told for slug in derivation.targets(one)}
            standing = [one for one in around(touched) if one.kind in derivation.kinds]
            new = {one.event_id for one in own if one.number == 1}
            _bring_up_to_date(derivation, touched, standing, new, at)


def _bring_up_to_date(
    derivation: Derivation, touched: set[str], standing: Iterable[Revision], new: set[int], at: datetime
) -> None:
    """Store what follows from `standing` revisions for the events of `touched` slugs; nothing is stored of `new` ones."""
    documents = {one.seq: one.content for one in standing if one.document}
    acting = derivation.by_target(documents[seq] for seq in sorted(documents))
    own = [one for one in standing if one.slug in touched]
    wanted: set[Row] = set()
    for one in own:
        wanted |= _rows(derivation, one.event_id, documents.get(one.seq), acting.get(one.slug, []))
    _bring(derivation, {one.event_id for one in own} - new, wanted, at)


def replayed(derivation: Derivation, event_id: int) -> dict[Row, Known]:
    """Derive from an event's whole history what should be stored of it: each row with the spans in which it was known."""
    history = list(Revision.objects.filter(event=event_id).defer("facts"))
    slugs = {one.slug for one in history}
    history += list(derivation.acting(Revision.objects.public(), slugs).exclude(event=event_id))
    known: dict[Row, Known] = {}
    standing: set[Row] = set()
    for at in sorted({turn for one in history for turn in (one.published_at, one.superseded_at) if turn}):
        documents = {one.slug: json.loads(one.document) for one in history if one.document and _was_public(one, at)}
        own = next((documents.pop(slug) for slug in slugs & documents.keys()), None)
        acting = derivation.by_target(documents.values()).get(own["slug"], []) if own else []
        holding = _rows(derivation, event_id, own, acting)
        for row in standing - holding:
            known[row][-1] = (known[row][-1][0], at)
        for row in holding - standing:
            known.setdefault(row, []).append((at, None))
        standing = holding
    return known


def stored(derivation: Derivation, event_id: int) -> dict[Row, Known]:
    """Return what is stored of an event, in the form of `replayed`."""
    known: dict[Row, Known] = {}
    for one in derivation.stored_rows(Q(**{derivation.event: event_id})):
        known.setdefault(derivation.row(one), []).append((one.known.lower, one.known.upper))
    return known


def derive_missing() -> None:
    """Store what follows from the whole history of events of which nothing is stored yet."""
    for derivation in derivations():
        there = {table: table.objects.values(derivation.event) for table in derivation.tables}
        events = Revision.objects.filter(kind__in=derivation.kinds, number=1)
        for rows in there.values():
            events = events.exclude(event__in=rows)
        for event_id in events.order_by("seq").values_list("event_id", flat=True):
            for row, spans in replayed(derivation, event_id).items():
                for span in spans:
                    for one in derivation.unsaved([row], DateTimeTZRange(*span)):
                        one.save(force_insert=True)


def valid(period: Any) -> DateRange:
    """Return the days of a period, `since` and `until` inclusive, as a range of the database."""
    return DateRange(period.since, period.until + DAY if period.until else None)


def days(valid: DateRange) -> tuple[date | None, date | None]:
    """Return the first and the last day of a range of the database, both inclusive; `None`: no bound."""
    return valid.lower, valid.upper - DAY if valid.upper else None


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _rows(derivation: Derivation, event_id: int, document: Document | None, acting: Iterable[Document]) -> set[Row]:
    return set() if document is None else derivation.rows(event_id, document, acting)


def _bring(derivation: Derivation, events: set[int], wanted: set[Row], at: datetime) -> None:
    """Close the open rows of `events` that aren't wanted, and open those that are missing, in a few queries.

    `events` are those of which something may be stored.
    """
    own = Q(**{f"{derivation.event}__in": events})
    here = list(derivation.stored_rows(own & (Q(known__upper_inf=True) | Q(known__endswith=at)))) if events else []
    open_rows = {derivation.row(one): one for one in here if one.known.upper is None}
    _close([one for row, one in open_rows.items() if row not in wanted], at)
    missing = wanted - open_rows.keys()
    if missing:
        closed = {
            derivation.row(one): one for one in here if one.known.upper
        }  # by another publication of the same instant
        _end_known([one for row, one in closed.items() if row in missing], None)
        new = derivation.unsaved(missing - closed.keys(), DateTimeTZRange(at, None))
        for table in derivation.tables:
            insert([one for one in new if type(one) is table])


def _close(ended: Sequence[Any], at: datetime) -> None:
    """End what was known; what began at the same instant was never known to anybody."""
    for table, keys in _keys(one for one in ended if one.known.lower == at):
        table.objects.filter(pk__in=keys).delete()
    _end_known([one for one in ended if one.known.lower != at], at)


def _end_known(chosen: Sequence[Any], at: datetime | None) -> None:
    """Let rows be known until an instant (exclusive), or without end."""
    since = Func(F("known"), function="lower")
    known = Func(since, Value(at, DateTimeField()), function="tstzrange", output_field=DateTimeRangeField())
    for table, keys in _keys(chosen):
        table.objects.filter(pk__in=keys).update(known=known)


def _keys(rows: Iterable[Any]) -> Iterable[tuple[Any, list[int]]]:
    """Return the keys of stored rows, by table."""
    found: dict[Any, list[int]] = {}
    for one in rows:
        found.setdefault(type(one), []).append(one.pk)
    return found.items()


def _was_public(revision: Revision, at: datetime) -> bool:
    return revision.published_at <= at and not (revision.superseded_at and revision.superseded_at <= at)


@cache
def _in_json(table: Any) -> set[str]:
    """Return the names of the columns that hold lists or objects."""
    return {field.name for field in table._meta.fields if isinstance(field, JSONField | ArrayField)}
