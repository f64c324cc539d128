"""Places in ordered lists, as opaque texts that a list gives out and takes back."""

import base64
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Row = TypeVar("Row")
UTF_16_HALF = re.compile("[\ud800-\udfff]")  # half a character, which UTF-8 has no bytes for
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
        try:
            own, key, backwards = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (TypeError, RecursionError) as error:
            raise ValueError("not a cursor") from error
        if own != order or type(backwards) is not bool or not isinstance(key, list):
            raise ValueError("not a cursor of this list")
        if [type(part) for part in key] != list(types) or not all(map(_may_stand, key)):
            raise ValueError("not a place in this list")
        cursor = cls(own, key, backwards)
        if cursor.encoded() != text:
            raise ValueError("not written as a list writes it")
        return cursor


def _may_stand(part: int | str) -> bool:
    """Tell whether the database can compare a row with this part of a sort key."""
    return abs(part) < LARGEST if isinstance(part, int) else "\x00" not in part and UTF_16_HALF.search(part) is None


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
