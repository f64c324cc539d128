"""Ask the database, for many rows at once, which of its own constraints they would break; nothing is written."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from policy.imports.problems import FileProblem
from policy.imports.reading import Row
from policy.record.facts import Counted


def broken_constraints(rows: Iterable[Row]) -> Iterator[FileProblem]:
    """Yield a problem for each row and each constraint that it breaks."""
    tables: dict[type[models.Model], list[Row]] = {}
    for row in rows:
        model = row.facts.Meta.model
        for table in (model, *model._meta.get_parent_list()):
            tables.setdefault(table, []).append(row)
    for model, together in tables.items():
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                named = constraint.condition.referenced_base_fields
                # Columns that a kind of event doesn't have break nothing; references to other rows are checked elsewhere.
                decided = [row for row in together if named <= row.columns.keys()]
                yield from _broken(model, constraint, decided) if decided else ()


def _broken(model: type[models.Model], constraint: models.CheckConstraint, rows: list[Row]) -> Iterator[FileProblem]:
    with connection.schema_editor(collect_sql=True) as editor:
        check = constraint._get_check_sql(model, editor)
    recordset = f"jsonb_populate_recordset(NULL::{connection.ops.quote_name(model._meta.db_table)}, %s::jsonb)"
    values = json.dumps([row.columns for row in rows], cls=DjangoJSONEncoder)
    with connection.cursor() as cursor:
        sql = (
            f"SELECT given.ordinality FROM {recordset} WITH ORDINALITY AS given WHERE NOT ({check.replace('%', '%%')})"
        )
        cursor.execute(sql, [values])
        for (place,) in cursor.fetchall():
            row = rows[place - 1]
            reason = str(constraint.get_violation_error_message())
            field = _keys(row, constraint.condition.referenced_base_fields)
            yield FileProblem(f"{row.record.file}.json", row.record.slug, field, reason)


def _keys(row: Row, names: set[str]) -> str:
    """Name the keys of a file whose columns a constraint looks at, such as "provisions[1].effective/expires"."""
    keys = [key for key, field in row.facts.fields.items() if names & set(_columns(field))]
    return ".".join(part for part in (row.path, "/".join(keys)) if part)


def _columns(field: Any) -> list[str]:
    return [f"{field.name}_kind", f"{field.name}_value"] if isinstance(field, Counted) else [field.source]
