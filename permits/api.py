"""What permit decisions add up to, for partners."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import path
from rest_framework import serializers

from permits.choices import PermitState
from permits.kind import CountEntry
from permits.standing import standing
from permits.summary import BY, decisions, summary
from policy.api import takes
from policy.api.answers import SEQ, Told
from policy.api.views import RecordView, asked_about
from policy.record.documents import compact
from policy.record.listing import Listing
from policy.record.parameters import ParameterError
from policy.record.status_query import StatusForm, StatusQuery


class Sums(serializers.Serializer):
    """Sums over decisions; what was counted roughly or not at all is in `unspecified`, and in no sum.

    `applications` is what the one decision that states them says; null when none does, or several.
    """

    decisions = serializers.IntegerField(min_value=0, help_text="How many decisions there are.")
    known_minimum = serializers.IntegerField(
        min_value=0, help_text="The exact and the least counts of approvals, added up."
    )
    unspecified = serializers.IntegerField(
        min_value=0, help_text="Decisions whose count was not stated, or roughly: in no sum."
    )
    applications = CountEntry(
        allow_null=True, help_text="What the one decision that states them says; null when none does, or several."
    )


class SummaryRow(Sums):
    """The sums of one month, sector, destination, outcome or material; `key` is null for decisions that name none."""

    key = serializers.CharField(
        allow_null=True, help_text="What the decisions have in common; null where they name none."
    )

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        return {"key": fields.pop("key"), **fields}


class Summed(serializers.Serializer):
    by = serializers.ChoiceField(BY, help_text="What the rows are by.")
    rows = SummaryRow(many=True, help_text="One row for each key; a decision with several is in each.")
    total = Sums(help_text="All decisions, each once; pending ones are in no total.")


class SummaryAnswer(Summed):
    """Permit decisions, added up."""

    version = serializers.IntegerField(min_value=0, help_text=SEQ)


class PermitSummary(RecordView):
    """Permit decisions, counted by month, sector, destination, outcome or material; filtered as the list is."""

    group, summary, answers = "Permits", "Permits, added up", SummaryAnswer
    about = "Decisions by month, sector, destination, outcome or material. What nobody counted is in no sum."
    example = {"by": "outcome", "from": "2026-01-01"}

    @classmethod
    def takes(cls) -> dict[str, forms.Field]:
        by = takes.one_of(BY, "What to add up by; `month` when it isn’t given.")
        return {"by": by} | takes.event_filters(without=["kind", "order"])

    def get(self, request: Any) -> HttpResponse:
        by = request.GET.get("by", "month")
        wrong = [] if by in BY else [ParameterError("by", f"{by!r} is not allowed here.", list(BY))]
        version = request._request.version
        listing = Listing.parse(
            request.GET, version, kinds=["permit"], extra=["by"], extra_errors=wrong, lacking=["order", "cursor"]
        )
        answer = Summed(summary(decisions(listing), by)).data
        return self.answer(compact({"version": version.seq, **answer}))


class PermitChange(serializers.Serializer):
    """The day on which a permit turns into another state."""

    date = serializers.DateField(help_text="The first day of the next state.")
    state = serializers.ChoiceField(PermitState.choices, help_text="The next state.")


class Standing(serializers.Serializer):
    state = serializers.ChoiceField(
        PermitState.choices, allow_null=True, default=None, help_text="Null for a decision that granted nothing."
    )
    since = serializers.DateField(allow_null=True, default=None, help_text="First day of this state, inclusive.")
    until = serializers.DateField(allow_null=True, default=None, help_text="Last day of this state, inclusive.")
    next_change = PermitChange(allow_null=True, default=None, help_text="The state that follows, where one is known.")
    because = serializers.ListField(
        child=serializers.SlugField(), default=list, help_text="The decisions that ended it, by slug."
    )


class StandingAnswer(Told, Standing):
    """Where a permit stands on a day."""

    permit = serializers.SlugField(help_text="The decision, by slug.")
    validity_text = serializers.CharField(allow_null=True, help_text="Its term, as it was stated.")


class PermitStatus(RecordView):
    """Where a permit stands on a day: valid, expired, revoked, or not known because no term was stated."""

    is_daily = True
    group, summary, answers, may_be_gone = "Permits", "Where a permit stands on a day", StandingAnswer, True
    about = "Valid, expired, replaced or revoked, or not known because no term was stated."
    example = {"slug": "2025-06-11-jl-mag-licences", "on": "2025-12-01"}

    @classmethod
    def takes(cls) -> dict[str, forms.Field]:
        return StatusForm.base_fields

    def get(self, request: Any, slug: str) -> HttpResponse:
        asked = StatusQuery.parse(request.GET, request._request.today)
        known = asked_about(["permit"], slug, asked.known_at)
        found = standing(known, asked.on, asked.known_at, asked.as_announced)
        body = {
            "permit": slug,
            **asked.told(request._request.version),
            **Standing(found or {}).data,
            "validity_text": known.content["detail"]["validity_text"],
        }
        return self.answer(compact(body))


urlpatterns = [
    path("summary/", PermitSummary.as_view(), name="permit-summary"),
    path("<slug:slug>/status/", PermitStatus.as_view(), name="permit-status"),
]
