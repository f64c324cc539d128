"""Many rows of a table, written by one statement that doesn't depend on how many they are: they are sent as JSON."""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import AutoField

BATCH = 1000  # rows a statement


def insert(rows: Sequence[Any]) -> None:
    """Insert the rows of one model, all of its columns as they stand; a key that the database counts isn't read back."""
    for begun in range(0, len(rows), BATCH):
        batch = rows[begun : begun + BATCH]
        model: Any = type(batch[0])
        statement, names = _statement(model)
        told = [{column: getattr(row, name) for column, name in names} for row in batch]
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps(told, ensure_ascii=False, default=_written)])
        for row in batch:
            row._state.adding, row._state.db = False, connection.alias


@cache
def _statement(model: Any) -> tuple[str, list[tuple[str, str]]]:
    """Return what inserts rows, and the attribute of each column."""
    names = [(field.column, field.attname) for field in model._meta.fields if not isinstance(field, AutoField)]
    table, columns = model._meta.db_table, ", ".join(column for column, _ in names)
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)", names


def _written(value: Any) -> str:
    """Write a date, an instant, or a range of them as PostgreSQL reads it."""
    if isinstance(value, date):
        return value.isoformat()
    if value.isempty:
        return "empty"
    lower, upper = (bound.isoformat() if bound else "" for bound in (value.lower, value.upper))
    return f"{value.bounds[0]}{lower},{upper}{value.bounds[1]}"
