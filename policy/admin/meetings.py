from django.contrib import admin

from policy.admin.events import EventAdmin, EventForm
from policy.models import Meeting


class MeetingForm(EventForm):
    class Meta:
        labels = {"summary": "Outcome"}
        help_texts = {"summary": "One to four sentences of our own: what came of it."}


@admin.register(Meeting)
class MeetingAdmin(EventAdmin):
    form = MeetingForm
    fieldsets = [
        (
            "When and who",
            {"fields": ["meeting_kind", ("date", "date_end"), "participants", ("place", "country"), "held"]},
        ),
        ("What came of it", {"fields": ["title", "title_original", "summary", "certainty"]}),
        ("Where it belongs", {"fields": ["topics", "slug"]}),
    ]
    acted_by = "participants"
    autocomplete_fields = ["participants", "topics"]
    list_display = ["title", "date", "status", "meeting_kind", "place", "held", "certainty", "public_page"]
    list_filter = [*EventAdmin.list_filter, "meeting_kind", "held"]
    search_fields = [*EventAdmin.search_fields, "place"]
