"""What files and answers hold, in one form in which DuckDB can compare them: facts.

A fact is one value that is neither null nor empty, as four texts: what row it is `of` (the slug of an event), the `path` of
keys that lead to it, as in the columns of CSV files ("citations_source_url"), its `place` in the lists on the way, counted
from 1 ("2", "1.3"), and the `value`. Instants are told alike, whatever their form.
"""

import json
import re
import sqlite3
from calendar import monthrange
from contextlib import closing
from datetime import UTC, date, datetime

import duckdb

from policy import kinds
from policy.imports.sheets import cells

INSTANT = "published_at"
# Partial dates, beside which typed files have the day for which they count: those that end something, the last one.
ENDS = ("date_end", "expires", "until", "valid_to")
DATED = re.compile(rf"(?:.*_)?(?:date|published|announced|effective|from|valid_from|{'|'.join(ENDS)})")
# Columns of CSV files that hold a list in each cell, and those that hold JSON.
LISTS = re.compile(
    "(acting_)?countries|topics|(actors|materials|citations|links|because|detail_claimed_counts)_.*|amended_by"
    "|(detail_)?(materials|targets|destinations|beneficiaries|sectors|items|under|applicants|replaces|hs_codes)"
)
NESTED = ("detail", "items")
YES_OR_NO = ("primary_read", "disputed", "lapsed_suspension", "beyond_coverage")
# Tables of the SQLite file: the column that names the event, and where in its document the rows stand.
TABLES = {
    "events": ("slug", ()),
    "events_actors": ("event", ("actors",)),
    "events_materials": ("event", ("materials",)),
    "citations": ("event", ("citations",)),
    "events_links": ("event", ("links",)),
    "measures": ("slug", ("detail",)),
    "provisions": ("measure", ("detail", "provisions")),
    "provisions_items": ("measure", ("detail", "provisions", "items")),
    "effects": ("measure", ("detail", "effects")),
    "meetings": ("slug", ("detail",)),
    "statements": ("slug", ("detail",)),
    "quotes": ("statement", ("detail", "quotes")),
    "permits": ("slug", ("detail",)),
    "claimed_counts": ("permit", ("detail", "claimed_counts")),
}
OF_PERMITS = ("permits", "claimed_counts")
OF_ITEMS = (
    "SELECT i.*, p.number AS above FROM provisions_items i JOIN provisions p USING (measure) WHERE ref = provision_ref"
)


def difference(one, other):
    """Return the rows that only one of two lists has, as often as it has them more: found by DuckDB, in both directions."""
    every = [*one, *other]
    if not every:
        return []
    with duckdb.connect(config={"threads": 1}) as database:
        for name, rows in (("one", one), ("other", other)):
            columns = [[row[place] for row in rows] for place in range(len(every[0]))]
            lists = ", ".join(f"unnest(${place}::VARCHAR[])" for place in range(1, len(columns) + 1))
            database.execute(f"CREATE TABLE {name} AS SELECT {lists}", columns)
        only = "SELECT '{0}', * FROM (FROM {0} EXCEPT ALL FROM {1})"
        return database.execute(f"{only.format('one', 'other')} UNION ALL {only.format('other', 'one')}").fetchall()


def texts(documents):
    """Return documents as rows to compare whole, nulls and all: slug and canonical JSON."""
    return [(slug, json.dumps(document, sort_keys=True)) for slug, document in documents.items()]


def of_documents(documents, *, days=False):
    """Return the facts of documents by their slugs; with `days`, also those that typed files add to partial dates."""
    return [fact for slug, document in documents.items() for fact in _with_days(_facts(slug, document), days=days)]


def of_parquet(path):
    with duckdb.connect(config={"threads": 1}) as database:
        database.execute("SET TimeZone = 'UTC'")
        rows = database.execute(f"SELECT to_json(one)::VARCHAR FROM '{path}' AS one").fetchall()
    return of_documents({row["slug"]: row for row in (json.loads(text) for [text] in rows)})


def of_csv(path):
    """Return the facts of a CSV file about events, one in each row."""
    return [fact for row in table(path) for fact in _of_cells(row["slug"], row)]


def of_parts(path, of, prefix):
    """Return the facts of a CSV file about parts of events: the column `of` names the event, `number` the place."""
    rows = ((row.pop(of), int(row.pop("number")), row) for row in table(path))
    return [fact for slug, number, row in rows for fact in _of_cells(slug, row, prefix, (number,))]


