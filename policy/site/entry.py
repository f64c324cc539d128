"""One event with what its page shows beside its document: names, and the titles of events that it only names."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from policy import kinds
from policy.choices import Checked, Relation, SourceTier
from policy.models import Actor, LinkStatus, Topic
from policy.record.models import Revision
from policy.record.spoken import name_of
from policy.site.chain import Chain, Step
from policy.site.supports import supported


@dataclass(frozen=True)
class Entry:
    """A published event. `actors` holds those it names and its sources' publishers, by slug; `named` the published
    events that its detail refers to, each as {slug, kind, title, date}; `topics` the names of its topics, by slug;
    `vanished` the days since which pages of its sources are gone, by their addresses; `chain` what its links tell."""

    revision: Revision
    event: dict[str, Any]
    actors: dict[str, Actor]
    named: dict[str, dict[str, Any]]
    topics: dict[str, str]
    vanished: dict[str, date]
    chain: Chain

    @classmethod
    def read(cls, revision: Revision) -> "Entry":
        """Read what the page of a published event shows, in four queries at most."""
        assert revision.document is not None
        event = json.loads(revision.document)
        slugs = {actor["slug"] for actor in event["actors"]}
        slugs |= {citation["source"]["publisher"] for citation in event["citations"]}
        addresses = {citation["source"]["url"] for citation in event["citations"]}
        gone = LinkStatus.objects.vanished().filter(url__in=addresses)
        referred = {slug for _, slug in kinds.get(event["kind"]).foundations(event["detail"])}
        topics = Topic.objects.filter(slug__in=event["topics"])
        documents = _documents({*referred, *(link["event"]["slug"] for link in event["links"])})
        return cls(
            revision,
            event,
            actors=Actor.objects.in_bulk(slugs, field_name="slug"),
            named={slug: _card(document) for slug, document in documents.items() if slug in referred},
            topics={row.slug: name_of("topic", row.slug, row.name) for row in topics},
            vanished=dict(gone.values_list("url", "vanished_on")),
            chain=Chain.of(event, documents),
        )

    @cached_property
    def materials(self) -> dict[str, dict[str, Any]]:
        return {material["slug"]: material for material in self.event["materials"]}

    @cached_property
    def refs(self) -> dict[str, list[int]]:
        """Return the numbers of the citations that support each fact, by its name."""
        return supported(self.event)

    @property
    def in_utc(self) -> datetime | None:
        """Return the instant of an event whose hour and zone are known; `None` for others."""
        if not (self.event["time"] and self.event["timezone"]):
            return None
        written = f"{self.event['date']}T{self.event['time']}"
        return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(self.event["timezone"])).astimezone(UTC)

    @property
    def own_texts(self) -> list[dict[str, Any]]:
        """Return the citations of the authority's own text, those that were read first."""
        own = [one for one in self.event["citations"] if one["source"]["tier"] == SourceTier.PRIMARY]
        return sorted(own, key=lambda one: one["source"]["checked"] != Checked.TEXT)

    @property
    def said_in(self) -> list[tuple[int, Actor | None]]:
        """Return the citations that support what is quoted: their numbers, with who published their sources."""
        publishers = [self.actors.get(citation["source"]["publisher"]) for citation in self.event["citations"]]
        return [(number, publishers[number - 1]) for number in self.refs.get("said", [])]

    @property
    def contradicted_by(self) -> list[Step]:
        return self.chain.answering(Relation.CONTRADICTS)


def _documents(slugs: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what is public of events, by slug; no query for none."""
    texts = Revision.objects.current().public().filter(slug__in=slugs).values_list("slug", "document")
    return {slug: json.loads(text) for slug, text in texts if text}


def _card(document: dict[str, Any]) -> dict[str, Any]:
    return {key: document[key] for key in ("slug", "kind", "title", "date")}
