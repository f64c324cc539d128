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
    """Run the server of measurements until the block ends; it stops then if it was this block that started it."""
    cluster = replace(locate(ROOT), home=locate(ROOT).home / "measurements")
    locate(ROOT).own_folder(locate(ROOT).home)
    was_up = not devdb._refusal(cluster)
    devdb.start(cluster)
    if not was_up:
        _configure(cluster)
    try:
        yield cluster
    finally:
        if not was_up:
            devdb.stop(cluster)


def _configure(cluster: Cluster) -> None:
    with psycopg.connect(devdb.url(cluster), autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    devdb.stop(cluster)
    devdb.start(cluster)


def database(cluster: Cluster, events: int) -> str:
    """Return the address of the database with so many synthetic events, made if there is none."""
    name, wanted = f"synthetic_{events}", fingerprint()
    address = urlunsplit(urlsplit(devdb.url(cluster))._replace(path=f"/{name}"))
    with psycopg.connect(devdb.url(cluster), autocommit=True) as connection:
        told = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        if connection.execute(told, [name]).fetchone() == (wanted,):
            print(f"{events:,} synthetic events: as generated before.", flush=True)
            return address
        begun = time.monotonic()
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        generate(address, events)
        connection.execute(f"COMMENT ON DATABASE {name} IS '{wanted}'")
    print(f"{events:,} synthetic events: generated in {time.monotonic() - begun:.0f} s.", flush=True)
    return address


def generate(address: str, events: int) -> None:
    """Migrate an empty database and fill it."""
    environment = surroundings(address)
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    subprocess.run([sys.executable, "-m", "bench.synthetic", str(events)], cwd=ROOT, env=environment, check=True)


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
