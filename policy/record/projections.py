"""How a published event is found: its place in the order of days, its tags for filters, its words for search."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from policy import kinds
from policy.dates import first_day
from policy.kinds.base import EventKind
from policy.record.indexed import SEARCH_FORM, indexed
from policy.record.models import Projection, Revision
from policy.record.search import search_vector

PLACES_PER_DAY_BITS = 32
PLACES_PER_DAY = 1 << PLACES_PER_DAY_BITS
# One look into the index for each row: of a list of thousands the planner thinks that reading all projections is as cheap.
NAMING = """
    SELECT named.ref, one.revision_id
    FROM unnest(%s::text[]) AS named(ref)
    CROSS JOIN LATERAL (SELECT revision_id FROM record_projection WHERE refs @> ARRAY[named.ref] OFFSET 0) AS one
"""


def order_key(day: date, place: int) -> int:
    """Return a number that orders events by day, then by `place`: the sequence number of an event's first revision.

    It stays the same when an event is published again, so that a walk through the pages meets each event once.
    """
    return (day.toordinal() << PLACES_PER_DAY_BITS) + place


def day_of(key: Any) -> date:
    """Return the day of an order key; the nearest day of the calendar for a number that is none."""
    return date.fromordinal(min(max(key >> PLACES_PER_DAY_BITS, 1), date.max.toordinal()))


def refs(kind: EventKind, facts: dict[str, Any]) -> list[str]:
    """Return the rows that facts name, as "actor:mofcom", "source:…", "item:…", "material:…", "topic:…", "event:…"."""
    named = {
        *(f"actor:{slug}" for slug, _ in kind.roles(facts)),
        *(f"material:{slug}" for slug in kind.materials(facts)),
        *(f"item:{slug}" for slug in kind.items(facts)),
        *(f"source:{citation['source']}" for citation in facts["citations"]),
        *(f"topic:{slug}" for slug in facts["topics"]),
        *(f"event:{link['to']}" for link in facts["links"]),
        *(f"event:{slug}" for _, slug in kind.foundations(facts)),
    }
    return sorted(named)


def revisions_naming(refs: Iterable[str]) -> list[tuple[str, int]]:
    """Return rows, such as "event:2025-05-geneva-trade-talks", each with the sequence number of a revision that names it.

    Superseded revisions are among them.
    """
    asked = list(refs)
    if not asked:
        return []
    with connection.cursor() as cursor:
        return cursor.execute(NAMING, [asked]).fetchall()


def project(revision: Revision, forms: Iterable[str], place: int) -> Projection:
    """Return the projection of a revision that has a document, unsaved.

    All of it follows from the revision but for the `forms` of its items, which not every document shows, and `place`:
    the sequence number of the event's first revision.
    """
    assert revision.document is not None
    assert revision.facts is not None
    kind, facts, document = kinds.get(revision.kind), revision.facts, json.loads(revision.document)
    day = first_day(document["date"])
    materials = [f"material:{material['slug']}" for material in document["materials"]]
    return Projection(
        revision=revision,
        order_key=order_key(day, place),
        date=day,
        tags=sorted({*_tags(document), *kind.tags(facts), *materials, *(f"form:{form}" for form in forms)}),
        refs=sorted({*refs(kind, facts), *materials}),
        search=search_vector(*indexed(document)),
        search_form=SEARCH_FORM,
    )


def project_anew(stored: Projection) -> Projection:
    """Return the projection of the same revision, unsaved, as this version of the program makes it."""
    return project(stored.revision, forms(stored), stored.order_key & (PLACES_PER_DAY - 1))


def forms(stored: Projection) -> list[str]:
    """Return the forms of the items of a projection's event."""
    return [tag.removeprefix("form:") for tag in stored.tags if tag.startswith("form:")]


def _tags(document: dict[str, Any]) -> Iterable[str]:
    """Yield what the filters of lists ask for, as "parameter:value"."""
    yield f"kind:{document['kind']}"
    yield f"certainty:{document['certainty']}"
    yield f"disputed:{str(document['disputed']).lower()}"
    if document["direction"]:
        yield f"direction:{document['direction']}"
    yield from (f"country:{code}" for code in document["countries"])
    yield from (f"actor:{actor['slug']}" for actor in document["actors"])
    yield from (f"topic:{slug}" for slug in document["topics"])
