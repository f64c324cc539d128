from urllib.parse import urlsplit

from django.contrib import admin
from django.utils.html import format_html

from policy.admin.references import ReferenceAdmin, ReferenceForm
from policy.models import Source


class SourceForm(ReferenceForm):
    def suggestion(self) -> str:
        """Name a source as the shipped ones are: by its publisher and its day, such as reuters-2025-06-06."""
        publisher, published = self.cleaned_data.get("publisher"), self.cleaned_data.get("published")
        return f"{publisher.slug} {published}" if publisher and published else self.cleaned_data.get("title", "")


@admin.register(Source)
class SourceAdmin(ReferenceAdmin):
    table = "source"
    form = SourceForm
    fields = ["url", "title", "publisher", ("published", "language"), ("tier", "checked"), "archive_url", "slug"]
    autocomplete_fields = ["publisher"]
    list_display = ["title", "publisher", "published", "tier", "checked", "language", "address"]
    list_select_related = ["publisher"]
    list_filter = ["tier", "checked", "language"]
    search_fields = ["title", "slug", "url", "publisher__name"]
    names = ["title", "slug", "url"]
    ordering = ["-published", "slug"]

    @admin.display(description="address")
    def address(self, source: Source) -> str:
        return format_html('<a href="{}" rel="noreferrer">{}</a>', source.url, urlsplit(source.url).netloc)
