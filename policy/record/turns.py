"""Publications take turns: revisions get a gapless sequence in commit order, because one transaction at a time may append."""

from django.db import connection

PUBLICATION_LOCK = 0x4D6F6E617A697465  # "Monazite"


def hold_publications() -> None:
    """Let nobody else append to the record until this transaction ends.

    Rows of events are locked before, in the order of their keys; rows of reference after. A slug of an event changes after
    as well: whoever has the turn writes revisions, which refer to events, and must not wait for who waits for the turn.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLICATION_LOCK])
