"""Publications by real processes: raced against each other, and killed at their work."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import environment, manage

pytestmark = pytest.mark.slow

PUBLISHER = Path(__file__).parent / "publisher.py"
WORKERS, ROUNDS = 8, 3
KILLS = 20


def start(address, *arguments):
    """Begin a publishing process."""
    command = [sys.executable, PUBLISHER, *map(str, arguments)]
    return subprocess.Popen(
        command, env=environment(address), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def end(process):
    try:
        out, err = process.communicate(timeout=180)
    finally:
        process.kill()
    assert (process.returncode, err) == (0, "")
    return out


def verified(address):
    """Run verify_record as a process of its own, which must pass; return how many revisions it saw."""
    status, out, err = manage(address, "verify_record")
    assert (status, err) == (0, "")
    return int(re.match(r"The record holds: (\d+) revisions", out)[1])


def test_eight_processes_at_once_give_one_gapless_chain(own_database):
    end(start(own_database, "prepare", WORKERS))
    before = verified(own_database)
    racing = [start(own_database, "race", worker, ROUNDS) for worker in range(WORKERS)]
    appended = [int(seq) for process in racing for seq in end(process).split()]
    assert len(appended) >= WORKERS * ROUNDS * 2
    assert sorted(appended) == list(range(before + 1, before + len(appended) + 1))
    assert verified(own_database) == before + len(appended)


def test_a_process_killed_at_any_statement_leaves_all_or_nothing(own_database):
    end(start(own_database, "prepare", 0))
    outcomes = json.loads(end(start(own_database, "statements")))
    assert outcomes["moments"] > 20
    assert outcomes["all"] >= 1
    assert outcomes["all"] + outcomes["nothing"] == outcomes["moments"]
    assert verified(own_database)


def test_a_process_killed_at_any_moment_leaves_all_or_nothing(own_database):
    end(start(own_database, "prepare", 0))
    outcomes = json.loads(end(start(own_database, "moments", KILLS)))
    assert sum(outcomes.values()) == KILLS
    assert {"published", "nothing"} <= outcomes.keys()
    assert verified(own_database)
