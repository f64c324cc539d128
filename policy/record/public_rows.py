"""Which reference rows are public: they have no drafts of their own, and are so by what refers to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from policy.models import Actor, ControlledItem, Source
from policy.record.models import NamedRow, Revision
from policy.record.version import Version


@dataclass(frozen=True)
class PublicRows:
    """Slugs of the public reference rows as of one version of the record; those of sources, which may be many, as a query.

    Public is what published events refer to, and what such a row names in turn: an actor is public as the publisher of a
    source that one cites, too, and as the parent of a public actor. `measures` are those published of the ones that items
    say they are defined by.
    """

    materials: frozenset[str]
    items: frozenset[str]
    actors: frozenset[str]
    topics: frozenset[str]
    measures: frozenset[str]

    @property
    def sources(self) -> QuerySet[Any]:
        return cited().values("slug")

    @classmethod
    def read(cls) -> "PublicRows":
        """Read them, in four queries."""
        times = times_named("material", "item", "actor", "topic")
        publishing = Actor.objects.annotate(cited=Subquery(_one_cited())).filter(cited__isnull=False)
        defining = ControlledItem.objects.values("defined_by__slug")
        measures = Revision.objects.current().public().filter(slug__in=defining).values_list("slug", flat=True)
        return cls(
            materials=frozenset(times["material"]),
            items=frozenset(times["item"]),
            actors=frozenset(_with_parents({*times["actor"], *publishing.values_list("slug", flat=True)})),
            topics=frozenset(times["topic"]),
            measures=frozenset(measures),
        )


@lru_cache(maxsize=4)
def public_rows(version: Version) -> PublicRows:
    """Return the public reference rows of a version, which are read once per process."""
    return PublicRows.read()


def times_named(*tables: str) -> dict[str, dict[str, int]]:
    """Return how many current public events name each row of some tables that any of them names, by table and slug."""
    of_tables = reduce(or_, (Q(ref__startswith=f"{table}:") for table in tables))
    times: dict[str, dict[str, int]] = {table: {} for table in tables}
    for ref, events in NamedRow.objects.filter(of_tables, events__gt=0).values_list("ref", "events"):
        table, _, slug = ref.partition(":")
        times[table][slug] = events
    return times


def referred_to(table: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the rows of a table that current public events name."""
    ref = Concat(Value(f"{table}:"), OuterRef("slug"))
    return rows.filter(Exists(NamedRow.objects.filter(ref=ref, events__gt=0)))


def cited() -> QuerySet[Source]:
    """Return the sources that current public events cite."""
    return referred_to("source", Source.objects.all())


def _one_cited() -> QuerySet[Any]:
    """Return one source of an actor that is cited: by looking each up until one is, where EXISTS would join all sources."""
    events = NamedRow.objects.filter(ref=Concat(Value("source:"), OuterRef("slug"))).values("events")
    own = Source.objects.filter(publisher=OuterRef("pk")).annotate(events=Subquery(events))
    return own.filter(events__gt=0).order_by().values("pk")[:1]


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
