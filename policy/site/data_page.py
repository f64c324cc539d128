"""The record as data: API, files, feeds, calendar, licence, and the data dictionary."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from policy import kinds
from policy.api.views import endpoints
from policy.files import store
from policy.models import DataSet
from policy.record.dictionary import keys_of_detail, keys_of_events
from policy.record.filters import EventFilters
from policy.record.http import versioned
from policy.record.listing import events_by_kind
from policy.record.models import Revision
from policy.site.bulk_files import bulk_files, state
from policy.site.cite import FORMS
from policy.site.questions import takes_no_question

FEEDS = {"Atom": "feed-atom", "RSS": "feed-rss", "JSON Feed": "feed-json", "iCalendar": "calendar-file"}


@require_safe
@takes_no_question
@versioned
def data(request: Any) -> HttpResponse:
    """Say in which forms the record can be had, under which licence, and what each key of a document means."""
    kept = store.versions(request.version.data_set)
    request.depends_on.append(state(kept))
    counts = events_by_kind(request.version)
    context = {
        "data_set": DataSet.objects.get(),
        "newest": Revision.objects.newest(),
        "events": sum(counts.values()),
        "counts": [(kind, counts.get(kind.name, 0)) for kind in kinds.every()],
        "days": Revision.objects.current().public().days(),
        "endpoints": [(name, request.build_absolute_uri(reverse(route))) for name, route in endpoints().items()],
        "feeds": [(name, reverse(route)) for name, route in FEEDS.items()],
        "citations": _citations(),
        "parameters": EventFilters.parameters(),
        "home": request.build_absolute_uri(reverse("timeline")),
        **bulk_files(kept),
        "keys": keys_of_events(),
        "details": [(kind, keys_of_detail(kind)) for kind in kinds.every()],
    }
    return render(request, "about/data.html", context)


def _citations() -> list[tuple[str, str]]:
    """Return the files that cite the newest event, each with what it is called; none where nothing is published."""
    newest = Revision.objects.current().public().order_by("-seq").only("slug").first()
    return [(form.label, reverse(f"cite-{name}", args=[newest.slug])) for name, form in FORMS.items()] if newest else []
