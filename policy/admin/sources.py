from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.db import models
from django.forms import URLInput
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from policy.admin import kept
from policy.admin.entry import SourceTold, Typed
from policy.admin.links import LinkColumn, LinkFilter, standing, told
from policy.admin.references import ReferenceAdmin, ReferenceForm
from policy.duplicates import sources_at
from policy.models import Source
from policy.source_addresses import is_address, original, without_tracking
from policy.usual import Usual, of_sources


class SourceForm(ReferenceForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:  # without the link to the address as it stands, since none does
            self.fields["url"].widget = URLInput(attrs={"class": "vURLField"})

    def suggestion(self) -> str:
        """Name a source as the shipped ones are: by its publisher and its day, such as reuters-2025-06-06."""
        publisher, published = self.cleaned_data.get("publisher"), self.cleaned_data.get("published")
        return f"{publisher.slug} {published}" if publisher and published else self.cleaned_data.get("title", "")


@admin.register(Source)
class SourceAdmin(SourceTold, LinkColumn, ReferenceAdmin):
    table = "source"
    form = SourceForm
    change_form_template = "admin/source_change_form.html"
    fields = ["url", "title", "publisher", ("published", "language"), ("tier", "checked"), "archive_url", "slug"]
    autocomplete_fields = ["publisher"]
    list_display = ["title", "publisher", "published", "tier", "checked", "language", "link_state", "address"]
    list_select_related = ["publisher", "link"]
    list_filter = [LinkFilter, "tier", "checked", "language"]
    search_fields = ["title", "slug", "url", "publisher__name"]
    names = ["title", "slug", "url"]
    ordering = ["-published", "slug"]

    def get_search_results(self, request: HttpRequest, queryset: models.QuerySet, search_term: str) -> Any:
        """Find a source by any address of it: with or without what advertisers append, or that of an archived copy."""
        known = sources_at(search_term) if is_address(search_term) else []
        if known:
            return queryset.filter(pk__in=[one.pk for one in known]), False
        return super().get_search_results(request, queryset, search_term)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with what an address tells, where the form is opened with one."""
        initial = super().get_changeform_initial_data(request)
        address = initial.get("url", "")
        if original(address) != address:
            initial |= {"url": original(address), "archive_url": address}
        return {one.field: one.value for one in of_sources(address, timezone.localdate())} | initial

    def follows(self, typed: Typed) -> list[Usual]:
        return of_sources(typed.cleaned_data.get("url", ""), timezone.localdate())

    def begun_with(self, term: str) -> dict[str, str]:
        return {"url": without_tracking(term)} if is_address(term) else {"title": term}

    @admin.display(description="address")
    def address(self, source: Source) -> str:
        return format_html('<a href="{}" rel="noreferrer">{}</a>', source.url, urlsplit(source.url).netloc)

    def get_urls(self) -> list[Any]:
        return [*kept.urls(self), *super().get_urls()]

    def history_inlines(self, request: HttpRequest) -> list[Any]:
        return [*super().history_inlines(request), kept.CopyRows(self.model, self.admin_site)]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, obj: Any = None, **kwargs: Any) -> Any:
        if obj:
            context |= {
                "kept_address": self.url("kept", obj.pk),
                "link_standing": standing(obj),
                "link_told": told(obj),
                "copies_kept": obj.copies.count(),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
