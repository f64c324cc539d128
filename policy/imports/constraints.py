"""Ask the database, for many rows at once, which of its own constraints they would break; nothing is written."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from rest_framework import serializers

from policy.imports.problems import FileProblem
from policy.imports.write import columns
from policy.record.facts import Facts


@dataclass
class Checked:
    """A record whose serializer is valid."""

    file: str
    slug: str
    serializer: Facts


@dataclass(frozen=True)
class _Row:
    values: dict[str, Any]
    record: Checked
    field: str


def broken_constraints(records: Iterable[Checked]) -> Iterator[FileProblem]:
    """Yield a problem for each row, of the records or below them, and each constraint that it breaks."""
    tables: dict[type[models.Model], list[_Row]] = {}
    for record in records:
        for model, row in _rows(record, record.serializer, record.serializer.validated_data, ""):
            for table in (model, *model._meta.get_parent_list()):
                tables.setdefault(table, []).append(row)
    for model, rows in tables.items():
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.CheckConstraint) and _applies(constraint, rows[0]):
                yield from _broken(model, constraint, rows)


def _rows(record: Checked, facts: Facts, attrs: dict[str, Any], path: str) -> Iterator[tuple[type[models.Model], _Row]]:
    yield facts.Meta.model, _Row(columns(facts, attrs), record, path)
    for name, field in facts.fields.items():
        if isinstance(field, serializers.ListSerializer):
            for place, child in enumerate(attrs[field.source], 1):
                yield from _rows(record, field.child, child, f"{path}{name}[{place}]")


def _applies(constraint: models.CheckConstraint, row: _Row) -> bool:
    """Say whether the row's plain columns decide the constraint; those about other rows are the serializers' to check."""
    return constraint.condition.referenced_base_fields <= row.values.keys()


def _broken(model: type[models.Model], constraint: models.CheckConstraint, rows: list[_Row]) -> Iterator[FileProblem]:
    with connection.schema_editor(collect_sql=True) as editor:
        check = constraint._get_check_sql(model, editor)
    recordset = f"jsonb_populate_recordset(NULL::{connection.ops.quote_name(model._meta.db_table)}, %s::jsonb)"
    values = json.dumps([row.values for row in rows], cls=DjangoJSONEncoder)
    with connection.cursor() as cursor:
        sql = f"SELECT given.ordinality FROM {recordset} WITH ORDINALITY AS given WHERE NOT ({check.replace('%', '%%')})"
        cursor.execute(sql, [values])
        for (place,) in cursor.fetchall():
            row = rows[place - 1]
            message = str(constraint.get_violation_error_message())
            yield FileProblem(f"{row.record.file}.json", row.record.slug, row.field, message)
