"""Publish synthetic events into a database that may be written to: `python -m bench.publishing <reader> <events>`.

Prints, as JSON, milliseconds of single publications and until a reader saw them, seconds of one import and of as many
plain saves.
"""

import http.client
import json
import sys
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - settings come first

from bench.synthetic.events import Maker  # noqa: E402
from bench.synthetic.load import advance_sequences, copy  # noqa: E402
from bench.synthetic.plan import GROUP  # noqa: E402
from bench.synthetic.rows import Writer  # noqa: E402
from policy.models import Citation, Event, Source, Topic  # noqa: E402
from policy.record.models import Revision  # noqa: E402
from policy.record.publish import publish, publish_all  # noqa: E402

SINGLE_GROUPS, SAVES = 2, 200
REASON, BY = "Synthetic data of a measurement.", "synthetic"
DERIVED = ("record_", "projection", "permits_permitperiod")


def main(reader: str, imported: int) -> None:
    first = Revision.objects.count() // GROUP
    maker = Maker()
    one, seen = [], []
    for event in enter(maker, range(first, first + SINGLE_GROUPS)):
        took, until = published(event, reader)
        one.append(took)
        seen.append(until)
    groups = range(first + SINGLE_GROUPS, first + SINGLE_GROUPS + imported // GROUP)
    begun = time.perf_counter()
    with transaction.atomic():
        publish_all(enter(maker, groups), reason=REASON, by=BY, is_operator=True)
    together = time.perf_counter() - begun
    saves = saved() / SAVES * imported
    told = {"one": one, "seen": seen, "together": together, "events": imported, "saves": saves, "saved": SAVES}
    print(json.dumps(told))


def enter(maker: Maker, groups: Iterable[int]) -> list[Event]:
    """Write the editorial rows of groups, in bulk as imports do, and return their events."""
    writer = Writer(maker.reference)
    numbers = list(groups)
    for number in numbers:
        writer.write(maker.group(number))
    lines = {table: rows for table, rows in writer.taken().items() if not table.startswith(DERIVED)}
    connection.ensure_connection()
    copy(connection.connection, lines)
    advance_sequences(connection.connection)
    keys = [number * GROUP + place for number in numbers for place in range(1, GROUP + 1)]
    return list(Event.objects.filter(pk__in=keys).order_by("pk"))


def published(event: Event, reader: str) -> tuple[float, float]:
    """Publish one event; return the milliseconds that took, and those after it until the reader's page had changed."""
    asked = http.client.HTTPConnection(urlsplit(reader).netloc)
    before = etag(asked)
    begun = time.perf_counter()
    publish(event, reason=REASON, by=BY)
    done = time.perf_counter()
    while etag(asked, before) == before:
        pass
    return (done - begun) * 1000, (time.perf_counter() - done) * 1000


def etag(asked: http.client.HTTPConnection, known: str = "") -> str:
    asked.request("GET", "/api/v1/status/", headers={"If-None-Match": known} if known else {})
    answer = asked.getresponse()
    answer.read()
    return answer.headers["ETag"]


def saved() -> float:
    """Save events one by one, each with its citation and topics, as a plain project would; return the seconds."""
    source, topics = Source.objects.first(), list(Topic.objects.all()[:2])
    template: dict[str, Any] = {
        "kind": "statement",
        "date": "2025-12-31",
        "summary": "Synthetic.",
        "certainty": "official",
    }
    begun = time.perf_counter()
    for number in range(SAVES):
        with transaction.atomic():
            event = Event(slug=f"2025-12-31-synthetic-save-{number}", title="Synthetic save", **template)
            event.save()
            Citation(event=event, source=source, supports="Synthetic.").save()
            event.topics.add(*topics)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
