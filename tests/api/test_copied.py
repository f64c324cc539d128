"""Files copied out of PostgreSQL: byte for byte what the rows read one by one would give."""

import csv
import io
import json
from itertools import islice
from socket import socketpair
from threading import active_count
from time import monotonic

import pytest
from django.db import connection, transaction
from django.http import QueryDict

from policy.api.columns import event_columns
from policy.imports.sheets import cells
from policy.record import copied
from policy.record.copied import Patience
from policy.record.documents import compact
from policy.record.listing import Listing
from policy.record.served import served
from policy.record.version import version
from tests.makers import make_measure, make_statement, publish

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
NASTY = [
    "%s %% {0}",
    "E'\\x01' \\. \\\\ \\N",
    'said "he", and 他\u2028\ufffd',
    "\x7f\u00a0=1+1",
    "'; DROP TABLE x --",
    "=1",
    "\t+1",
]
QUERIES = [
    "",
    "order=date",
    "order=-published_at",
    "country=CN,US&from=2025-01-01",
    "q=稀土&order=relevance",
    "q=100%25%20'%22",
    "known_at=2020-01-01T00:00:00Z",
    "known_at=2100-01-01T00:00:00%2B08:00&kind=measure",
]


def found(value, path):
    if not path or value is None:
        return value
    if isinstance(value, list):
        return [found(one, path) for one in value]
    return found(value[path[0]], path[1:])


def cell(value):
    """Write a cell as plainly as its rules can be said."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict | list) for one in value)):
        return compact(value)
    if isinstance(value, list):
        text = cells.joined(value)
    elif value is None:
        return ""
    else:
        text = cells.UNFIT.sub("\ufffd", str(value).replace("\r\n", "\n").replace("\r", "\n"))
    return f"'{text}" if isinstance(value, str | list) and cells.FORMULA.match(text) else text


def read(query):
    """Return the files of a list, NDJSON and CSV, made of rows that are read one by one."""
    listing = Listing.parse(QueryDict(query), version())
    texts = [served(revision, lambda path: HOST + path) for revision in listing.whole()]
    table = io.StringIO(newline="")
    columns = event_columns(None, [])
    rows = csv.writer(table)
    rows.writerow(column.name for column in columns)
    rows.writerows([cell(found(json.loads(text), column.path)) for column in columns] for text in texts)
    return "".join(f"{text}\n" for text in texts).encode(), table.getvalue().encode()


def files(client, query):
    return tuple(
        b"".join(client.get(f"/api/v1/events/?format={form}&{query}").streaming_content) for form in ("ndjson", "csv")
    )


@pytest.mark.parametrize("query", QUERIES)
def test_files_have_the_bytes_of_the_rows(client, shipped, query):
    assert files(client, query) == read(query)


def test_no_text_is_changed_on_its_way(client, empty):
    for number, text in enumerate(NASTY):
        publish(make_statement(f"2025-04-05-{number}", title=text, summary=text), reason=text)
    publish(make_measure(title="A measure"))
    for query in ("", *(f"q={number}" for number in range(3))):
        assert files(client, query) == read(query)
    assert len(files(client, "")[0].splitlines()) == len(NASTY) + 1


def test_rows_are_taken_as_they_are_wanted_and_no_faster(shipped):
    listing = Listing.parse(QueryDict(""), version())
    before = active_count()
    beginning = transaction.savepoint()
    lines = listing.whole_texts(lambda path: HOST + path)
    assert [type(line) for line in islice(lines, 2)] == [bytes, bytes]
    assert active_count() == before + 1
    lines.close()
    transaction.savepoint_rollback(beginning)
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT 1").fetchone() == (1,)


def test_a_reader_who_is_waited_for_too_long_is_cut_off(monkeypatch):
    monkeypatch.setattr(copied, "IDLE_SECONDS", 0.3)
    ours, theirs = socketpair()
    theirs.settimeout(10)
    with ours, theirs, Patience(ours.fileno()) as patience:
        patience.since = monotonic()
        assert theirs.recv(1) == b""


def test_a_slow_database_is_waited_for(monkeypatch):
    monkeypatch.setattr(copied, "IDLE_SECONDS", 0.05)
    ours, theirs = socketpair()
    theirs.settimeout(0.2)
    with ours, theirs, Patience(ours.fileno()), pytest.raises(TimeoutError):
        theirs.recv(1)
