"""Write checked facts into editorial rows: what differs is changed in place, what is new is added, what is gone is deleted."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from django.db import connection, models
from rest_framework import serializers

from policy.kinds.measure import ProvisionRef
from policy.models import Link, Provision
from policy.record.facts import Counted, Facts, Ref, RefList


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Take primary keys for rows that are yet to be written, so that they may refer to each other in any order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def is_plain(field: serializers.Field) -> bool:
    """Say whether a field stands in columns of its own row: it is neither a reference nor a list of rows."""
    return not isinstance(field, Ref | RefList | ProvisionRef | serializers.ListSerializer)


def columns(facts: Facts, attrs: dict[str, Any], unread: Collection[str] = ()) -> dict[str, Any]:
    """Return the plain columns of a record, but for those of the keys `unread`. What isn't said has its default."""
    plain: dict[str, Any] = {}
    for field in (field for key, field in facts.fields.items() if key not in unread and is_plain(field)):
        if isinstance(field, Counted):
            plain |= {name: attrs[name] for name in (f"{field.name}_kind", f"{field.name}_value")}
        else:
            plain[field.source] = attrs.get(field.source, facts.Meta.model._meta.get_field(field.source).get_default())
    return plain


def write_links(tellers: Collection[int], notes: Mapping[tuple[int, int, str], str]) -> int:
    """Give the events `tellers` exactly the links of `notes`, by (from, to, relation); return how many links changed."""
    wanted, changed = dict(notes), 0
    for link in Link.objects.filter(from_event__in=tellers):
        note = wanted.pop((link.from_event_id, link.to_event_id, link.relation), None)
        if note == link.note:
            continue
        changed += 1
        if note is None:
            link.delete()
        else:
            link.note = note
            link.save()
    Link.objects.bulk_create(
        Link(from_event_id=start, to_event_id=end, relation=relation, note=note)
        for (start, end, relation), note in wanted.items()
    )
    return changed + len(wanted)


class Writer:
    """Writes records and the rows below them. `ids` gives primary keys by file and slug.

    New rows are kept until `flush`, which inserts them table by table: foreign keys are checked at the end of the
    transaction, so their order doesn't matter.
    """

    def __init__(self, ids: Mapping[str, Mapping[str, int]]) -> None:
        self.ids = ids
        self.new: dict[type[models.Model], list[models.Model]] = {}
        self.listed: dict[type[models.Model], list[models.Model]] = {}
        self.gone: list[models.Model] = []

    def write(self, row: models.Model, facts: Facts, attrs: dict[str, Any]) -> None:
        """Write one record's `attrs` to its row and the rows below it, all but the late ones."""
        self._set_columns(row, facts, attrs)
        if row._state.adding:
            self.new.setdefault(type(row), []).append(row)
        else:
            row.save()
        for field in facts.fields.values():
            if isinstance(field, RefList):
                self._write_list(row, field, attrs[field.source])
        self._write_children(row, facts, attrs, late=False)

    def write_late(self, row: models.Model, facts: Facts, attrs: dict[str, Any]) -> None:
        """Write those rows below a record that need all provisions to be in (effects)."""
        self._write_children(row, facts, attrs, late=True)

    def flush(self) -> None:
        """Insert the new rows."""
        for model, rows in [*self.new.items(), *self.listed.items()]:
            if parents := model._meta.get_parent_list():
                for row in rows:
                    row.save(force_insert=tuple(parents))
            else:
                model._default_manager.bulk_create(rows)
        self.new, self.listed = {}, {}

    def delete_gone(self) -> None:
        """Delete what records no longer list, late rows first. Raises `ProtectedError` for what others refer to."""
        for row in reversed(self.gone):
            row.delete()

    def _set_columns(self, row: models.Model, facts: Facts, attrs: dict[str, Any]) -> None:
        for name, value in columns(facts, attrs).items():
            setattr(row, name, value)
        for field in facts.fields.values():
            slug = attrs[field.source] if isinstance(field, Ref | ProvisionRef) else None
            if isinstance(field, ProvisionRef):
                row.provision_id = self.provisions[row.target_id, slug] if slug else None
            elif isinstance(field, Ref):
                setattr(row, f"{field.source}_id", self.ids[field.file][slug] if slug else None)

    @cached_property
    def provisions(self) -> dict[tuple[int, str], int]:
        """Primary keys of all provisions by measure and ref; read when all are in."""
        return {(measure, ref): key for measure, ref, key in Provision.objects.values_list("measure", "ref", "pk")}

    def _write_list(self, row: models.Model, field: RefList, slugs: list[str]) -> None:
        """Let a row list other rows, in their order."""
        keys = [self.ids[field.file][slug] for slug in slugs]
        if not row._state.adding:
            getattr(row, field.source).set(keys)
            return
        relation = row._meta.get_field(field.source)
        through, own, other = (
            relation.remote_field.through,
            relation.m2m_field_name(),
            relation.m2m_reverse_field_name(),
        )
        self.listed.setdefault(through, []).extend(through(**{own: row, f"{other}_id": key}) for key in keys)

    def _write_children(self, row: models.Model, facts: Facts, attrs: dict[str, Any], *, late: bool) -> None:
        for field in facts.fields.values():
            if isinstance(field, serializers.ListSerializer) and getattr(field.child.Meta, "late", False) is late:
                self._write_rows_below(row, field, attrs[field.source])

    def _write_rows_below(self, row: models.Model, field: Any, wanted: list[dict[str, Any]]) -> None:
        manager, key = getattr(row, field.source), getattr(field.child.Meta, "key", None)
        rows = [] if row._state.adding else manager.all()
        present = {getattr(child, key) if key else place: child for place, child in enumerate(rows)}
        for place, attrs in enumerate(wanted):
            child = present.pop(attrs[key] if key else place, None) or manager.model(**{manager.field.name: row})
            if hasattr(child, "position"):
                child.position = place
            self.write(child, field.child, attrs)
        self.gone += present.values()
