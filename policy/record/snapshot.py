"""The record as it is at one instant, for answers that take more than one query, or long to be read."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from policy.record.version import Version, version

IDLE_SECONDS = 60


@contextmanager
def snapshot() -> Iterator[Version]:
    """Let every query of the block read the same version of the record, which is given, whatever is published meanwhile.

    A block that asks nothing for a minute, as when nobody takes what it makes, loses its connection. Where the caller
    holds a transaction already, that one is read, with its own changes.
    """
    if connection.in_atomic_block:
        yield version()
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'")
        yield version()
