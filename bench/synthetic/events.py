"""Makes the events of a group: their facts, as editors would have entered them, and their documents, as published."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bench.synthetic import words
from bench.synthetic.details import DETAILS
from bench.synthetic.plan import GROUP, KINDS, LINKS, SOURCES
from bench.synthetic.reference import COUNTRIES, Actor, Item, Material, Reference
from bench.synthetic.words import SEED

FIRST_DAY, DAYS = date(2006, 1, 1), 7200  # the last day of all is of 2025
CERTAINTIES = ("official", "official", "official", "reported", "reported", "claimed")


@dataclass(slots=True)
class Event:
    """One synthetic event. `texts` are what search reads of its detail, `affected` the countries it is aimed at."""

    id: int
    place: int
    kind: str
    day: date
    slug: str
    title: str
    facts: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    roles: list[tuple[Actor, str]] = field(default_factory=list)
    acting: list[Actor] = field(default_factory=list)
    affected: list[str] = field(default_factory=list)
    named: list[Material] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    original: str | None = None
    chinese_quote: str = ""
    number: tuple[str, str] | None = None
    foundations: list[str] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)

    @property
    def date(self) -> str:
        return self.day.isoformat()

    @property
    def card(self) -> dict[str, Any]:
        return {"slug": self.slug, "kind": self.kind, "title": self.title, "date": self.date}


@dataclass
class Group:
    number: int
    sources: list[dict[str, Any]]
    events: list[Event]


class Maker:
    """Makes groups by their number, counted from 0; each from a seed of its own, whatever was made before."""

    def __init__(self) -> None:
        self.words = words.Words()
        self.reference = Reference(self.words)

    def group(self, number: int) -> Group:
        rng = random.Random(SEED * 1_000_000 + number)
        first = FIRST_DAY + timedelta(days=int(rng.random() * DAYS))
        sources = [self._source(rng, number * SOURCES + place + 1, first) for place in range(SOURCES)]
        events = [self._planned(rng, number * GROUP + place + 1, place, first) for place in range(GROUP)]
        for event in events:
            self._tell(rng, event, events, sources)
        _dress(events)
        return Group(number, sources, events)

    def _source(self, rng: random.Random, number: int, first: date) -> dict[str, Any]:
        (publisher,) = self.reference.draw(rng, self.reference.media)
        return {
            "slug": f"synthetic-source-{number:06}",
            "title": f"Synthetic source {self.words.phrase(rng, 2)}",
            "publisher": publisher.slug,
            "url": f"https://synthetic.example/{number}",
            "published": first.isoformat(),
            "language": "en",
            "tier": ("primary", "reporting", "reporting", "analysis")[number % SOURCES],
            "checked": "text",
            "archive_url": None,
        }

    def _planned(self, rng: random.Random, number: int, place: int, first: date) -> Event:
        day = first + timedelta(days=place * 5 + int(rng.random() * 5))
        kind = KINDS[place]
        title = f"Synthetic {kind}: {self.words.phrase(rng, 4)}"
        return Event(number, place, kind, day, f"{day}-synthetic-{kind}-{number:07}", title)

    def _tell(self, rng: random.Random, event: Event, group: list[Event], sources: list[dict[str, Any]]) -> None:
        """Give an event what it says by itself: its facts, and the detail of its document."""
        summary = (
            " ".join([self.words.sentence(rng, 10), "Synthetic", *words.terms(rng), self.words.phrase(rng, 5)]) + "."
        )
        if rng.random() < 0.5:
            event.original = words.chinese(rng, 5)
        event.sources = [sources[event.id % SOURCES]]
        supports = [self.words.phrase(rng, 3) for _ in event.sources]
        topics = self.reference.draw(rng, self.reference.topics, 2)
        own, detail = DETAILS[event.kind](self, rng, event, group)
        event.facts = {
            "slug": event.slug,
            "title": event.title,
            **own,
            "topics": topics,
            "citations": [
                {"source": source["slug"], "supports": text, "locator": None}
                for source, text in zip(event.sources, supports, strict=True)
            ],
            "certainty": CERTAINTIES[event.id % len(CERTAINTIES)],
            "links": [
                {"to": group[to].slug, "relation": told, "note": None} for to, told in LINKS.get(event.place, ())
            ],
        }
        _say(event, summary, detail)


def _say(event: Event, summary: str, detail: dict[str, Any]) -> None:
    """Write the summary and the original title where the facts of the kind have them, and begin the document."""
    facts = event.facts
    facts["outcome" if event.kind == "meeting" else "summary"] = summary
    if event.kind == "measure" or event.original:
        facts["title_original"] = event.original
    if event.kind == "meeting":
        detail["outcome"] = summary
    event.document = {"summary": summary, "detail": detail}


def _dress(events: list[Event]) -> None:
    """Write the documents of a group, in the order of the contract, links in both directions."""
    incoming: dict[str, list[dict[str, Any]]] = {}
    for event in sorted(events, key=lambda event: (event.date, event.slug)):
        for link in event.facts["links"]:
            entry = {"relation": link["relation"], "direction": "in", "event": event.card, "note": None}
            incoming.setdefault(link["to"], []).append(entry)
    cards = {event.slug: event.card for event in events}
    for event in events:
        out = [
            {"relation": link["relation"], "direction": "out", "event": cards[link["to"]], "note": None}
            for link in event.facts["links"]
        ]
        event.document = _document(event, [*out, *incoming.get(event.slug, [])])


def _document(event: Event, links: list[dict[str, Any]]) -> dict[str, Any]:
    facts, started = event.facts, event.document
    acting = list(dict.fromkeys(actor.country for actor in event.acting))
    materials = dict.fromkeys([*event.named, *(item.material for item in event.items)])
    return {
        "slug": event.slug,
        "kind": event.kind,
        "date": event.date,
        "date_end": facts.get("end"),
        "date_precision": "day",
        "time": None,
        "timezone": None,
        "title": event.title,
        "title_original": event.original,
        "summary": started["summary"],
        "direction": _direction(event),
        "certainty": facts["certainty"],
        "primary_read": any(source["tier"] == "primary" for source in event.sources),
        "disputed": any(link["direction"] == "in" and link["relation"] == "contradicts" for link in links),
        "acting_countries": acting,
        "countries": list(dict.fromkeys([*acting, *(code for code in event.affected if code in COUNTRIES)])),
        "actors": [{"slug": actor.slug, "name": actor.name, "role": role} for actor, role in event.roles],
        "materials": [material.entry for material in materials],
        "topics": facts["topics"],
        "citations": [
            {"source": source, "supports": citation["supports"], "locator": None, "quote": None}
            for source, citation in zip(event.sources, facts["citations"], strict=True)
        ],
        "links": links,
        "detail": started["detail"],
    }


def _direction(event: Event) -> str | None:
    facts = event.facts
    if "stance" in facts:
        return "neutral" if facts["stance"] == "contradicting" else facts["stance"]
    if event.kind == "permit":
        return "easing" if facts["outcome"] == "approved" else "tightening"
    return facts.get("direction")
