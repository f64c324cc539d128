"""Databases beside the tests' own, for what runs in processes of its own and really commits."""

import time
from contextlib import contextmanager
from urllib.parse import quote, urlencode

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
    given = connection.get_connection_params()
    user = quote(given.get("user", "")) + (f":{quote(given['password'])}" if given.get("password") else "")
    server = {name: given[name] for name in ("host", "port") if given.get(name)}
    return f"postgresql://{user}@/{quote(name)}?{urlencode(server)}"


def _create(server, name, template):
    """Create a database; a template may have no sessions, and those of test servers take a moment to end."""
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    create = sql.SQL("CREATE DATABASE {name} ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE {template}").format(**names)
    if template != "template0":
        connection.close()
    for seconds in (0.1, 0.5, 1, 2, 4, 0):
        try:
            server.execute(create)
            return
        except psycopg.errors.ObjectInUse:
            if not seconds:
                raise
            time.sleep(seconds)
