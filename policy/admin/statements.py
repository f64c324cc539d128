from django.contrib import admin

from policy import usual
from policy.admin.editing import StackedRows
from policy.admin.entry import Typed
from policy.admin.events import CitationRows, EventAdmin, LinkFromRows, LinkRows
from policy.models import Quotation, Statement
from policy.usual import Usual


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
    acted_by = "speaker"
    autocomplete_fields = ["speaker", "on_behalf_of", "topics", "materials"]
    list_display = ["title", "date", "status", "speaker", "stance", "certainty", "public_page"]
    list_select_related = ["speaker"]
    list_filter = [*EventAdmin.list_filter, "stance", "channel"]
    search_fields = [*EventAdmin.search_fields, "speaker__name", "on_behalf_of__name"]
    inlines = [QuotationRows, CitationRows, LinkRows, LinkFromRows]

    def follows(self, typed: Typed) -> list[Usual]:
        return [one for speaker in typed.acting[:1] for one in usual.of_statements(speaker)]
