from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from policy import usual
from policy.admin.editing import SENTENCES, LookupAdmin, ReadOnlyRows, StackedRows, TabularRows
from policy.admin.entry import Typed
from policy.admin.events import CitationRows, EventAdmin, EventForm, LinkFromRows, LinkRows
from policy.admin.forms import EditorialForm
from policy.models import Effect, Measure, Provision, Target
from policy.usual import Usual


class MeasureForm(EventForm):
    class Meta:
        labels = {"date": "Announced"}


class TargetRows(TabularRows):
    model = Target
    fields = ["country", "actor"]
    autocomplete_fields = ["actor"]
    related = ["actor"]
    extra_when_new = 1
    verbose_name_plural = "targets (each either a country or an actor)"


class ProvisionForm(EditorialForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "position" in self.fields:  # it isn't where the form is only looked at
            self.fields["position"].required = False
            self.fields["position"].help_text += " Left empty: the last."
            if not self.instance.pk:
                self.initial["position"] = None


class ProvisionRowSet(BaseInlineFormSet):
    def clean(self) -> None:
        """Put provisions whose place is left empty after the others, in the order in which they stand on the page."""
        super().clean()
        rows = [form.instance for form in self.forms]
        last = max((row.position for row in rows if row.position is not None), default=-1)
        for place, row in enumerate((row for row in rows if row.position is None), last + 1):
            row.position = place


class ProvisionRows(StackedRows):
    model = Provision
    form = ProvisionForm
    formset = ProvisionRowSet
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("ref", "requirement", "position"),
                    "summary",
                    "items",
                    "materials",
                    "destinations",
                    ("commencement", "expiry"),
                    "notes",
                ]
            },
        ),
    ]
    autocomplete_fields = ["items", "materials"]
    related = ["measure"]
    extra_when_new = 1

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("items", "materials")


class EffectForm(EditorialForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        provision, target = cleaned.get("provision"), cleaned.get("target")
        if provision and target and provision.measure_id != target.pk:
            told = f"{provision.ref} is a provision of “{provision.measure.title}”."
            self.add_error("provision", f"{SENTENCES['policy_effect_provision_of_target']} {told}")
        return cleaned


class EffectRows(TabularRows):
    model = Effect
    form = EffectForm
    fk_name = "measure"
    fields = ["effect", "target", "provision", "start", "until"]
    autocomplete_fields = ["target", "provision"]
    verbose_name_plural = "effects on earlier measures"
    related = ["target", "provision__measure"]


class EffectOnThisRows(ReadOnlyRows):
    model = Effect
    fk_name = "target"
    fields = ["measure", "effect", "provision", "start", "until"]
    verbose_name_plural = "effects of later measures (told on their pages)"
    related = ["measure", "target", "provision__measure"]


@admin.register(Measure)
class MeasureAdmin(EventAdmin):
    form = MeasureForm
    fieldsets = [
        (
            "The instrument",
            {
                "fields": [
                    "date",
                    "issuers",
                    "country",
                    "instrument_type",
                    "instrument_number",
                    "legal_basis",
                ]
            },
        ),
        ("What it says", {"fields": ["title", "title_original", "summary", ("direction", "certainty")]}),
        ("Where it belongs", {"fields": ["topics", "slug"]}),
    ]
    acted_by, numbered_by = "issuers", "instrument_number"
    autocomplete_fields = ["issuers", "topics"]
    list_display = ["title", "date", "status", "instrument_type", "country", "direction", "certainty", "public_page"]
    list_filter = [*EventAdmin.list_filter, "instrument_type", "direction", "country"]
    search_fields = [*EventAdmin.search_fields, "instrument_number"]
    names = [*EventAdmin.names, "instrument_number"]
    inlines = [TargetRows, ProvisionRows, EffectRows, CitationRows, LinkRows, EffectOnThisRows, LinkFromRows]

    def follows(self, typed: Typed) -> list[Usual]:
        return usual.of_measures(typed.acting)


@admin.register(Provision)
class ProvisionLookup(LookupAdmin):
    """Provisions, for the effects that later measures have on them."""

    search_fields = ["ref", "measure__slug", "measure__title", "measure__instrument_number"]
    names = search_fields
    ordering = ["measure__slug", "position", "id"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("measure")

    def home(self, obj: Any) -> models.Model:
        return obj.measure
