"""The page of permits, and its figures as files."""

import csv
import json
from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from permits.charts import Chart, chart, chart_of_applications
from permits.figures import APPLICATIONS, FIGURES, NOTES, TITLES, Figure, chosen, stating_applications
from permits.linked import statements_of
from permits.sheets import sheet
from permits.standing import standings
from permits.summary import Decision, decisions
from permits.words import known_and_unknown
from policy.record.http import versioned, versioned_daily
from policy.record.listing import Listing, record_begins
from policy.record.parameters import BadParameters, ParameterError
from policy.site.addresses import query_string, without_empty_fields
from policy.site.controls import FilterForm
from policy.site.months import in_months
from policy.site.questions import in_text

SHOWN = ("month", "outcome", "sector", "destination")


class PermitForm(FilterForm):
    """The filters of the permits, which are all of one kind."""

    page, its_name, its_rows = "permits", gettext_noop("permits"), gettext_noop("permits")
    always_shown = ("q", "outcome", "country", "material")
    lacking = ("kind",)


class Statistics:
    """What the permits of a listing add up to; three queries."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self.decisions: list[Decision] = decisions(listing)

    @cached_property
    def documents(self) -> dict[str, Any]:
        return {slug: json.loads(text) for slug, text in self.listing.matching.values_list("slug", "document")}

    @cached_property
    def figures(self) -> dict[str, Figure]:
        return {by: self.figure(by) for by in SHOWN}

    @property
    def drawn(self) -> list[tuple[Figure, Chart]]:
        return [(figure, chart(figure)) for figure in self.figures.values()]

    @property
    def words(self) -> list[str]:
        return known_and_unknown(self.figures["outcome"])

    @property
    def stating(self) -> list[Decision]:
        return stating_applications(self.decisions)

    @property
    def applications(self) -> dict[str, Any]:
        return {
            "by": APPLICATIONS,
            "title": _(TITLES[APPLICATIONS]),
            "note": _(NOTES[APPLICATIONS]),
            "chart": self.chart(),
        }

    @property
    def query(self) -> str:
        """Return the query string of the files, which have all filters but no order."""
        return query_string(chosen(self.listing))

    def figure(self, by: str) -> Figure:
        return Figure(by, self.decisions, self.listing)

    def chart(self, by: str = APPLICATIONS) -> Chart:
        if by != APPLICATIONS:
            return chart(self.figure(by))
        return chart_of_applications(_(TITLES[by]), self.stating, self.documents)


@require_safe
@versioned_daily
def permits(request: Any) -> HttpResponse:
    """Show what permit decisions add up to, and the decisions, filtered by the query string."""
    if tidied := without_empty_fields(request):
        return tidied
    try:
        listing = Listing.parse(request.GET, request.version, kinds=["permit"], drop_tracking=True)
    except BadParameters as error:
        unfiltered = Listing.parse(QueryDict(), request.version, kinds=["permit"])
        form = PermitForm.refused(unfiltered, request.GET, error.errors)
        return render(request, "permits/refused.html", {"form": form}, status=400)
    page, statistics = listing.page(), Statistics(listing)
    documents = [statistics.documents[revision.slug] for revision in page.revisions]
    known_at = listing.params.get("known_at")
    found = standings((revision.event_id for revision in page.revisions), request.today, known_at)
    context = {
        "form": PermitForm(listing),
        "sentence": listing.sentence(),
        "statistics": statistics,
        "page": page,
        "begins": record_begins() if known_at and not page.revisions else None,
        "months": in_months(documents, newest_first=listing.order != "date"),
        "statements": statements_of(documents, known_at),
        "standings": {one.slug: found[one.event_id] for one in page.revisions if one.event_id in found},
    }
    return render(request, "permits/permits.html", context)


@require_safe
@versioned
@in_text
def summary_file(request: Any) -> HttpResponse:
    """Answer one figure as CSV, `by` what it asks for."""
    by = request.GET.get("by", "month")
    wrong = (
        []
        if by in FIGURES
        else [ParameterError("by", _("%(value)s is not allowed here.") % {"value": repr(by)}, list(FIGURES))]
    )
    statistics = Statistics(_listing(request, extra=["by"], extra_errors=wrong))
    response = _file("text/csv; charset=utf-8", f"permits-by-{by}.csv")
    csv.writer(response).writerows(sheet(by, statistics))
    return response


@require_safe
@versioned
@in_text
def picture(request: Any, by: str) -> HttpResponse:
    """Answer one figure as a picture that needs nothing else."""
    if by not in FIGURES:
        raise Http404
    context = {"chart": Statistics(_listing(request)).chart(by), "is_file": True}
    response = _file("image/svg+xml", f"permits-by-{by}.svg")
    response.write(render(request, "permits/_chart.html", context).content.strip())
    return response


def _listing(request: Any, **own: Any) -> Listing:
    return Listing.parse(request.GET, request.version, kinds=["permit"], lacking=["order", "cursor"], **own)


def _file(content_type: str, name: str) -> HttpResponse:
    return HttpResponse(content_type=content_type, headers={"Content-Disposition": f'inline; filename="{name}"'})
