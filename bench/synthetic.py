"""A database of synthetic provisions, beside the checkout's own: seeded, labelled, and gone when a measurement is over.

Nothing here resembles a real act, and nothing of it ever stands in the database that the site serves.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from config import devdb
from config.cluster import locate

ROOT = Path(__file__).resolve().parent.parent
FIRST_DAY, DAYS = date(2010, 1, 1), 6500
PROVISIONS_PER_MEASURE = 10
MATERIALS = [f"synthetic-{number}" for number in range(60)]
COUNTRIES = ["CN", "US", "JP", "KR", "DE", "FR", "AU", "CA"]


@contextmanager
def database(name: str = "monazite_bench") -> Iterator[str]:
    """Make an empty, migrated database on this checkout's server and yield its address; drop it in the end."""
    given = os.environ.get("DATABASE_URL") or _own_server()
    address = urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        try:
            environment = os.environ | {"DATABASE_URL": address, "SECRET_KEY": "of a measurement", "HTTPS": "0"}
            migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
            subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
            yield address
        finally:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _own_server() -> str:
    cluster = locate(ROOT)
    devdb.start(cluster)
    return devdb.url(cluster)


def fill(connection: psycopg.Connection, provisions: int, seed: int = 20261122) -> None:
    """Write provisions with a scope and their periods, as publications would have left them. The same seed, the same rows."""
    rng = random.Random(seed)
    measures = max(1, provisions // PROVISIONS_PER_MEASURE)
    _copy(
        connection,
        "policy_event",
        "id, kind, slug, date, title, title_original, summary, certainty, created_at, updated_at",
        _events(measures),
    )
    materials = ((slug, "", slug, "", "material", "{}", "Synthetic.") for slug in MATERIALS)
    _copy(connection, "policy_material", 'slug, symbol, name, name_zh, "group", aliases, uses', materials)
    _copy(
        connection,
        "record_recordedprovision",
        "id, event_id, ref",
        ((number, number % measures + 1, f"Synthetic {number}") for number in range(1, provisions + 1)),
    )
    courses = [_course(rng) for _ in range(provisions)]
    scopes = (_scope(rng, number, number % measures + 1, course[0]) for number, course in enumerate(courses, 1))
    _copy(
        connection,
        "record_controlscope",
        "provision_id, known, order_key, announced, item, material, is_named, tags",
        scopes,
    )
    periods = (row for number, course in enumerate(courses, 1) for row in _periods(number, *course))
    columns = "provision_id, valid, known, state, next_state, lapsed_suspension, because, amendments"
    _copy(connection, "record_controlperiod", columns, periods)
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")


def _copy(connection: psycopg.Connection, table: str, columns: str, rows: Iterator[tuple]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _events(measures: int) -> Iterator[tuple]:
    for number in range(1, measures + 1):
        title = f"Synthetic measure {number}"
        yield (
            number,
            "measure",
            _slug(number),
            "2010",
            title,
            "",
            "Synthetic.",
            "official",
            "2026-01-01Z",
            "2026-01-01Z",
        )


def _slug(number: int) -> str:
    return f"2010-synthetic-measure-{number:07}"


def _course(rng: random.Random) -> tuple[date, date | None, tuple[date, date] | None]:
    """Return commencement, expiry and suspended days; most provisions end after one to four years."""
    start = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
    expiry = start + timedelta(days=rng.randrange(180, 1500)) if rng.random() < 0.85 else None
    if rng.random() >= 0.2:
        return start, expiry, None
    first = start + timedelta(days=rng.randrange(10, 90))
    return start, expiry, (first, first + timedelta(days=rng.randrange(10, 80)))


def _scope(rng: random.Random, provision: int, measure: int, start: date) -> tuple:
    material = rng.choice(MATERIALS)
    tags = [
        *(f"measure:{_slug(measure)}", f"issuer:{rng.choice(['CN', 'US'])}", "requirement:licence_required"),
        *(f"destination:{rng.choice(['all', *COUNTRIES])}", f"material:{material}", "form:metal"),
    ]
    key = f"{_slug(measure)}#{provision:09}#0000"
    return provision, "[2026-01-01Z,)", key, start - timedelta(days=30), "", material, False, sorted(tags)


def _periods(provision: int, start: date, expiry: date | None, suspended: tuple[date, date] | None) -> Iterator[tuple]:
    turns: list[tuple[date | None, str]] = [(None, "not_yet_effective"), (start, "in_force")]
    if suspended:
        turns += [(suspended[0], "suspended"), (suspended[1], "in_force")]
    if expiry:
        turns.append((expiry, "expired"))
    for (since, state), (until, following) in zip(turns, [*turns[1:], (None, "")], strict=True):
        valid = f"[{since or ''},{until or ''})"
        yield provision, valid, "[2026-01-01Z,)", state, following, False, json.dumps([]), json.dumps([])
