"""What a kind of event has to say for itself, and an event as the public will see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from policy.dates import precision
from policy.models import Event
from policy.record.facts import EventFacts
from policy.record.references import References
from policy.record.search import Where

if TYPE_CHECKING:
    from django.db.models import Prefetch
    from django_stubs_ext import StrOrPromise

    from policy.choices import State
    from policy.findings import FindingRule
    from policy.meanings import ClosedVocabulary
    from policy.record.bitemporal import Derivation
    from policy.record.calendar_dates import CalendarDate
    from policy.record.listing import Listing
    from policy.rules import Rule
    from policy.terms import TermGroup


def unique(values: Iterable[str]) -> list[str]:
    """Return the values once each, in the order of their first appearance, without empty ones."""
    return list(dict.fromkeys(value for value in values if value))


@dataclass(frozen=True)
class PublicEvent:
    """An event's facts, dressed with what reference rows and links add: all that its document is made of.

    `facts` has the shape of data/SCHEMA.md; `links` is that of the document, both directions. Every property is derived
    as contract.md, section 2 ("Derived fields") says.
    """

    kind: "EventKind"
    facts: dict[str, Any]
    references: References
    links: list[dict[str, Any]] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.facts["slug"]

    @cached_property
    def roles(self) -> list[tuple[str, str]]:
        return list(dict.fromkeys(self.kind.roles(self.facts)))

    @property
    def actors(self) -> list[dict[str, Any]]:
        return [{"slug": slug, "name": self.references.actors[slug].name, "role": role} for slug, role in self.roles]

    @property
    def acting_countries(self) -> list[str]:
        return unique(self.references.actors[slug].country for slug in self.kind.acting(self.facts))

    @property
    def countries(self) -> list[str]:
        return unique([*self.acting_countries, *(code for code in self.kind.affected(self.facts) if code != "all")])

    @cached_property
    def material_slugs(self) -> list[str]:
        items = [self.references.items[slug].material.slug for slug in self.kind.items(self.facts)]
        return unique([*self.kind.materials(self.facts), *items])

    @property
    def materials(self) -> list[dict[str, Any]]:
        rows = [self.references.materials[slug] for slug in self.material_slugs]
        return [{"slug": row.slug, "symbol": row.symbol or None, "name": row.name} for row in rows]

    @property
    def forms(self) -> list[str]:
        return unique(self.references.items[slug].form for slug in self.kind.items(self.facts))

    @property
    def date(self) -> str:
        return self.facts[self.kind.date_key]

    @property
    def date_end(self) -> str | None:
        return self.facts[self.kind.date_end_key] if self.kind.date_end_key else None

    @property
    def date_precision(self) -> str:
        return precision(self.date)

    @property
    def summary(self) -> str | None:
        return self.facts[self.kind.summary_key]

    @property
    def direction(self) -> str | None:
        return self.kind.direction(self.facts)

    @property
    def detail(self) -> dict[str, Any]:
        return self.kind.shown(self.facts, self.references)

    @property
    def citations(self) -> list[dict[str, Any]]:
        return [
            {**citation, "quote": citation.get("quote"), "source": self.references.sources[citation["source"]]}
            for citation in self.facts["citations"]
        ]

    @property
    def primary_read(self) -> bool:
        return any(row["source"].tier == "primary" and row["source"].checked == "text" for row in self.citations)

    @property
    def disputed(self) -> bool:
        return any(link["direction"] == "in" and link["relation"] == "contradicts" for link in self.links)


@dataclass(frozen=True)
class Subject:
    """What a page is about: an event of some kind, such as "measure", or a "material" or "actor"."""

    kind: str
    slug: str


@dataclass(frozen=True)
class Panel:
    """A part that a kind adds to the page of a subject; `template` shows it, reading it as `panel`."""

    title: str
    template: str
    content: Any


class EventKind:
    """One kind of event. `facts` arguments have the shape of data/SCHEMA.md for the kind.

    `parameters` are the filters that only this kind answers, each with its allowed values and their labels. `begun_with`
    names, by another kind, the field that an event of that kind fills in the form for this one, and what a link there says.
    `heading` names its events in links and above lists. `site_urls` names the module of URL patterns for pages of its own,
    under `/<plural>/`: then the navigation leads there; without one, a list stands there that `intro` opens.
    `api_urls` names that of endpoints of its own, under `/api/v1/<plural>/`; they go before those of its list.
    """

    name: ClassVar[str]
    plural: ClassVar[str]
    model: ClassVar[type[Event]]
    facts: ClassVar[type[EventFacts]]
    detail: ClassVar[type[serializers.Serializer]]
    joined: ClassVar[tuple[str, ...]] = ()  # what facts are read from: one row each of these relations, and
    related: ClassVar[tuple["str | Prefetch", ...]] = ()  # what is listed, fetched for all events at once
    parameters: ClassVar[dict[str, list[tuple[str, Any]]]] = {}
    begun_with: ClassVar[dict[str, tuple[str, str]]] = {}
    date_key: ClassVar[str] = "date"
    date_end_key: ClassVar[str | None] = None
    summary_key: ClassVar[str] = "summary"
    site_urls: ClassVar[str | None] = None
    heading: ClassVar["StrOrPromise"]
    intro: ClassVar["StrOrPromise"] = ""
    api_urls: ClassVar[str | None] = None
    rules: ClassVar[Sequence["Rule"]] = ()  # what has to hold for events of this kind beside what holds for all
    findings: ClassVar[Sequence["FindingRule"]] = ()  # what editors should look at in its public documents
    derivation: ClassVar["Derivation | None"] = None  # what follows from its documents for both axes of time
    endpoints: ClassVar[dict[str, str]] = {}  # of the API, beside the lists: by name, the route of each
    vocabularies: ClassVar[Sequence["ClosedVocabulary"]] = ()  # the closed ones that only its detail uses, explained
    terms: ClassVar[Sequence["TermGroup"]] = ()  # words of its own that the glossary explains
    field_names: ClassVar[Mapping[str, Any]] = {}  # what keys are called that only its events have, where people read
    has_own_file: ClassVar[bool] = False  # then its events are a CSV file of their own among the bulk files
    has_provisions: ClassVar[bool] = False  # then its detail has provisions and effects, and provisions have states

    @property
    def file(self) -> str:
        """The name of its file in the data set, without ".json"."""
        return self.plural

    @cached_property
    def detail_serializer(self) -> serializers.Serializer:
        return self.detail()

    def meanings(self) -> dict[str, Any]:
        """Return what each of its `parameters` asks for: what its detail says of the key of the same name."""
        return {name: self.detail_serializer.fields[name].help_text for name in self.parameters}

    def shown(self, facts: dict[str, Any], references: References) -> dict[str, Any]:
        """Return what `detail` reads: the facts, with reference rows where it shows more of them than slugs."""
        return facts

    def roles(self, facts: dict[str, Any]) -> Iterable[tuple[str, str]]:
        """Yield the actors named, each with its role in the event, in the order in which they are shown."""
        raise NotImplementedError

    def acting(self, facts: dict[str, Any]) -> list[str]:
        """Return the actors whose countries act: issuers, speaker (or on whose behalf), participants or authority."""
        raise NotImplementedError

    def affected(self, facts: dict[str, Any]) -> list[str]:
        """Return the countries it is aimed at, "all" among them."""
        return []

    def items(self, facts: dict[str, Any]) -> list[str]:
        """Return the controlled items that it names, by slug."""
        return []

    def materials(self, facts: dict[str, Any]) -> list[str]:
        """Return the materials that it names itself, by slug, without those of its items."""
        return facts.get("materials", [])

    def foundations(self, facts: dict[str, Any]) -> list[tuple[str, str]]:
        """Return the events that it builds on, each as (field, slug): they have to be published."""
        return []

    def provisions(self, facts: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Return the provisions that it acts on, each as (field, slug of its measure, ref)."""
        return []

    def direction(self, facts: dict[str, Any]) -> str | None:
        raise NotImplementedError

    def page(self, revision: Any, document: dict[str, Any], today: date) -> dict[str, Any]:
        """Return what the page of an event shows beside its document, by the names that its template knows."""
        return {}

    def holds(self, revision: Any, document: dict[str, Any], today: date) -> Iterable[str]:
        """Yield what is true today of a published event of this kind, in short sentences, in the reader's language."""
        return ()

    def schema_org(
        self, document: dict[str, Any], agents: Mapping[str, dict[str, Any]], states: Sequence["State"]
    ) -> dict[str, Any]:
        """Return what schema.org calls an event of this kind, and what it has words for beyond name and description.

        `agents` are its actors as schema.org has them, by slug; `states` those of its provisions today, as far as they
        have any.
        """
        raise NotImplementedError

    def tags(self, facts: dict[str, Any]) -> Iterable[str]:
        """Yield the tags that filters of this kind alone ask for."""
        return ()

    def texts(self, detail: dict[str, Any]) -> Iterable[tuple[Where, str | None]]:
        """Yield what full-text search should find in the detail of a document, and where it stands there."""
        return ()

    def listed(self, detail: dict[str, Any]) -> Iterable[tuple[str, str]]:
        """Yield what lists of its own in the detail of a document name: each "material" by slug, each "hs" code."""
        return ()

    def panels(self, subject: Subject) -> Iterable[Panel]:
        """Yield what published events of this kind add to a page, in a constant number of queries."""
        return ()

    def dates(self, listing: "Listing", first: date, last: date | None, today: date) -> Iterable["CalendarDate"]:
        """Return what a calendar tells of a listing's events from `first` to `last` (both inclusive), oldest first.

        What was told once and holds no more is among it; only the words depend on `today`.
        """
        return ()
