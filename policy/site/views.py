"""The public pages. Each reads the record alone; parameters that can't be meant are answered with 400."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from policy.record.http import versioned
from policy.record.listing import Listing, record_begins
from policy.record.models import Revision
from policy.record.parameters import BadParameters
from policy.site.controls import FilterForm
from policy.site.density import density
from policy.site.entry import Entry
from policy.site.months import in_months


@require_safe
@versioned
def timeline(request: Any) -> HttpResponse:
    """Show published events by month and day, filtered by the query string, one page at a time."""
    if [""] in dict(request.GET.lists()).values():
        return _without_empty_fields(request)
    try:
        listing = Listing.parse(request.GET, request.version, drop_tracking=True)
    except BadParameters as error:
        form = FilterForm.refused(Listing.parse(QueryDict(), request.version), request.GET, error.errors)
        return render(request, "timeline/refused.html", {"form": form}, status=400)
    page = listing.page()
    context = {
        "form": FilterForm(listing),
        "sentence": listing.sentence(),
        "count": listing.count(),
        "density": density(listing),
        "months": in_months(json.loads(revision.document) for revision in page.revisions if revision.document),
        "page": page,
        "begins": record_begins() if "known_at" in listing.params and not page.revisions else None,
    }
    return render(request, "timeline/timeline.html", context)


@require_safe
@versioned
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one event as it was last published; a retracted one answers 410 and says why."""
    revision = get_object_or_404(Revision.objects.current().defer("facts"), slug=slug)
    if revision.document is None:
        return render(request, "410.html", {"revision": revision}, status=410)
    return render(request, f"events/kinds/{revision.kind}.html", {"entry": Entry.read(revision)})


def _without_empty_fields(request: HttpRequest) -> HttpResponse:
    """Send the reader to the address without the fields left empty: a form sends them all."""
    query = request.GET.copy()
    for name, values in request.GET.lists():
        if values == [""]:
            del query[name]
    return HttpResponseRedirect(f"{reverse('timeline')}?{query.urlencode(safe=',')}".rstrip("?"))
