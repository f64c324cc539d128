"""The page that tells the history of edits in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import Truncator, capfirst
from pghistory.models import Context

from policy.admin.history import Edit, EditReader, Line
from policy.models.history import history_of
from policy.record.differences import NOTHING, Change, shown
from policy.record.models import Action, Revision

EDITS_PER_PAGE = 30
NAMES = ("title", "name", "ref", "slug")  # what a row is called whose own words are gone with it
FATES = {"added": "Added", "removed": "Deleted", "": "Changed"}


@dataclass(frozen=True)
class Entry:
    """One edit, or one publication, in words."""

    at: datetime
    who: str
    what: str
    why: str
    changes: list[Change]
    restore: str = ""  # where what it came to is made the draft again; empty where that isn't offered

    @property
    def is_all_new(self) -> bool:
        return all(change.before == NOTHING for change in self.changes)


class HistoryPage(admin.ModelAdmin):
    """Shows the trigger-based history instead of the admin's own log; also that of rows which are gone."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        reader = EditReader(self, obj.pk if obj else _key(object_id))
        happenings: list[Any] = reader.read(request)
        if not obj and not happenings:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        happenings += self.publications(obj) if obj else []
        happenings.sort(key=lambda one: one.at if isinstance(one, Edit) else one.published_at, reverse=True)
        page = Paginator(happenings, EDITS_PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of “{obj or self._last_name(reader.newest)}”",
            "opts": self.opts,
            "original": obj,
            "page": page,
            "entries": list(Telling(self, request, page.object_list).entries(obj, next(iter(happenings), None))),
            "restore_words": getattr(self, "restore_words", ""),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/edit_history.html", context)

    def history_inlines(self, request: HttpRequest) -> list[Any]:
        """Return the inlines of the rows below whose edits belong into a row's history."""
        return self.get_inline_instances(request)

    def publications(self, obj: Any) -> Iterable[Revision]:
        """Return the publications that belong into a row's history; only events have any."""
        return []

    def may_restore(self, request: HttpRequest, row: Any) -> bool:
        """Say whether somebody may make a row say again what it said; then `restore_address` tells where."""
        return False

    def _last_name(self, newest: dict[str, Any]) -> str:
        return next((newest[name] for name in NAMES if newest.get(name)), "a deleted row")


def _key(text: str) -> int:
    """Return the key that an address names; one that no row ever had, if it isn't a number."""
    return int(text) if text.isascii() and text.isdigit() else 0


class Telling:
    """Turns edits into words, reading the names of all users and rows that they speak of at once."""

    def __init__(self, page: Any, request: HttpRequest, happenings: Iterable[Edit | Revision]) -> None:
        self.page, self.request, self.happenings = page, request, list(happenings)
        edits = [one for one in self.happenings if isinstance(one, Edit)]
        self.authors = self._authors(edits)
        self.names = self._names(request, [line for edit in edits for line in edit.lines])
        inlines = page.history_inlines(request)
        self.identities = {one.model: flatten_fieldsets(one.get_fieldsets(request)) for one in inlines}

    def entries(self, row: Any = None, newest: Edit | Revision | None = None) -> Iterator[Entry]:
        """Yield the happenings in words; `row` is offered what it said then, but for what the `newest` came to."""
        may = self.page.may_restore(self.request, row)
        for one in self.happenings:
            restore = self.page.restore_address(row, one) if may and one is not newest else ""
            if isinstance(one, Revision):
                what = f"{'Retracted' if one.action == Action.DELETE else 'Published'}, revision {one.number},"
                yield Entry(one.published_at, one.published_by, what, one.reason, [], restore)
            else:
                who, why = self.authors.get(one.context, ("outside the admin", ""))
                changes = [Change(self._what(line), *self._texts(line)) for line in one.lines]
                yield Entry(one.at, who, FATES[one.fate], why, changes, restore)

    def _authors(self, edits: list[Edit]) -> dict[Any, tuple[str, str]]:
        """Return who made edits, and why if that was said, by the key of their context."""
        contexts = Context.objects.in_bulk({edit.context for edit in edits if edit.context})
        known = {key: context.metadata for key, context in contexts.items()}
        keys = {said.get("user") for said in known.values() if isinstance(said.get("user"), int)}
        users = {user.pk: user.get_username() for user in get_user_model()._default_manager.filter(pk__in=keys)}
        return {
            key: (str(users.get(said.get("user"), said.get("user") or "nobody signed in")), said.get("reason", ""))
            for key, said in known.items()
        }

    def _names(self, request: HttpRequest, lines: list[Line]) -> dict[Any, dict[Any, str]]:
        """Return what the rows are called that the lines refer to, by model and key."""
        wanted: dict[Any, set[Any]] = {}
        for line in lines:
            for column, value in [(line.field, line.before), (line.field, line.after), *self._references(line)]:
                if column.is_relation and value is not None:
                    wanted.setdefault(column.related_model, set()).update(value if isinstance(value, list) else [value])
        return {model: self._called(request, model, keys) for model, keys in wanted.items()}

    def _references(self, line: Line) -> Iterator[tuple[Any, Any]]:
        for column in line.model._meta.concrete_fields if line.row else []:
            yield column, line.row.get(column.attname)

    def _called(self, request: HttpRequest, model: Any, keys: set[Any]) -> dict[Any, str]:
        rows = self.page.admin_site.get_model_admin(model).get_queryset(request).filter(pk__in=keys)
        names = {row.pk: str(row) for row in rows}
        missing = keys - names.keys()
        for row in history_of(model).objects.filter(pgh_obj_id__in=missing).order_by("pgh_id") if missing else ():
            name = next((getattr(row, one) for one in NAMES if hasattr(row, one)), row.pgh_obj_id)
            names[row.pgh_obj_id] = f"{name} (deleted since)"
        return names

    def _what(self, line: Line) -> str:
        """Name a field, and before it the row below that it belongs to, by the first thing that the row says."""
        field = capfirst(line.field.verbose_name)
        if line.row is None:
            return field
        columns = (line.model._meta.get_field(name) for name in self.identities[line.model])
        said = (self._text(column, line.row.get(column.attname)) for column in columns if not column.many_to_many)
        name = Truncator(next((text for text in said if text != NOTHING), "")).chars(60)
        fate = f" {line.fate}" if line.fate else ""
        return f"{capfirst(line.model._meta.verbose_name)} “{name}”{fate}: {field}"

    def _texts(self, line: Line) -> tuple[str, str]:
        return self._text(line.field, line.before), self._text(line.field, line.after)

    def _text(self, column: Any, value: Any) -> str:
        if column.is_relation and value is not None:
            names = self.names[column.related_model]
            keys = value if isinstance(value, list) else [value]
            return shown([names.get(key, key) for key in keys])
        return shown(dict(column.flatchoices).get(value, value)) if column.choices else shown(value)
