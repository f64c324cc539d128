"""What a reader's words mean: search terms, with names in Chinese, symbols and misspelt names understood."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery
from django.db.models import Func, IntegerField, Q
from django.db.models.lookups import Exact
from rapidfuzz import fuzz, process

from policy.models import Actor, Material
from policy.record.search import term_query, terms

SHORTEST_CORRECTED = 5
LEAST_SIMILAR = 84


@dataclass(frozen=True)
class Names:
    """Names that readers may write in another way than documents do, as filter tags by name."""

    tags: dict[str, list[str]]
    words: list[str]

    @classmethod
    def read(cls) -> "Names":
        """Read the names of all materials and actors; two queries."""
        tags: dict[str, list[str]] = {}
        words: set[str] = set()
        for slug, name, symbol, name_zh in Material.objects.values_list("slug", "name", "symbol", "name_zh"):
            words |= set(name.lower().split())
            for known in filter(None, (symbol, name_zh)):
                tags.setdefault(known, []).append(f"material:{slug}")
        for slug, name, name_zh in Actor.objects.values_list("slug", "name", "name_zh"):
            words |= set(name.lower().split())
            if name_zh:
                tags.setdefault(name_zh, []).append(f"actor:{slug}")
        return cls(tags, sorted(word for word in words if len(word) >= SHORTEST_CORRECTED))

    def corrected(self, term: str) -> str | None:
        """Return the word of a name that a misspelt one is nearest to; `None` when it is one, or near to none."""
        word = term.lower()
        if len(word) < SHORTEST_CORRECTED or word in self.words:
            return None
        found = process.extractOne(word, self.words, scorer=fuzz.ratio, score_cutoff=LEAST_SIMILAR)
        return found[0] if found else None


def condition(asked: str) -> Q:
    """Return the condition that all terms hold, on revisions. Words too common to be indexed, such as "a", hold everywhere."""
    names = Names.read()
    whole = Q()
    for term, absent in terms(asked):
        held = _term(term, names)
        whole &= ~held if absent else held | _common(term)
    return whole


def ranked_by(asked: str) -> SearchQuery | None:
    """Return the query by which events rank: any of the terms; `None` when none has a letter or digit."""
    queries = [term_query(term) for term, absent in terms(asked) if not absent]
    found = [query for query in queries if query is not None]
    return reduce(or_, found) if found else None


def _term(term: str, names: Names) -> Q:
    held = Q(projection__tags__overlap=names.tags.get(term, []))
    for query in (term_query(term), term_query(names.corrected(term) or "")):
        held |= Q(projection__search=query) if query else Q()
    return held


def _common(term: str) -> Q:
    """Return the condition that a term asks for nothing: no letter or digit in it, or only words that aren't indexed."""
    query = term_query(term)
    return Q(Exact(Func(query, function="numnode", output_field=IntegerField()), 0)) if query else Q(pk__isnull=False)
