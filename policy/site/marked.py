"""How a text differs from the one before it, word by word; a Chinese character counts as a word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

HAN = r"\u3400-\u9fff"
# A word with the space before it, a Chinese character, or a sign.
WORD = re.compile(rf"\s*(?:[{HAN}]|[^\W_{HAN}]+(?:['’.,-][^\W_{HAN}]+)*|\S)|\s+")
COMPARED_AT_MOST = 1000  # words; longer texts stand one after the other, whole
LEAST_ALIKE = 0.4


class Mark(StrEnum):
    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, went or came."""

    mark: Mark
    text: str


def marked(before: str, after: str) -> list[Piece]:
    """Return both texts in one, in order; where hardly a word stayed, the old one and then the new one."""
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > COMPARED_AT_MOST:
        return _pieces(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return _pieces(before, after)
    pieces: list[Piece] = []
    for operation, i, j, k, m in matcher.get_opcodes():
        was, now = "".join(old[i:j]), "".join(new[k:m])
        pieces += [Piece(Mark.KEPT, now)] if operation == "equal" else _pieces(was, now)
    return pieces


def _pieces(removed: str, added: str) -> list[Piece]:
    """Return what went and what came in its place; the space before new words counts as kept."""
    space = added[: len(added) - len(added.lstrip())]
    found = (Mark.KEPT, space), (Mark.REMOVED, removed.removeprefix(space)), (Mark.ADDED, added.removeprefix(space))
    return [Piece(mark, text) for mark, text in found if text]
