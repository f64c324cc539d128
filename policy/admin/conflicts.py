"""No lost update: what somebody else saved meanwhile is never written over unseen, and nothing that was typed is dropped.

A form carries what it was opened with. Under a lock that every other save waits for, that is compared with what stands
there by now. If they differ, nothing is saved: the form is shown again with both versions brought together, and asks.
"""

import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.formats import date_format

from policy.admin.entered import Content, Sheet
from policy.admin.history import Edit, EditReader
from policy.admin.history_page import Telling
from policy.admin.merge import FORM, Difference, Merge, put

BASE, MERGE, KEPT, PUT_BACK = "_base", "_merge", "_kept", "_put_back"  # fields that forms carry beside their own
SALT = "policy.admin.conflicts"
NOT_SAVED = "This isn't saved yet."
SAVED_COOKIE, SAVED_SECONDS = "saved_form", 7 * 86_400
KEPT_NAME = re.compile(r"[a-z0-9]{1,40}")


@dataclass
class Standing:
    """How far a form that was sent is from being saved."""

    base: str = ""  # sealed, what it is shown with
    changed_by: str = ""  # who saved meanwhile, and when; of a deleted row, who deleted it
    differences: list[Difference] = field(default_factory=list)
    is_conflict: bool = False
    is_gone: bool = False
    is_saved: bool = False


