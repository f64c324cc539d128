"""A process that streams a file while another thread of it publishes. Run by test_streams.py; prints what the file held."""

import json
from threading import Thread

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402

from policy.api.files import Busy, streamed  # noqa: E402
from policy.models import Event  # noqa: E402
from policy.record.listing import Listing  # noqa: E402
from policy.record.version import version  # noqa: E402
from tests.makers import change, make_meeting, make_statement, publish, retract  # noqa: E402


def lines():
    for revision in Listing.parse(QueryDict("order=date"), version()).whole():
        yield f"{revision.seq} {revision.title}\n".encode()


def meanwhile(act):
    """Do something in another thread, whose connection is its own."""

    def run():
        act()
        connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def publish_more():
    publish(change(Event.objects.get(slug="2025-04-05-first"), title="Changed"), make_meeting())
    retract(Event.objects.get(slug="2025-04-06-second"))


def taken(begun):
    seen, chunks = begun
    return seen.seq, b"".join(chunks).decode().splitlines()


publish(make_statement("2025-04-05-first", title="First"), make_statement("2025-04-06-second", title="Second"))
begun = streamed(lines())
meanwhile(publish_more)
told = {"during": taken(begun), "after": taken(streamed(lines()))}

left = streamed(lines())
left[1].close()
told["connection"] = connection.in_atomic_block
under_way = [streamed(iter(())) for _ in range(settings.STREAMS_AT_ONCE)]
try:
    streamed(lines())
except Busy:
    told["at_once"] = len(under_way)
print(json.dumps(told))
