"""What triggers keep beside the record as it is written (migrations 0012 and 0015): how to prove it, and to write it anew.

A load that lets triggers rest, as restoring data without them does, leaves these tables behind.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction


@dataclass(frozen=True)
class Kept:
    """A table, its columns, and the question that tells what they have to hold.

    `may_hold_more`: what nobody carries any more may stay in it. `but` are rows of it that say nothing.
    """

    table: str
    columns: str
    wanted: str
    may_hold_more: bool = False
    but: str = "false"

    def difference(self) -> str | None:
        """Return a row that is missing, or one too many; `None` where there is none."""
        held = f"SELECT {self.columns} FROM {self.table} WHERE NOT ({self.but})"
        for told, one, other in (("lacks", self.wanted, held), ("has no reason for", held, self.wanted)):
            if told == "lacks" or not self.may_hold_more:
                row = _first(f"({one}) EXCEPT ({other}) LIMIT 1")
                if row:
                    return f"{told} {', '.join(map(str, row))}"
        return None

    @transaction.atomic
    def write_anew(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self.table}")
            cursor.execute(f"INSERT INTO {self.table} ({self.columns}) {self.wanted}")


TABLES = (
    Kept("record_usedtag", "tag", "SELECT DISTINCT unnest(tags) FROM record_projection"),
    Kept(
        "record_namedrow",
        "ref, events",
        "SELECT ref, count(*)::integer FROM record_revision JOIN record_projection ON seq = revision_id, unnest(refs) AS ref"
        " WHERE superseded_at IS NULL AND ref NOT LIKE 'event:%' GROUP BY ref",
        but="events = 0",
    ),
    Kept(
        "record_usedscopetag",
        "tag",
        "SELECT DISTINCT tag FROM record_controlscope, unnest(tags) AS tag WHERE tag NOT LIKE 'measure:%'",
        may_hold_more=True,
    ),
)


def differences() -> Iterator[tuple[Kept, str]]:
    """Yield each table that doesn't hold what it has to, with the first difference."""
    for kept in TABLES:
        difference = kept.difference()
        if difference:
            yield kept, difference


def write_missing() -> None:
    """Write anew what doesn't hold."""
    for kept, _ in list(differences()):
        kept.write_anew()


def _first(question: str) -> tuple | None:
    with connection.cursor() as cursor:
        return cursor.execute(question).fetchone()
