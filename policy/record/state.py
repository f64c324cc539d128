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
from policy.record.projections import refs, revisions_naming
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
        return events_named(self.kind, self.facts) if self.facts else set()

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


def events_named(kind: EventKind, facts: dict[str, Any]) -> set[str]:
    """Return the slugs of the events that facts name: those that they tell a link to, and those that they build on."""
    return {*(link["to"] for link in facts["links"]), *(slug for _, slug in kind.foundations(facts))}


class PublicState:
    """Standings by slug. Read inside the publication's lock, so that nobody else changes them."""

    def __init__(self) -> None:
        self.standings: dict[str, Standing] = {}
        self._looked_up: set[str] = set()
        self._naming: dict[str, set[str]] = {}  # the events that name one, as they were published before
        self._first_seqs: dict[int, int] = {}
        self._references = References()

    def load(self, condition: Q) -> set[str]:
        """Read the newest revisions that meet a condition; return their slugs. What is already here stays as it is."""
        return set(self._load(condition).values())

    def _load(self, condition: Q) -> dict[int, str]:
        """Return the slugs of the revisions read, by sequence number."""
        revisions = (
            Revision.objects.current().filter(condition).select_related("projection").defer("projection__search")
        )
        for revision in revisions:
            standing = Standing(revision.event_id, revision.slug, kinds.get(revision.kind), revision, revision.facts)
            self.standings.setdefault(revision.slug, standing)
        return {revision.seq: revision.slug for revision in revisions}

    def around(self, slugs: Iterable[str]) -> set[str]:
        """Read the events that `slugs` name or that name them; return their slugs, `slugs` included."""
        given = set(slugs)
        self.read({*given, *self._linked(given)}, naming=given)
        named = self._linked(given) & self.standings.keys()
        return given.union(named, *(self._naming[slug] for slug in given))

    def revisions_around(self, slugs: set[str]) -> list[Revision]:
        """Return the newest revisions of the events that are here, those that `slugs` name or that name them among them."""
        self.around(slugs)
        return [one.current for one in self.standings.values() if one.current]

    def read(self, slugs: set[str], *, naming: set[str]) -> None:
        """Read events, and those that name some of them: each once, in two queries at most, however many there are."""
        unnamed, unread = naming - self._naming.keys(), slugs - self._looked_up
        self._looked_up |= unread
        self._naming |= {slug: set() for slug in unnamed}
        named = revisions_naming(f"event:{slug}" for slug in unnamed)
        if not unread and not named:
            return
        found = self._load(Q(slug__in=unread) | Q(pk__in={seq for _, seq in named}))
        for ref, seq in named:
            if seq in found:
                self._naming[ref.removeprefix("event:")].add(found[seq])

    def first_seq(self, event_id: int) -> int:
        """Return the sequence number of the first revision of an event that was retracted; all such are asked for at once."""
        if event_id not in self._first_seqs:
            ended = [one.event_id for one in self.standings.values() if one.current and one.current.document is None]
            first = Revision.objects.filter(event__in=[event_id, *ended], number=1)
            self._first_seqs |= dict(first.values_list("event_id", "seq"))
        return self._first_seqs[event_id]

    def _linked(self, slugs: set[str]) -> set[str]:
        return set().union(*(self.standings[slug].linked for slug in slugs if slug in self.standings))

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

    def refer(self, slugs: Iterable[str]) -> None:
        """Read the reference rows that events name, those that are here and public."""
        public = self.published()
        chosen = [self.standings[slug] for slug in slugs if slug in public]
        self._references.read({ref for one in chosen for ref in refs(one.kind, one.facts or {})})

    def dressed(self, slugs: Iterable[str]) -> Iterator[tuple[Standing, PublicEvent]]:
        """Yield those of `slugs` that are public, each with its document's substance."""
        public = self.published()
        chosen = [self.standings[slug] for slug in slugs if slug in public]
        if not chosen:
            return
        self.refer(one.slug for one in chosen)
        incoming = self._incoming()
        for one in chosen:
            assert one.facts is not None
            links = [*self._outgoing(one.facts), *incoming.get(one.slug, [])]
            yield one, PublicEvent(one.kind, one.facts, self._references, links)

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
