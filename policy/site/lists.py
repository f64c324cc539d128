"""Lists of events on pages: how they are set out, and the list of each kind that has no page of its own."""

from collections.abc import Callable
from datetime import date
from functools import cache, partial
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policy import kinds
from policy.kinds import EventKind
from policy.record.facets import facets
from policy.record.filters import EventFilters
from policy.record.http import versioned_daily
from policy.record.listing import Listing, Page, record_begins
from policy.record.parameters import BadParameters
from policy.site.addresses import without_empty_fields
from policy.site.cards import Card, cards
from policy.site.changes import Shown
from policy.site.controls import Counts, FilterForm
from policy.site.density import density
from policy.site.found import Found
from policy.site.kept import kept
from policy.site.months import Month, in_months


class KindForm(FilterForm):
    """The filters of the list of one kind; those that only this kind answers are always shown."""

    lacking = ("kind",)

    def __init__(self, listing: Listing, count: Callable[[], Counts] = dict, *, kind: EventKind) -> None:
        super().__init__(listing, count)
        self.page = kind.plural
        self.always_shown = ("q", *kind.parameters, "country", "material", "direction", "certainty")


@require_safe
@versioned_daily
def events_of(request: Any, kind: str) -> HttpResponse:
    """Show the published events of one kind, filtered by the query string, one page at a time."""
    if tidied := without_empty_fields(request):
        return tidied
    own = kinds.get(kind)
    try:
        listing = Listing.parse(request.GET, request.version, kinds=[kind], drop_tracking=True)
    except BadParameters as error:
        unfiltered = Listing.parse(QueryDict(), request.version, kinds=[kind])
        form = KindForm.refused(unfiltered, request.GET, error.errors, kind=own)
        return render(request, "lists/refused.html", {"form": form}, status=400)
    wanted = [name for name in EventFilters.tagged() if name not in KindForm.lacking]
    form = KindForm(listing, partial(facets, listing, wanted), kind=own)
    context = {"form": form, "kind": own, **set_out(form, listing.page("document"), request.today)}
    return render(request, "lists/list.html", context)


def set_out(form: FilterForm, page: Page, today: date, changes: Shown | None = None) -> dict[str, Any]:
    """Return what every page of a list shows; `changes` of state stand among the events.

    What is counted of the list as a whole is asked when it is rendered, once per process and version, and what its events
    say where the page isn't kept. `identity` is all that the events follow from as they are set out; `None` for a search,
    whose words are marked.
    """
    listing, known_at = form.listing, form.known_at
    strip, is_empty, shown = cache(lambda: density(listing, form.params)), not page.revisions, changes or Shown()
    hashes = tuple(one.sha256 for one in page.revisions)

    @cache
    def documents() -> list[Card]:
        return cards(page.revisions, listing.version, today, known_at, are_marked=bool(listing.asked))

    def months() -> list[Month]:
        counts = kept.get(("listed", form.identity), lambda: strip().listed if strip() else {})
        newest_first = listing.order != "date"
        return in_months(documents(), shown.among, newest_first=newest_first, counts=counts, told=shown.identity)

    return {
        "sentence": listing.sentence,
        "total": lambda: listing.counting.total(),
        "page": page,
        "density": strip,
        "documents": documents,
        "months": months,
        "identity": None if listing.asked else (form.identity, today, shown.identity, hashes),
        "found": Found.of(listing, form.params, is_empty=is_empty),
        "begins": record_begins() if known_at and is_empty else None,
    }
