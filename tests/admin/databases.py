"""Databases beside the tests' own, for what runs in processes of its own and really commits."""

import time
from contextlib import contextmanager
from urllib.parse import quote

import psycopg
from django.db import connection
from psycopg import sql


@contextmanager
def created(suffix, *, copied=False):
    """Make a database and drop it in the end; yield its name. It is empty, or a copy of the tests' own."""
    name = f"{connection.settings_dict['NAME']}_{suffix}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(address_of("postgres"), autocommit=True) as server:
        server.execute(drop)
        _create(server, name, connection.settings_dict["NAME"] if copied else "template0")
        try:
            yield name
        finally:
            server.execute(drop)


def address_of(name):
    """Return a database of the tests' server in the form of DATABASE_URL."""
    given = connection.settings_dict
    user = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    return f"postgresql://{user}@/{quote(name)}?host={quote(given['HOST'], safe='')}&port={given['PORT'] or 5432}"


def _create(server, name, template):
    """Create a database; a template may have no sessions, and those of test servers take a moment to end."""
    connection.close()
    for attempt in range(20):
        try:
            return server.execute(
                sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        except psycopg.errors.ObjectInUse:
            if attempt == 19:
                raise
            time.sleep(0.5)
