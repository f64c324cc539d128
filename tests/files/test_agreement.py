"""Every file says the same as the API, row for row, and as each other file."""

import csv
import gzip
import json
import sqlite3
import subprocess
import sys
from datetime import date, datetime
from hashlib import sha256
from urllib.parse import urlsplit

import duckdb
import pytest
from django.conf import settings
from openpyxl import load_workbook

from policy import kinds
from policy.files.build import build
from policy.files.lists import Lists
from policy.imports.sheets import cells
from policy.record.change_feed import change_text, changes_after
from policy.record.home import at_home
from policy.record.models import Revision
from tests.files.facts import controls, difference, events_and_parts, of_rows, tables, tables_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def answered(client, address):
    """Return what the API answers, with its addresses as the files have them."""
    response = client.get(address)
    assert response.status_code == 200
    return b"".join(response).decode().replace("http://testserver/", f"{settings.SITE_URL}/")


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return file.read()


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def documents(built):
    return [json.loads(line) for line in lines(built.folder / "events.ndjson.gz").splitlines()]


@pytest.fixture
def sqlite(built):
    database = sqlite3.connect(built.folder / "monazite.sqlite")
    database.row_factory = sqlite3.Row
    yield database
    database.close()


def test_csv_and_ndjson_are_what_the_api_answers(client, shipped, built):
    names = ["events", *(kind.plural for kind in kinds.every() if kind.has_own_file)]
    for name in names:
        expected = answered(client, f"/api/v1/{name}/?format=csv")
        assert (built.folder / f"{name}.csv").read_bytes().decode() == expected
    assert lines(built.folder / "events.ndjson.gz") == answered(client, "/api/v1/events/?format=ndjson")
    query = urlsplit(built.files["controls.csv"]["query"])
    expected = answered(client, f"{query.path}?{query.query}&format=csv")
    assert (built.folder / "controls.csv").read_bytes().decode() == expected
    assert {row["on"] for row in table(built.folder / "controls.csv")} == {built.package["created"][:10]}


@pytest.mark.permits
def test_permits_are_a_file(built):
    assert built.files["permits.csv"]["rows"] > 15


def test_files_of_kinds_are_those_of_the_registry(built):
    of_kinds = {f"{kind.plural}.csv" for kind in kinds.every() if kind.has_own_file}
    others = {"events.csv", "provisions.csv", "controls.csv", "citations.csv"}
    assert {name for name in built.files if name.endswith(".csv")} == of_kinds | others


def test_changes_are_the_whole_feed(shipped, built):
    expected = [change_text(revision, at_home) for revision in changes_after(0)]
    assert lines(built.folder / "changes.ndjson.gz").splitlines() == expected
    assert len(expected) == Revision.objects.count() == int(built.package["version"])


def test_provisions_and_citations_are_those_of_the_documents(documents, built):
    provisions = [(one["slug"], part) for one in documents for part in one["detail"].get("provisions", [])]
    rows = table(built.folder / "provisions.csv")
    assert [(row["measure"], row["ref"], row["notes"]) for row in rows] == [
        (slug, part["ref"], part["notes"] or "") for slug, part in provisions
    ]
    assert [json.loads(row["items"] or "[]") for row in rows] == [part["items"] for _, part in provisions]
    citations = [(one["slug"], part) for one in documents for part in one["citations"]]
    assert [(row["event"], row["source_url"], row["supports"]) for row in table(built.folder / "citations.csv")] == [
        (slug, part["source"]["url"], part["supports"]) for slug, part in citations
    ]


def test_no_draft_is_in_any_file(shipped, built):
    told = lines(built.folder / "changes.ndjson.gz") + lines(built.folder / "events.ndjson.gz")
    told += "".join((built.folder / name).read_text() for name in built.files if name.endswith(".csv"))
    assert [slug for slug in shipped.drafts if slug in told] == []


def test_duckdb_finds_every_value_of_the_events_in_each_file_and_no_other(built, documents):
    by_slug = {one["slug"]: one for one in documents}
    for name, (held, expected) in events_and_parts(built.folder, by_slug).items():
        assert len(expected) > len(built.package["resources"]), name
        assert difference(held, expected) == [], name
    assert tables_of(built.folder / "monazite.sqlite") == set(tables())


def test_duckdb_finds_every_value_of_the_controls_in_each_file_and_no_other(client, built):
    query = urlsplit(built.files["controls.csv"]["query"])
    rows = [json.loads(line) for line in answered(client, f"{query.path}?{query.query}&format=ndjson").splitlines()]
    for held in controls(built.folder):
        assert difference(held, of_rows(rows)) == []


def test_duckdb_reads_csv_files_without_being_told_how(built):
    with duckdb.connect() as database:
        for name in (name for name in built.files if name.endswith(".csv")):
            [number] = database.execute(f"SELECT count(*) FROM '{built.folder / name}'").fetchone()
            assert number == built.files[name]["rows"], name


