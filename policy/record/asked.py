"""What a reader's words mean: what is looked for, what was corrected, and how well an event answers it."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import IsNull
from rapidfuzz import fuzz, process

from policy.models import DataSet
from policy.record.models import Projection, Revision
from policy.record.names import Names
from policy.record.search import Absent, any_of, every, latin
from policy.record.terms import Term, corrected, normal, terms
from policy.record.title_words import TitleWords

SHORTEST_CORRECTED = 4
LEAST_SIMILAR = 82
RANK_STEPS = 1_000_000
BY_WEIGHT = [0.05, 0.2, 0.5, 1.0]  # of D, C, B, A
TITLE_ALONE = [0.0, 0.0, 0.0, 1.0]
BY_LENGTH, BELOW_ONE = 1, 32  # how PostgreSQL normalises a rank: by the logarithm of the length; to less than 1
OWN_NUMBER = 4.0
NEWEST = 500  # events among which a word is looked for before the index is asked


@dataclass(frozen=True)
class Correction:
    """A word that nothing holds, the word looked for in its place, and the words that look for exactly the first."""

    typed: str
    used: str
    exactly: str


@dataclass(frozen=True)
class Asked:
    """What a reader asked for. `unheld` are the terms that no event holds; `stems` are those of English words, by term."""

    typed: str
    terms: list[Term]
    unheld: list[Term] = field(default_factory=list)
    stems: dict[Term, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, typed: str, names: Names, title_words: TitleWords) -> "Asked":
        """Understand what was typed, in one query, and one more when nothing holds one of the words."""
        typed = normal(typed)
        asked = cls(typed, terms(typed, names))._probed()
        nearest = {term: _nearest(term, names, title_words) for term in asked.unheld}
        if not any(nearest.values()):
            return asked
        used = [corrected(term, nearest[term], names) if nearest.get(term) else term for term in asked.terms]
        return cls(typed, used)._probed()

    @property
    def wanted(self) -> list[Term]:
        return [term for term in self.terms if not term.is_absent]

    @property
    def corrections(self) -> list[Correction]:
        return [
            Correction(
                term.typed, term.used, f'{self.typed[: term.start]}"{term.typed}"{self.typed[term.end :]}'.strip()
            )
            for term in self.terms
            if term.used
        ]

    @property
    def is_indexed(self) -> bool:
        """Tell whether the index can find what is asked for: not where words are only to be absent."""
        return any(term.query is not None for term in self.wanted)

    @property
    def query(self) -> Any:
        """The query for events that hold all terms and none that must be absent."""
        whole, absent = every(term.query for term in self.wanted), self._absent()
        return whole if absent is None else whole & Absent(absent)

    def condition(self) -> Q:
        """Return the condition that an event answers, on revisions."""
        if self.is_indexed:
            return Q(projection__search=self.query)
        absent = self._absent()
        return Q() if absent is None else ~Q(projection__search=absent)

    def condition_in_walk(self) -> Q:
        """Return the condition of `query` in a form that the index can't answer, for rows that are read in their order."""
        return holds(self.query)

    def is_answered_by(self, revisions: QuerySet) -> Any:
        """Return the expression of whether some revisions answer."""
        return some_hold(self.query, revisions) if self.is_indexed else Exists(revisions.filter(self.condition()))

    def rank(self) -> Any:
        """Return the expression of how well an event answers, a whole number: the same for the same words and record."""
        ranked = [term for term in self.wanted if term.query is not None]
        score: Any = Value(0.0)
        for term in ranked:
            score += _rank(term.query, BY_WEIGHT, BY_LENGTH | BELOW_ONE) + _rank(term.query, TITLE_ALONE, BELOW_ONE)
        numbered = [
            Case(When(projection__search=term.own_query, then=Value(OWN_NUMBER)), default=Value(0.0))
            for term in ranked
            if term.own_query is not None
        ]
        whole = score / Value(float(len(ranked) or 1))
        for bonus in numbered:
            whole += bonus
        return Cast(whole * Value(float(RANK_STEPS), FloatField()), IntegerField())

    def without(self, left_out: list[Term]) -> str:
        """Return what was typed without some of its terms."""
        kept = self.typed
        for term in reversed(left_out):
            kept = kept[: term.start] + " " + kept[term.end :]
        return " ".join(kept.split())

    def _absent(self) -> Any:
        """Return the query for what must be absent, any of it; `None` when nothing must."""
        return any_of(term.query for term in self.terms if term.is_absent)

    def _probed(self) -> "Asked":
        """Return the same without terms that ask for nothing, such as "the", knowing which of the others are held."""
        asked = [term for term in self.wanted if term.query is not None]
        if not asked:
            return Asked(self.typed, [term for term in self.terms if term.query is not None])
        columns: dict[str, Any] = {}
        for place, term in enumerate(asked):
            columns[f"held_{place}"] = some_hold(term.query, Revision.objects.current())
            columns[f"size_{place}"] = Func(term.query, function="numnode", output_field=IntegerField())
            columns[f"stems_{place}"] = _stems(latin(term.text))
        row = DataSet.objects.values_list(named=False).annotate(**columns).values(*columns).get()
        common = {term for place, term in enumerate(asked) if not row[f"size_{place}"]}
        return Asked(
            self.typed,
            [term for term in self.terms if term.query is not None and term not in common],
            [term for place, term in enumerate(asked) if not row[f"held_{place}"] and term not in common],
            {term: tuple(row[f"stems_{place}"].split()) for place, term in enumerate(asked)},
        )


