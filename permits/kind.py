from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from permits.choices import CountKind, LicenceType, Outcome
from permits.models import PermitDecision
from policy import kinds
from policy.choices import Direction
from policy.kinds.base import EventKind
from policy.record.documents import Detail, Partial
from policy.record.facts import Counted, EventFacts, Ref, RefList

DIRECTIONS = {
    Outcome.APPROVED: Direction.EASING,
    Outcome.APPROVED_TEMPORARY: Direction.EASING,
    Outcome.GENERAL_LICENCE: Direction.EASING,
    Outcome.DENIED: Direction.TIGHTENING,
    Outcome.RETURNED: Direction.TIGHTENING,
    Outcome.REVOKED: Direction.TIGHTENING,
    Outcome.PENDING: Direction.NEUTRAL,
}


class PermitFacts(EventFacts):
    authority = Ref("actors")
    count = Counted("count", CountKind.choices)
    applications = Counted("applications", CountKind.choices, allow_null=True)
    beneficiaries = RefList("actors")
    items = RefList("items")
    materials = RefList("materials")
    under = RefList("measures")

    class Meta:
        model = PermitDecision
        fields = [
            *["slug", "date", "authority", "outcome", "count", "applications", "title", "summary", "beneficiaries"],
            *["beneficiary_text", "sectors", "destinations", "items", "materials", "valid_from", "valid_to"],
            *["validity_text", "under", "topics", "citations", "certainty", "licence_type", "title_original"],
        ]
        added = ("licence_type", "title_original")
        after_status = ("topics",)


class CountEntry(serializers.Serializer):
    """A count as it was given; `value` is null exactly when `kind` is unspecified."""

    kind = serializers.ChoiceField(CountKind.choices)
    value = serializers.IntegerField(allow_null=True)


class PermitDetail(Detail):
    authority = serializers.SlugField()
    outcome = serializers.ChoiceField(Outcome.choices)
    licence_type = serializers.ChoiceField(LicenceType.choices, allow_null=True, default=None)
    count = CountEntry()
    applications = CountEntry(allow_null=True)
    beneficiaries = serializers.ListField(child=serializers.SlugField())
    beneficiary_text = serializers.CharField(allow_null=True)
    sectors = serializers.ListField(child=serializers.CharField())
    destinations = serializers.ListField(child=serializers.CharField())
    items = serializers.ListField(child=serializers.SlugField())
    valid_from = Partial(allow_null=True)
    valid_to = Partial(allow_null=True)
    validity_text = serializers.CharField(allow_null=True)
    under = serializers.ListField(child=serializers.SlugField())


class PermitKind(EventKind):
    name, plural = "permit", "permits"
    model, facts, detail = PermitDecision, PermitFacts, PermitDetail
    parameters = {"outcome": Outcome.choices}
    site_urls, api_urls = "permits.urls", "permits.api"
    related = ("authority", "beneficiaries", "items", "materials", "under")

    def roles(self, facts: dict[str, Any]) -> Iterable[tuple[str, str]]:
        yield facts["authority"], "authority"
        yield from ((slug, "beneficiary") for slug in facts["beneficiaries"])

    def acting(self, facts: dict[str, Any]) -> list[str]:
        return [facts["authority"]]

    def affected(self, facts: dict[str, Any]) -> list[str]:
        return facts["destinations"]

    def items(self, facts: dict[str, Any]) -> list[str]:
        return facts["items"]

    def measures(self, facts: dict[str, Any]) -> list[tuple[str, str]]:
        return [("under", slug) for slug in facts["under"]]

    def direction(self, facts: dict[str, Any]) -> str | None:
        return DIRECTIONS[Outcome(facts["outcome"])]

    def tags(self, facts: dict[str, Any]) -> Iterable[str]:
        yield f"outcome:{facts['outcome']}"

    def texts(self, facts: dict[str, Any]) -> Iterable[str | None]:
        yield from (facts["beneficiary_text"], facts["validity_text"], *facts["sectors"])


kinds.register(PermitKind())
