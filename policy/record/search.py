"""Full-text search over documents, in English and Chinese.

PostgreSQL keeps a run of Chinese as one word, so what is indexed and what is asked are both cut into single characters and
pairs of characters first. English is stemmed, in one spelling; Chinese, names and numbers are kept as they are. What a document
names (an actor, a material, a number, a day) stands in the index as a word of its own, whatever it is called there.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable, SearchQueryField, SearchVectorField
from django.db.models import Func
from django.db.models.expressions import RawSQL

CHINESE_RUN = re.compile(r"[\u3400-\u9fff]+")
ABBREVIATION = re.compile(r"\b(?:[A-Za-z]\.){2,}")
POSSESSIVE = re.compile(r"['’]s\b|['’]")
# What no word is made of; a point stays between digits.
BETWEEN_WORDS = re.compile(r"[^\w\s.]|_|(?<!\d)\.|\.(?!\d)")
SPELLINGS = (
    *((re.compile(r"licens"), "licenc"), (re.compile(r"defens"), "defenc"), (re.compile(r"aluminum"), "aluminium")),
    *((re.compile(r"iz(e[sd]?|ing|ation|ations)\b"), r"is\1"), (re.compile(r"centre"), "center")),
    (re.compile(r"programme"), "program"),
)


class Weight(StrEnum):
    """How much a word says about an event: by where it stands."""

    TITLE = "A"
    SUMMARY = "B"
    TEXT = "C"
    SOURCE = "D"


class Where(StrEnum):
    """Which part of a document a text is, beside its title and summary."""

    NUMBER = "number"
    PROVISION = "provision"
    ITEM = "item"
    QUOTATION = "quotation"
    PLACE = "place"
    TERMS = "terms"
    SOURCE = "source"
    LINK = "link"
    ORIGINAL = "original"


WEIGHTS = {
    Where.NUMBER: Weight.TITLE,
    Where.ORIGINAL: Weight.TITLE,
    Where.SOURCE: Weight.SOURCE,
    Where.LINK: Weight.SOURCE,
}


def weight(where: Where) -> Weight:
    return WEIGHTS.get(where, Weight.TEXT)


def pairs(text: str) -> list[str]:
    """Return the Chinese pairs of a text, and the lone characters of runs that are one character long."""
    runs = CHINESE_RUN.findall(text)
    return [run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1))]


def segmented(text: str) -> str:
    """Return the Chinese of a text as single characters and pairs, separated by spaces."""
    characters = [character for run in CHINESE_RUN.findall(text) for character in run]
    return " ".join([*characters, *pairs(text)])


def latin(text: str) -> str:
    """Return the words of a text that aren't Chinese, in lower case and one spelling, without accents and punctuation."""
    decomposed = unicodedata.normalize("NFKD", CHINESE_RUN.sub(" ", text))
    plain = decomposed
    if not decomposed.isascii():
        plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    plain = ABBREVIATION.sub(lambda match: match.group().replace(".", "") + " ", plain)
    words = BETWEEN_WORDS.sub(" ", POSSESSIVE.sub("", plain)).lower()
    for spelling, ours in SPELLINGS:
        words = spelling.sub(ours, words)
    return " ".join(words.split())


@lru_cache(maxsize=8192)
def word_of(table: str, slug: str) -> str:
    """Return the word of the index for a row that a document names, such as that of the "material" dysprosium."""
    return table + re.sub(r"[\W_]", "", slug)


def search_vector(texts: Iterable[tuple[Weight, str]], words: Iterable[tuple[Weight, str]]) -> RawSQL:
    """Return the expression that indexes one document: its texts, and words of the index, each by its weight.

    It is written as it is sent: to build it of Django's expressions takes longer than all else about a projection.
    """
    texts, words = list(texts), list(words)
    vectors, params = [], []
    for one in Weight:
        text = " \n".join(text for weight, text in texts if weight is one)
        own = " ".join(sorted({word for weight, word in words if weight is one}))
        for found, config in ((latin(text), "english"), (segmented(text), "simple"), (own, "simple")):
            if found:
                vectors.append(f"setweight(to_tsvector('{config}'::regconfig, %s), '{one.value}')")
                params.append(found)
    return RawSQL(" || ".join(vectors) or "''::tsvector", params, SearchVectorField())


def text_query(text: str) -> SearchQuery | None:
    """Return the query for a phrase, in English or Chinese or both; `None` when it has nothing to look for."""
    words, chinese = latin(text), pairs(text)
    queries = [SearchQuery(words, config="english", search_type="phrase")] if re.search(r"\w", words) else []
    if chinese:
        queries.append(SearchQuery(" ".join(chinese), config="simple", search_type="phrase"))
    return every(queries)


def word_query(words: Iterable[str], only: Weight | None = None) -> SearchQuery | None:
    """Return the query for any of some words of the index, "*" after those that others begin with; `only` by weight."""
    places = only.value if only else ""
    asked = [
        f"{word.rstrip('*')}{':' if word.endswith('*') or places else ''}{'*' * word.endswith('*')}{places}"
        for word in words
    ]
    return SearchQuery(" | ".join(asked), config="simple", search_type="raw") if asked else None


class Absent(SearchQueryCombinable, Func):  # type: ignore[misc]
    """The query for events that another query doesn't find."""

    template = "(!!%(expressions)s)"
    output_field = SearchQueryField()
    config = None


def every(queries: Iterable[Any]) -> Any:
    """Join queries by "and"; `None` among them ask for nothing."""
    found = [query for query in queries if query is not None]
    return reduce(and_, found) if found else None


def any_of(queries: Iterable[Any]) -> Any:
    """Join queries by "or"; `None` among them are passed over."""
    found = [query for query in queries if query is not None]
    return reduce(or_, found) if found else None
