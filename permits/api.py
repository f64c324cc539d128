"""What permit decisions add up to, for partners."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from rest_framework import serializers

from permits.kind import CountEntry
from permits.summary import BY, decisions, summary
from policy.api.views import RecordView
from policy.record.documents import compact
from policy.record.listing import Listing
from policy.record.parameters import ParameterError


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


urlpatterns = [path("summary/", PermitSummary.as_view(), name="permit-summary")]
