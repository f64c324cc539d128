"""The public pages. Each reads the record alone; parameters that can't be meant are answered with 400."""

from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from policy import kinds
from policy.record.facets import facets
from policy.record.http import versioned, versioned_daily
from policy.record.listing import Listing
from policy.record.models import Revision
from policy.record.parameters import BadParameters
from policy.site.actors import ActorPage, actors_by_side, public_actors
from policy.site.addresses import without_empty_fields
from policy.site.answer import answer
from policy.site.changes import SWITCH, Shown, on_page, wrong_switch
from policy.site.controls import TimelineForm
from policy.site.event_page import event_page
from policy.site.lists import set_out
from policy.site.material import MaterialPage
from policy.site.periodic_table import PeriodicTable, public_materials
from policy.site.questions import takes_no_question


@require_safe
@versioned_daily
def timeline(request: Any) -> HttpResponse:
    """Show published events by month and day, filtered by the query string, one page at a time."""
    if tidied := without_empty_fields(request):
        return tidied
    try:
        wrong = wrong_switch(request.GET)
        listing = Listing.parse(request.GET, request.version, extra=[SWITCH], extra_errors=wrong, drop_tracking=True)
    except BadParameters as error:
        form = TimelineForm.refused(Listing.parse(QueryDict(), request.version), request.GET, error.errors)
        return render(request, "timeline/refused.html", {"form": form}, status=400)
    form = TimelineForm(listing, partial(facets, listing), changes=request.GET.get(SWITCH, ""))
    page = listing.page("document")
    changes = Shown() if form.hides_changes else on_page(listing, page, request.today)
    context = {
        "form": form,
        **set_out(form, page, request.today, changes),
        "answer": answer(request.version, request.today) if form.is_front else None,
        "changes": changes,
    }
    return render(request, "timeline/timeline.html", context)


@require_safe
@takes_no_question
@versioned_daily
def event(request: Any, slug: str) -> HttpResponse:
    """Show one event as it was last published, provisions with their states today; a retracted one answers 410."""
    revision = get_object_or_404(Revision.objects.current().defer("facts"), slug=slug)
    if revision.document is None:
        return render(request, "410.html", {"revision": revision}, status=410)
    template, context = event_page(revision, request.today, request.version)
    return render(request, template, context)


@require_safe
@takes_no_question
@versioned_daily
def materials(request: Any) -> HttpResponse:
    """Show the materials of the record as a periodic table, each with its strongest control today."""
    return render(request, "materials/materials.html", {"table": PeriodicTable.read(request.version, request.today)})


@require_safe
@takes_no_question
@versioned_daily
def material(request: Any, slug: str) -> HttpResponse:
    """Show one material: its controls today per form, its codes and its newest events."""
    page = MaterialPage.read(get_object_or_404(public_materials(), slug=slug), request.version, request.today)
    return render(request, "materials/material.html", {"page": page, "panels": kinds.panels("material", slug)})


@require_safe
@takes_no_question
@versioned
def actors(request: Any) -> HttpResponse:
    """Show those whom published events name, by side and kind."""
    return render(request, "actors/actors.html", {"sides": actors_by_side()})


@require_safe
@takes_no_question
@versioned
def actor(request: Any, slug: str) -> HttpResponse:
    """Show one actor: who it is, and its newest events."""
    public = public_actors(request.version)
    page = ActorPage.read(get_object_or_404(public, slug=slug), public, request.version)
    return render(request, "actors/actor.html", {"page": page, "panels": kinds.panels("actor", slug)})
