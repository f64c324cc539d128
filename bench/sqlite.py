"""The same events as a SQLite file for Datasette: flat rows, relations as JSON, full-text search and the usual indexes."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from policy.record.search import pairs

TABLES = """
CREATE TABLE events (
    id INTEGER PRIMARY KEY, slug TEXT, kind TEXT, date TEXT, date_end TEXT, title TEXT, title_original TEXT, summary TEXT,
    direction TEXT, certainty TEXT, country TEXT, countries TEXT, actors TEXT, materials TEXT, topics TEXT, citations TEXT,
    links TEXT, detail TEXT, words TEXT
);
CREATE VIRTUAL TABLE events_fts USING fts5(
    title, summary, words, content='events', content_rowid='id', tokenize='porter unicode61'
);
"""
INDEXES = """
CREATE UNIQUE INDEX by_slug ON events (slug);
CREATE INDEX by_date ON events (date);
CREATE INDEX by_kind ON events (kind, date);
CREATE INDEX by_country ON events (country, date);
ANALYZE;
"""
PLAIN = ("slug", "kind", "date", "date_end", "title", "title_original", "summary", "direction", "certainty")
AS_JSON = ("countries", "actors", "materials", "topics", "citations", "links", "detail")


def build(address: str, file: Path) -> None:
    """Write the published documents of a database into a new SQLite file."""
    file.unlink(missing_ok=True)
    with sqlite3.connect(file) as connection, psycopg.connect(address) as source:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
        columns = ["id", *PLAIN, "country", *AS_JSON, "words"]
        places = ", ".join("?" * len(columns))
        for batch in _batches(source):
            connection.executemany(f"INSERT INTO events ({', '.join(columns)}) VALUES ({places})", map(_row, batch))
        connection.execute("INSERT INTO events_fts (events_fts) VALUES ('rebuild')")
        connection.executescript(INDEXES)
    sqlite3.connect(file).close()


def _batches(source: psycopg.Connection) -> Iterator[list[tuple[int, dict[str, Any]]]]:
    with source.cursor("documents") as cursor:
        cursor.execute("SELECT seq, document FROM record_revision WHERE superseded_at IS NULL ORDER BY seq")
        while rows := cursor.fetchmany(5000):
            yield [(seq, json.loads(document)) for seq, document in rows]


def _row(event: tuple[int, dict[str, Any]]) -> list[Any]:
    seq, document = event
    country = next(iter(document["acting_countries"]), None)
    as_json = (json.dumps(document[name], ensure_ascii=False) for name in AS_JSON)
    return [seq, *(document[name] for name in PLAIN), country, *as_json, _chinese(document)]


def _chinese(document: dict[str, Any]) -> str:
    """Return the Chinese as pairs of characters: SQLite takes a run of it for one word."""
    texts = [document["title_original"] or "", *(quote["text"] for quote in document["detail"].get("quotes", ()))]
    return " ".join(pair for text in texts for pair in pairs(text))


def fingerprint() -> str:
    """Return the hash of what decides how such a file is built."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
