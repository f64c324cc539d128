from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from rest_framework import serializers

from policy import kinds
from policy.choices import Channel, Direction, Stance, State
from policy.kinds.base import EventKind
from policy.models import Quotation, Statement
from policy.record.documents import Detail
from policy.record.facts import EventFacts, Facts, Ref, RefList
from policy.record.search import Where

Document = dict[str, Any]


class ClockField(serializers.TimeField):
    """A time of day as files write it: "19:00", with seconds only where there are any."""

    default_error_messages = {"invalid": "is not a time of day: write 19:00"}

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data if isinstance(data, str) else "")
        if self.to_representation(value) != data:
            self.fail("invalid")
        return value

    def to_representation(self, value: Any) -> str:
        return value.isoformat().removesuffix(":00")


class QuotationFacts(Facts):
    class Meta:
        model = Quotation
        fields = ["text", "language", "translation"]


class StatementFacts(EventFacts):
    time = ClockField(allow_null=True)
    speaker = Ref("actors")
    on_behalf_of = Ref("actors", allow_null=True)
    quotes = QuotationFacts(many=True)
    materials = RefList("materials")

    class Meta:
        model = Statement
        fields = [
            *["slug", "date", "time", "timezone", "speaker", "on_behalf_of", "channel", "title", "summary", "quotes"],
            *["topics", "materials", "stance", "citations", "certainty", "title_original"],
        ]
        added = ("title_original",)


class QuotationEntry(serializers.Serializer):
    text = serializers.CharField(help_text=_("Exact words, at most 40."))
    language = serializers.CharField(help_text=_("Language tag of the words, such as zh."))
    translation = serializers.CharField(
        allow_null=True, help_text=_("The words in English, where they are in another language.")
    )


class StatementDetail(Detail):
    speaker = serializers.SlugField(help_text=_("Who spoke, by slug of the actor."))
    on_behalf_of = serializers.SlugField(allow_null=True, help_text=_("For whom, by slug of the actor."))
    channel = serializers.ChoiceField(Channel.choices, help_text=_("In which way it was said."))
    stance = serializers.ChoiceField(Stance.choices, help_text=_("Where it leans."))
    quotes = QuotationEntry(many=True, help_text=_("Short quotations, exact."))


class StatementKind(EventKind):
    name, plural = gettext_noop("statement"), gettext_noop("statements")
    heading = _("Statements")
    intro = _("What ministries, officials and companies said, in their own words where these are recorded.")
    model, facts, detail = Statement, StatementFacts, StatementDetail
    joined, related = ("speaker", "on_behalf_of"), ("quotes", "materials")

    def roles(self, facts: dict[str, Any]) -> Iterable[tuple[str, str]]:
        yield facts["speaker"], "speaker"
        if facts["on_behalf_of"]:
            yield facts["on_behalf_of"], "on_behalf_of"

    def acting(self, facts: dict[str, Any]) -> list[str]:
        return [facts["on_behalf_of"] or facts["speaker"]]

    def direction(self, facts: dict[str, Any]) -> str | None:
        stance = facts["stance"]
        return Direction.NEUTRAL if stance == Stance.CONTRADICTING else Direction(stance)

    def schema_org(self, document: Document, agents: Mapping[str, Document], states: Sequence[State]) -> Document:
        detail = document["detail"]
        return {
            "@type": "CreativeWork",
            "author": agents[detail["speaker"]],
            "sourceOrganization": agents.get(detail["on_behalf_of"]),
            "dateCreated": document["date"],
            "hasPart": [
                {"@type": "Quotation", "text": quote["text"], "inLanguage": quote["language"]}
                for quote in detail["quotes"]
            ],
        }

    def texts(self, detail: dict[str, Any]) -> Iterable[tuple[Where, str | None]]:
        for quotation in detail["quotes"]:
            yield from ((Where.QUOTATION, quotation[key]) for key in ("text", "translation"))


kinds.register(StatementKind())
