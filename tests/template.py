"""The database that every process of a test run gets a copy of: migrated and loaded by the first one that asks.

Migrations take longer than any test, and each of pytest-xdist's workers has a database of its own. The others wait for
the first. The template stays on the private server of a checkout, until anything that it is made from has changed; on
another server, the last to leave drops it.
"""

import gc
import hashlib
import os
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from django.db import connection
from psycopg import sql

from policy.imports.load import load
from tests.databases import ROOT, url
from tests.shipped import readable_folder

USERS, MAKER = 1, 2  # first halves of the advisory locks; the second follows from the name
MADE_FROM = ("config/**/*.py", "policy/**/*.py", "permits/**/*.py", "data/*", "requirements*.txt", "tests/*.py")


def is_kept():
    """Say whether the server is the private one of this checkout, whose databases are in nobody's way."""
    return not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"))


def origin():
    """Return a hash of all that the template is made from: program, packages and data; and today, when it is published."""
    found = hashlib.sha256(datetime.now(UTC).date().isoformat().encode())
    for path in sorted({path for pattern in MADE_FROM for path in ROOT.glob(pattern) if path.is_file()}):
        found.update(f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()


def name_beside(worker=""):
    """Return the name of the template of the databases that a run's processes have; this one is a worker, or their parent."""
    own = connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}"
    return f"{own.removesuffix(f'_{worker}')}_template"


def make_ahead(blocker):
    """Make the template in a process of its own, for others who are still to ask for it; it stays if they come later."""
    gc.disable()  # the process ends before that could matter
    name = name_beside()
    quiet = StringIO()  # Django says so when it replaces an old one
    with TemporaryDirectory() as copy, redirect_stdout(quiet), redirect_stderr(quiet), blocker.unblock():
        folder = readable_folder(Path(copy))
        with shared(name, origin(), lambda: make(name, folder), kept=True):
            pass


@contextmanager
def shared(name, made_from, make, *, kept=False):
    """Hold the template of a name, made unless there is one of the same origin; in the end keep it, or drop it if unused."""
    with psycopg.connect(url("postgres"), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock_shared(%s, hashtext(%s))", [USERS, name])
        server.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [MAKER, name])
        if _origin_of(server, name) != made_from:
            make()
            server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), made_from))
        server.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [MAKER, name])
        yield
        server.execute("SELECT pg_advisory_unlock_shared(%s, hashtext(%s))", [USERS, name])
        if not kept and server.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [USERS, name]).fetchone()[0]:
            server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _origin_of(server, name):
    """Return what the template was made from, None if there is none or it was left unfinished."""
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
