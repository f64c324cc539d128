"""Where a text shows what was looked for: pieces to be marked, and the stretch around the first of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from policy.record.asked import Asked
from policy.record.indexed import texts_of
from policy.record.names import Known
from policy.record.search import CHINESE_RUN, Where, latin
from policy.record.terms import Term
from policy.site.wording import heading

WORD = re.compile(r"[^\W_]+(?:['’]s\b)?")
ENDING = r"(?:e|e?[sd]|e?rs?|ing|ings|ions?|ations?|ors?|ments?|al|ly|y|i?able|ives?|age|ance|ence)?"
NUMBERED = r"(?:(?:\bnos?\.?|announcements?|orders?|第)\s*)?(?<!\d){}(?!\d)(?:\s*号)?"
ORDERED = r"(?:(?:executive\s+orders?|\be\.?\s?o\.?)\s*(?:no\.?\s*)?)?(?<!\d){}(?!\d)"
BEFORE, AFTER = 70, 130  # characters of a snippet around the first match


@dataclass(frozen=True)
class Piece:
    """A part of a text; `is_hit` when it shows what was looked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True)
class Snippet:
    """A part of a document that shows what was looked for, where title and summary don't."""

    where: Where
    pieces: list[Piece]


class Marker:
    """Finds in texts what was asked for, however it is written there."""

    def __init__(self, asked: Asked) -> None:
        self.literal = re.compile("|".join(_literals(asked.wanted)) or r"(?!)", re.IGNORECASE)
        stems = {stem for term in asked.wanted if not term.is_exact for stem in _own_stems(term, asked)}
        self.word = re.compile("|".join(_inflected(stem) for stem in sorted(stems)) or r"(?!)")

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the places of what was asked for, in their order, none within another."""
        found = [match.span() for match in self.literal.finditer(text) if match.group()]
        found += [match.span() for match in WORD.finditer(text) if self.word.fullmatch(_plain(match.group()))]
        joined: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if joined and start < joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def pieces(self, text: str) -> list[Piece]:
        """Cut a text into what is to be marked and what is not; together they are the text."""
        place, pieces = 0, []
        for start, end in self.spans(text):
            pieces += [Piece(text[place:start], False), Piece(text[start:end], True)]
            place = end
        return [piece for piece in [*pieces, Piece(text[place:], False)] if piece.text]

    def snippet(self, document: dict[str, Any]) -> Snippet | None:
        """Return the first part of a document that shows what was asked for; `None` if title or summary does, or none."""
        if any(self.spans(text or "") for text in (str(heading(document)), document["summary"])):
            return None
        for where, text in texts_of(document):
            spans = self.spans(text)
            if spans:
                return Snippet(where, self.pieces(_around(text, *spans[0])))
        return None


def _around(text: str, start: int, end: int) -> str:
    """Return the stretch of a text around a place, from the beginning of a word to the end of one."""
    first = start - BEFORE
    if first > 0:
        space = text.find(" ", first, start)
        first = space + 1 if space >= 0 else first
    last = end + AFTER
    if last < len(text):
        space = text.rfind(" ", end, last)
        last = space if space >= 0 else last
    return f"{'… ' if first > 0 else ''}{text[max(first, 0) : last]}{' …' if last < len(text) else ''}"


def _literals(terms: Iterable[Term]) -> Iterator[str]:
    """Yield the patterns of what is written in one way: Chinese, names, numbers, exact phrases."""
    for term in terms:
        if term.is_exact or term.is_number or CHINESE_RUN.search(term.text):
            yield _spaced(term.text)
        yield from (pattern for known in term.known for pattern in _of_name(known))
        for word in term.words:
            number, order = re.match(r"no(\d+)y", word), re.match(r"eo(\d+)", word)
            if term.is_number and number:
                yield NUMBERED.format(number[1])
            if term.is_number and order:
                yield ORDERED.format(order[1])
            if word.startswith("hs") and term.is_number:
                yield rf"(?<!\d){word[2:].rstrip('*')}\d*"


def _of_name(known: Known) -> Iterator[str]:
    yield from (_spaced(text) for text in known.texts)
    if known.symbol:
        yield rf"(?-i:(?<!\w){re.escape(known.symbol)}(?!\w))"


def _spaced(text: str) -> str:
    """Return the pattern of a text, with any space or hyphen between its words and any plural at its end."""
    words = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", text.strip()) if word)
    return words if CHINESE_RUN.search(text) else rf"(?<!\w){words}(?:e?s)?(?!\w)"


def _own_stems(term: Term, asked: Asked) -> Iterable[str]:
    """Return the stems of a term's words; those of a number or of a name are part of a pattern of their own."""
    return () if term.is_number or (term.known and " " in term.text) else asked.stems.get(term, ())


def _inflected(stem: str) -> str:
    """Return the pattern of the forms of a word, from the stem that PostgreSQL makes of it."""
    if len(stem) < 4 or not stem.isalpha():
        return rf"{re.escape(stem)}(?:e?s)?"
    if stem.endswith("i"):
        return rf"{stem[:-1]}(?:y|ies|ied|i{ENDING})"
    return rf"{stem}{stem[-1]}?{ENDING}"


@lru_cache(maxsize=20_000)
def _plain(word: str) -> str:
    return latin(word)
