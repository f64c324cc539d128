"""The public document of an event: one definition, from which publication builds it and the API describes it."""

import json
from functools import cache
from typing import Any

from rest_framework import serializers

from policy.choices import Certainty, Checked, Direction, Form, Relation, SourceTier
from policy.dates import precision

ROLES = (
    *("issuer", "target", "speaker", "on_behalf_of", "participant"),
    *("authority", "beneficiary", "applicant", "claimant"),
)


class Partial(serializers.CharField):
    """A date as precise as it is known: 2025-05-12, 2025-05 or 2025."""


class ActorEntry(serializers.Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()
    role = serializers.ChoiceField(ROLES)


class MaterialEntry(serializers.Serializer):
    slug = serializers.SlugField()
    symbol = serializers.CharField(allow_null=True)
    name = serializers.CharField()


class ItemEntry(serializers.Serializer):
    """A controlled item; `hs_codes` have as many digits as their source gives."""

    slug = serializers.SlugField()
    material = serializers.SlugField(source="material.slug")
    form = serializers.ChoiceField(Form.choices)
    control_code = serializers.CharField(allow_null=True)
    hs_codes = serializers.ListField(child=serializers.CharField())
    description = serializers.CharField()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return {**shown, "control_code": shown["control_code"] or None}


class SourceEntry(serializers.Serializer):
    slug = serializers.SlugField()
    title = serializers.CharField()
    publisher = serializers.SlugField(source="publisher.slug")
    url = serializers.URLField()
    published = Partial(allow_null=True)
    language = serializers.CharField()
    tier = serializers.ChoiceField(SourceTier.choices)
    checked = serializers.ChoiceField(Checked.choices)
    archive_url = serializers.SerializerMethodField()

    def get_archive_url(self, source: Any) -> str | None:
        return source.archive_url or None


class CitationEntry(serializers.Serializer):
    source = SourceEntry()  # type: ignore[assignment]
    supports = serializers.CharField()
    locator = serializers.CharField(allow_null=True)
    quote = serializers.CharField(allow_null=True)


class LinkedEventEntry(serializers.Serializer):
    slug = serializers.SlugField()
    kind = serializers.CharField()
    title = serializers.CharField()
    date = Partial()


class LinkEntry(serializers.Serializer):
    """A link between two published events; `direction` is "out" for the event that tells it, "in" for the other."""

    relation = serializers.ChoiceField(Relation.choices)
    direction = serializers.ChoiceField(["out", "in"])
    event = LinkedEventEntry()
    note = serializers.CharField(allow_null=True)


class Detail(serializers.Serializer):
    """The part of a document that only events of one kind have. Reads `policy.kinds.PublicEvent.detail`."""


class EventDocument(serializers.Serializer):
    """An event as the public sees it, less `revision`, `url` and `api_url`. Reads a `policy.kinds.PublicEvent`."""

    slug = serializers.SlugField()
    kind = serializers.CharField(source="kind.name")
    date = serializers.SerializerMethodField()
    date_end = serializers.SerializerMethodField()
    date_precision = serializers.SerializerMethodField()
    time = serializers.CharField(source="facts.time", default=None)
    timezone = serializers.CharField(source="facts.timezone", default=None)
    title = serializers.CharField(source="facts.title")
    title_original = serializers.CharField(source="facts.title_original", default=None)
    summary = serializers.SerializerMethodField()
    direction = serializers.ChoiceField(Direction.choices, allow_null=True)
    certainty = serializers.ChoiceField(Certainty.choices, source="facts.certainty")
    primary_read = serializers.BooleanField()
    disputed = serializers.BooleanField()
    acting_countries = serializers.ListField(child=serializers.CharField())
    countries = serializers.ListField(child=serializers.CharField())
    actors = ActorEntry(many=True)
    materials = MaterialEntry(many=True)
    topics = serializers.ListField(child=serializers.SlugField(), source="facts.topics")
    citations = CitationEntry(many=True)
    links = LinkEntry(many=True)
    detail = serializers.SerializerMethodField()

    def get_date(self, event: Any) -> str:
        return event.facts[event.kind.date_key]

    def get_date_end(self, event: Any) -> str | None:
        return event.facts[event.kind.date_end_key] if event.kind.date_end_key else None

    def get_date_precision(self, event: Any) -> str:
        return precision(self.get_date(event))

    def get_summary(self, event: Any) -> str | None:
        return event.facts[event.kind.summary_key]

    def get_detail(self, event: Any) -> dict[str, Any]:
        return event.kind.detail_serializer.to_representation(event.detail)


@cache
def _serializer() -> EventDocument:
    return EventDocument()


def document_text(event: Any) -> str:
    """Return the document as stored and served: compact JSON, keys in the contract's order, no escapes but JSON's own."""
    return compact(_serializer().to_representation(event))


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
