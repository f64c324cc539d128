from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from policy.admin import reviewed
from policy.admin.editing import EditorialAdmin
from policy.admin.publication import PUBLISH
from policy.models import DataSet
from policy.record.publish import republish
from policy.record.turns import hold_publications


@admin.register(DataSet)
class DataSetAdmin(EditorialAdmin):
    """One row, which readers see as soon as it is saved: changing it takes a publisher."""

    fields = ["reviewed_through", "note", "title", "first_event", "licence", "maintainer"]

    def get_urls(self) -> list[Any]:
        return [*reviewed.urls(self), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and request.user.has_perm(PUBLISH.permission)  # type: ignore[union-attr]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lock(self, obj: Any) -> None:
        hold_publications()
        super().lock(obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        republish(
            [], reason="The data set is described anew.", by=request.user.get_username()
        )  # no event shows it: pages do

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["notice"] = "Readers see this row as soon as it is saved, so changing it takes a publisher."
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect(self.url("change", DataSet.objects.get().pk))
