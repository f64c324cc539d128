"""What describes the files of a version: a Data Package (specs.frictionlessdata.io), and Datasette's metadata."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policy.api.columns import Column
from policy.files import database, parquet
from policy.files.lists import FlatList, Lists
from policy.files.relations import Reference, Relations
from policy.files.types import choices_of, type_of

NAME, DATASETTE = "datapackage.json", "datasette.json"
WORKBOOK = "monazite.xlsx"  # named here: what writes it is heavy, and only builders need it
LICENCE, LICENCE_TITLE = "CC-BY-4.0", "Creative Commons Attribution 4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
TITLE = "Monazite: the public record of US–China rare-earth policy"
MEDIA_TYPES = {
    ".csv": "text/csv; charset=utf-8; header=present",
    ".json": "application/json",
    ".gz": "application/gzip",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Files that are no table of text: what each is called in the package, and what it is.
OTHERS = {
    "events.ndjson.gz": ("events-ndjson", "All events, one JSON document a line, as the API serves them."),
    "changes.ndjson.gz": ("changes-ndjson", "The whole change feed, one JSON entry a line, oldest first."),
    parquet.NAME: ("events-parquet", "All events with typed columns: dates, instants, lists and structs."),
    database.NAME: ("database", "The record as related tables in an SQLite database; records are events."),
    WORKBOOK: ("workbook", "The lists as sheets for spreadsheet programs; records are events."),
    DATASETTE: (
        "datasette-metadata",
        "What Datasette says of the database: datasette monazite.sqlite -m datasette.json",
    ),
}


@dataclass(frozen=True)
class Told:
    """What the files of a version say of themselves; `query` is the question to the API that controls.csv answers."""

    version: int
    data_set: str
    published_at: str
    reviewed_through: str | None
    home: str
    query: str

    def words(self) -> dict[str, str]:
        """Return it as texts by name, in the order in which they are read."""
        return {
            "title": TITLE,
            "version": str(self.version),
            "published_at": self.published_at,
            "reviewed_through": self.reviewed_through or "no day recorded",
            "data_set": self.data_set,
            "licence": f"{LICENCE}: {LICENCE_TITLE}, {LICENCE_ADDRESS}",
            "source": f"Monazite, version {self.version}, {self.home}",
            "controls": f"The answer to {self.query}",
        }


def media_type(name: str) -> str:
    return MEDIA_TYPES[Path(name).suffix]


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def package(folder: Path, told: Told, lists: Lists, rows: Mapping[str, int]) -> dict[str, Any]:
    """Describe the files of a folder; `rows` counts what each holds, by its name."""
    tables = [_table(folder, told, one, rows) for one in lists.every if one.is_file]
    others = [
        {"type": "file", "name": name, "description": about, **_file(folder / path), **_records(rows, path)}
        for path, (name, about) in OTHERS.items()
    ]
    return {
        "profile": "data-package",
        "name": "monazite",
        "title": TITLE,
        "description": "Every measure, statement, negotiation and export permit decision, each with its source.",
        "homepage": f"{told.home}data/",
        "version": str(told.version),
        "created": told.published_at,
        "licenses": [{"name": LICENCE, "path": LICENCE_ADDRESS, "title": LICENCE_TITLE}],
        "sources": [{"title": "The documents that each event cites: citations.csv", "path": f"{told.home}sources/"}],
        "data_set": told.data_set,
        "reviewed_through": told.reviewed_through,
        "resources": [*tables, *others],
    }


def _table(folder: Path, told: Told, one: FlatList, rows: Mapping[str, int]) -> dict[str, Any]:
    path = folder / f"{one.name}.csv"
    schema: dict[str, Any] = {"fields": [_field(column) for column in one.columns]}
    if one.key:
        schema["primaryKey"] = list(one.key)
    schema["foreignKeys"] = [_foreign_key(reference) for reference in one.refers]
    query = {"query": told.query} if one.name == "controls" else {}
    head = {"profile": "tabular-data-resource", "name": one.name, "description": one.about, **query}
    return {**head, **_file(path), "rows": rows[path.name], "schema": schema}


def _records(rows: Mapping[str, int], path: str) -> dict[str, int]:
    """Return how many records a file holds that is no table of text: `rows` is what programs would count there."""
    return {"records": rows[path]} if path in rows else {}


def _file(path: Path) -> dict[str, Any]:
    described: dict[str, Any] = {"path": path.name, "format": path.suffix[1:]}
    described["mediatype"] = media_type(path.name).partition(";")[0]
    if path.suffix in (".csv", ".json"):
        described["encoding"] = "utf-8"
    return {**described, "bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}


def _field(column: Column) -> dict[str, Any]:
    """Describe a column. A list in a cell is a text, its entries joined by "; "."""
    about = str(column.described.help_text or "")
    sort = "object" if column.is_json else "string" if column.is_list else type_of(column.described, column.path[-1])
    field = {"name": column.name, "type": sort if isinstance(sort, str) else sort.table_schema}
    if column.is_json and hasattr(column.described, "child"):
        field["type"] = "array"
    if about:
        field["description"] = f"{about} Entries are joined by “; ”." if column.is_list else about
    allowed = [] if column.is_list else choices_of(column.described)
    return {**field, "constraints": {"enum": allowed}} if allowed else field


def _foreign_key(one: Reference) -> dict[str, Any]:
    return {"fields": list(one.columns), "reference": {"resource": one.table, "fields": list(one.of)}}


def datasette(told: Told, relations: Relations) -> dict[str, Any]:
    """Return what Datasette reads as metadata: what the database, its tables and its columns are."""
    tables: dict[str, Any] = {
        table.name: {"description": table.about, "columns": dict(_described(database.meanings(table)))}
        for table in relations.every()
    }
    tables["events"]["sort_desc"] = "date_day"
    return {
        "title": TITLE,
        "description": f"Version {told.version}, published {told.published_at}.",
        "license": LICENCE_TITLE,
        "license_url": LICENCE_ADDRESS,
        "source": f"Monazite, version {told.version}",
        "source_url": told.home,
        "databases": {Path(database.NAME).stem: {"tables": tables}},
    }


def _described(meanings: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((name, about) for name, about in meanings if about)