def events_and_parts(folder, documents):
    """Return, by name, the facts of the files of a version about events, and those that each is to hold."""
    plain, dated = of_documents(documents), of_documents(documents, days=True)
    citations = [one for one in plain if one[1].startswith("citations_")]
    provisions = [one for one in plain if one[1].startswith("detail_provisions_")]
    found = {
        "events.csv": (of_csv(folder / "events.csv"), plain),
        "citations.csv": (of_parts(folder / "citations.csv", "event", ("citations",)), citations),
        "provisions.csv": (of_parts(folder / "provisions.csv", "measure", ("detail", "provisions")), provisions),
        "events.parquet": (of_parquet(folder / "events.parquet"), dated),
        "monazite.sqlite": (of_sqlite(folder / "monazite.sqlite"), dated),
    }
    for kind in kinds.every():
        if kind.has_own_file:
            own = {slug: one for slug, one in documents.items() if one["kind"] == kind.name}
            found[f"{kind.plural}.csv"] = (of_csv(folder / f"{kind.plural}.csv"), of_documents(own))
    return found


def controls(folder):
    """Return the facts of each file of a version about controls."""
    return [of_row_cells(folder / "controls.csv"), of_sqlite_controls(folder / "monazite.sqlite")]


def of_rows(rows):
    """Return the facts of a list of rows, each of them called by its number."""
    return [fact for number, row in enumerate(rows, 1) for fact in _facts(str(number), row)]


def of_row_cells(path):
    """Return the facts of a CSV file, each row of which is called by its number."""
    return [fact for number, row in enumerate(table(path), 1) for fact in _of_cells(str(number), row)]


def table(path):
    """Return the rows of a CSV file as DuckDB reads them."""
    with duckdb.connect(config={"threads": 1}) as database:
        found = database.execute(f"FROM read_csv('{path}', header = true, all_varchar = true, nullstr = '\\N')")
        names = [name for name, *_ in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def of_sqlite(path):
    """Return the facts of all tables of an SQLite file about events."""
    found = []
    for name, (of, prefix) in tables().items():
        for row in _selected(path, OF_ITEMS if name == "provisions_items" else f'SELECT * FROM "{name}"'):
            slug = row[of] if name == "events" else row.pop(of)
            if name == "provisions_items":
                del row["provision_ref"]
            place = tuple(row.pop(key) for key in ("above", "number") if key in row)
            found += _facts(slug, row, prefix, place)
    return found


def of_sqlite_controls(path):
    rows = _selected(path, "SELECT * FROM controls ORDER BY rowid")
    return of_rows([{key: value for key, value in row.items() if not key.endswith("_day")} for row in rows])


def tables():
    """Return what is known of the tables of the kinds that there are."""
    absent = OF_PERMITS if "permit" not in [kind.name for kind in kinds.every()] else ()
    return {name: told for name, told in TABLES.items() if name not in absent}


def tables_of(path):
    """Return the names of the tables of an SQLite file that hold events."""
    names = _selected(path, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return {row["name"] for row in names if not re.match("_|events_fts|controls$", row["name"])}


def _selected(path, query):
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        for row in map(dict, database.execute(query)):
            yield {name: _stored(name, value) for name, value in row.items()}


def _stored(name, value):
    if name in YES_OR_NO:
        return bool(value)
    return json.loads(value) if isinstance(value, str) and value.startswith("[") else value


def _of_cells(of, row, path=(), place=()):
    for name, cell in row.items():
        yield from _facts(of, _read(name, cell or ""), (*path, name), place)


def _read(name, cell):
    """Return what a cell holds, as docs/spreadsheets.md says."""
    if name in NESTED:
        return json.loads(cell or "null")
    return cells.split(cells.unguarded(cell)) if LISTS.fullmatch(name) else cells.unguarded(cell)


def _facts(of, value, path=(), place=()):
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _facts(of, part, (*path, key), place)
    elif isinstance(value, list):
        for number, part in enumerate(value, 1):
            yield from _facts(of, part, path, (*place, number))
    elif value not in (None, ""):
        yield of, "_".join(path), ".".join(map(str, place)), _text(path, value)


def _text(path, value):
    if path[-1].endswith(INSTANT):
        return datetime.fromisoformat(value).astimezone(UTC).isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


def _with_days(facts, *, days):
    for of, path, place, value in facts:
        yield of, path, place, value
        if days and DATED.fullmatch(path):
            yield of, f"{path}_day", place, _day(value, is_last=path.endswith(ENDS))


def _day(text, *, is_last):
    year, month, day = (*map(int, text.split("-")), None, None)[:3]
    month = month or (12 if is_last else 1)
    return date(year, month, day or (monthrange(year, month)[1] if is_last else 1)).isoformat()
