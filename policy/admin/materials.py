from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from policy.admin.references import ReferenceAdmin, ReferenceForm
from policy.models import ControlledItem, Material
from policy.record.version import rows_changed


@admin.register(Material)
class MaterialAdmin(ReferenceAdmin):
    table = "material"
    fields = ["name", "name_zh", "aliases", ("symbol", "atomic_number"), "group", "uses", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    list_display = ["name", "symbol", "atomic_number", "name_zh", "group", "slug"]
    list_filter = ["group"]
    search_fields = ["name", "name_zh", "symbol", "slug", "aliases"]
    names = ["name", "name_zh", "symbol", "slug"]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Tell caches of a new rare earth: the periodic table shows it before any event names it."""
        super().save_related(request, form, formsets, change)
        if not change:
            rows_changed()

    def delete_model(self, request: HttpRequest, obj: Material) -> None:
        super().delete_model(request, obj)
        rows_changed()

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        super().delete_queryset(request, queryset)
        rows_changed()


class ControlledItemForm(ReferenceForm):
    def suggestion(self) -> str:
        measure, material = self.cleaned_data.get("defined_by"), self.cleaned_data.get("material")
        return f"{measure.date[:4]} {material.slug} {self.cleaned_data.get('form', '')}" if measure and material else ""


@admin.register(ControlledItem)
class ControlledItemAdmin(ReferenceAdmin):
    table = "item"
    form = ControlledItemForm
    fields = ["defined_by", "material", "form", "control_code", "hs_codes", "description", "slug"]
    autocomplete_fields = ["material", "defined_by"]
    list_display = ["slug", "material", "form", "control_code", "codes", "defined_by"]
    list_filter = ["form", "material"]
    search_fields = ["slug", "control_code", "hs_codes", "description", "material__name", "material__symbol"]
    names = ["slug", "control_code"]

    @admin.display(description="HS codes")
    def codes(self, item: ControlledItem) -> str:
        return ", ".join(item.hs_codes)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("material", "defined_by")
