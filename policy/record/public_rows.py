"""Which reference rows are public: they have no drafts of their own, and are so by what refers to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import F, Func, TextField

from policy.models import Actor, ControlledItem, Source
from policy.record.models import Revision
from policy.record.version import Version


@dataclass(frozen=True)
class PublicRows:
    """Slugs of the public reference rows as of one version of the record.

    Public is what published events refer to, and what such a row names in turn: an actor is public as the publisher of a
    source that one cites, too, and as the parent of a public actor. `measures` are those published of the ones that items
    say they are defined by.
    """

    materials: frozenset[str]
    items: frozenset[str]
    actors: frozenset[str]
    sources: frozenset[str]
    topics: frozenset[str]
    measures: frozenset[str]

    @classmethod
    def read(cls) -> "PublicRows":
        """Read them, in four queries."""
        named = _named()
        publishers = Source.objects.filter(slug__in=named["source"]).values_list("publisher__slug", flat=True)
        defining = ControlledItem.objects.values("defined_by__slug")
        measures = Revision.objects.current().public().filter(slug__in=defining).values_list("slug", flat=True)
        return cls(
            materials=frozenset(named["material"]),
            items=frozenset(named["item"]),
            actors=frozenset(_with_parents({*named["actor"], *publishers})),
            sources=frozenset(named["source"]),
            topics=frozenset(named["topic"]),
            measures=frozenset(measures),
        )


@lru_cache(maxsize=4)
def public_rows(version: Version) -> PublicRows:
    """Return the public reference rows of a version, which are read once per process."""
    return PublicRows.read()


def _named() -> dict[str, set[str]]:
    """Return the slugs that published events refer to, by the name of their table."""
    refs = Func(F("projection__refs"), function="unnest", output_field=TextField())
    found = Revision.objects.current().public().order_by().annotate(ref=refs).values_list("ref", flat=True).distinct()
    named: dict[str, set[str]] = {table: set() for table in ("material", "item", "actor", "source", "topic")}
    for ref in found:
        table, _, slug = ref.partition(":")
        if table in named:
            named[table].add(slug)
    return named


def _with_parents(slugs: Iterable[str]) -> set[str]:
    """Return actors with the bodies that they belong to, up to the highest."""
    parents = dict(Actor.objects.filter(parent__isnull=False).values_list("slug", "parent__slug"))
    found = set(slugs)
    waiting = list(found)
    while waiting:
        parent = parents.get(waiting.pop())
        if parent and parent not in found:
            found.add(parent)
            waiting.append(parent)
    return found
