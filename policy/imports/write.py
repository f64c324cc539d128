"""Write checked facts into editorial rows: what differs is changed in place, what is new is added, what is gone is deleted."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import connection, models
from rest_framework import serializers

from policy.kinds.measure import ProvisionRef
from policy.models import Provision
from policy.record.facts import Counted, Facts, Ref, RefList


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Take primary keys for rows that are yet to be written, so that they may refer to each other in any order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [model._meta.db_table, count]
        )
        return [row[0] for row in cursor.fetchall()]


def write(row: models.Model, facts: Facts, attrs: dict[str, Any], ids: Mapping[str, Mapping[str, int]], *, late: bool = False) -> None:
    """Write one record's validated `attrs` to its row and the rows below it.

    Rows that need all provisions to be in (effects) are written by a second call, with `late`. `ids` gives primary keys by
    file and slug.
    """
    if not late:
        _set_columns(row, facts, attrs, ids)
        row.save()
    for field in facts.fields.values():
        if isinstance(field, RefList) and not late:
            getattr(row, field.source).set([ids[field.file][slug] for slug in attrs[field.source]])
        elif isinstance(field, serializers.ListSerializer) and getattr(field.child.Meta, "late", False) is late:
            _write_children(row, field, attrs[field.source], ids)


def columns(facts: Facts, attrs: dict[str, Any]) -> dict[str, Any]:
    """Return the plain columns of a record: neither references nor lists of rows. What isn't said has its default."""
    plain: dict[str, Any] = {}
    for field in facts.fields.values():
        if isinstance(field, Counted):
            plain |= {name: attrs[name] for name in (f"{field.name}_kind", f"{field.name}_value")}
        elif not isinstance(field, Ref | RefList | ProvisionRef | serializers.ListSerializer):
            plain[field.source] = attrs.get(field.source, facts.Meta.model._meta.get_field(field.source).get_default())
    return plain


def _set_columns(row: models.Model, facts: Facts, attrs: dict[str, Any], ids: Mapping[str, Mapping[str, int]]) -> None:
    for name, value in columns(facts, attrs).items():
        setattr(row, name, value)
    for field in facts.fields.values():
        if isinstance(field, ProvisionRef):
            row.provision = _provision(attrs)
        elif isinstance(field, Ref):
            slug = attrs[field.source]
            setattr(row, f"{field.source}_id", ids[field.file][slug] if slug else None)


def _provision(effect: dict[str, Any]) -> Provision | None:
    if effect["provision"] is None:
        return None
    return Provision.objects.get(measure__slug=effect["target"], ref=effect["provision"])


def _write_children(row: models.Model, field: serializers.ListSerializer, wanted: list[dict[str, Any]], ids: Any) -> None:
    manager = getattr(row, field.source)
    key = getattr(field.child.Meta, "key", None)
    present = _by_key(manager.all(), (lambda child: getattr(child, key)) if key else None)
    for place, attrs in enumerate(wanted):
        child = present.pop(attrs[key] if key else place, None) or manager.model(**{manager.field.name: row})
        if hasattr(child, "position"):
            child.position = place
        write(child, field.child, attrs, ids)
    for gone in present.values():
        gone.delete()


def _by_key(rows: Iterable[models.Model], key: Callable[[Any], Any] | None) -> dict[Any, models.Model]:
    return {key(row) if key else place: row for place, row in enumerate(rows)}
