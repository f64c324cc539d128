"""Threads that count from one tally while another one publishes, renames, retracts and refreshes. Run by test_tally.py.

Prints how many counts were compared with those of the database at the same version, and which differed.
"""

import json
import random
import time
from threading import Event as Flag
from threading import Thread

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.http import QueryDict  # noqa: E402

from policy.models import Actor  # noqa: E402
from policy.record import tally  # noqa: E402
from policy.record.counting import InDatabase, InMemory  # noqa: E402
from policy.record.listing import Listing  # noqa: E402
from policy.record.models import Projection  # noqa: E402
from policy.record.version import rows_changed, version  # noqa: E402
from policy.renaming import rename_actor  # noqa: E402
from tests.makers import change, make_actor, make_statement, publish, retract  # noqa: E402

SECONDS, READERS, EVENTS = 12, 3, 12
CERTAINTIES = ["official", "reported", "claimed"]
QUERIES = ["", "kind=statement&certainty=official", "from=2025-01-05&to=2025-02-07", "q=statement", "form=oxide"]
SAID = {"reason": "To be counted.", "by": "racer"}


def write(events, done):
    rng = random.Random(8)
    acts = [edited, edited, refreshed, withdrawn, renamed, rows_changed]
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        act = rng.choice(acts)
        act(*([] if act is rows_changed else [rng, events]))
    done.set()
    connection.close()


def edited(rng, events):
    event = rng.choice(events)
    change(event, certainty=rng.choice(CERTAINTIES), title=f"Statement {rng.random()}")
    publish(event)


def withdrawn(rng, events):
    event = rng.choice(events)
    publish(event)
    retract(event)


def renamed(rng, events):
    rename_actor(Actor.objects.get(slug__startswith="spoke"), f"spoke-{rng.randrange(10**9)}", **SAID)


def refreshed(rng, events):
    """Let the forms of an event's items change, as when one is corrected that no document shows."""
    with transaction.atomic():
        one = rng.choice(list(Projection.objects.filter(revision__superseded_at=None).select_for_update()))
        tags = set(one.tags) ^ {"form:oxide"}
        Projection.objects.filter(pk=one.pk).update(tags=sorted(tags))


def read(seed, done, told):
    rng = random.Random(seed)
    while not done.is_set():
        before = version()
        query = rng.choice(QUERIES)
        listing = Listing.parse(QueryDict(query), before)
        counter = tally.current(before)
        if counter is None:
            continue
        inside, outside = (numbers(way) for way in (InMemory(listing, counter), InDatabase(listing)))
        after = version()
        if (before.seq, before.edition) != (after.seq, after.edition):
            continue  # as a view would be asked again
        told["compared"] += 1
        told["versions"].add((after.seq, after.edition))
        if inside != outside:
            told["different"].append([query, after.seq, after.edition])
    connection.close()


def numbers(way):
    values = {name: found.by_value for name, found in way.values(["kind", "certainty", "actor", "form"]).items()}
    return way.total(), values, way.months()


def main():
    speaker = make_actor("spoke-first")
    events = [
        make_statement(f"2025-{1 + place % 3:02}-{1 + place:02}-said", speaker=speaker) for place in range(EVENTS)
    ]
    publish(*events)
    tally.begin()
    while not tally._tally.is_ready:
        time.sleep(0.01)
    done, told = Flag(), {"compared": 0, "versions": set(), "different": []}
    threads = [Thread(target=write, args=(events, done))]
    threads += [Thread(target=read, args=(seed, done, told)) for seed in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(told | {"versions": len(told["versions"])}))


if __name__ == "__main__":
    main()
