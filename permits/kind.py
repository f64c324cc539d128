from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from rest_framework import serializers

from permits import meanings
from permits.choices import APPROVALS, CountKind, LicenceType, Outcome
from permits.choices import Counted as Of
from permits.dates import permit_dates
from permits.field_names import FIELD_NAMES
from permits.findings import PermitEndsSoon, PermitHasExpired
from permits.models import ClaimedCount, PermitDecision
from permits.panels import panels
from permits.rules import AnApprovalIsOfOneAtLeast, ClaimsAreCited, ContestedNumbersStandApart, ReplacesEarlierDecisions
from permits.stored_terms import TERMS
from policy import kinds
from policy.choices import Direction, State
from policy.kinds.base import EventKind, Panel, Subject
from policy.record.calendar_dates import CalendarDate
from policy.record.documents import Detail, Partial
from policy.record.facts import Counted, EventFacts, Facts, Ref, RefList
from policy.record.listing import Listing
from policy.record.search import Where

DIRECTIONS = {
    Outcome.APPROVED: Direction.EASING,
    Outcome.APPROVED_TEMPORARY: Direction.EASING,
    Outcome.GENERAL_LICENCE: Direction.EASING,
    Outcome.DENIED: Direction.TIGHTENING,
    Outcome.RETURNED: Direction.TIGHTENING,
    Outcome.REVOKED: Direction.TIGHTENING,
    Outcome.PENDING: Direction.NEUTRAL,
}

ADDED = (
    *("licence_type", "applicants", "applicant_text", "end_use", "conditions", "replaces", "claimed_counts"),
    "title_original",
)


class ClaimedCountFacts(Facts):
    count = Counted("count", CountKind.choices)
    claimant = Ref("actors")
    source = Ref("sources")  # type: ignore[assignment]

    class Meta:
        model = ClaimedCount
        fields = ["of", "count", "claimant", "source"]


class PermitFacts(EventFacts):
    authority = Ref("actors")
    count = Counted("count", CountKind.choices)
    applications = Counted("applications", CountKind.choices, allow_null=True)
    beneficiaries = RefList("actors")
    items = RefList("items")
    materials = RefList("materials")
    under = RefList("measures")
    applicants = RefList("actors")
    replaces = RefList("permits")
    claimed_counts = ClaimedCountFacts(many=True)

    class Meta:
        model = PermitDecision
        fields = [
            *["slug", "date", "authority", "outcome", "count", "applications", "title", "summary", "beneficiaries"],
            *["beneficiary_text", "sectors", "destinations", "items", "materials", "valid_from", "valid_to"],
            *["validity_text", "under", "topics", "citations", "certainty", *ADDED],
        ]
        added = ADDED
        after_status = ("topics",)


class CountEntry(serializers.Serializer):
    """A count as it was given; `value` is null exactly when `kind` is unspecified."""

    kind = serializers.ChoiceField(CountKind.choices, help_text=_("How the number was given."))
    value = serializers.IntegerField(allow_null=True, help_text=_("The number; null exactly when none was stated."))


class ClaimedCountEntry(serializers.Serializer):
    """A number as one party states it, where another states another; it is in no sum."""

    of = serializers.ChoiceField(Of.choices, help_text=_("What it counts."))
    count = CountEntry(help_text=_("The number, as it was given."))
    claimant = serializers.SlugField(help_text=_("Who states it, by slug of the actor."))
    source = serializers.SlugField(help_text=_("Where, by slug of the source."))  # type: ignore[assignment]


class PermitDetail(Detail):
    authority = serializers.SlugField(help_text=_("Who decided, by slug of the actor."))
    outcome = serializers.ChoiceField(Outcome.choices, help_text=_("What was decided."))
    licence_type = serializers.ChoiceField(
        LicenceType.choices,
        allow_null=True,
        default=None,
        help_text=_("What sort of licence, where the authority says so."),
    )
    count = CountEntry(help_text=_("How many permits the decision is about."))
    applications = CountEntry(allow_null=True, help_text=_("How many applications it speaks of; never added up."))
    beneficiaries = serializers.ListField(
        child=serializers.SlugField(), help_text=_("To whom they were granted, by slug of the actor.")
    )
    beneficiary_text = serializers.CharField(allow_null=True, help_text=_("To whom, in words, where nobody is named."))
    sectors = serializers.ListField(child=serializers.CharField(), help_text=_("Industries that it names."))
    destinations = serializers.ListField(
        child=serializers.CharField(), help_text=_("Where the goods go, as ISO codes, EU or all.")
    )
    items = serializers.ListField(child=serializers.SlugField(), help_text=_("Slugs of the controlled items it names."))
    valid_from = Partial(allow_null=True, help_text=_("First day of validity, inclusive."))
    valid_to = Partial(allow_null=True, help_text=_("Last day of validity, inclusive."))
    validity_text = serializers.CharField(allow_null=True, help_text=_("How long it is valid, as it was stated."))
    under = serializers.ListField(
        child=serializers.SlugField(), help_text=_("Measures under which it was granted, by slug.")
    )
    applicants = serializers.ListField(
        child=serializers.SlugField(), default=list, help_text=_("Who applied, by slug of the actor.")
    )
    applicant_text = serializers.CharField(
        allow_null=True, default=None, help_text=_("Who applied, in words, where nobody is named.")
    )
    end_use = serializers.CharField(allow_null=True, default=None, help_text=_("What the goods are for, as stated."))
    conditions = serializers.CharField(
        allow_null=True, default=None, help_text=_("What the permit is bound to, as stated.")
    )
    replaces = serializers.ListField(
        child=serializers.SlugField(),
        default=list,
        help_text=_("Earlier decisions whose place this one takes, by slug."),
    )
    claimed_counts = ClaimedCountEntry(
        many=True, default=list, help_text=_("Numbers that parties state against each other; they are in no sum.")
    )


