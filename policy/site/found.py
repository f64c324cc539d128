"""What a page says of a search: what was understood, what was corrected, and what else to look for when nothing matched."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language

from policy.models import DataSet
from policy.record.asked import Asked
from policy.record.listing import Listing
from policy.record.names import Known, key
from policy.record.search import CHINESE_RUN
from policy.site.addresses import Params, query_string
from policy.site.highlights import Marker

MOST_OFFERED = 4


@dataclass(frozen=True)
class Corrected:
    """A word that nothing holds, the one looked for in its place, and the query string for exactly the first."""

    typed: str
    used: str
    query: str


@dataclass(frozen=True)
class Offer:
    """Other words that something matches, and the query string for them."""

    words: str
    query: str


class Found:
    """What a search came to. `params` are those of its page; `is_empty`: nothing matched."""

    def __init__(self, listing: Listing, asked: Asked, params: Params, *, is_empty: bool) -> None:
        self.listing, self.asked, self.params, self.is_empty = listing, asked, params, is_empty

    @classmethod
    def of(cls, listing: Listing, params: Params, *, is_empty: bool) -> "Found | None":
        """Return what a listing's search came to; `None` where it looks for no words."""
        return cls(listing, listing.asked, params, is_empty=is_empty) if listing.asked else None

    @cached_property
    def marker(self) -> Marker:
        return Marker(self.asked)

    @property
    def corrections(self) -> list[Corrected]:
        return [Corrected(one.typed, one.used, self._query_for(one.exactly)) for one in self.asked.corrections]

    @property
    def understood(self) -> list[tuple[str, str]]:
        """Return what was typed in another way than pages write it, each with the name of what it was taken for."""
        found = [(term.text, _name(known)) for term in self.asked.wanted for known in term.known[:1]]
        return [(typed, name) for typed, name in found if key(typed) != key(name)]

    @property
    def has_to_say(self) -> bool:
        return bool(self.is_empty or self.corrections or self.understood)

    @property
    def unheld(self) -> list[str]:
        """Return the words that no event holds, as they were typed."""
        return [term.typed for term in self.asked.unheld]

    @cached_property
    def offers(self) -> list[Offer]:
        """Return what to look for instead when nothing matched: fewer words, such that something does; one query."""
        fewer = list(self._fewer()) if self.is_empty else []
        if not fewer:
            return []
        filters = self.listing.filters
        others = filters.narrowed(filters.queryset, apart_from=["q"])
        columns = {f"some_{place}": one.is_answered_by(others) for place, one in enumerate(fewer)}
        row = DataSet.objects.annotate(**columns).values(*columns).get()
        some = [one for place, one in enumerate(fewer) if row[f"some_{place}"]]
        return [Offer(one.typed, self._query_for(one.typed)) for one in some]

    def _fewer(self) -> list[Asked]:
        """Return what was asked without what nothing holds, or else without one of the terms."""
        terms = self.asked.terms
        unheld = [term for term in terms if term in self.asked.unheld]
        left_out = [unheld] if unheld else [[term] for term in terms if not term.is_absent][:MOST_OFFERED]
        return [
            Asked(self.asked.without(out), [term for term in terms if term not in out])
            for out in left_out
            if len(out) < len(self.asked.wanted)
        ]

    def _query_for(self, words: str) -> str:
        return query_string(self.params | {"q": words})


def _name(known: Known) -> str:
    """Return the name of something in the language of the page, if it has one there."""
    is_chinese = get_language() == "zh-hans"
    return next((text for text in known.texts if is_chinese and CHINESE_RUN.search(text)), known.texts[0])
