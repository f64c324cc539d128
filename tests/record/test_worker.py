"""Scheduled publications while real workers and servers are killed at random moments: none is lost, none done twice."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.databases import ROOT, environment, manage

pytestmark = pytest.mark.slow

SCHEDULER = Path(__file__).parent / "scheduler.py"
NUMBER = 20
MOST_RUNS = 40
TICK = '{"timestamp": 0}'


def ask(address, *arguments):
    """Run the scheduler on a database; return what it prints."""
    command = [sys.executable, SCHEDULER, *map(str, arguments)]
    done = subprocess.run(command, env=environment(address), capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def standing(address):
    return json.loads(ask(address, "standing"))


def begin(address, *command, **more):
    """Begin a process of the project in a group of its own."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    more = environment(address) | more
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, env=more, start_new_session=True, **quiet)


def end(process):
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(address, question, seconds=60):
    """Ask a question of the database until its answer is true; return whether it was in time."""
    deadline = time.monotonic() + seconds
    with psycopg.connect(address, autocommit=True) as database:
        while time.monotonic() < deadline:
            if database.execute(question).fetchone()[0]:
                return True
            time.sleep(0.01)
    return False


WAITING = "SELECT count(*) FROM policy_scheduledpublication WHERE state = 'waiting'"
ALL_DUE = "SELECT max(publish_at) <= now() FROM policy_scheduledpublication"
WORKING = "SELECT count(*) > 0 FROM procrastinate_jobs WHERE status = 'doing' AND task_name = 'publish_due'"
NOTHING_LEFT = "SELECT count(*) = 0 FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"


def count(address, question):
    with psycopg.connect(address, autocommit=True) as database:
        return database.execute(question).fetchone()[0]


def defer(address, task):
    """Ask the queue for a task, as a tick of the clock does."""
    with psycopg.connect(address, autocommit=True) as database:
        columns = "queue_name, task_name, priority, args"
        database.execute(f"INSERT INTO procrastinate_jobs ({columns}) VALUES ('default', %s, 0, %s)", [task, TICK])


def bury(address):
    """Let the workers on record look as if they had died a while ago."""
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")


def each_was_published_once(address):
    """Say whether all that was scheduled is public, once and not before its time, in a record that verifies."""
    told = standing(address)
    status, _, err = manage(address, "verify_record")
    assert (status, err) == (0, "")
    return (told["states"], set(told["revisions"].values()), len(told["revisions"]), told["early"]) == (
        {"done": NUMBER},
        {1},
        NUMBER,
        [],
    )


def run_and_kill(address):
    """Let a worker publish a few of what is due, kill it at any moment of the next, and return how many it left."""
    defer(address, "publish_due")
    before = count(address, WAITING)
    bury(address)  # so that the next one takes up what the last one left
    worker = begin(address, "manage.py", "worker")
    try:
        wait_for(address, f"SELECT ({WAITING}) <= {max(before - random.randint(1, 4), 0)}", 30)
        time.sleep(random.uniform(0, 0.05))
    finally:
        end(worker)
    return count(address, WAITING)


def test_workers_killed_at_any_moment_lose_nothing_and_publish_nothing_twice(own_database):
    ask(own_database, "prepare", NUMBER, 1)
    left = [NUMBER]
    while left[-1] and len(left) < MOST_RUNS:
        left.append(run_and_kill(own_database))
    assert len(set(left) - {0, NUMBER}) >= 2  # some died halfway
    assert each_was_published_once(own_database)


def test_a_job_whose_worker_died_is_done_by_another(own_database):
    ask(own_database, "prepare", NUMBER, 1)
    time.sleep(1)
    defer(own_database, "publish_due")
    worker = begin(own_database, "manage.py", "worker")
    assert wait_for(own_database, WORKING)
    end(worker)
    assert standing(own_database)["jobs"]["doing"] >= 1
    bury(own_database)
    defer(own_database, "retry_stalled")
    another = begin(own_database, "manage.py", "worker")
    assert wait_for(own_database, NOTHING_LEFT)
    end(another)
    assert set(standing(own_database)["jobs"]) == {"succeeded"}
    assert each_was_published_once(own_database)


def test_a_job_whose_worker_died_leaves_its_place_to_one_that_waits(own_database):
    """One of a kind that may not wait twice, whose next one came in the meantime."""
    columns = "queue_name, task_name, priority, args, lock, queueing_lock, status, worker_id"
    values = "'default', 'check_links', 0, %s, 'check_links', 'check_links', %s, %s"
    with psycopg.connect(own_database, autocommit=True) as database:
        died = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        worker = database.execute(died).fetchone()[0]
        for status, by in (("doing", worker), ("todo", None)):
            database.execute(f"INSERT INTO procrastinate_jobs ({columns}) VALUES ({values})", [TICK, status, by])
    defer(own_database, "retry_stalled")
    another = begin(own_database, "manage.py", "worker")
    left = "SELECT count(*) = 0 FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND lock = 'check_links'"
    settled = wait_for(own_database, left)
    end(another)
    assert settled
    assert {"aborted", "succeeded"} <= set(standing(own_database)["jobs"])


def test_servers_killed_at_any_moment_lose_nothing_and_publish_nothing_twice(own_database):
    ask(own_database, "prepare", NUMBER, 20)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for _ in range(4):
        defer(own_database, "publish_due")
        server = begin(own_database, "-m", "config.server", PORT=str(port))
        wait_for(own_database, WORKING, 20)
        time.sleep(random.uniform(0, 0.5))
        server.kill()  # its worker ends by itself
        server.wait()
    assert wait_for(own_database, ALL_DUE)
    defer(own_database, "publish_due")
    server = begin(own_database, "-m", "config.server", PORT=str(port))
    assert wait_for(own_database, f"SELECT ({WAITING}) = 0", 150)
    end(server)
    assert each_was_published_once(own_database)


def test_a_worker_without_its_database_says_so_in_one_sentence():
    status, out, err = manage("postgresql://nobody@/nothing?host=/nowhere", "worker")
    assert (status, out) == (1, "")
    assert err.startswith("CommandError: The database can't be reached: ")
    assert len(err.splitlines()) == 1
