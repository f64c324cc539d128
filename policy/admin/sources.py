from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from policy.admin import kept
from policy.admin.links import LinkColumn, LinkFilter, standing, told
from policy.admin.references import ReferenceAdmin, ReferenceForm
from policy.models import Source


class SourceForm(ReferenceForm):
    def suggestion(self) -> str:
        """Name a source as the shipped ones are: by its publisher and its day, such as reuters-2025-06-06."""
        publisher, published = self.cleaned_data.get("publisher"), self.cleaned_data.get("published")
        return f"{publisher.slug} {published}" if publisher and published else self.cleaned_data.get("title", "")


@admin.register(Source)
class SourceAdmin(LinkColumn, ReferenceAdmin):
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
