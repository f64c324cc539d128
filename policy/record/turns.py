"""Publications take turns: revisions get a gapless sequence in commit order, because one transaction at a time may append."""

from django.db import connection

PUBLICATION_LOCK = 0x4D6F6E617A697465  # "Monazite"
KILOBYTES_PUT_OFF = 1024  # in an index of words or tags: PostgreSQL itself would put off 4 MB
HOLD = "SELECT pg_advisory_xact_lock(%s), set_config('gin_pending_list_limit', '%s', true)"


def hold_publications() -> None:
    """Let nobody else append to the record until this transaction ends.

    Rows of events are locked before, in the order of their keys; rows of reference after. A slug of an event changes after
    as well: whoever has the turn writes revisions, which refer to events, and must not wait for who waits for the turn.
    What it writes goes into the indexes soon: what they put off for later, every search reads through.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [PUBLICATION_LOCK, KILOBYTES_PUT_OFF])
