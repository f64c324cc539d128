"""How a published event is found: its place in the order of days, its tags for filters, its words for search."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from policy.dates import first_day
from policy.kinds.base import EventKind, PublicEvent
from policy.record.models import Projection, Revision
from policy.record.search import search_vector

PLACES_PER_DAY_BITS = 32


def order_key(day: date, place: int) -> int:
    """Return a number that orders events by day, then by `place`: the sequence number of an event's first revision.

    It stays the same when an event is published again, so that a walk through the pages meets each event once.
    """
    return (day.toordinal() << PLACES_PER_DAY_BITS) + place


def tags(event: PublicEvent) -> list[str]:
    """Return what the filters of lists ask for, as "parameter:value"."""
    return sorted(
        {
            f"kind:{event.kind.name}",
            f"certainty:{event.facts['certainty']}",
            f"disputed:{str(event.disputed).lower()}",
            *([f"direction:{event.direction}"] if event.direction else []),
            *(f"country:{code}" for code in event.countries),
            *(f"actor:{slug}" for slug, _ in event.roles),
            *(f"material:{slug}" for slug in event.material_slugs),
            *(f"form:{form}" for form in event.forms),
            *(f"topic:{slug}" for slug in event.facts["topics"]),
            *event.kind.tags(event.facts),
        }
    )


def refs(kind: EventKind, facts: dict[str, Any]) -> list[str]:
    """Return the rows that facts name, as "actor:mofcom", "source:…", "item:…", "material:…", "topic:…", "event:…"."""
    named = {
        *(f"actor:{slug}" for slug, _ in kind.roles(facts)),
        *(f"material:{slug}" for slug in kind.materials(facts)),
        *(f"item:{slug}" for slug in kind.items(facts)),
        *(f"source:{citation['source']}" for citation in facts["citations"]),
        *(f"topic:{slug}" for slug in facts["topics"]),
        *(f"event:{link['to']}" for link in facts["links"]),
        *(f"event:{slug}" for _, slug in kind.measures(facts)),
    }
    return sorted(named)


def project(revision: Revision, event: PublicEvent, place: int) -> Projection:
    """Return a revision's projection, unsaved. `place` is the sequence number of the event's first revision."""
    day = first_day(event.facts[event.kind.date_key])
    title = [event.facts["title"], event.facts.get("title_original")]
    return Projection(
        revision=revision,
        order_key=order_key(day, place),
        date=day,
        tags=tags(event),
        refs=sorted({*refs(event.kind, event.facts), *(f"material:{slug}" for slug in event.material_slugs)}),
        search=search_vector(title, _body(event)),
    )


def _body(event: PublicEvent) -> Iterable[str | None]:
    yield event.facts[event.kind.summary_key]
    for actor in event.actors:
        yield actor["name"]
    for slug in event.material_slugs:
        material = event.references.materials[slug]
        yield from (material.name, material.symbol)
    yield from event.kind.texts(event.facts)
