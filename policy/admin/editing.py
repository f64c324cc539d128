"""What all editing pages share: ordered choices, autocompletion, refusals of the database told in words, history."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, RelatedFieldWidgetWrapper
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models
from django.forms.models import BaseInlineFormSet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst

from policy.admin.conflicts import NoLostUpdate
from policy.admin.fields import ListedField, OrderedAutocomplete, OrderedChoiceField
from policy.admin.forms import EditorialForm
from policy.admin.history_page import HistoryPage
from policy.admin.matches import Ranked
from policy.models.fields import OrderedManyToManyField, PartialDateField

PARTIAL_DATE = {"placeholder": "YYYY-MM-DD", "size": 12, "class": "partial-date"}
MOST_NAMED = 5
JOINING = re.compile(r" relationship: \w+ object \(\d+\)$")
# What database constraints that no model declares have to say.
SENTENCES = {
    "policy_effect_provision_of_target": "An effect names a provision of its own target.",
    "policy_event_slug_not_replaced": "An event had this slug once, and its address leads to another one for ever.",
    "policy_actor_slug_not_replaced": "An actor had this slug once, and its address leads to another one for ever.",
}


class Editing(BaseModelAdmin):
    """How fields are entered, in a page's main form and in its inlines."""

    form = EditorialForm
    formfield_overrides = {
        ArrayField: {"form_class": ListedField},
        OrderedManyToManyField: {"form_class": OrderedChoiceField},
        PartialDateField: {"widget": AdminTextInputWidget(attrs=PARTIAL_DATE)},
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    }

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", OrderedAutocomplete(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Let a reference be added and changed in place; it is looked at or deleted on its own page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
            field.widget.can_view_related = field.widget.can_view_related and not field.widget.can_change_related
        return field

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """Read the rows of a choice as their own list page does, with what their names are made of."""
        return self.admin_site.get_model_admin(db_field.remote_field.model).get_queryset(request)


class EditorialInline(Editing, admin.options.InlineModelAdmin):
    """Rows edited on the page of the row that they belong to."""

    extra_when_new = 0
    told_elsewhere = False
    related: Sequence[str] = []  # keys whose rows the names of these are made of

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related(*self.related) if self.related else rows

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else self.extra_when_new


class NamedFields(BaseInlineFormSet):
    """Rows whose fields say what they are, each for itself: a column's head alone is no label."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", capfirst(field.label or name))


class TabularRows(EditorialInline, admin.TabularInline):
    formset = NamedFields


class StackedRows(EditorialInline, admin.StackedInline):
    pass


class ReadOnlyRows(TabularRows):
    """Rows of other pages that speak of this one."""

    told_elsewhere = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EditorialAdmin(NoLostUpdate, HistoryPage, Ranked, Editing, admin.ModelAdmin):
    """A page per row, on which nothing that was typed is lost when the database refuses it."""

    list_per_page = 50
    change_form_template = "admin/editorial_change_form.html"

    class Media:
        js = [Script(f"admin/{name}.js", type="module") for name in ("editing", "keyboard", "names", "typing")]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form again, with the reason, when the database refuses what the form had accepted."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError as error:
            request.refusal = refusal(error)  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Show rows of other pages where there are any; what is posted never has to name them."""
        inlines = super().get_inline_instances(request, obj)
        told = obj if request.method != "POST" else None
        return [one for one in inlines if not one.told_elsewhere or (told and _has_rows(one, told))]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", "")
        return form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        connection.check_constraints()  # those that wait for the commit: by then it would have been said that all is saved

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        connection.check_constraints()

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError as error:
            self.message_user(request, refusal(error), messages.ERROR)
            return redirect(self.url("change", object_id))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        reasons = [reason for obj in objs for reason in self.reasons_to_keep(obj)]
        told = {plural: number for plural, number in counts.items() if "relationship" not in str(plural)}
        return _without_relations(deleted), told, lacking, reasons or protected

    def reasons_to_keep(self, obj: Any) -> Iterable[str]:
        """Yield a sentence for each reason why a row may not be deleted, beside the rows that refer to it by a key."""
        for relation in self.opts.related_objects:
            if relation.many_to_many:
                owners = relation.related_model._default_manager.filter(**{relation.field.name: obj})
                for owner in owners[:MOST_NAMED]:
                    yield f"{capfirst(owner._meta.verbose_name)} “{owner}” lists it."

    def url(self, page: str, *args: Any) -> str:
        """Return the address of one of this admin's own pages, such as "change" or "changelist"."""
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)


class LedHomeAdmin(Editing, admin.ModelAdmin):
    """Rows that are edited on the page of another row: their own pages lead there."""

    def home(self, obj: Any) -> models.Model:
        """Return the row on whose page this one is edited."""
        raise NotImplementedError

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._lead_home(request, object_id, "change")

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._lead_home(request, object_id, "change")

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._lead_home(request, object_id, "history")

    def _lead_home(self, request: HttpRequest, object_id: str, page: str) -> HttpResponse:
        obj = self.get_object(request, object_id)
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        home = self.home(obj)
        names = f"{self.admin_site.name}:{home._meta.app_label}_{home._meta.model_name}_{page}"
        return redirect(names, home.pk)


def _without_relations(deleted: list[Any]) -> list[Any]:
    """Leave out of what is deleted, as nested lists, the rows that only join others: nobody has given them a name."""
    kept: list[Any] = []
    for one in deleted:
        if isinstance(one, list):
            kept += [inner] if (inner := _without_relations(one)) else []
        elif not JOINING.search(str(one)):
            kept.append(one)
    return kept


def _has_rows(inline: Any, obj: models.Model) -> bool:
    return inline.model._default_manager.filter(**{inline.fk_name: obj.pk}).exists()


def refusal(error: IntegrityError) -> str:
    """Return the sentence of the constraint that was broken, or else what the database says of it."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    declared = {
        constraint.name: str(constraint.get_violation_error_message())
        for model in apps.get_models()
        for constraint in model._meta.constraints
    }
    said = getattr(diagnosis, "message_detail", None) or str(error)
    return SENTENCES.get(name) or declared.get(name) or f"The database refuses it: {said}"


class LookupAdmin(Ranked, LedHomeAdmin):
    """Lets autocompletion find rows; there is no list of them."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect(f"{self.admin_site.name}:index")
