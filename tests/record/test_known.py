"""What a serving process knows of the record without asking: soon, never backwards, and not at all when it can't be sure."""

import json
import statistics
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection, connections

from policy.record import known
from policy.record.version import version
from tests.databases import environment
from tests.makers import make_statement, publish

pytestmark = pytest.mark.django_db
WATCHER = Path(__file__).parent / "watcher.py"
LATEST_SECONDS = 0.05


@pytest.fixture
def watched(empty, monkeypatch):
    """This process as one that was told the version of an empty record, and believes it for a long time."""
    monkeypatch.setattr(known, "LEASE_SECONDS", 1000)
    watched = known.Known()
    watched.tell(version())
    monkeypatch.setattr(known, "_known", watched)
    return watched


def run(address, verb):
    done = subprocess.run(
        [sys.executable, WATCHER, verb], env=environment(address), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_process_that_watches_nothing_reads_the_database(empty, django_assert_num_queries):
    publish(make_statement())
    with django_assert_num_queries(1):
        assert known.known_version().seq == 1


def test_what_was_told_holds_without_a_query(watched, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert known.known_version().seq == 0


def test_what_was_told_holds_no_longer_than_its_lease(watched, monkeypatch, django_assert_num_queries):
    publish(make_statement())
    monkeypatch.setattr(known.time, "monotonic", lambda: watched._until)
    with django_assert_num_queries(1):
        assert known.known_version().seq == 1


def test_a_connection_is_tried_before_it_is_used_only_while_nobody_hears_the_database(watched, monkeypatch):
    told, tried = version(), []
    own = connections["default"]
    monkeypatch.setattr(own, "is_usable", lambda: not tried.append("SELECT 1"))
    for number, prepare in ((1, watched.forget), (1, lambda: watched.tell(told))):
        own.health_check_done = False
        prepare()
        known.known_version()
        version()
        assert len(tried) == number


def test_never_goes_back_to_an_older_version(watched):
    before = version()
    publish(make_statement())
    watched.tell(version())
    watched.tell(before)
    assert known.known_version().seq == 1
    watched.tell(replace(version(), edition=version().edition + 1))
    watched.tell(version())
    assert known.known_version().edition == version().edition + 1


def test_believes_a_restored_database_once_the_connection_was_lost(watched):
    watched.tell(replace(version(), seq=9))
    watched.forget()
    assert known.known_version().seq == 0


def test_the_database_tells_of_publications_and_of_the_data_set(empty):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_object_table, event_manipulation FROM information_schema.triggers"
            " WHERE trigger_name = 'record_tell_version' ORDER BY 1, 2"
        )
        assert cursor.fetchall() == [
            *(("policy_dataset", action) for action in ("DELETE", "INSERT", "UPDATE")),
            ("record_revision", "INSERT"),
        ]


@pytest.mark.slow
def test_a_publication_is_known_within_fifty_milliseconds_of_its_commit(own_database):
    told = run(own_database, "delays")
    assert told["in_order"]
    assert len(told["late"]) >= 20
    assert statistics.median(told["late"]) < LATEST_SECONDS / 2
    assert statistics.quantiles(told["late"], n=10)[-1] < LATEST_SECONDS  # one in ten may wait for a busy machine


@pytest.mark.slow
def test_a_process_that_lost_its_connection_asks_the_database_until_it_has_one_again(own_database):
    told = run(own_database, "cut")
    assert told.pop("cut") >= 1  # that of the tally, too, while it is being read
    assert told == {"at_once": 2, "afterwards": 3, "from_memory": True}
