"""Databases without the shipped data: the test's own, emptied until it ends, or one of its own for real processes."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.apps import apps
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def emptying():
    """Yield the statements that empty the record and the editorial tables. The record's triggers refuse it otherwise."""
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models if model._meta.app_label in ("policy", "record", "permits")}
    emptied = ", ".join(sorted(table for table in tables if not table.startswith("policy_dataset")))
    yield "ALTER TABLE record_revision DISABLE TRIGGER USER"
    yield f"TRUNCATE {emptied}"
    yield "ALTER TABLE record_revision ENABLE TRIGGER USER"


def url(name):
    """Return the address of a database on the tests' server, in the form of DATABASE_URL."""
    connection.ensure_connection()
    info = connection.connection.info
    account = ":".join(quote(part, safe="") for part in (info.user, info.password) if part)
    return f"postgresql://{account}@/{name}?host={quote(info.host, safe='')}&port={info.port}"


@contextmanager
def copied(template, name):
    """Make a copy of a database in which nobody else is, and yield its address; drop it in the end."""
    address = url(name)
    with psycopg.connect(url("postgres"), autocommit=True) as server:
        if template == connection.settings_dict["NAME"]:
            connection.close()
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield address
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def emptied():
    """Make a database like the tests' own but without a row, and yield its name; drop it in the end."""
    template = connection.settings_dict["NAME"]
    name = f"{template}_emptied"
    with copied(template, name) as address:
        with psycopg.connect(address) as own:
            for statement in emptying():
                own.execute(statement)
        yield name


def environment(database_url):
    """Return the environment of a process that works on a database: the settings of a deployment, on this machine."""

    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url,
        "SECRET_KEY": "a secret of the tests " * 3,
        "HTTPS": "0",
    }


def manage(database_url, *arguments):
    """Run `manage.py` as a process of its own; return its exit code, stdout and stderr."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(database_url), capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr
