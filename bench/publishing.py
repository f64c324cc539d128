"""Publish synthetic events into a database that may be written to: `python -m bench.publishing <reader> <events>`.

Prints, as JSON, milliseconds of single publications and until a reader saw them, seconds of one import and of saving as many
events through the ORM. The first publications aren't counted: a process that has just begun has yet to compile its queries.
"""

import http.client
import json
import sys
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - settings come first

from bench.saving import saved  # noqa: E402
from bench.synthetic.events import Maker  # noqa: E402
from bench.synthetic.load import Lines, advance_sequences, copy  # noqa: E402
from bench.synthetic.plan import GROUP  # noqa: E402
from bench.synthetic.rows import Writer  # noqa: E402
from policy.models import Event  # noqa: E402
from policy.record.models import Revision  # noqa: E402
from policy.record.publish import publish, publish_all  # noqa: E402

SINGLE_GROUPS, SAVED_GROUPS, WARMING, QUIET = 2, 10, 5, 0.3
REASON, BY = "Synthetic data of a measurement.", "synthetic"
DERIVED = ("record_", "projection", "permits_permitperiod")


def main(reader: str, imported: int) -> None:
    maker, first = Maker(), Revision.objects.count() // GROUP
    one, seen = [], []
    for event in enter(rows(maker, range(first, first + SINGLE_GROUPS))):
        took, until = published(event, reader)
        one.append(took)
        seen.append(until)
    first += SINGLE_GROUPS
    importing = rows(maker, range(first, first + imported // GROUP))
    begun = time.perf_counter()
    with transaction.atomic():
        publish_all(enter(importing), reason=REASON, by=BY, is_operator=True)
    together = time.perf_counter() - begun
    first += imported // GROUP
    seconds, events = saved(rows(maker, range(first, first + SAVED_GROUPS)), copied)
    saves = seconds / events * imported
    told = {"one": one[WARMING:], "seen": seen[WARMING:], "together": together, "events": imported}
    print(json.dumps({**told, "saves": saves, "saved": events}))


def rows(maker: Maker, groups: Iterable[int]) -> Lines:
    """Return the editorial rows of groups, by table."""
    writer = Writer(maker.reference)
    for number in groups:
        writer.write(maker.group(number))
    return {table: lines for table, lines in writer.taken().items() if not table.startswith(DERIVED)}


def copied(lines: Lines) -> None:
    """Write editorial rows in bulk, as imports do."""
    connection.ensure_connection()
    copy(connection.connection, lines)
    advance_sequences(connection.connection)


def enter(lines: Lines) -> list[Event]:
    """Write editorial rows in bulk, and return their events."""
    before = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    copied(lines)
    return list(Event.objects.filter(pk__gt=before).order_by("pk"))


def published(event: Event, reader: str) -> tuple[float, float]:
    """Publish one event; return the milliseconds that took, and those after it until the reader's page had changed."""
    asked = http.client.HTTPConnection(urlsplit(reader).netloc)
    before = etag(asked)
    begun = time.perf_counter()
    publish(event, reason=REASON, by=BY)
    done = time.perf_counter()
    while etag(asked, before) == before:
        pass
    until = time.perf_counter() - done
    time.sleep(QUIET)  # the reader makes anew what it kept
    return (done - begun) * 1000, until * 1000


def etag(asked: http.client.HTTPConnection, known: str = "") -> str:
    asked.request("GET", "/api/v1/status/", headers={"If-None-Match": known} if known else {})
    answer = asked.getresponse()
    answer.read()
    return answer.headers["ETag"]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
