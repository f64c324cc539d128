"""The record as an SQLite database, for Datasette and for SQL on one's own machine."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from policy.api.columns import Column
from policy.files.relations import Relations, Table
from policy.files.types import day_key, day_of, is_partial, type_of
from policy.files.writing import Writer
from policy.record.documents import compact

NAME = "monazite.sqlite"
SEARCHED = ("title", "title_original", "summary")
ABOUT, COLUMNS = "_about", "_columns"
SWIFT = ("journal_mode = OFF", "synchronous = OFF", "page_size = 4096", "foreign_keys = OFF")


class Sqlite(Writer):
    """Each table of `policy.files.relations`; lists of texts are JSON arrays, as Datasette takes apart.

    What a column means stands in the schema as a comment, and in a table of its own.
    """

    def __init__(self, folder: Path, relations: Relations, told: dict[str, str]) -> None:
        super().__init__()
        self.relations, self.rows = relations, {NAME: 0}
        self.database = sqlite3.connect(folder / NAME, isolation_level=None)
        for pragma in SWIFT:
            self.database.execute(f"PRAGMA {pragma}")
        self.database.execute("BEGIN")
        self._describe(told)
        self.inserts = {}
        for table in relations.every():
            self.database.execute(schema(table))
            self.inserts[table.name] = Insert(table)

    def event(self, event: dict[str, Any], text: str) -> None:
        self.rows[NAME] += 1
        for table, row in self.relations.rows(event):
            self._insert(table.name, row)

    def control(self, row: dict[str, Any]) -> None:
        self._insert(self.relations.controls.name, row)

    def finish(self) -> None:
        for statement in _indexes(self.relations):
            self.database.execute(statement)
        self.database.execute("COMMIT")
        self.database.execute("VACUUM")
        self.database.close()

    def _insert(self, name: str, row: dict[str, Any]) -> None:
        insert = self.inserts[name]
        self.database.execute(insert.statement, insert.values(row))

    def _describe(self, told: dict[str, str]) -> None:
        self.database.execute(f"CREATE TABLE {ABOUT} (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        self.database.executemany(f"INSERT INTO {ABOUT} VALUES (?, ?)", told.items())
        self.database.execute(
            f"CREATE TABLE {COLUMNS} (of_table TEXT, of_column TEXT, about TEXT, PRIMARY KEY (of_table, of_column))"
        )
        described = ((table.name, name, about) for table in self.relations.every() for name, about in meanings(table))
        self.database.executemany(f"INSERT INTO {COLUMNS} VALUES (?, ?, ?)", described)


class Insert:
    """The statement that inserts a row of a table, and its values."""

    def __init__(self, table: Table) -> None:
        self.columns = stored(table)
        names = [name for column in self.columns for name in _names(column)]
        marks = ", ".join("?" for _ in names)
        self.statement = f'INSERT INTO "{table.name}" ({", ".join(map(_named, names))}) VALUES ({marks})'

    def values(self, row: dict[str, Any]) -> list[Any]:
        found = []
        for column in self.columns:
            value = column.value(row)
            found.append(compact(value) if isinstance(value, list | dict) else value)
            if len(_names(column)) > 1:
                found.append(day_of(column.path[-1], value))
        return found


def stored(table: Table) -> list[Column]:
    """Return the columns of a table that is not split up: what stands in a table below isn't told twice."""
    below = [part.path for part in table.parts]
    return [one for one in table.columns if not any(one.path[: len(path)] == path for path in below)]


def meanings(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the name of each stored column of a table, and what it means."""
    for column in stored(table):
        about = str(column.described.help_text or "")
        name, *days = _names(column)
        yield name, about
        yield from ((day, f"The day for which {name} counts, where a day is needed.") for day in days)


def schema(table: Table) -> str:
    """Return the statement that makes a table, with what its columns mean as comments."""
    sorts = {name: sort for column in stored(table) for name, sort in _sorts(column)}
    lines = [(f"{_named(name)} {sorts[name]}", about) for name, about in meanings(table)]
    if table.key:
        lines.append((f"PRIMARY KEY ({_listed(table.key)})", ""))
    for one in table.refers:
        lines.append((f"FOREIGN KEY ({_listed(one.columns)}) REFERENCES {_named(one.table)} ({_listed(one.of)})", ""))
    ends = [*("," for _ in lines[1:]), ""]
    body = "\n".join(f"  {line}{end}{_comment(about)}" for (line, about), end in zip(lines, ends, strict=True))
    return f"CREATE TABLE {_named(table.name)} (\n{body}\n)"


def _indexes(relations: Relations) -> Iterable[str]:
    """Yield the statements that make the tables quick to read, and the events' words to find."""
    for column in ("date_day", "kind"):
        yield f'CREATE INDEX "events by {column}" ON events ({column})'
    for column in ("measure_slug", "material_slug"):
        yield f'CREATE INDEX "controls by {column}" ON "{relations.controls.name}" ({column})'
    yield f"CREATE VIRTUAL TABLE events_fts USING fts5({', '.join(SEARCHED)}, content='events')"
    yield "INSERT INTO events_fts (events_fts) VALUES ('rebuild')"
    yield "INSERT INTO events_fts (events_fts) VALUES ('optimize')"


def _names(column: Column) -> list[str]:
    has_day = is_partial(column.described) and not column.is_list
    return [column.name, day_key(column.name)] if has_day else [column.name]


def _sorts(column: Column) -> Iterator[tuple[str, str]]:
    is_text = column.is_list or column.is_json
    yield column.name, "TEXT" if is_text else type_of(column.described, column.path[-1]).sqlite
    yield from ((name, "TEXT") for name in _names(column)[1:])


def _comment(about: str) -> str:
    return f" -- {' '.join(about.split())}" if about else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(_named, names))


def _named(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
