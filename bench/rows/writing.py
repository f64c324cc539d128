"""Exports, publication, and memory."""

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench import databases, targets
from bench.report import Row, at_least, at_most, skipped
from bench.stage import HTML, Stage
from bench.targets import Target
from bench.wrk import ROUNDS, Spread, Wrong, number
from policy.api.takes import LARGEST_PAGE_SIZE

# As fast as PostgreSQL gives these rows, in any order: the bytes of the documents, and the columns of a flat table.
AS_THEY_ARE = "TO STDOUT (FORMAT csv, QUOTE e'\\x01', DELIMITER e'\\x02')"
DOCUMENTS = "SELECT document FROM record_revision {} WHERE superseded_at IS NULL {}"
FLAT = (
    "SELECT slug, kind, date, facts->>'title', document::json->>'summary', document::json->>'certainty', tags"
    " FROM record_revision JOIN record_projection ON revision_id = seq WHERE superseded_at IS NULL"
)
DATED = DOCUMENTS.format("JOIN record_projection ON revision_id = seq", "ORDER BY order_key DESC")
COPIED = {
    "NDJSON": {
        "": f"COPY ({DOCUMENTS.format('', '')}) {AS_THEY_ARE}",
        " in the same order": f"COPY ({DATED}) {AS_THEY_ARE}",
    },
    "CSV": {"": f"COPY ({FLAT}) TO STDOUT (FORMAT csv)"},
}
LEAST = {"NDJSON": 0.8, "CSV": 0.6}
CHUNK = 1 << 16
IMPORTED = 10_000
FEW = "?format=ndjson&kind=permit&from=2024-01-01"


def exports(stage: Stage) -> Iterator[Row]:
    program = _psql(stage)
    _read(stage.uncached, "/api/v1/events/" + FEW)
    before = stage.uncached.worker_megabytes()
    first: list[float] = []
    for form, copies in COPIED.items():
        rows = {order: f"export {form} against psql COPY of the same rows{order}, bytes a second" for order in copies}
        if not program:
            yield skipped(rows[""], stage.size, f"at least {LEAST[form]}", "psql")
            continue
        ratios: dict[str, list[float]] = {order: [] for order in copies}
        for _ in range(ROUNDS if stage.size < 1_000_000 else 3):
            seconds, length, began = _read(stage.uncached, f"/api/v1/events/?format={form.lower()}")
            first.append(began * 1000)
            for order, copy in copies.items():
                ratios[order].append(length / seconds / _speed(program, stage.address, copy))
        for order, row in rows.items():
            told = at_least(row, stage.size, Spread.of(ratios[order]), LEAST[form])
            yield replace(told, goal="for comparison", met=None) if order else told
    if first:
        yield at_most("export, first byte", stage.size, Spread.of(first), 100, " ms")
    grown = stage.uncached.worker_megabytes() - before
    yield Row(
        "export, memory that the worker grew by",
        stage.size,
        f"{number(max(grown, 0))} MB",
        "at most 10 MB",
        grown <= 10,
    )


def _psql(stage: Stage) -> str | None:
    own = stage.cluster.program("psql")
    return str(own) if own.exists() else shutil.which("psql")


def _read(target: Target, path: str) -> tuple[float, int, float]:
    """Read an export; return seconds, bytes, and seconds until the first of them."""
    begun = time.perf_counter()
    with urllib.request.urlopen(target.address + path, timeout=600) as answer:
        length = len(answer.read(1))
        first = time.perf_counter() - begun
        while part := answer.read(CHUNK):
            length += len(part)
    return time.perf_counter() - begun, length, first


def _speed(program: str, address: str, copy: str) -> float:
    """Return the bytes a second that psql reads."""
    begun, length = time.perf_counter(), 0
    process = subprocess.Popen([program, address, "-qAtc", copy], stdout=subprocess.PIPE)
    assert process.stdout is not None
    while part := process.stdout.read(CHUNK):
        length += len(part)
    if process.wait():
        raise Wrong("psql failed.")
    return length / (time.perf_counter() - begun)


def memory(stage: Stage) -> Iterator[Row]:
    """Tell how large the worker is that answered all questions without a cache, and the one with it, full."""
    lists = [f"/api/v1/events/?page_size={number}" for number in range(1, LARGEST_PAGE_SIZE + 1)]
    paths = [HTML, *lists, *(f"/events/{slug}/" for _, slug in stage.events)]
    for path in paths:
        stage.cached.get(path)
    largest = max(stage.cached.worker_megabytes(), stage.uncached.worker_megabytes())
    yield Row(
        "memory of one worker after all of this", stage.size, f"{largest:.0f} MB", "at most 200 MB", largest <= 200
    )


def publication(stage: Stage) -> Iterator[Row]:
    """Publish into a copy of the database: one event after the other, many at once, and what readers see of it."""
    with (
        _copy(stage) as address,
        targets.monazite(databases.surroundings(address), stage.folder, name="reader") as reader,
    ):
        told = subprocess.run(
            [sys.executable, "-m", "bench.publishing", reader.address, str(min(IMPORTED, stage.size))],
            cwd=databases.ROOT,
            env=databases.surroundings(address) | {"FOUR_EYES": "0"},
            capture_output=True,
            text=True,
        )
        if told.returncode:
            raise Wrong(told.stderr[-3000:])
        found = json.loads(told.stdout)
    yield at_most("publish one event", stage.size, Spread.of(found["one"]), 10, " ms")
    yield at_most("a publication seen by a reader after its commit", stage.size, Spread.of(found["seen"]), 50, " ms")
    ratio = found["saves"] / found["together"]
    got = (
        f"{number(ratio)}x ({found['events']:,} in {found['together']:.1f} s; one by one {found['saves']:.0f} s,"
        f" from {found['saved']} saves)"
    )
    yield Row("many events in one import against one-by-one ORM saves", stage.size, got, "at least 10x", ratio >= 10)


@contextmanager
def _copy(stage: Stage) -> Iterator[str]:
    """Copy a size's database, its servers connected or not, and drop the copy in the end."""
    name = f"synthetic_{stage.size}_copy"
    server = urlunsplit(urlsplit(stage.address)._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        source = urlsplit(stage.address).path.strip("/")
        connection.execute(f"ALTER DATABASE {source} ALLOW_CONNECTIONS false")
        try:
            connection.execute(leave, [source])
            time.sleep(0.5)
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
        finally:
            connection.execute(f"ALTER DATABASE {source} ALLOW_CONNECTIONS true")
        try:
            yield urlunsplit(urlsplit(stage.address)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
