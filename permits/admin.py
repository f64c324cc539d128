from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.html import format_html

from permits.defaults import Default
from permits.forms import BeginningForm, StatementEntryForm, StatementEntryRowSet
from permits.models import ClaimedCount, PermitDecision
from policy.admin.editing import StackedRows, TabularRows
from policy.admin.events import CitationRows, EventAdmin, LinkFromRows, LinkRows
from policy.models import Event, Link, Statement


class ClaimedCountRows(TabularRows):
    model = ClaimedCount
    fields = ["of", "count_kind", "count_value", "claimant", "source"]
    autocomplete_fields = ["claimant", "source"]
    related = ["claimant", "source"]
    verbose_name_plural = "contested numbers (each with who states it, and a source that is cited below)"


class StatementEntry(StackedRows):
    """The statement that told of the permit, chosen or entered with it; for those who may add both it and a link."""

    model = Link
    form = StatementEntryForm  # type: ignore[assignment]
    formset = StatementEntryRowSet
    template = "admin/statement_entry.html"
    fk_name = "from_event"
    verbose_name = "statement that told of it"
    max_num = 1
    can_delete = False
    fieldsets = [
        (None, {"fields": ["to_event", "relation"]}),
        (
            "Or enter a new one",
            {
                "description": "It becomes a draft with the permit's topics, materials and citations.",
                "fields": [
                    "title",
                    ("date", "time", "timezone"),
                    "speaker",
                    "channel",
                    "summary",
                    "text",
                    "language",
                    "translation",
                ],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).none()

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        statements = self.admin_site.get_model_admin(Statement)
        return super().has_add_permission(request, obj) and statements.has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request, obj)


@admin.register(PermitDecision)
class PermitDecisionAdmin(EventAdmin):
    """Entry of a decision with the statement that told of it, beginning with what follows from authority and regime."""

    change_form_template = "admin/permit_change_form.html"
    fieldsets = [
        (
            "Who decided what",
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
        ("Under which regime, for what", {"fields": ["under", "items", "materials", "end_use"]}),
        (
            "For whom",
            {
                "fields": [
                    "applicants",
                    "applicant_text",
                    "beneficiaries",
                    "beneficiary_text",
                    "sectors",
                    "destinations",
                ]
            },
        ),
        ("How long it is valid", {"fields": [("valid_from", "valid_to"), "validity_text", "conditions", "replaces"]}),
        ("In words", {"fields": ["title", "title_original", "summary", "certainty"]}),
        ("Where it belongs", {"fields": ["topics", "slug"]}),
    ]
    acted_by = "authority"
    autocomplete_fields = [
        *["authority", "applicants", "beneficiaries", "items", "materials", "under", "replaces", "topics"],
    ]
    inlines = [ClaimedCountRows, StatementEntry, CitationRows, LinkRows, LinkFromRows]
    list_display = ["title", "date", "status", "authority", "outcome", "count", "certainty", "public_page"]
    list_select_related = ["authority"]
    list_filter = [*EventAdmin.list_filter, "outcome", "licence_type"]
    search_fields = [*EventAdmin.search_fields, "authority__name", "applicant_text", "beneficiary_text"]

    class Media:
        js = [Script("admin/permits.js", type="module")]

    @admin.display(description="permits")
    def count(self, permit: PermitDecision) -> str:
        number = "" if permit.count_value is None else f" {permit.count_value}"
        return f"{permit.get_count_kind_display()}{number}"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.defaults_view)
        return [path("defaults/", view, name="permits_permitdecision_defaults"), *super().get_urls()]

    def defaults_view(self, request: HttpRequest) -> HttpResponse:
        """Answer what follows from `authority` and `under`, for the script of the page; 400 when one isn't there."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = BeginningForm(request.GET)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        told = [
            {"field": one.field, "rows": [{"id": str(row.pk), "text": str(row)} for row in one.rows], "note": one.note}
            for one in form.defaults()
        ]
        return JsonResponse({"defaults": told})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with what the address says, and with what follows from it."""
        beginning, initial = BeginningForm(request.GET), super().get_changeform_initial_data(request)
        followed = {one.field: [row.pk for row in one.rows] for one in beginning.defaults()}
        return (
            followed
            | {name: value for name, value in initial.items() if name not in beginning.fields}
            | beginning.chosen
        )

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, obj: Any = None, **kwargs: Any) -> Any:
        if obj is None:
            context["defaults_address"] = self.url("defaults")
        if obj is None and request.method == "GET":
            _note(context["adminform"].form, BeginningForm(request.GET).defaults())
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the statement last, since it takes over what the permit's other rows say."""
        entry = [formset for formset in formsets if isinstance(formset, StatementEntryRowSet)]
        others = [formset for formset in formsets if formset not in entry]
        super().save_related(request, form, [*others, *entry], change)
        request.statements = [statement for formset in entry for statement in formset.created]  # type: ignore[attr-defined]
        for statement in request.statements:  # type: ignore[attr-defined]
            self._tell_of(request, statement)

    def _tell_of(self, request: HttpRequest, statement: Statement) -> None:
        page: Any = self.admin_site.get_model_admin(Statement)
        page.log_addition(request, statement, [{"added": {}}])
        said = format_html(
            'The statement “<a href="{}">{}</a>” was entered as a draft.', page.url("change", statement.pk), statement
        )
        self.message_user(request, said, messages.SUCCESS)

    def entered_along(self, request: HttpRequest) -> Iterable[Event]:
        return request.statements  # type: ignore[attr-defined]


def _note(form: Any, found: list[Default]) -> None:
    """Say in a form which of its fields were filled in, and from what."""
    for default in found:
        field = form.fields[default.field]
        field.help_text = format_html('{} <span class="filled">{}</span>', field.help_text, default.note)
