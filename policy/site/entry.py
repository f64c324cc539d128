"""One event with what its page shows beside its document: names, and the titles of events that it only names."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from policy import kinds
from policy.choices import Relation
from policy.models import Actor, LinkStatus, Topic
from policy.record.models import Revision


@dataclass(frozen=True)
class Entry:
    """A published event. `actors` holds those it names and its sources' publishers, by slug; `named` the published
    events that its detail refers to, each as {slug, kind, title, date}; `topics` the names of its topics, by slug;
    `vanished` the days since which pages of its sources are gone, by their addresses."""

    revision: Revision
    event: dict[str, Any]
    actors: dict[str, Actor]
    named: dict[str, dict[str, Any]]
    topics: dict[str, str]
    vanished: dict[str, date]

    @classmethod
    def read(cls, revision: Revision) -> "Entry":
        """Read what the page of a published event shows, in four queries at most."""
        assert revision.document is not None
        event = json.loads(revision.document)
        slugs = {actor["slug"] for actor in event["actors"]}
        slugs |= {citation["source"]["publisher"] for citation in event["citations"]}
        addresses = {citation["source"]["url"] for citation in event["citations"]}
        gone = LinkStatus.objects.vanished().filter(url__in=addresses)
        referred = [slug for _, slug in kinds.get(event["kind"]).foundations(event["detail"])]
        return cls(
            revision,
            event,
            actors=Actor.objects.in_bulk(slugs, field_name="slug"),
            named=_cards(referred),
            topics={slug: row.name for slug, row in Topic.objects.in_bulk(event["topics"], field_name="slug").items()},
            vanished=dict(gone.values_list("url", "vanished_on")),
        )

    @cached_property
    def materials(self) -> dict[str, dict[str, Any]]:
        return {material["slug"]: material for material in self.event["materials"]}

    @property
    def led_to_it(self) -> list[dict[str, Any]]:
        """Return the links to what this event answers, follows, carries out or comes out of, oldest first."""
        return self._links(before=True)

    @property
    def followed(self) -> list[dict[str, Any]]:
        """Return the links to what came of this event, oldest first."""
        return self._links(before=False)

    @property
    def contradicted_by(self) -> list[dict[str, Any]]:
        return [link for link in self.followed if link["relation"] == Relation.CONTRADICTS]

    def _links(self, *, before: bool) -> list[dict[str, Any]]:
        links = [link for link in self.event["links"] if _points_back(link) == before]
        return sorted(links, key=lambda link: link["event"]["date"])


def _points_back(link: dict[str, Any]) -> bool:
    """Say whether a link leads to what came before: every relation tells of something earlier but `leads_to`."""
    return (link["direction"] == "out") != (link["relation"] == Relation.LEADS_TO)


def _cards(slugs: Iterable[str]) -> dict[str, dict[str, Any]]:
    revisions = Revision.objects.current().public().filter(slug__in=slugs)
    documents = [json.loads(revision.document) for revision in revisions.only("document") if revision.document]
    return {
        document["slug"]: {key: document[key] for key in ("slug", "kind", "title", "date")} for document in documents
    }