class NoLostUpdate(admin.ModelAdmin):
    """A page on which the second of two saves is refused, with both of them to be seen and merged."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        standing = request.standing = Standing()  # type: ignore[attr-defined]
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if PUT_BACK in request.POST:
                request.refusal = NOT_SAVED  # type: ignore[attr-defined]
            if object_id and self._is_gone_when_looked_at(request, object_id):
                object_id, form_url = None, self.url("add")  # type: ignore[attr-defined]
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if standing.is_conflict or standing.is_gone:
            response.status_code = 409
        kept = request.POST.get(KEPT, "")
        if standing.is_saved and KEPT_NAME.fullmatch(kept):
            options: Any = {"path": "/admin/", "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
            response.set_cookie(SAVED_COOKIE, kept, max_age=SAVED_SECONDS, **options)
        return response

    def lock(self, obj: Any) -> None:
        """Let nobody else save the row, or publish it, until the transaction ends."""
        top = [self.model, *self.model._meta.all_parents][-1]
        list(top._base_manager.filter(pk=obj.pk).select_for_update(no_key=True))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        request.standing.is_saved = True  # type: ignore[attr-defined]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, obj: Any = None, **kwargs: Any) -> Any:
        standing: Standing = request.standing  # type: ignore[attr-defined]
        inlines = [one.formset for one in context["inline_admin_formsets"] if one.has_change_permission]
        shown = "" if request.method == "POST" or not obj else sealed(obj, Sheet(context["adminform"].form, inlines))
        is_put_back = PUT_BACK in request.POST
        context |= {
            "standing": standing,
            "base": shown or standing.base,
            "merge": signing.dumps(_told(standing), salt=SALT, compress=True) if standing.differences else "",
            "kept": request.POST.get(KEPT, ""),
            "is_put_back": is_put_back,
        }
        if is_put_back or standing.is_conflict or standing.is_gone:
            context["errors"] = None  # what is wrong is said beside the fields; first comes what happened
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _is_gone_when_looked_at(self, request: HttpRequest, object_id: str) -> bool:
        """Compare a form with what stands there by now; say whether the row was deleted, and may be entered anew."""
        obj = self.get_object(request, unquote(object_id))
        if obj:
            self.lock(obj)
            obj = self.get_object(request, unquote(object_id))
        if obj and self.has_change_permission(request, obj):
            self._compare(request, obj)
        key = unquote(object_id)
        if obj or not (key.isascii() and key.isdigit() and BASE in request.POST and self.has_add_permission(request)):
            return False
        edits = EditReader(self, int(key)).read(request)
        if not edits:
            return False
        request.refusal = NOT_SAVED  # type: ignore[attr-defined]
        request.POST = self._as_new(request)  # type: ignore[assignment]
        request.standing.is_gone = True  # type: ignore[attr-defined]
        request.standing.changed_by = self._told_of(request, edits[:1])  # type: ignore[attr-defined]
        return True

    def _compare(self, request: HttpRequest, obj: Any) -> None:
        """Put into the request what the form is to be filled with, and refuse to save it while something is to be chosen."""
        standing: Standing = request.standing  # type: ignore[attr-defined]
        sheet, data = Sheet.of(self, request, obj), request.POST.copy()
        base, opened_at = _opened(obj, data)
        asked = _unsealed(data.get(MERGE, ""))
        standing.differences = [Difference(**one) for one in asked.get("differences", [])]
        standing.changed_by = asked.get("changed_by", "")
        standing.is_conflict = not _choose(standing.differences, data)
        standing.base = data.get(BASE, "")
        if base != sheet.content():
            merge = Merge(sheet, base, data)
            standing.base, data = sealed(obj, sheet), merge.data
            if merge.differences:
                edits = EditReader(self, obj.pk).read(request)
                standing.changed_by = self._told_of(request, [one for one in edits if one.at > opened_at] or edits[:1])
                standing.differences, standing.is_conflict = merge.differences, True
        if standing.is_conflict:
            request.refusal = NOT_SAVED  # type: ignore[attr-defined]
        request.POST = data  # type: ignore[assignment]

    def _as_new(self, request: HttpRequest) -> Any:
        """Return what was typed for a row, and for the rows below it, as for new ones."""
        data = request.POST.copy()
        for rows, _ in self.get_formsets_with_inlines(request):
            prefix = rows.get_default_prefix()
            data[f"{prefix}-INITIAL_FORMS"] = "0"
            bound = (f"-{rows.fk.name}", f"-{rows.model._meta.pk.name}")
            for name in [name for name in data if name.startswith(f"{prefix}-") and name.endswith(bound)]:
                data[name] = ""
        return data

    def _told_of(self, request: HttpRequest, edits: list[Edit]) -> str:
        """Say who made edits, newest first, and when the last was made: "edith and paul (23 November 2026, 10:42 UTC)"."""
        entries = list(Telling(self, request, edits).entries())
        names = list(dict.fromkeys(entry.who for entry in entries))
        when = date_format(timezone.localtime(entries[0].at), "j F Y, H:i") if entries else ""
        return f"{' and '.join(names)} ({when} UTC)" if names else ""


def sealed(obj: Any, sheet: Sheet) -> str:
    """Return what the forms of a row show, as a text that a form can carry and nobody can alter."""
    told = {"of": _name(obj), "at": timezone.now().timestamp(), "content": asdict(sheet.content())}
    return signing.dumps(told, salt=SALT, compress=True)


def _opened(obj: Any, data: QueryDict) -> tuple[Content, datetime]:
    """Return what a form was opened with, and when; nothing, and long ago, where it doesn't say."""
    told = _unsealed(data.get(BASE, ""))
    if told.get("of") != _name(obj):
        return Content(), datetime.min.replace(tzinfo=UTC)
    return Content(**told["content"]), datetime.fromtimestamp(told["at"], UTC)


def _unsealed(text: str) -> dict[str, Any]:
    try:
        return signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return {}


def _name(obj: Any) -> str:
    return f"{obj._meta.label_lower}:{obj.pk}"


def _told(standing: Standing) -> dict[str, Any]:
    return {"changed_by": standing.changed_by, "differences": [asdict(one) for one in standing.differences]}


def _choose(differences: list[Difference], data: QueryDict) -> bool:
    """Fill a form with the versions that were chosen; say whether there is nothing left to choose."""
    for one in differences:
        chosen = data.get(one.asks, "")
        if one.puts and chosen in (*one.puts, FORM):
            put(data, one.puts.get(chosen, {}))
            one.chosen = data[one.asks] = FORM  # from now on it counts what stands in the form
    return all(one.chosen for one in differences if one.puts)
