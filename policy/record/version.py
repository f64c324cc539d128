"""Which state of the record an answer shows."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F

from policy.models import DataSet

# As it is sent: every answer to readers asks for it, and to build it anew takes longer than to run it.
NEWEST = """
    SELECT uuid, COALESCE(newest.seq, 0), edition, reviewed_through, title, first_event, newest.published_at
    FROM policy_dataset
    LEFT JOIN (SELECT seq, published_at FROM record_revision ORDER BY seq DESC LIMIT 1) AS newest ON true
"""


@dataclass(frozen=True)
class Version:
    """The state of the record: `seq` is the newest sequence number (0 before the first publication).

    `edition` counts what appears in no revision: changes of reference rows and of the data set's own description, and
    pages of sources that vanish or come back. `title` and `first_event` are of that description. `published_at` is when
    the newest revision was published.
    """

    data_set: UUID
    seq: int
    edition: int
    reviewed_through: str | None
    title: str
    first_event: str | None
    published_at: datetime | None

    def follows(self, other: "Version") -> bool:
        """Tell whether this is the other version or a later one, or that of another data set."""
        return self.data_set != other.data_set or (self.seq, self.edition) >= (other.seq, other.edition)

    @cached_property
    def place(self) -> int:
        """Return its place among the versions of its data set, as one number below 2**64."""
        return self.seq << 32 | self.edition

    def etag(self, *depends_on: str) -> str:
        """Return a strong entity tag for an answer that rests on this version, this build and what else is given."""
        parts = [str(self.data_set), str(self.seq), str(self.edition), settings.BUILD, *depends_on]
        return '"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32] + '"'


class Fixed(Version):
    """The version that a transaction reads, whatever is published meanwhile. It equals no `Version`.

    What processes keep of a `Version` may hold what was published since: who read that finds out in the end, and answers
    again. What they keep of this one holds nothing else, and so it is kept apart.
    """

    @classmethod
    def of(cls, version: Version) -> "Fixed":
        return cls(*(getattr(version, field.name) for field in fields(version)))


COLUMNS = len(fields(Version))


def version() -> Version:
    """Read the version of the record, in one query; answers to readers take `policy.record.known.known_version`.

    Raises `DataSet.DoesNotExist`.
    """
    with connection.cursor() as cursor:
        row = cursor.execute(NEWEST).fetchone()
    if row is None:
        raise DataSet.DoesNotExist
    return Version(*row)


def with_version(row: str, values: Sequence[Any]) -> tuple[Version, tuple[Any, ...]]:
    """Read one row by a statement of its own, and the version that it is of, in one query: that sees one state alone.

    Where there is no row, all its columns are `None`. Raises `DataSet.DoesNotExist`.
    """
    with connection.cursor() as cursor:
        found = cursor.execute(
            f"SELECT * FROM ({NEWEST}) AS version LEFT JOIN ({row}) AS found ON true", values
        ).fetchone()
    if found is None:
        raise DataSet.DoesNotExist
    return Version(*found[:COLUMNS]), found[COLUMNS:]


def rows_changed() -> None:
    """Let the version tell that readers may see other reference rows, though nothing was published; at the commit."""
    DataSet.objects.update(edition=F("edition") + 1)
