"""What permit decisions add up to, for partners."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from rest_framework import serializers

from permits.choices import PermitState
from permits.kind import CountEntry
from permits.standing import standing
from permits.summary import BY, decisions, summary
from policy.api.views import RecordView, asked_about
from policy.record.documents import compact
from policy.record.listing import Listing
from policy.record.parameters import ParameterError
from policy.record.status_query import StatusQuery


class Sums(serializers.Serializer):
    """Sums over decisions; what was counted roughly or not at all is in `unspecified`, and in no sum.

    `applications` is what the one decision that states them says; null when none does, or several.
    """

    decisions = serializers.IntegerField()
    known_minimum = serializers.IntegerField()
    unspecified = serializers.IntegerField()
    applications = CountEntry(allow_null=True)


class SummaryRow(Sums):
    """The sums of one month, sector, destination, outcome or material; `key` is null for decisions that name none."""

    key = serializers.CharField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        return {"key": fields.pop("key"), **fields}


class SummaryAnswer(serializers.Serializer):
    by = serializers.ChoiceField(BY)
    rows = SummaryRow(many=True)
    total = Sums()


class PermitSummary(RecordView):
    """Permit decisions, counted by month, sector, destination, outcome or material; filtered as the list is."""

    def get(self, request: Any) -> HttpResponse:
        by = request.GET.get("by", "month")
        wrong = [] if by in BY else [ParameterError("by", f"{by!r} is not allowed here.", list(BY))]
        version = request._request.version
        listing = Listing.parse(
            request.GET, version, kinds=["permit"], extra=["by"], extra_errors=wrong, lacking=["order", "cursor"]
        )
        answer = SummaryAnswer(summary(decisions(listing), by)).data
        return self.answer(compact({"version": version.seq, **answer}))


class Change(serializers.Serializer):
    """The day on which a permit turns into another state."""

    date = serializers.DateField()
    state = serializers.ChoiceField(PermitState.choices)


class StandingAnswer(serializers.Serializer):
    """Where a permit stands: all null for a decision that granted nothing; `since` and `until` are inclusive.

    `because` are the decisions that ended it, by slug; `validity_text` is its term as stated.
    """

    state = serializers.ChoiceField(PermitState.choices, allow_null=True, default=None)
    since = serializers.DateField(allow_null=True, default=None)
    until = serializers.DateField(allow_null=True, default=None)
    next_change = Change(allow_null=True, default=None)
    because = serializers.ListField(child=serializers.SlugField(), default=list)


class PermitStatus(RecordView):
    """Where a permit stands on a day: valid, expired, revoked, or not known because no term was stated."""

    is_daily = True

    def get(self, request: Any, slug: str) -> HttpResponse:
        asked = StatusQuery.parse(request.GET, request._request.today)
        known = asked_about(["permit"], slug, asked.known_at)
        found = standing(known, asked.on, asked.known_at, asked.as_announced)
        body = {
            "permit": slug,
            **asked.told(request._request.version),
            **StandingAnswer(found or {}).data,
            "validity_text": known.content["detail"]["validity_text"],
        }
        return self.answer(compact(body))


urlpatterns = [
    path("summary/", PermitSummary.as_view(), name="permit-summary"),
    path("<slug:slug>/status/", PermitStatus.as_view(), name="permit-status"),
]