class PermitKind(EventKind):
    name, plural = gettext_noop("permit"), gettext_noop("permits")
    heading = _("Permits")
    model, facts, detail = PermitDecision, PermitFacts, PermitDetail
    parameters = {"outcome": Outcome.choices}
    begun_with = {"measure": ("under", "Enter a permit granted under this")}
    site_urls, api_urls = "permits.urls", "permits.api"
    joined = ("authority",)
    related = (
        *("applicants", "beneficiaries", "items", "materials", "under", "replaces"),
        Prefetch("claimed_counts", ClaimedCount.objects.select_related("claimant", "source")),
    )
    rules = (ReplacesEarlierDecisions(), AnApprovalIsOfOneAtLeast(), ContestedNumbersStandApart(), ClaimsAreCited())
    findings = (PermitEndsSoon(), PermitHasExpired())
    derivation = TERMS
    has_own_file = True
    vocabularies, terms = meanings.VOCABULARIES, (meanings.TERMS,)
    field_names = FIELD_NAMES
    endpoints = {"permits_summary": "permit-summary"}

    def roles(self, facts: dict[str, Any]) -> Iterable[tuple[str, str]]:
        yield facts["authority"], "authority"
        yield from ((slug, "beneficiary") for slug in facts["beneficiaries"])
        yield from ((slug, "applicant") for slug in facts.get("applicants", []))
        yield from ((claim["claimant"], "claimant") for claim in facts.get("claimed_counts", []))

    def acting(self, facts: dict[str, Any]) -> list[str]:
        return [facts["authority"]]

    def affected(self, facts: dict[str, Any]) -> list[str]:
        return facts["destinations"]

    def items(self, facts: dict[str, Any]) -> list[str]:
        return facts["items"]

    def foundations(self, facts: dict[str, Any]) -> list[tuple[str, str]]:
        return [
            *(("under", slug) for slug in facts["under"]),
            *(("replaces", slug) for slug in facts.get("replaces", [])),
        ]

    def direction(self, facts: dict[str, Any]) -> str | None:
        return DIRECTIONS[Outcome(facts["outcome"])]

    def page(self, revision: Any, document: dict[str, Any], today: date) -> dict[str, Any]:
        from permits.page import PermitPage  # pages rest on the record, and the record on kinds

        return {"permit": PermitPage.read(revision, document, today)}

    def holds(self, revision: Any, document: dict[str, Any], today: date) -> Iterable[str]:
        from permits.page import PermitPage  # pages rest on the record, and the record on kinds

        stands = PermitPage.read(revision, document, today).stands
        return (f"{stands}.",) if stands else ()

    def schema_org(
        self, document: dict[str, Any], agents: Mapping[str, dict[str, Any]], states: Sequence[State]
    ) -> dict[str, Any]:
        """What was granted is a permit; a refusal, or a case that waits, is something that its authority does."""
        detail = document["detail"]
        authority = agents[detail["authority"]]
        if detail["outcome"] not in APPROVALS:
            return {"@type": "Action", "agent": authority, "startTime": document["date"]}
        return {
            "@type": "GovernmentPermit",
            "issuedBy": authority,
            "validFrom": detail["valid_from"],
            "validUntil": detail["valid_to"],
        }

    def tags(self, facts: dict[str, Any]) -> Iterable[str]:
        yield f"outcome:{facts['outcome']}"

    def texts(self, detail: dict[str, Any]) -> Iterable[tuple[Where, str | None]]:
        keys = ("beneficiary_text", "validity_text", "applicant_text", "end_use", "conditions")
        yield from ((Where.TERMS, detail.get(key)) for key in keys)
        yield from ((Where.TERMS, sector) for sector in detail["sectors"])

    def panels(self, subject: Subject) -> Iterable[Panel]:
        return panels(subject)

    def dates(self, listing: Listing, first: date, last: date | None, today: date) -> Iterable[CalendarDate]:
        return permit_dates(listing, first, last, today)


kinds.register(PermitKind())
