"""All events of the desk in one list, whatever their kind; autocompletion finds them here as well."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html

from policy import kinds
from policy.admin.editing import LedHomeAdmin
from policy.admin.events import YearFilter
from policy.admin.matches import Ranked, Unmerged
from policy.admin.status import EventChangeList, StatusFilter
from policy.admin.waiting import WaitingFilter
from policy.models import Event


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [(kind.name, str(kind.model._meta.verbose_name_plural)) for kind in kinds.every()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Event)
class AllEventsAdmin(Unmerged, Ranked, LedHomeAdmin):
    """A list to read; each row leads to the page of its event. An instrument is found before what was said of it."""

    list_display = ["title", "kind_of_event", "date", "status", "certainty"]
    list_filter = [WaitingFilter, KindFilter, StatusFilter, YearFilter, "certainty"]
    list_per_page = 50
    search_fields = ["title", "title_original", "date", "slug", "measure__instrument_number"]
    names = search_fields
    preferred = models.Q(measure__isnull=False)
    ordering = ["-date", "-id"]
    actions = None

    def home(self, obj: Any) -> models.Model:
        return kinds.get(obj.kind).model(pk=obj.pk)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[EventChangeList]:
        return EventChangeList

    @admin.display(description="kind", ordering="kind")
    def kind_of_event(self, event: Event) -> str:
        return str(kinds.get(event.kind).model._meta.verbose_name)

    @admin.display(description="status")
    def status(self, event: Any) -> str:
        return format_html('<span class="status status-{}">{}</span>', event.status, event.status.label)
