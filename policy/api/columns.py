"""Rows of the API as flat columns, derived from the serializers that describe the rows.

A column is called after the keys that lead to its value: "revision_seq", "citations_source_url". A list stands in one cell,
as in the editors' spreadsheets: "US; EU"; of a list of things, each key is a column, with one entry for each thing. What holds
lists within a list, such as provisions, is JSON.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from policy import kinds
from policy.imports.sheets import cells
from policy.record.documents import EventDocument, compact
from policy.record.served import REVISION

LISTS = (serializers.ListField, serializers.ListSerializer)


@dataclass(frozen=True)
class Column:
    """One column: the keys that lead to its value, from the row down."""

    path: tuple[str, ...]

    @property
    def name(self) -> str:
        return "_".join(self.path)

    def cell(self, row: dict[str, Any]) -> str:
        """Return the cell of a row; what a spreadsheet program would run has an apostrophe before it."""
        return _cell(_found(row, self.path))


def event_columns(kind: str | None, fields: Iterable[str]) -> list[Column]:
    """Return the columns of events: `detail` in columns of its own where all are of one kind. `fields` limits them."""
    detail = _of(kinds.get(kind).detail(), ("detail",)) if kind else [Column(("detail",))]
    found = [*(one for one in _of(EventDocument()) if one.path != ("detail",)), *detail]
    found += [*(Column(("revision", name)) for name in REVISION), Column(("url",)), Column(("api_url",))]
    return _limited(found, fields)


def columns_of(row: serializers.Serializer, fields: Iterable[str]) -> list[Column]:
    """Return the columns of rows that a serializer describes; `fields` limits them."""
    return _limited(_of(row), fields)


def _limited(columns: Iterable[Column], fields: Iterable[str]) -> list[Column]:
    kept = set(fields)
    return [column for column in columns if not kept or column.path[0] in kept]


def _of(field: serializers.Field, path: tuple[str, ...] = ()) -> Iterator[Column]:
    described = field.child if isinstance(field, serializers.ListSerializer) else field
    if not isinstance(described, serializers.Serializer) or (described is not field and _holds_lists(described)):
        yield Column(path)
        return
    for name, part in described.fields.items():
        yield from _of(part, (*path, name))


def _holds_lists(described: serializers.Serializer) -> bool:
    parts = described.fields.values()
    return any(
        isinstance(one, LISTS) or (isinstance(one, serializers.Serializer) and _holds_lists(one)) for one in parts
    )


def _found(value: Any, path: tuple[str, ...]) -> Any:
    if not path or value is None:
        return value
    if isinstance(value, list):
        return [_found(one, path) for one in value]
    return _found(value[path[0]], path[1:])


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict | list) for one in value)):
        return compact(value)
    if isinstance(value, list):
        return cells.guarded(cells.joined(value))
    return cells.guarded(cells.text(value)) if isinstance(value, str) else cells.text(value)
