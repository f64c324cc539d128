"""What the editorial rows say, as facts: where publication and review begin."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch

from policy import kinds
from policy.kinds.base import EventKind
from policy.models import Citation, Event, Link
from policy.record import told_rows


def read_all(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Return the facts of events as their editorial rows hold them now, in the order given.

    Facts have the shape of data/SCHEMA.md; under `links` are those links that the event tells.
    """
    facts: dict[int, dict[str, Any]] = {}
    for kind in kinds.every():
        keys = [event.pk for event in events if event.kind == kind.name]
        if keys:
            facts |= told_rows.read(kind, keys)
    return [facts[event.pk] for event in events]


def rows_with_facts(kind: EventKind) -> Any:
    """Return the rows of a kind with all that their facts are read from, in a constant number of queries."""
    citations = Prefetch("citations", Citation.objects.select_related("source"))
    links = Prefetch("links_out", Link.objects.select_related("to_event"))
    rows = kind.model._default_manager.prefetch_related("topics", citations, links, *kind.related)
    return rows.select_related(*kind.joined) if kind.joined else rows


def links_told(links: Iterable[Link]) -> list[dict[str, Any]]:
    """Return the facts of the links that one event tells."""
    return [{"to": link.to_event.slug, "relation": link.relation, "note": link.note or None} for link in links]
