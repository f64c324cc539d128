"""Full-text search over documents, in English and Chinese.

PostgreSQL keeps a run of Chinese as one word, so what is indexed and what is asked are both cut into single characters and
pairs of characters first. English is stemmed; Chinese, names and numbers are kept as they are.
"""

import re
from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Value
from django.db.models.expressions import CombinedExpression

CHINESE_RUN = re.compile(r"[\u3400-\u9fff]+")


def pairs(text: str) -> list[str]:
    """Return the Chinese pairs of a text, and the lone characters of runs that are one character long."""
    runs = CHINESE_RUN.findall(text)
    return [run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1))]


def segmented(text: str) -> str:
    """Return the Chinese of a text as single characters and pairs, separated by spaces."""
    characters = [character for run in CHINESE_RUN.findall(text) for character in run]
    return " ".join([*characters, *pairs(text)])


def search_vector(title: Iterable[str | None], body: Iterable[str | None]) -> CombinedExpression:
    """Return the expression that indexes one document; words of `title` weigh more than those of `body`."""
    heavy, light = (" \n".join(filter(None, texts)) for texts in (title, body))
    return (
        SearchVector(Value(_latin(heavy)), config="english", weight="A")
        + SearchVector(Value(_latin(light)), config="english", weight="B")
        + SearchVector(Value(segmented(heavy)), config="simple", weight="A")
        + SearchVector(Value(segmented(light)), config="simple", weight="B")
    )


def terms(asked: str) -> list[tuple[str, bool]]:
    """Split what a reader typed into words and "exact phrases", each with whether it was asked to be absent (-word)."""
    found = re.findall(r'(-?)(?:"([^"]*)"|(\S+))', asked)
    return [(phrase or word.strip('"'), bool(minus)) for minus, phrase, word in found if (phrase or word).strip('"')]


def term_query(term: str) -> SearchQuery | None:
    """Return the query for one word or phrase, in English or Chinese or both; `None` when it has nothing to look for."""
    latin, chinese = _latin(term).strip(), " ".join(pairs(term))
    queries = []
    if re.search(r"\w", latin):
        queries.append(SearchQuery(latin, config="english", search_type="phrase"))
    if chinese:
        queries.append(SearchQuery(chinese, config="simple", search_type="plain"))
    if len(queries) == 2:
        return queries[0] & queries[1]
    return queries[0] if queries else None


def _latin(text: str) -> str:
    return CHINESE_RUN.sub(" ", text)
