"""What follows for a new permit decision from who decided and under which regime; nothing that only a source can tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from permits.models import PermitDecision
from policy.admin.whole_lists import name
from policy.models import Actor, Material, Measure, Topic
from policy.record.control_vocabulary import RARE_EARTH_GROUPS, RARE_EARTHS
from policy.record.sentences import joined


@dataclass(frozen=True)
class Default:
    """The rows that a field begins with, in their order, and what they follow from."""

    field: str
    rows: list[Any]
    origin: str

    @property
    def note(self) -> str:
        return f"Filled in from {self.origin}; change it if the source says otherwise."


def defaults(authority: Actor | None, measures: Sequence[Measure]) -> list[Default]:
    """Return what follows for `under`, `materials` and `topics`, without empty ones.

    `measures` are those chosen; with none, the regime is that of the authority's newest decision.
    """
    return [default for default in _defaults(authority, list(measures)) if default.rows]


def _defaults(authority: Actor | None, chosen: list[Measure]) -> Iterator[Default]:
    decisions = PermitDecision.objects.filter(authority=authority).order_by("-date", "-id")
    regime = chosen
    if not chosen and (newest := decisions.first()):
        regime = list(newest.under.all())
        yield Default("under", regime, f"the newest decision of {newest.authority}, of {newest.date}")
    if regime:
        yield from _of_regime(regime, decisions)


def _of_regime(regime: list[Measure], decisions: QuerySet[PermitDecision]) -> Iterator[Default]:
    named = joined([name(measure) for measure in regime], "and")
    yield Default("materials", _materials(regime), named)
    if earlier := list(decisions.filter(under__in=regime).distinct().prefetch_related("topics")):
        yield Default("topics", _shared_topics(earlier), f"the authority's decisions under {named}")
    else:
        topics = [topic for measure in regime for topic in measure.topics.all()]
        yield Default("topics", list(dict.fromkeys(topics)), named)


def _materials(regime: list[Measure]) -> list[Material]:
    """Return what measures control, once each; where the rare earths are named as a group, it stands for its elements."""
    found = list(dict.fromkeys(material for measure in regime for material in measure.listed_materials()))
    if all(material.slug != RARE_EARTHS for material in found):
        return found
    return [material for material in found if material.group not in RARE_EARTH_GROUPS]


def _shared_topics(decisions: list[PermitDecision]) -> list[Topic]:
    """Return the topics that all decisions have, in the order of the first."""
    first, *others = [list(decision.topics.all()) for decision in decisions]
    return [topic for topic in first if all(topic in topics for topics in others)]
