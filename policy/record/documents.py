"""The public document of an event: one definition, from which publication builds it and the dictionary describes it."""

import json
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from policy.choices import Certainty, Checked, Direction, Form, Relation, SourceTier
from policy.dates import Precision

ROLES = (
    *("issuer", "target", "speaker", "on_behalf_of", "participant"),
    *("authority", "beneficiary", "applicant", "claimant"),
)


class Partial(serializers.CharField):
    """A date as precise as it is known: 2025-05-12, 2025-05 or 2025."""


class KindName(serializers.CharField):
    """The name of a registered kind of events."""


class Instant(serializers.CharField):
    """An instant, RFC 3339 in UTC, as `policy.record.chain.instant` writes it."""


class Sha256(serializers.CharField):
    """A SHA-256 in hexadecimal."""


class ActorEntry(serializers.Serializer):
    slug = serializers.SlugField(help_text=_("Its stable name; its page is /actors/<slug>/."))
    name = serializers.CharField(help_text=_("Its name in English."))
    role = serializers.ChoiceField(ROLES, help_text=_("What it has to do with the event."))


class MaterialEntry(serializers.Serializer):
    slug = serializers.SlugField(help_text=_("Its stable name; its page is /materials/<slug>/."))
    symbol = serializers.CharField(allow_null=True, help_text=_("The chemical symbol, of elements."))
    name = serializers.CharField(help_text=_("Its name in English."))


class ItemEntry(serializers.Serializer):
    """A controlled item; `hs_codes` have as many digits as their source gives."""

    slug = serializers.SlugField(help_text=_("Its stable name."))
    material = serializers.SlugField(source="material.slug", help_text=_("What it is made of, by slug."))
    form = serializers.ChoiceField(Form.choices, help_text=_("In which form."))
    control_code = serializers.CharField(
        allow_null=True,
        help_text=_("Its code in the list of controlled items, such as 1C902.a; null where the source gives none."),
    )
    hs_codes = serializers.ListField(
        child=serializers.CharField(),
        help_text=_("Customs codes that the notice gives for reference, as texts of as many digits as it gives."),
    )
    description = serializers.CharField(help_text=_("What the list names, in our words."))

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return {**shown, "control_code": shown["control_code"] or None}


class SourceEntry(serializers.Serializer):
    slug = serializers.SlugField(help_text=_("Its stable name; its page is /sources/<slug>/."))
    title = serializers.CharField(help_text=_("Its title, in its own language or as it is cited."))
    publisher = serializers.SlugField(source="publisher.slug", help_text=_("Who published it, by slug of the actor."))
    url = serializers.URLField(help_text=_("Where the document is read."))
    published = Partial(allow_null=True, help_text=_("When it was published, as precisely as it is known."))
    language = serializers.CharField(help_text=_("Language tag of its text, such as en or zh."))
    tier = serializers.ChoiceField(SourceTier.choices, help_text=_("What sort of source it is."))
    checked = serializers.ChoiceField(
        Checked.choices, help_text=_("Whether somebody read the passage that supports the fact.")
    )
    archive_url = serializers.URLField(
        allow_null=True, help_text=_("Where an archive keeps the page as it was read; null where none does.")
    )

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return {**shown, "archive_url": shown["archive_url"] or None}


class CitationEntry(serializers.Serializer):
    source = SourceEntry(help_text=_("The document cited."))  # type: ignore[assignment]
    supports = serializers.CharField(help_text=_("Which fact it supports, in a few words."))
    locator = serializers.CharField(allow_null=True, help_text=_("Where in the document: page, article or paragraph."))
    quote = serializers.CharField(allow_null=True, help_text=_("Its exact words, 40 at most."))


class LinkedEventEntry(serializers.Serializer):
    slug = serializers.SlugField(help_text=_("Its stable name."))
    kind = KindName(help_text=_("Its kind."))
    title = serializers.CharField(help_text=_("Its title."))
    date = Partial(help_text=_("Its date."))


class LinkEntry(serializers.Serializer):
    """A link between two published events; `direction` is "out" for the event that tells it, "in" for the other."""

    relation = serializers.ChoiceField(
        Relation.choices, help_text=_("How the event that tells of the link stands to the other one.")
    )
    direction = serializers.ChoiceField(["out", "in"], help_text=_("Which of the two events tells of it."))
    event = LinkedEventEntry(help_text=_("The other event."))
    note = serializers.CharField(allow_null=True, help_text=_("Why they are linked, where it isn’t plain."))


class Detail(serializers.Serializer):
    """The part of a document that only events of one kind have. Reads `policy.kinds.PublicEvent.detail`."""


class EventDocument(serializers.Serializer):
    """An event as the public sees it, less `revision`, `url` and `api_url`. Reads a `policy.kinds.PublicEvent`."""

    slug = serializers.SlugField(help_text=_("Its stable name; begins with its date."))
    kind = KindName(source="kind.name", help_text=_("The kind of event, which says what stands in detail."))
    date = Partial(help_text=_("Its local date, or its first day; of a measure, the day of its announcement."))
    date_end = Partial(allow_null=True, help_text=_("Its last day, inclusive, where it took several."))
    date_precision = serializers.ChoiceField(
        [one.value for one in Precision], help_text=_("How precisely the date is known.")
    )
    time = serializers.CharField(
        source="facts.time", allow_null=True, default=None, help_text=_("Local time of day, where it is known.")
    )
    timezone = serializers.CharField(
        source="facts.timezone",
        allow_null=True,
        default=None,
        help_text=_("The time zone of date and time, by its IANA name."),
    )
    title = serializers.CharField(source="facts.title", help_text=_("What happened, in a line of our own words."))
    title_original = serializers.CharField(
        source="facts.title_original",
        allow_null=True,
        default=None,
        help_text=_("Its title in the original language."),
    )
    summary = serializers.CharField(
        allow_null=True,
        help_text=_("What happened, in one to four sentences of our own words; of a meeting, its outcome."),
    )
    direction = serializers.ChoiceField(
        Direction.choices,
        allow_null=True,
        help_text=_(
            "Whether it makes trade harder or easier; null for meetings, neutral where a statement contradicts."
        ),
    )
    certainty = serializers.ChoiceField(Certainty.choices, source="facts.certainty", help_text=_("Who asserts it."))
    primary_read = serializers.BooleanField(
        help_text=_("Whether the authority’s own text was read: derived from the citations.")
    )
    disputed = serializers.BooleanField(
        help_text=_("Whether another published event contradicts it: derived from the links.")
    )
    acting_countries = serializers.ListField(
        child=serializers.CharField(), help_text=_("ISO codes of those who act; EU for the European Union.")
    )
    countries = serializers.ListField(
        child=serializers.CharField(), help_text=_("ISO codes of those who act, then of those it is aimed at.")
    )
    actors = ActorEntry(many=True, help_text=_("Who acts, speaks or is named, each with a role."))
    materials = MaterialEntry(
        many=True, help_text=_("What it is about, with the materials of the items that it names.")
    )
    topics = serializers.ListField(
        child=serializers.SlugField(), source="facts.topics", help_text=_("Slugs of the topics it is filed under.")
    )
    citations = CitationEntry(many=True, help_text=_("Where each fact comes from."))
    links = LinkEntry(many=True, help_text=_("Other published events that it is linked with, in both directions."))
    detail = serializers.SerializerMethodField(help_text=_("What only events of its kind have, listed below by kind."))

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
