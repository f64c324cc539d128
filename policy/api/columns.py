"""Rows of the API as flat columns, derived from the serializers that describe the rows.

A column is called after the keys that lead to its value: "revision_seq", "citations_source_url". A list stands in one cell,
as in the editors' spreadsheets: "US; EU"; of a list of things, each key is a column, with one entry for each thing. What holds
lists within a list, such as provisions, is JSON.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any

from rest_framework import serializers

from policy import kinds
from policy.imports.sheets import cells
from policy.record.documents import EventDocument, compact
from policy.record.served import Appended

DETAIL = ("detail",)
LISTS = (serializers.ListField, serializers.ListSerializer)


@dataclass(frozen=True)
class Column:
    """One column: the keys that lead to its value, from the row down, and what describes the value.

    `is_of_many`: the value stands once in each thing of a list. `is_json`: it holds lists within lists.
    """

    path: tuple[str, ...]
    described: serializers.Field = field(compare=False)
    is_of_many: bool = False

    @property
    def name(self) -> str:
        return "_".join(self.path)

    @property
    def is_list(self) -> bool:
        return self.is_of_many or isinstance(self.described, serializers.ListField)

    @property
    def is_json(self) -> bool:
        return isinstance(self.described, serializers.BaseSerializer) or self.path == DETAIL

    @cached_property
    def value(self) -> Callable[[dict[str, Any]], Any]:
        """What returns the value in a row; of many, a list."""
        return _reader(self.path)

    def cell(self, row: dict[str, Any]) -> str:
        """Return the cell of a row; what a spreadsheet program would run has an apostrophe before it."""
        value = self.value(row)
        return CELLS[type(value)](value)


def event_columns(kind: str | None, fields: Iterable[str]) -> list[Column]:
    """Return the columns of events: `detail` in columns of its own where all are of one kind. `fields` limits them."""
    of_all = list(_of(EventDocument()))
    detail = _of(kinds.get(kind).detail(), DETAIL) if kind else [one for one in of_all if one.path == DETAIL]
    found = [*(one for one in of_all if one.path != DETAIL), *detail, *_of(Appended())]
    return _limited(found, fields)


def columns_of(row: serializers.Serializer, fields: Iterable[str]) -> list[Column]:
    """Return the columns of rows that a serializer describes; `fields` limits them."""
    return _limited(_of(row), fields)


def _limited(columns: Iterable[Column], fields: Iterable[str]) -> list[Column]:
    kept = set(fields)
    return [column for column in columns if not kept or column.path[0] in kept]


def _of(described: serializers.Field, path: tuple[str, ...] = (), *, is_of_many: bool = False) -> Iterator[Column]:
    thing = described.child if isinstance(described, serializers.ListSerializer) else described
    is_many = thing is not described
    if not isinstance(thing, serializers.Serializer) or (is_many and _holds_lists(thing)):
        yield Column(path, described, is_of_many)
        return
    for name, part in thing.fields.items():
        yield from _of(part, (*path, name), is_of_many=is_of_many or is_many)


def _holds_lists(described: serializers.Serializer) -> bool:
    parts = described.fields.values()
    return any(
        isinstance(one, LISTS) or (isinstance(one, serializers.Serializer) and _holds_lists(one)) for one in parts
    )


def _reader(path: tuple[str, ...]) -> Callable[[Any], Any]:
    """Return what follows keys from a row down, into each thing of a list: called for every cell, so made once."""
    key, rest = itemgetter(path[0]), path[1:]
    if not rest:
        return key
    below = _reader(rest)

    def read(row: Any) -> Any:
        value = key(row)
        if isinstance(value, list):
            return [None if one is None else below(one) for one in value]
        return None if value is None else below(value)

    return read


def _text_cell(value: str) -> str:
    return cells.guarded(cells.text(value))


def _list_cell(values: list[Any]) -> str:
    if not values:
        return ""
    return compact(values) if THINGS & set(map(type, values)) else cells.guarded(cells.joined(values))


THINGS = {dict, list}
CELLS: dict[type, Callable[[Any], str]] = {
    str: _text_cell,
    list: _list_cell,
    dict: compact,
    bool: lambda value: "true" if value else "false",
    **dict.fromkeys((int, float, type(None)), cells.text),
}
