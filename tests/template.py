"""The database that every process of a test run gets a copy of: migrated and loaded by the first one that asks.

Migrations take longer than any test, and each of pytest-xdist's workers has a database of its own. The others wait for
the first; the last to leave drops the template.
"""

from contextlib import contextmanager

import psycopg
from django.db import connection
from psycopg import sql

from policy.imports.load import load
from tests.databases import url

USERS, MAKER = 1, 2  # first halves of the advisory locks; the second follows from the name


@contextmanager
def shared(name, run, make, *, kept=False):
    """Hold the template of a name, made unless another process of the run has; drop it once unused, or keep and reuse it."""
    with psycopg.connect(url("postgres"), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock_shared(%s, hashtext(%s))", [USERS, name])
        server.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [MAKER, name])
        made_by = _run_of(server, name)
        if made_by is None or (made_by != run and not kept):
            make()
            server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), run))
        server.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [MAKER, name])
        yield
        server.execute("SELECT pg_advisory_unlock_shared(%s, hashtext(%s))", [USERS, name])
        if not kept and server.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [USERS, name]).fetchone()[0]:
            server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _run_of(server, name):
    """Return which run made the template, None if there is none or it was left unfinished."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    return (server.execute(query, [name]).fetchone() or [None])[0]


def make(name, folder):
    """Make a database as Django does for tests, load the files of a folder into it, and leave it."""
    settings = connection.settings_dict
    own, before = settings["TEST"]["NAME"], settings["NAME"]
    settings["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    load(folder, reason="Loaded for the tests.")
    connection.close()
    settings["TEST"]["NAME"], settings["NAME"] = own, before