def test_parquet_has_all_of_each_document_and_types(documents, built):
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        database.execute(f"CREATE VIEW events AS FROM '{built.folder}/events.parquet'")
        types = {name: sort for name, sort, *_ in database.execute("DESCRIBE events").fetchall()}
        found = [
            json.loads(text) for [text] in database.execute("SELECT to_json(events)::VARCHAR FROM events").fetchall()
        ]
        told = dict(
            database.execute(
                f"SELECT key::VARCHAR, value::VARCHAR FROM parquet_kv_metadata('{built.folder}/events.parquet')"
            ).fetchall()
        )
    assert [without_days(row) for row in found] == [without_days(one) for one in documents]
    assert (types["date_day"], types["countries"], types["primary_read"]) == ("DATE", "VARCHAR[]", "BOOLEAN")
    assert types["actors"].startswith("STRUCT(")
    assert types["actors"].endswith("[]")
    assert "published_at TIMESTAMP WITH TIME ZONE" in types["revision"]
    assert told["version"] == built.package["version"]


def without_days(value):
    """Return a value of the Parquet file as the API has it: without the days that it adds, and without other kinds' keys."""
    if isinstance(value, list):
        return [without_days(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: without_days(one) for name, one in value.items() if not name.endswith("_day")}
    if "published_at" in found:
        found["published_at"] = str(datetime.fromisoformat(found["published_at"]).replace(tzinfo=None))
    return {name: one for name, one in found.items() if one is not None}


def test_sqlite_has_the_rows_of_the_lists(built, sqlite):
    tables = {table.name: table for table in Lists().relations.every()}
    for name in ("provisions", "citations", "controls"):
        columns = [one for one in tables[name].columns if not one.is_json]
        stored = [
            [cell(column, row[column.name]) for column in columns] for row in sqlite.execute(f"SELECT * FROM {name}")
        ]
        given = [[row[column.name] for column in columns] for row in table(built.folder / f"{name}.csv")]
        assert stored == given
    assert sqlite.execute("PRAGMA foreign_key_check").fetchall() == []
    assert [tuple(row) for row in sqlite.execute("PRAGMA integrity_check")] == [("ok",)]


def cell(column, value):
    """Return what a CSV file has for a value of the database."""
    if column.is_list:
        return cells.guarded(cells.joined(json.loads(value)))
    is_boolean = type(column.described).__name__ == "BooleanField"
    return str(bool(value)).lower() if is_boolean else cells.guarded(cells.text(value))


def test_sqlite_finds_words_and_says_what_its_columns_mean(built, sqlite):
    found = sqlite.execute(
        "SELECT slug FROM events WHERE rowid IN (SELECT rowid FROM events_fts WHERE events_fts MATCH 'holmium')"
    ).fetchall()
    assert 0 < len(found) < built.files["events.csv"]["rows"]
    about = dict(map(tuple, sqlite.execute("SELECT name, value FROM _about")))
    assert about["version"] == built.package["version"]
    means = sqlite.execute(
        "SELECT about FROM _columns WHERE of_table = 'events' AND of_column = 'certainty'"
    ).fetchone()
    assert means["about"] == "Who asserts it."
    metadata = json.loads((built.folder / "datasette.json").read_text())["databases"]["monazite"]["tables"]
    columns = {row["name"] for row in sqlite.execute("SELECT name FROM pragma_table_info('events')")}
    assert metadata["events"]["columns"].keys() <= columns


def test_the_workbook_has_the_rows_of_the_lists(built, documents):
    book = load_workbook(built.folder / "monazite.xlsx")
    assert book.sheetnames == [
        "about",
        "events",
        "provisions",
        "controls",
        *(kind.plural for kind in kinds.every()),
        "citations",
    ]
    told = dict(book["about"].iter_rows(values_only=True))
    assert told["version"] == built.package["version"]
    for name in ("events", "provisions", "controls", "citations"):
        rows = book[name].iter_rows(values_only=True)
        header, given = next(rows), table(built.folder / f"{name}.csv")
        for row, expected in zip(rows, given, strict=True):
            shown = {column: as_text(value) for column, value in zip(header, row, strict=True)}
            assert shown == {column: expected[column] for column in header}
    days = [row[2] for row in book["events"].iter_rows(min_row=2, values_only=True)]
    assert isinstance(days[-1], datetime)
    assert days[-1].date() == date.fromisoformat(documents[-1]["date"])


def as_text(value):
    """Return what a CSV file has for a cell."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def validated(folder):
    """Return what the validator of Data Packages says of a folder."""
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return json.loads(done.stdout)


def test_the_package_is_sound_and_tells_sizes_and_hashes(built):
    report = validated(built.folder)
    assert (report["valid"], report["stats"]["tasks"]) == (True, len(built.package["resources"])), report
    for name, one in built.files.items():
        content = (built.folder / name).read_bytes()
        assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{sha256(content).hexdigest()}")
    assert built.package["reviewed_through"] == "2026-10-05"


def test_a_broken_package_is_found(built, tmp_path):
    for path in built.folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / "citations.csv").read_text()
    (tmp_path / "citations.csv").write_text(text.replace("2025-", "2024-", 40))
    errors = {error["type"] for task in validated(tmp_path)["tasks"] for error in task["errors"]}
    assert {"hash-count", "foreign-key"} <= errors


def test_each_column_is_explained(built):
    for one in built.files.values():
        fields = one.get("schema", {}).get("fields", [])
        assert [field["name"] for field in fields if not field.get("description")] == []


def test_the_same_version_gives_the_same_bytes(shipped, built, tmp_path):
    build(tmp_path)
    for path in sorted(built.folder.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
