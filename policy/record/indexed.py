"""What of a document is indexed for search, and with which weight."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from policy import kinds
from policy.record.numbers import date_word, hs_word, numbers, with_years
from policy.record.search import Weight, Where, weight, word_of

SEARCH_FORM = 1  # to be raised when what is indexed changes: `renew_record` then brings the projections up to it
ACTING = {"issuer", "speaker", "on_behalf_of", "participant", "authority"}
FEW_MATERIALS = 8  # an event that names more is about none of them in particular

Texts = list[tuple[Weight, str]]


def texts_of(document: dict[str, Any]) -> Iterable[tuple[Where, str]]:
    """Yield the texts of a document beside its title and summary, what says most about it first."""
    found = [
        (Where.ORIGINAL, document["title_original"]),
        *kinds.get(document["kind"]).texts(document["detail"]),
        *((Where.SOURCE, text) for citation in document["citations"] for text in _told(citation)),
        *((Where.LINK, text) for link in document["links"] for text in (link["event"]["title"], link["note"])),
    ]
    return ((where, text) for where, text in found if text)


def indexed(document: dict[str, Any]) -> tuple[Texts, Texts]:
    """Return the texts of a document and the words of the index that stand for what it names, each with its weight."""
    parts = [(weight(where), where, text) for where, text in texts_of(document)]
    texts = [
        (Weight.TITLE, document["title"]),
        (Weight.SUMMARY, document["summary"] or ""),
        (Weight.SUMMARY, _spoken(document["slug"])),
        *((_of_role(actor["role"]), actor["name"]) for actor in document["actors"]),
        *((_of_materials(document), material["name"]) for material in document["materials"]),
        *((weight, text) for weight, _, text in parts),
    ]
    return texts, [*_named(document), *_numbers(document, parts)]


def _told(citation: dict[str, Any]) -> Iterable[str | None]:
    return (citation["quote"], citation["supports"], citation["source"]["title"])


def _named(document: dict[str, Any]) -> Iterable[tuple[Weight, str]]:
    yield from ((_of_role(actor["role"]), word_of("actor", actor["slug"])) for actor in document["actors"])
    yield from ((_of_materials(document), word_of("material", one["slug"])) for one in document["materials"])
    yield from ((Weight.TEXT, word_of("topic", slug)) for slug in document["topics"])
    yield from ((Weight.SUMMARY, date_word(date)) for date in (document["date"], document["date_end"]) if date)
    listed = set(kinds.get(document["kind"]).listed(document["detail"]))
    yield from ((Weight.TEXT, hs_word(code)) for table, code in listed if table == "hs")
    if len(document["materials"]) <= FEW_MATERIALS:
        yield from ((Weight.TITLE, word_of(table, slug)) for table, slug in listed if table == "material")


def _numbers(document: dict[str, Any], parts: Iterable[tuple[Weight, Where, str]]) -> Iterable[tuple[Weight, str]]:
    """Yield numbers: the event's own with the weight of titles, and those that are only named with less."""
    year = document["date"][:4]
    for _, where, text in parts:
        words = _number_words(text)
        is_own = where is Where.NUMBER
        yield from ((_of_number(where), word) for word in (with_years(words, year) if is_own else words))
    for text in (document["title"], document["summary"] or ""):
        yield from ((Weight.SUMMARY, word) for word in _number_words(text))
    for slug in _linked(document):
        yield from ((Weight.SOURCE, word) for word in with_years(_number_words(_spoken(slug)), slug[:4]))


@lru_cache(maxsize=1024)
def _number_words(text: str) -> tuple[str, ...]:
    """Return the words of the numbers in a text; items and sources say the same in many documents."""
    return tuple(word for number in numbers(text) for word in number.words)


def _linked(document: dict[str, Any]) -> Iterable[str]:
    """Yield the events that a document tells of by slug: those that it builds on, and those that it is linked with."""
    yield from (slug for _, slug in kinds.get(document["kind"]).foundations(document["detail"]))
    yield from (link["event"]["slug"] for link in document["links"])


def _spoken(slug: str) -> str:
    """Return the words of a slug without its date."""
    return re.sub(r"^[\d-]+", "", slug).replace("-", " ")


def _of_number(where: Where) -> Weight:
    return Weight.SUMMARY if where is Where.ORIGINAL else weight(where)


def _of_role(role: str) -> Weight:
    return Weight.SUMMARY if role in ACTING else Weight.TEXT


def _of_materials(document: dict[str, Any]) -> Weight:
    return Weight.SUMMARY if len(document["materials"]) <= FEW_MATERIALS else Weight.TEXT
