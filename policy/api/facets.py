"""How many events each value of a filter would list."""

from typing import Any

from django import forms
from django.http import HttpResponse

from policy.api import takes
from policy.api.answers import FacetsAnswer
from policy.api.views import RecordView
from policy.keys.policies import FACETS
from policy.record.documents import compact
from policy.record.facets import FacetValue, facets
from policy.record.listing import Listing

LACKING = ("order", "cursor")  # numbers have no order, and no pages


class Facets(RecordView):
    """Counts per filter value under the filters given."""

    counted = FACETS
    group, summary, answers = "Events", "Count the values of filters", FacetsAnswer
    about = (
        "For each filter its values, each with how many events the list would have with it in place of those chosen."
    )
    example = {"kind": "permit", "from": "2026-06-01"}

    @classmethod
    def takes(cls) -> dict[str, forms.Field]:
        return takes.event_filters(without=LACKING)

    def get(self, request: Any) -> HttpResponse:
        """Return {version, facets}: for each filter its values, each with what it would list in place of those given."""
        listing = Listing.parse(request.GET, request._request.version, lacking=LACKING)
        counted = {name: [_told(one) for one in values] for name, values in facets(listing).items()}
        return self.answer(compact({"version": listing.version.seq, "facets": counted}))


def _told(one: FacetValue) -> dict[str, Any]:
    """Return a value as it is served; `at_least` stands only where it is true."""
    told: dict[str, Any] = {"value": one.value, "label": one.label, "count": one.count}
    return told | {"at_least": True} if one.is_at_least else told
