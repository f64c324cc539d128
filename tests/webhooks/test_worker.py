"""Deliveries by real workers that are killed at random moments: nothing is lost, and the order is kept."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from tests.databases import environment
from tests.record.test_worker import begin, bury, defer, end, wait_for

pytestmark = pytest.mark.slow

SUBSCRIBER = Path(__file__).parent / "subscriber.py"
NUMBER, MOST_RUNS = 30, 3
NOT_MORE = {"WEBHOOK_PRIVATE_ADDRESSES": "1"}
ALL_TOLD = "SELECT position >= (SELECT max(seq) FROM record_revision) FROM webhooks_subscription"


def ask(address, *arguments):
    command = [sys.executable, SUBSCRIBER, *map(str, arguments)]
    done = subprocess.run(command, env=environment(address), capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def run_and_kill(address, receiver):
    """Let a worker begin to deliver, and kill it a moment after its first message of the run."""
    bury(address)
    for task in ("retry_stalled", "deliver_webhooks"):
        defer(address, task)
    before, worker = len(receiver.came), begin(address, "manage.py", "worker", **NOT_MORE)
    deadline = time.monotonic() + 20
    while len(receiver.came) == before and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(random.uniform(0, 0.3))
    end(worker)


def test_workers_killed_at_any_moment_lose_nothing_and_keep_the_order(own_database, receiver):
    receiver.pause = 0.02
    secret = ask(own_database, "prepare", receiver.url)
    publisher = subprocess.Popen(
        [sys.executable, SUBSCRIBER, "publish", str(NUMBER)], env=environment(own_database), stderr=subprocess.PIPE
    )
    halfway = 0
    for _ in range(MOST_RUNS):
        run_and_kill(own_database, receiver)
        halfway += 0 < len(set(receiver.seqs)) < NUMBER
    assert (publisher.communicate(timeout=60)[1], publisher.returncode) == (b"", 0)
    bury(own_database)
    defer(own_database, "retry_stalled")
    defer(own_database, "deliver_webhooks")
    worker = begin(own_database, "manage.py", "worker", **NOT_MORE)
    told = wait_for(own_database, ALL_TOLD, 30)
    end(worker)
    assert told
    assert halfway  # some died between the first message and the last
    assert list(dict.fromkeys(receiver.seqs)) == list(range(1, NUMBER + 1))
    assert all(Webhook(secret).verify(came.body, came.headers) for came in receiver.came)
