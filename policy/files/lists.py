"""The flat lists: CSV files, which have the columns and rows of the API's lists, and the sheets of the workbook."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policy import kinds
from policy.api.columns import Column, event_columns
from policy.files.relations import CITATIONS, PROVISIONS, Reference, Relations, Table, relations


@dataclass(frozen=True)
class FlatList:
    """One list: `is_file` says that it is a CSV file; each is a sheet. `key` are the columns that tell its rows apart."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    refers: tuple[Reference, ...]
    is_file: bool = True


class Lists:
    """All flat lists in their order, and the rows of an event in each."""

    def __init__(self, of: Relations | None = None) -> None:
        self.relations = of or relations()
        self.every = tuple(self._every())

    def _every(self) -> Iterator[FlatList]:
        tables = {table.name: table for table in self.relations.every()}
        about = "All published events, the newest first."
        yield FlatList("events", about, tuple(event_columns(None, [])), ("slug",), ())
        yield _of_table(tables[PROVISIONS])
        yield _of_table(tables["controls"])
        for kind in kinds.every():
            about = f"All published events of the kind {kind.name}, the newest first."
            columns, refers = tuple(event_columns(kind.name, [])), (Reference(("slug",), "events", ("slug",)),)
            yield FlatList(kind.plural, about, columns, ("slug",), refers, is_file=kind.has_own_file)
        yield _of_table(tables[CITATIONS])

    def rows(self, event: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield what an event, given as it is served, has in the lists, each row with the name of its list."""
        yield "events", event
        yield kinds.get(event["kind"]).plural, event
        for table, row in self.relations.rows(event):
            if table.name in (PROVISIONS, CITATIONS):
                yield table.name, row


def _of_table(table: Table) -> FlatList:
    """Return a table as a list. What refers to a table that is no file refers to the events, whose key is the same."""
    refers = tuple(_to_file(one) for one in table.refers)
    return FlatList(table.name, table.about, table.columns, table.key, refers)


def _to_file(one: Reference) -> Reference:
    return one if one.table in (PROVISIONS, "events") else Reference(one.columns, "events", one.of)
