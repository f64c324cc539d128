"""The databases of measurements: on a PostgreSQL of their own inside this checkout's, one for each number of events.

They are kept when a measurement ends, and taken again as long as neither what generates them nor the schema has changed.
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from config import devdb
from config.cluster import Cluster, locate

ROOT = Path(__file__).resolve().parent.parent
EMPTY = "synthetic_empty"
GENERATED_BY = ("bench/synthetic/*.py", "policy/*/migrations/*.py", "policy/migrations/*.py", "permits/migrations/*.py")
SETTINGS = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "max_wal_size": "4GB",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@contextmanager
def server() -> Iterator[Cluster]:
    """Run the server of measurements until the block ends; one that a killed measurement left goes on till then."""
    cluster = replace(locate(ROOT), home=locate(ROOT).home / "measurements")
    locate(ROOT).own_folder(locate(ROOT).home)
    was_up = not devdb._refusal(cluster)
    devdb.start(cluster)
    if not was_up:
        _configure(cluster)
    try:
        yield cluster
    finally:
        devdb.stop(cluster)


def _configure(cluster: Cluster) -> None:
    with psycopg.connect(devdb.url(cluster), autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    devdb.stop(cluster)
    devdb.start(cluster)


def database(cluster: Cluster, events: int) -> str:
    """Return the address of the database with so many synthetic events, made if there is none."""
    name = f"synthetic_{events}"
    begun = time.monotonic()
    if _is_there(cluster, name):
        print(f"{events:,} synthetic events: as generated before.", flush=True)
        return _address(cluster, name)
    if not _is_there(cluster, EMPTY):
        _make(cluster, EMPTY, "template0")
        _run(cluster, EMPTY, "manage.py", "migrate", "--verbosity", "0")
        _sign(cluster, EMPTY)
    _make(cluster, name, EMPTY)
    _run(cluster, name, "-m", "bench.synthetic", str(events))
    _sign(cluster, name)
    print(f"{events:,} synthetic events: generated in {time.monotonic() - begun:.0f} s.", flush=True)
    return _address(cluster, name)


def _is_there(cluster: Cluster, name: str) -> bool:
    """Tell whether a database is there that this very program has made, to its end."""
    told = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with psycopg.connect(devdb.url(cluster)) as connection:
        return connection.execute(told, [name]).fetchone() == (fingerprint(),)


def _make(cluster: Cluster, name: str, template: str) -> None:
    with psycopg.connect(devdb.url(cluster), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' LOCALE 'C.UTF-8'")


def _run(cluster: Cluster, name: str, *arguments: str) -> None:
    environment = surroundings(_address(cluster, name))
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True)


def _sign(cluster: Cluster, name: str) -> None:
    with psycopg.connect(devdb.url(cluster), autocommit=True) as connection:
        connection.execute(f"COMMENT ON DATABASE {name} IS '{fingerprint()}'")


def _address(cluster: Cluster, name: str) -> str:
    return urlunsplit(urlsplit(devdb.url(cluster))._replace(path=f"/{name}"))


def surroundings(address: str) -> dict[str, str]:
    """Return the environment in which the product serves a database of measurements."""
    own = {"DATABASE_URL": address, "SECRET_KEY": "of a measurement", "HTTPS": "0"}
    return os.environ | own | {"DJANGO_SETTINGS_MODULE": "config.settings"}


def fingerprint() -> str:
    """Return the hash of all that decides what a database holds, beside the number of events."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in GENERATED_BY for path in ROOT.glob(pattern)):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()
