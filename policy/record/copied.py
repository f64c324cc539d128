"""Texts of many rows as PostgreSQL copies them out, which is how it gives them fastest (docs/adr/0028)."""

import os
import socket
from collections.abc import Iterator
from threading import Event, Thread
from time import monotonic
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from policy.record.snapshot import IDLE_SECONDS

# No JSON text holds these characters, so that nothing is quoted, and each row comes as it is.
AS_IT_IS = r"(FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')"
# No limit, but the planner can't know: it looks for a way that gives the first rows soon, not for one that sorts all before.
FIRST_ROWS_SOON = "LIMIT (SELECT NULL::bigint)"


def copied(texts: QuerySet) -> Iterator[bytes]:
    """Yield the only column of a query, JSON texts in UTF-8, each with a line feed after it; within a transaction.

    Who takes no row for a minute loses the connection, as in `snapshot`.
    """
    try:
        sql, parameters = texts.query.sql_with_params()
    except EmptyResultSet:
        return
    copy = f"COPY ({sql} {FIRST_ROWS_SOON}) TO STDOUT {AS_IT_IS}"
    # COPY takes no parameters beside its text.
    statement = connection.ops.compose_sql(copy, parameters)  # type: ignore[attr-defined]
    with (
        connection.cursor() as cursor,
        cursor.copy(statement) as rows,
        Patience(cursor.connection.fileno()) as patience,
    ):
        for row in rows:
            patience.since = monotonic()
            yield bytes(row)
            patience.since = None


class Patience(Thread):
    """Cuts a connection, given by its descriptor, when a reader takes nothing for a minute.

    PostgreSQL, which waits to send, doesn't call it idle. `since` is the instant since when the reader is waited for;
    `None` while the database is.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__(daemon=True)
        self.since: float | None = None
        self.is_over = Event()
        self.socket = socket.socket(fileno=os.dup(descriptor))

    def run(self) -> None:
        with self.socket:
            while not self.is_over.wait(IDLE_SECONDS / 60):
                since = self.since
                if since is not None and monotonic() - since > IDLE_SECONDS:
                    self.socket.shutdown(socket.SHUT_RDWR)
                    return

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *raised: Any) -> None:
        self.is_over.set()
