"""Places in ordered lists, as opaque texts that a list gives out and takes back."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Row = TypeVar("Row")
LARGEST = 2**63  # what the database's whole numbers stay below


@dataclass(frozen=True)
class Cursor:
    """A place between two rows of an ordered list; `key` is the sort key of the row beside it."""

    order: str
    key: list[int] | list[str]
    backwards: bool

    def encoded(self) -> str:
        text = json.dumps([self.order, self.key, self.backwards])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decoded(cls, text: str, order: str, types: Sequence[type]) -> "Cursor":
        """Read a cursor of a list in this order, whose sort key has these types; raises `ValueError` for any other."""
        own, key, backwards = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if own != order or type(backwards) is not bool or not isinstance(key, list):
            raise ValueError("not a cursor of this list")
        if [type(part) for part in key] != list(types):
            raise ValueError("not a place in this list")
        if any(isinstance(part, int) and abs(part) >= LARGEST for part in key) or "\x00" in str(key):
            raise ValueError("not a place that a row can have")
        return cls(own, key, backwards)


def window(
    found: list[Row], size: int, cursor: Cursor | None, beside: Callable[[Row, bool], Cursor]
) -> tuple[list[Row], Cursor | None, Cursor | None]:
    """Return one page, and the cursors of the pages after and before it (`None`: there is none).

    `found` are up to `size` + 1 rows from `cursor` on, in the direction in which it looks; `beside` makes the cursor of a
    place next to a row, given whether it looks backwards.
    """
    backwards = bool(cursor and cursor.backwards)
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, cursor is not None)
    return (
        rows,
        beside(rows[-1], False) if rows and has_next else None,
        beside(rows[0], True) if rows and has_previous else None,
    )
