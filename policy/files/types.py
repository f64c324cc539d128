"""What a value is in each kind of file, read off the serializer's field that describes it."""

from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from policy.dates import first_day, last_day
from policy.record.documents import Partial

# Keys of texts that are instants, and of partial dates that count as the last day that they cover, not the first.
INSTANTS = ("published_at", "known_at")
ENDS = ("date_end", "expires", "until", "valid_to", "reviewed_through")


@dataclass(frozen=True)
class ValueType:
    """One sort of values: its type in a Table Schema, in SQLite and in DuckDB, which writes Parquet."""

    table_schema: str
    sqlite: str
    duckdb: str


TEXT = ValueType("string", "TEXT", "VARCHAR")
DAY = ValueType("date", "TEXT", "DATE")
INSTANT = ValueType("datetime", "TEXT", "TIMESTAMPTZ")
SORTS: tuple[tuple[type[serializers.Field], ValueType], ...] = (
    (serializers.BooleanField, ValueType("boolean", "INTEGER", "BOOLEAN")),
    (serializers.IntegerField, ValueType("integer", "INTEGER", "BIGINT")),
    (serializers.DateField, DAY),
)


def type_of(described: serializers.Field, key: str) -> ValueType:
    """Return the type of a single value under a key."""
    if key in INSTANTS:
        return INSTANT
    return next((found for sort, found in SORTS if isinstance(described, sort)), TEXT)


def day_of(key: str, text: str | None) -> str | None:
    """Return the day for which a partial date counts: its last where it ends something, else its first (design.md, 3)."""
    if text is None:
        return None
    return (last_day if key in ENDS else first_day)(text).isoformat()


def day_key(key: str) -> str:
    """Return the key under which the day of a partial date stands, beside it."""
    return f"{key}_day"


def is_partial(described: serializers.Field) -> bool:
    return isinstance(described, Partial)


def choices_of(described: serializers.Field) -> list[Any]:
    """Return the values that a field allows; none where any may stand."""
    return list(described.choices) if isinstance(described, serializers.ChoiceField) else []
