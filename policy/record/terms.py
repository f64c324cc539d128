"""What a reader typed, cut into terms: numbers, dates, names, words and "exact phrases"."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from policy.record.names import LONGEST_NAME, Known, Names
from policy.record.numbers import HS_CODE, dates, hs_word, numbers
from policy.record.search import CHINESE_RUN, Weight, any_of, every, latin, text_query, word_query

PART = re.compile(r'(?<!\S)(-?)"([^"]*)"|(?<!\S)-(\S+)')
WORD = re.compile(r"\S+")
LINKING = set("的和与及在了对于等是为由")  # Chinese characters that name nothing by themselves


@dataclass(frozen=True)
class Term:
    """One thing looked for. `start` and `end` (exclusive) are its place in what was typed, `words` words of the index.

    `used` is the word that stands for a misspelt one. An exact term is looked for as it is written, and never corrected.
    """

    typed: str
    start: int
    end: int
    words: tuple[str, ...] = ()
    known: tuple[Known, ...] = ()
    is_absent: bool = False
    is_exact: bool = False
    is_number: bool = False
    used: str = ""

    @property
    def text(self) -> str:
        return self.used or self.typed

    @property
    def is_correctable(self) -> bool:
        return not (self.is_absent or self.is_exact or self.is_number or self.known) and self.typed.isalpha()

    @cached_property
    def query(self) -> Any:
        """The query of the index; `None` when there is nothing to look for."""
        words = [*self.words, *(known.word for known in self.known)]
        texts = [] if self.is_number and self.words else [self._spoken()]
        texts += [text_query(text) for known in self.known for text in known.texts if not self._says(text)]
        return any_of([*texts, word_query(words)])

    @cached_property
    def own_query(self) -> Any:
        """The query for events that have a number of their own like it; `None` for what is no number."""
        return word_query(self.words, only=Weight.TITLE) if self.words else None

    def _spoken(self) -> Any:
        """Return the query for what was typed: the words of a name in any order, an exact phrase in its own."""
        if self.is_exact or not self.known:
            return text_query(self.text)
        return every(text_query(word) for word in self.text.split())

    def _says(self, text: str) -> bool:
        return latin(text) == latin(self.text) and not CHINESE_RUN.search(text + self.text)


def normal(typed: str) -> str:
    """Return what was typed with characters of full width, and the like, as plain ones."""
    return unicodedata.normalize("NFKC", typed).replace("“", '"').replace("”", '"')


def terms(typed: str, names: Names) -> list[Term]:
    """Cut what was typed, in its `normal` form, into terms in their order."""
    found = []
    for match in PART.finditer(typed):
        text = match[2] if match[2] is not None else match[3].strip('"')
        is_absent, is_exact = typed[match.start()] == "-", match[2] is not None
        if text.strip():
            known = () if is_exact else tuple(names.named(text))
            found.append(Term(text, *match.span(), known=known, is_absent=is_absent, is_exact=is_exact))
    rest = PART.sub(_blank, typed).replace('"', " ")
    for find in (dates, numbers):
        for number in find(rest):
            written = typed[number.start : number.end]
            words = tuple(part for word in number.words for part in _with_parts(word))
            found.append(Term(written.strip(), number.start, number.end, words, is_number=True))
        rest = _blanked(rest, found)
    found += _chinese(rest, names)
    found += _words(CHINESE_RUN.sub(_blank, rest), names, is_alone=not found)
    return sorted(found, key=lambda term: term.start)


def corrected(term: Term, word: str, names: Names) -> Term:
    """Return a term that looks for another word in place of the one typed."""
    return replace(term, used=word, known=tuple(names.named(word)))


def _with_parts(word: str) -> Iterator[str]:
    """Let a date stand for its days, a number of a year also for one without, and that for any year, a code for those below."""
    yield f"{word}*" if word.startswith(("on", "cc")) or re.fullmatch(r"no\d+y", word) else word
    if re.fullmatch(r"no\d+y\d+", word):
        yield word[:-4]


def _chinese(text: str, names: Names) -> Iterator[Term]:
    """Cut runs of Chinese into the names that they hold, and what is between these."""
    for run in CHINESE_RUN.finditer(text):
        place, loose = run.start(), run.start()
        short_for = [] if names.named(run.group()) else names.short_for(run.group())
        if short_for:
            yield Term(run.group(), run.start(), run.end(), known=tuple(short_for))
            continue
        while place < run.end():
            name = names.longest_chinese(text[place : run.end()])
            if name:
                yield from _loose(text, loose, place)
                yield Term(name, place, place + len(name), known=tuple(names.named(name)))
                loose = place + len(name)
            place += len(name) or 1
        yield from _loose(text, loose, run.end())


def _loose(text: str, start: int, end: int) -> Iterator[Term]:
    if text[start:end].strip("".join(LINKING)):
        yield Term(text[start:end], start, end)


def _words(text: str, names: Names, *, is_alone: bool) -> Iterator[Term]:
    """Cut a text without Chinese into the longest names and, between them, words."""
    words = [match for match in WORD.finditer(text) if latin(match.group())]
    is_alone = is_alone and all(names.symbol(word.group(), alone=True) for word in words)
    place = 0
    while place < len(words):
        lengths = range(min(LONGEST_NAME, len(words) - place), 0, -1)
        named = ((length, names.named(_joined(text, words[place : place + length]))) for length in lengths)
        length, known = next(((length, known) for length, known in named if known), (1, []))
        chosen = words[place : place + length]
        if length == 1:
            known = known + names.symbol(chosen[0].group().strip(".,;"), alone=is_alone)
        yield _word(_joined(text, chosen), chosen[0].start(), chosen[-1].end(), known)
        place += length


def _joined(text: str, words: list[re.Match[str]]) -> str:
    return text[words[0].start() : words[-1].end()]


def _word(typed: str, start: int, end: int, known: list[Known]) -> Term:
    """Return the term for a word or a name; a plain number may be that of an instrument, a customs code or a year."""
    plain = typed.strip(".,;:()")
    if HS_CODE.fullmatch(plain):
        return Term(plain, start, end, (f"{hs_word(plain)}*", f"eo{plain}"), is_number=True)
    if re.fullmatch(r"\d{4}", plain):
        return Term(plain, start, end, (f"hs{plain}*", f"on{plain}*", f"no{plain}y*"))
    if plain.isascii() and plain.isdigit() and len(plain) < 7:
        return Term(plain, start, end, (f"no{int(plain)}y*", f"eo{plain}"))
    return Term(plain, start, end, known=tuple(known)) if plain else Term(typed, start, end)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _blanked(text: str, found: list[Term]) -> str:
    for term in found:
        text = text[: term.start] + " " * (term.end - term.start) + text[term.end :]
    return text
