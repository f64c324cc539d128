"""Databases without the shipped data: the test's own, emptied until it ends, or one of its own for real processes."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from django.apps import apps
from django.db import connection
from psycopg import sql

from policy import kinds

ROOT = Path(__file__).resolve().parent.parent


def emptying():
    """Yield the statements that empty the record and the editorial tables, past the triggers that would refuse it.

    The tables are small: deleting rows takes a tenth of the time of truncating, which makes a new file for each index.
    """
    labels = {"policy", "record", *(kind.model._meta.app_label for kind in kinds.every())}
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models if model._meta.app_label in labels}
    yield "SET LOCAL session_replication_role = replica"
    yield "; ".join(f"DELETE FROM {table}" for table in sorted(tables) if not table.startswith("policy_dataset"))
    yield "SET LOCAL session_replication_role = origin"


def url(name):
    """Return the address of a database on the tests' server, in the form of DATABASE_URL."""
    given = connection.get_connection_params()
    account = ":".join(quote(given[part], safe="") for part in ("user", "password") if given.get(part))
    server = {part: given[part] for part in ("host", "port") if given.get(part)}
    return f"postgresql://{account}@/{quote(name)}?{urlencode(server)}"


def loaded():
    """Return the name of the database with the shipped data, which is there to be copied."""
    return connection.settings_dict["TEST"]["TEMPLATE"]


@contextmanager
def created(suffix, *, template="template0"):
    """Make a database beside the tests' own, empty or a copy of `template`, and yield its name; drop it in the end."""
    name = f"{connection.settings_dict['NAME']}_{suffix}"
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    create = sql.SQL("CREATE DATABASE {name} ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE {template}").format(**names)
    drop = sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**names)
    with psycopg.connect(url("postgres"), autocommit=True) as server:
        server.execute(drop)
        server.execute(create)
        try:
            yield name
        finally:
            server.execute(drop)


@contextmanager
def emptied():
    """Make a database like the tests' own but without a row, and yield its name; drop it in the end."""
    with created("emptied", template=loaded()) as name:
        with psycopg.connect(url(name)) as own:
            for statement in emptying():
                own.execute(statement)
        yield name


def environment(database_url):
    """Return the environment of a process that works on a database: the settings of a deployment, on this machine."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "DATABASE_URL": database_url,
        "SECRET_KEY": "a secret of the tests " * 3,
        "HTTPS": "0",
        "LINK_CHECKS": "0",
    }


def manage(database_url, *arguments):
    """Run `manage.py` as a process of its own; return its exit code, stdout and stderr."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(database_url), capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr
