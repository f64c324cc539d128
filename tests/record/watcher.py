"""A process that watches the record while it is published in another thread. Run by test_known.py; prints what it saw.

python watcher.py delays      how late, in seconds, each of some publications was known
python watcher.py cut         what was known when the connection of the watcher was cut, at once and after a while
"""

import json
import sys
import time
from itertools import pairwise
from threading import Event as Flag
from threading import Thread

import django

django.setup()

from django.db import connection  # noqa: E402

from policy.models import DataSet, Event  # noqa: E402
from policy.record import known  # noqa: E402
from policy.record.known import known_version, watch  # noqa: E402
from tests.makers import change, make_statement, publish  # noqa: E402

PUBLICATIONS = 30
CUT = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%%record_revision%%'"
)


def begin():
    """Watch, and return an event to publish."""
    event = make_statement()
    publish(event)
    watch()
    wait_until(from_memory)
    return event


def wait_until(condition):
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.0005)


def from_memory():
    return known._known._newest is not None and time.monotonic() < known._known._until


def delays():
    event, committed, seen, done = begin(), {}, [], Flag()

    def look():
        while not done.is_set():
            if not seen or seen[-1][0] != known_version().seq:
                seen.append((known_version().seq, time.monotonic()))
            time.sleep(0.0005)
        connection.close()

    looking = Thread(target=look)
    looking.start()
    for number in range(PUBLICATIONS):
        publish(change(event, title=f"Title {number}"))
        committed[number + 2] = time.monotonic()
        time.sleep(0.02)
    edition = known_version().edition
    DataSet.objects.update(edition=edition + 1)
    wait_until(lambda: known_version().edition == edition + 1)
    done.set()
    looking.join()
    told = dict(reversed(seen))
    late = [max(told[seq] - at, 0) for seq, at in committed.items() if seq in told]
    print(json.dumps({"late": late, "in_order": all(a < b for (a, _), (b, _) in pairwise(seen))}))


def cut():
    event = begin()
    with connection.cursor() as cursor:
        cursor.execute(CUT)
        cut = cursor.fetchone()[0]
    wait_until(lambda: not from_memory())
    publish(change(Event.objects.get(pk=event.pk).statement, title="Meanwhile"))
    at_once = known_version().seq
    wait_until(from_memory)
    publish(change(event, title="Afterwards"))
    wait_until(lambda: known_version().seq == 3)
    print(json.dumps({"cut": cut, "at_once": at_once, "afterwards": known_version().seq, "from_memory": from_memory()}))


if __name__ == "__main__":
    {"delays": delays, "cut": cut}[sys.argv[1]]()
