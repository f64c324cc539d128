from django.contrib import admin

from policy.admin.editing import StackedRows
from policy.admin.events import CitationRows, EventAdmin, LinkFromRows, LinkRows
from policy.models import Quotation, Statement


class QuotationRows(StackedRows):
    model = Quotation
    fields = ["text", "language", "translation"]
    extra_when_new = 1
    verbose_name_plural = "quotations (exact words, at most 40 each)"


@admin.register(Statement)
class StatementAdmin(EventAdmin):
    fieldsets = [
        ("When and who", {"fields": ["date", ("time", "timezone"), "speaker", "on_behalf_of", "channel"]}),
        ("What was said", {"fields": ["title", "title_original", "summary", ("stance", "certainty")]}),
        ("Where it belongs", {"fields": ["topics", "materials", "slug"]}),
    ]
    autocomplete_fields = ["speaker", "on_behalf_of", "topics", "materials"]
    list_display = ["title", "date", "status", "speaker", "stance", "certainty", "public_page"]
    list_select_related = ["speaker"]
    list_filter = [*EventAdmin.list_filter, "stance", "channel"]
    search_fields = [*EventAdmin.search_fields, "speaker__name", "on_behalf_of__name"]
    inlines = [QuotationRows, CitationRows, LinkRows, LinkFromRows]