def holds(query: Any) -> Q:
    """Return the condition that an event holds a query, on revisions, in a form that the index can't answer."""
    return Q(Func(F("projection__search"), query, function="ts_match_vq", output_field=BooleanField()))


def some_hold(query: Any, revisions: QuerySet) -> Any:
    """Return the expression of whether some revisions hold a query: of the newest events, or else some that the index finds.

    Both are sorted, the latter by an expression: else the database may expect to meet one soon in whatever order it likes.
    """
    order = Projection.objects.order_by("-order_key").values("order_key")
    last = Coalesce(Subquery(order[NEWEST - 1 : NEWEST]), Value(0))
    newest = revisions.filter(holds(query), projection__order_key__gte=last).order_by("-projection__order_key")
    found = revisions.filter(projection__search=query).order_by(F("projection__order_key") + 0)
    held = Q(IsNull(Subquery(newest.values("seq")[:1]), False)) | Q(IsNull(Subquery(found.values("seq")[:1]), False))
    return ExpressionWrapper(held, BooleanField())


def _rank(query: Any, weights: list[float], normalization: int) -> SearchRank:
    return SearchRank(
        F("projection__search"), query, weights=weights, normalization=Value(normalization), cover_density=True
    )


def _stems(words: str) -> Func:
    """Return the expression of the stems of English words, separated by spaces."""
    vector = Func(Value("english"), Value(words), template="to_tsvector(%(expressions)s)", arg_joiner="::regconfig, ")
    stems = Func(vector, function="tsvector_to_array")
    return Func(stems, Value(" "), function="array_to_string", output_field=TextField())


def _nearest(term: Term, names: Names, title_words: TitleWords) -> str:
    """Return the word of a name, or else of a title, that a misspelt one is nearest to; empty when it is near to none."""
    word = latin(term.typed)
    if not term.is_correctable or len(word) < SHORTEST_CORRECTED:
        return ""
    for words in (names.words, title_words):
        known = sorted(one for one in words() if len(one) >= SHORTEST_CORRECTED)
        begun = [one for one in known if one.startswith(word)]
        if begun:
            return min(begun, key=lambda one: (len(one), one))
        found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=LEAST_SIMILAR)
        if found:
            return found[0]
    return ""
