"""The editors' back office: Django's admin, one module per concept."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from policy.admin import (
    actors,
    all_events,
    dataset,
    events,
    findings,
    jobs,
    materials,
    measures,
    meetings,
    reports,
    schedule,
    sources,
    spreadsheets,
    statements,
    topics,
)
from policy.admin.in_place import Autocomplete


def autocomplete(request: HttpRequest) -> HttpResponse:
    return Autocomplete.as_view(admin_site=admin.site)(request)


admin.site.autocomplete_view = autocomplete  # type: ignore[method-assign]
admin.site.site_header = "Monazite"
admin.site.site_title = "Monazite"
admin.site.index_title = "Editing"
admin.site.enable_nav_sidebar = False  # the header has the lists; forms and tables have the width

__all__ = [
    "actors",
    "all_events",
    "dataset",
    "events",
    "findings",
    "jobs",
    "materials",
    "measures",
    "meetings",
    "reports",
    "schedule",
    "sources",
    "spreadsheets",
    "statements",
    "topics",
]
