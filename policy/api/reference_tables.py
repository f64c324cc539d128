"""The tables of reference rows: what the API says of a row, and by what their lists are filtered."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.db.models.functions import Collate
from django.urls import reverse
from rest_framework import serializers

from policy.api.reference_rows import ActorRow, ItemRow, MaterialRow, SourceRow, TopicRow
from policy.choices import ActorKind, Form, MaterialGroup, SourceTier
from policy.record.facts import ActorFacts, Facts, ItemFacts, MaterialFacts, SourceFacts, TopicFacts
from policy.record.public_rows import PublicRows
from policy.record.vocabulary import TERRITORIES

COUNTRIES = sorted(code for code in TERRITORIES if len(code) == 2)


class ReferenceTable:
    """One table of reference rows. `name` is that of its list, and of the slugs in `PublicRows`; `one` is that of a row.

    `facts` reads a row, `row` describes what is told of it. `columns` are the parameters that filter the list, each
    with the column that it asks about. `example` is the slug of a row.
    """

    name: ClassVar[str]
    one: ClassVar[str]
    example: ClassVar[str]
    facts: ClassVar[type[Facts]]
    row: ClassVar[type[serializers.Serializer]]
    related: ClassVar[tuple[str, ...]] = ()
    columns: ClassVar[Mapping[str, str]] = {}

    @cached_property
    def keys(self) -> list[str]:
        """The keys of a row, in their order."""
        return list(self.row().fields)

    @cached_property
    def reader(self) -> Facts:
        return self.facts()

    def page(self, facts: dict[str, Any]) -> str:
        """Return the path of the page that shows a row."""
        return reverse(self.one, args=[facts["slug"]])

    def values(self, public: PublicRows) -> Mapping[str, Iterable[str]]:
        """Return the values that each filter takes."""
        return {}

    def rows(self, public: PublicRows) -> QuerySet[Any]:
        """Return the public rows, each with the `place` by which lists are ordered: its slug, byte by byte."""
        model: type[Model] = self.facts.Meta.model  # type: ignore[attr-defined]
        found = model._default_manager.filter(slug__in=getattr(public, self.name))
        return found.select_related(*self.related).annotate(place=Collate("slug", "C"))

    def shown(self, row: Model, public: PublicRows) -> dict[str, Any]:
        """Return the facts of a row, as far as the public may know them."""
        return self.reader.to_representation(row)

    def told(self, row: Model, public: PublicRows, absolute: Callable[[str], str]) -> dict[str, Any]:
        """Return what the API says of a row; `absolute` makes a full address of a path."""
        facts = self.shown(row, public)
        addresses = {
            "page_url": absolute(self.page(facts)),
            "api_url": absolute(reverse(f"api:{self.one}", args=[facts["slug"]])),
        }
        return {key: addresses.get(key, facts.get(key)) for key in self.keys}


class Materials(ReferenceTable):
    name, one, facts, row = "materials", "material", MaterialFacts, MaterialRow
    example = "dysprosium"
    columns = {"group": "group"}

    def values(self, public: PublicRows) -> Mapping[str, Iterable[str]]:
        return {"group": MaterialGroup.values}


class Items(ReferenceTable):
    """Controlled items, which the pages of their materials list."""

    name, one, facts, row = "items", "item", ItemFacts, ItemRow
    example = "2025-57-ho-metal"
    related = ("material", "defined_by")
    columns = {"material": "material__slug", "form": "form", "defined_by": "defined_by__slug"}

    def page(self, facts: dict[str, Any]) -> str:
        return reverse("material", args=[facts["material"]])

    def values(self, public: PublicRows) -> Mapping[str, Iterable[str]]:
        return {"material": public.materials, "form": Form.values, "defined_by": public.measures}

    def shown(self, row: Model, public: PublicRows) -> dict[str, Any]:
        """Leave out the measure that lists an item where it is a draft, or retracted."""
        facts = super().shown(row, public)
        return {**facts, "defined_by": facts["defined_by"] if facts["defined_by"] in public.measures else None}


class Actors(ReferenceTable):
    name, one, facts, row = "actors", "actor", ActorFacts, ActorRow
    example = "mofcom"
    related = ("parent",)
    columns = {"kind": "kind", "country": "country", "parent": "parent__slug"}

    def values(self, public: PublicRows) -> Mapping[str, Iterable[str]]:
        return {"kind": ActorKind.values, "country": COUNTRIES, "parent": public.actors}


class Sources(ReferenceTable):
    name, one, facts, row = "sources", "source", SourceFacts, SourceRow
    example = "weiqi-tracker-2026-06"
    related = ("publisher",)
    columns = {"publisher": "publisher__slug", "tier": "tier"}

    def values(self, public: PublicRows) -> Mapping[str, Iterable[str]]:
        return {"publisher": public.actors, "tier": SourceTier.values}


class Topics(ReferenceTable):
    """Topics, whose page is the timeline of their events."""

    name, one, facts, row = "topics", "topic", TopicFacts, TopicRow
    example = "licensing"

    def page(self, facts: dict[str, Any]) -> str:
        return f"{reverse('timeline')}?topic={facts['slug']}"


TABLES: tuple[ReferenceTable, ...] = (Materials(), Items(), Actors(), Sources(), Topics())
