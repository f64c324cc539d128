"""The columns of a sheet: one row a record, the keys of data/SCHEMA.md, and numbered columns for the rows below it.

    slug | topics            | count.kind | citations.1.source | citations.1.supports | citations.2.source | …

The facts' own serializers say which columns there are. What stands in the cells is checked by them, not here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rest_framework import serializers

from policy.imports.sheets import cells
from policy.record.facts import Counted, Facts, RefList

Cells = Mapping[str, str]
MOST_BELOW = 60  # rows of one sort below one record


class Plain:
    """A value in a column of its own."""

    def __init__(self, field: Any) -> None:
        self.field = field

    def names(self, name: str, width: int) -> Iterator[str]:
        yield name

    def write(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield name, cells.text(value)

    def read(self, name: str, row: Cells) -> Any:
        """Return what the cells say, as a file of the data set would. Raises `ValueError` with a reason."""
        return row.get(name, "").strip() or None

    @property
    def nothing(self) -> Any:
        return None


class Number(Plain):
    def read(self, name: str, row: Cells) -> Any:
        said = super().read(name, row)
        return int(said) if said and said.isascii() and said.removeprefix("-").isdigit() and len(said) < 16 else said


class Listed(Plain):
    """A list in one column."""

    def write(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield name, cells.joined(value or [])

    def read(self, name: str, row: Cells) -> list[str]:
        return cells.split(row.get(name, ""))

    @property
    def nothing(self) -> Any:
        return []


class Count(Plain):
    """A count in two columns."""

    def names(self, name: str, width: int) -> Iterator[str]:
        yield from (f"{name}.kind", f"{name}.value")

    def write(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        said = value or {"kind": None, "value": None}
        yield from ((f"{name}.{part}", cells.text(said[part])) for part in ("kind", "value"))

    def read(self, name: str, row: Cells) -> Any:
        said = {part: Number(self.field).read(f"{name}.{part}", row) for part in ("kind", "value")}
        return said if any(value is not None for value in said.values()) else None


class Rows(Plain):
    """Rows below a record, each in numbered columns."""

    def names(self, name: str, width: int) -> Iterator[str]:
        for number in range(1, width + 1):
            yield from columns(self.field.child, {}, f"{name}.{number}.")

    def write(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        for number, below in enumerate(value or [], 1):
            yield from written(self.field.child, below, f"{name}.{number}.").items()

    def read(self, name: str, row: Cells) -> list[dict[str, Any]]:
        return [read(self.field.child, row, f"{name}.{number}.") for number in self.filled(row)]

    def filled(self, row: Cells) -> list[int]:
        """Return the numbers under which cells say anything; `row` has those of this key only."""
        return sorted({int(column.split(".")[1]) for column, cell in row.items() if cell.strip()})

    @property
    def nothing(self) -> Any:
        return []


def shape(field: Any) -> Plain:
    """Return how a field of facts stands in a sheet."""
    if isinstance(field, serializers.ListSerializer):
        return Listed(field) if field.child.is_text else Rows(field)
    kinds = {Counted: Count, RefList: Listed, serializers.ListField: Listed, serializers.IntegerField: Number}
    return next((kind for types, kind in kinds.items() if isinstance(field, types)), Plain)(field)


def columns(facts: Facts, widths: Mapping[str, int], prefix: str = "") -> list[str]:
    """Return the names of all columns in order; `widths` says how many rows of each sort there is room for, 1 if not said."""
    fields = facts.fields.items()
    return [name for key, field in fields for name in shape(field).names(f"{prefix}{key}", widths.get(key, 1))]


def written(facts: Facts, record: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Return the cells of a record by column; columns of rows below that it hasn't are left out."""
    fields = facts.fields.items()
    return dict(cell for key, field in fields for cell in shape(field).write(f"{prefix}{key}", record.get(key)))


def read(facts: Facts, row: Cells, prefix: str = "") -> dict[str, Any]:
    """Return what a row's cells say of one record. Raises `ValueError` with a reason."""
    return {key: shape(field).read(f"{prefix}{key}", row) for key, field in facts.fields.items()}


def by_key(row: Cells) -> dict[str, dict[str, str]]:
    """Return the cells of a row that say something, by the key that their columns belong to; keys without any have {}."""
    found: dict[str, dict[str, str]] = {}
    for name, cell in row.items():
        mine = found.setdefault(name.partition(".")[0], {})
        if cell:
            mine[name] = cell
    return found


def problems(facts: Facts, headers: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for everything that is wrong with the names of the columns."""
    every = columns(facts, dict.fromkeys(facts.fields, MOST_BELOW))
    if "slug" not in headers:
        yield "There is no column slug: the first row has to name the columns, as in a file that was exported here."
    if "status" in headers:
        yield "The column status can't be imported: what is imported stays unpublished until somebody publishes it."
    unknown = [name for name in headers if name not in {*every, "status", ""}]
    if unknown:
        yield f"Nothing is known of {_counted(unknown)}: remove or rename."
    if "" in headers:
        yield f"Column {headers.index('') + 1} has no name, but something stands in it."
    repeated = sorted({name for name in headers if name and headers.count(name) > 1})
    if repeated:
        yield f"More than once: {_counted(repeated)}."
    begun = (group for group in _groups(facts) if any(name in headers for name in group))
    missing = [name for group in begun for name in group if name not in headers]
    if missing:
        yield f"Missing beside the others: {_counted(missing)}. Empty columns are fine."


def _groups(facts: Facts) -> Iterator[list[str]]:
    """Yield the columns that are read together: of a count, or of one row below."""
    for key, field in facts.fields.items():
        numbers = range(1, MOST_BELOW + 1) if isinstance(shape(field), Rows) else ()
        yield from (columns(field.child, {}, f"{key}.{number}.") for number in numbers)
        if not numbers:
            yield list(shape(field).names(key, 1))


def _counted(names: Sequence[str]) -> str:
    shown = ", ".join(names[:12])
    return f"{'the column' if len(names) == 1 else 'the columns'} {shown}" + (", …" if len(names) > 12 else "")
