from django.contrib import admin

from permits.models import PermitDecision
from policy.admin.events import EventAdmin


@admin.register(PermitDecision)
class PermitDecisionAdmin(EventAdmin):
    fieldsets = [
        (
            "The decision",
            {
                "fields": [
                    "date",
                    "authority",
                    ("outcome", "licence_type"),
                    ("count_kind", "count_value"),
                    ("applications_kind", "applications_value"),
                ]
            },
        ),
        ("What happened", {"fields": ["title", "title_original", "summary", "certainty"]}),
        ("For whom", {"fields": ["beneficiaries", "beneficiary_text", "sectors", "destinations"]}),
        ("For what", {"fields": ["items", "materials", "under", ("valid_from", "valid_to"), "validity_text"]}),
        ("Where it belongs", {"fields": ["topics", "slug"]}),
    ]
    autocomplete_fields = ["authority", "beneficiaries", "items", "materials", "under", "topics"]
    list_display = ["title", "date", "status", "authority", "outcome", "count", "certainty", "public_page"]
    list_select_related = ["authority"]
    list_filter = [*EventAdmin.list_filter, "outcome", "licence_type"]
    search_fields = [*EventAdmin.search_fields, "authority__name", "beneficiary_text"]

    @admin.display(description="permits")
    def count(self, permit: PermitDecision) -> str:
        number = "" if permit.count_value is None else f" {permit.count_value}"
        return f"{permit.get_count_kind_display()}{number}"
