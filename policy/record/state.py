"""The public events that a publication touches or shows, as they will stand when it is done."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from policy import kinds
from policy.kinds.base import EventKind, PublicEvent
from policy.models import Event
from policy.record.models import Revision
from policy.record.projections import refs
from policy.record.references import References
from policy.record.renamed import renamed


@dataclass
class Standing:
    """One event: its newest revision, if it has one, and the facts that are public (`None`: none are)."""

    event_id: int
    slug: str
    kind: EventKind
    current: Revision | None
    facts: dict[str, Any] | None

    @property
    def linked(self) -> set[str]:
        """Slugs of the events that the facts name."""
        named = refs(self.kind, self.facts) if self.facts else []
        return {ref.removeprefix("event:") for ref in named if ref.startswith("event:")}

    @property
    def shown(self) -> dict[str, Any]:
        """The published document."""
        assert self.current is not None
        assert self.current.document is not None
        return json.loads(self.current.document)

    @property
    def card(self) -> dict[str, Any]:
        assert self.facts is not None
        facts = self.facts
        return {"slug": self.slug, "kind": self.kind.name, "title": facts["title"], "date": facts[self.kind.date_key]}


class PublicState:
    """Standings by slug. Read inside the publication's lock, so that nobody else changes them."""

    def __init__(self) -> None:
        self.standings: dict[str, Standing] = {}
        self._around: dict[tuple[frozenset[str], ...], set[str]] = {}  # what was read already
        self._references: dict[frozenset[str], References] = {}

    def load(self, condition: Q) -> set[str]:
        """Read the newest revisions that meet a condition; return their slugs. What is already here stays as it is."""
        revisions = (
            Revision.objects.current().filter(condition).select_related("projection").defer("projection__search")
        )
        for revision in revisions:
            standing = Standing(revision.event_id, revision.slug, kinds.get(revision.kind), revision, revision.facts)
            self.standings.setdefault(revision.slug, standing)
        return {revision.slug for revision in revisions}

    def around(self, slugs: Iterable[str]) -> set[str]:
        """Read the events that `slugs` name or that name them; return their slugs, `slugs` included."""
        given = frozenset(slugs)
        named = given.union(*(self.standings[slug].linked for slug in given if slug in self.standings))
        if (given, named) not in self._around:
            naming = Q(projection__refs__overlap=[f"event:{slug}" for slug in given])
            self._around[given, named] = self.load(Q(slug__in=named) | naming)
        return {*given, *self._around[given, named]}

    def put(self, event: Event, facts: dict[str, Any] | None) -> None:
        """Let an event stand with other facts, or with none."""
        if event.slug in self.standings:
            self.standings[event.slug].facts = facts
        else:
            self.standings[event.slug] = Standing(event.pk, event.slug, kinds.get(event.kind), None, facts)

    def rename(self, table: str, old: str, new: str) -> None:
        """Let the events that are here name a row by another slug."""
        for one in self.standings.values():
            if one.facts is not None:
                one.facts = renamed(one.kind, one.facts, table, old, new)

    def call(self, standing: Standing, slug: str, facts: dict[str, Any] | None) -> None:
        """Let an event stand under another slug, with the facts that it had."""
        standing.slug, standing.facts = slug, {**facts, "slug": slug} if facts is not None else None
        self.standings = {one.slug: one for one in self.standings.values()}

    def published(self) -> dict[str, dict[str, Any]]:
        """Return the facts of the public events that are here, by slug."""
        return {slug: standing.facts for slug, standing in self.standings.items() if standing.facts is not None}

    def dressed(self, slugs: Iterable[str]) -> Iterator[tuple[Standing, PublicEvent]]:
        """Yield those of `slugs` that are public, each with its document's substance."""
        public = self.published()
        chosen = [self.standings[slug] for slug in slugs if slug in public]
        if not chosen:
            return
        references, incoming = self._named_by(chosen), self._incoming()
        for one in chosen:
            assert one.facts is not None
            links = [*self._outgoing(one.facts), *incoming.get(one.slug, [])]
            yield one, PublicEvent(one.kind, one.facts, references, links)

    def _named_by(self, chosen: Iterable[Standing]) -> References:
        named = frozenset(ref for one in chosen for ref in refs(one.kind, one.facts or {}))
        if named not in self._references:
            self._references[named] = References.named_by(named)
        return self._references[named]

    def _outgoing(self, facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for link in facts["links"]:
            other = self.standings.get(link["to"])
            if other and other.facts is not None:
                yield {"relation": link["relation"], "direction": "out", "event": other.card, "note": link["note"]}

    def _incoming(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        public = [one for one in self.standings.values() if one.facts is not None]
        for one in sorted(public, key=lambda one: (one.card["date"], one.slug)):
            for link in one.facts["links"] if one.facts else []:
                entry = {"relation": link["relation"], "direction": "in", "event": one.card, "note": link["note"]}
                found.setdefault(link["to"], []).append(entry)
        return found
