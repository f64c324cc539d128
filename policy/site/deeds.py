"""What an actor said and did, in the order of time, newest first: from the documents of published events."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Window
from django.utils.translation import gettext_lazy as _

from policy.choices import Relation, Stance
from policy.record.models import Revision

SAID_SHOWN = 50
DONE_SHOWN = 12
SHAPES = {Stance.TIGHTENING: "▲", Stance.EASING: "▽", Stance.NEUTRAL: "○", Stance.CONTRADICTING: "≠"}

Document = dict[str, Any]


@dataclass(frozen=True)
class Statement:
    """A published statement, as the page of who made it shows it."""

    event: Document

    @property
    def shape(self) -> str:
        return SHAPES[Stance(self.event["detail"]["stance"])]

    @property
    def contradicts(self) -> list[Document]:
        """Return the events that it denies."""
        return self._contradictions("out")

    @property
    def contradicted_by(self) -> list[Document]:
        """Return the events that deny it."""
        return self._contradictions("in")

    def by(self, role: str) -> list[Document]:
        return [actor for actor in self.event["actors"] if actor["role"] == role]

    @property
    def speakers(self) -> list[Document]:
        return self.by("speaker")

    @property
    def principals(self) -> list[Document]:
        """Return those for whom the speaker spoke."""
        return self.by("on_behalf_of")

    def _contradictions(self, direction: str) -> list[Document]:
        links = [link for link in self.event["links"] if link["direction"] == direction]
        return [link["event"] for link in links if link["relation"] == Relation.CONTRADICTS]


@dataclass(frozen=True)
class Said:
    """The newest statements that an actor made, or that were made on its behalf; `count` is the number of all."""

    statements: list[Statement]
    count: int

    @classmethod
    def by(cls, slug: str) -> "Said":
        spoke = Q(facts__speaker=slug) | Q(facts__on_behalf_of=slug)
        documents, count = _newest(slug, spoke, "statement", SAID_SHOWN)
        return cls([Statement(event) for event in documents], count)

    @property
    def is_whole(self) -> bool:
        return len(self.statements) == self.count

    @property
    def stances(self) -> list[tuple[str, str, int]]:
        """Return how many of those shown lean where, each as (stance, shape, number), without those that none has."""
        counts = Counter(one.event["detail"]["stance"] for one in self.statements)
        return [(stance, shape, counts[stance]) for stance, shape in SHAPES.items() if counts[stance]]


@dataclass(frozen=True)
class Sort:
    """A way in which events of a kind involve an actor: those that `which` finds by its slug."""

    name: str
    title: Any
    kind: str
    which: Callable[[str], Q]


@dataclass(frozen=True)
class Deeds:
    """The newest events that involve an actor in one way; `count` is the number of all."""

    sort: Sort
    documents: list[Document]
    count: int

    @property
    def is_whole(self) -> bool:
        return len(self.documents) == self.count


SORTS = (
    Sort("issued", _("Measures issued"), "measure", lambda slug: Q(facts__issuers__contains=[slug])),
    Sort("targeted", _("Target of measures"), "measure", lambda slug: Q(facts__targets__contains=[slug])),
    Sort("met", _("Meetings attended"), "meeting", lambda slug: Q(facts__participants__contains=[slug])),
)


def deeds_of(slug: str) -> list[Deeds]:
    """Return what an actor did, and what was done to it, without ways in which nothing is on record; a query for each."""
    found = [Deeds(sort, *_newest(slug, sort.which(slug), sort.kind, DONE_SHOWN)) for sort in SORTS]
    return [deeds for deeds in found if deeds.count]


def _newest(slug: str, which: Q, kind: str, shown: int) -> tuple[list[Document], int]:
    """Return the documents of the newest events of a kind that name an actor so, and how many there are of all."""
    named: QuerySet[Revision] = Revision.objects.current().public().showing(f"actor:{slug}").filter(which, kind=kind)
    rows = (
        named.annotate(all=Window(Count("*"))).order_by("-projection__order_key").values_list("document", "all")[:shown]
    )
    found = list(rows)
    return [json.loads(text) for text, _all in found], found[0][1] if found else 0
