from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_noop
from rest_framework import serializers

from policy import kinds
from policy.choices import Channel, Direction, Stance
from policy.kinds.base import EventKind
from policy.models import Quotation, Statement
from policy.record.documents import Detail
from policy.record.facts import EventFacts, Facts, Ref, RefList


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
    text = serializers.CharField(help_text="Exact words, at most 40.")
    language = serializers.CharField()
    translation = serializers.CharField(allow_null=True)


class StatementDetail(Detail):
    speaker = serializers.SlugField()
    on_behalf_of = serializers.SlugField(allow_null=True)
    channel = serializers.ChoiceField(Channel.choices)
    stance = serializers.ChoiceField(Stance.choices)
    quotes = QuotationEntry(many=True)


class StatementKind(EventKind):
    name, plural = gettext_noop("statement"), gettext_noop("statements")
    model, facts, detail = Statement, StatementFacts, StatementDetail
    related = ("speaker", "on_behalf_of", "quotes", "materials")

    def roles(self, facts: dict[str, Any]) -> Iterable[tuple[str, str]]:
        yield facts["speaker"], "speaker"
        if facts["on_behalf_of"]:
            yield facts["on_behalf_of"], "on_behalf_of"

    def acting(self, facts: dict[str, Any]) -> list[str]:
        return [facts["on_behalf_of"] or facts["speaker"]]

    def direction(self, facts: dict[str, Any]) -> str | None:
        stance = facts["stance"]
        return Direction.NEUTRAL if stance == Stance.CONTRADICTING else Direction(stance)

    def texts(self, facts: dict[str, Any]) -> Iterable[str | None]:
        for quotation in facts["quotes"]:
            yield from (quotation["text"], quotation["translation"])


kinds.register(StatementKind())
