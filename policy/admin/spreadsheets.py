"""Import and export of a list from its page on the desk: choose a file, look at what it would do, confirm."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.formats import date_format

from config.uploads import was_too_large
from policy import spreadsheets
from policy.admin.editing import EditorialAdmin, refusal
from policy.choices import SpreadsheetState
from policy.imports.sheets.formats import FORMATS, MOST_BYTES, MOST_COLUMNS, MOST_ROWS, SheetRefused
from policy.imports.sheets.guide import guide
from policy.imports.sheets.reading import Fate, Reading, SheetRow
from policy.imports.sheets.resource import ShownOtherwise
from policy.imports.sheets.tables import Table, table_of
from policy.models import Spreadsheet
from policy.site.marked import Piece, marked

EXPORTS = ["export_csv", "export_xlsx"]
MOST_PROBLEMS = 1000
MOST_ROWS_SHOWN = 200
TOO_LARGE = f"The file is larger than {MOST_BYTES // 1024**2} MB: import it in parts."


class FileForm(forms.Form):
    file = forms.FileField(
        label="CSV or XLSX file",
        help_text=f"At most {MOST_BYTES // 1024**2} MB, {MOST_ROWS} rows and {MOST_COLUMNS} columns.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_too_large:
            self.fields["file"].error_messages["required"] = TOO_LARGE

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return self.cleaned_data["file"]


class SpreadsheetAdmin(EditorialAdmin):
    """A list that can be exported by whoever sees it, and imported by whoever may add to it."""

    change_list_template = "admin/editorial_change_list.html"

    @property
    def sheet(self) -> Table:
        return table_of(self.model)

    def get_urls(self) -> list[Any]:
        name, view = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("spreadsheet/", view(self._start), name=f"{name}_spreadsheet"),
            path("spreadsheet/export/", view(self._export), name=f"{name}_export"),
            path("spreadsheet/<int:key>/", view(self._preview), name=f"{name}_sheet"),
            *super().get_urls(),
        ]

    def reason_not_to_import(self, request: HttpRequest, row: models.Model) -> str:
        """Say why a request may not change a row by an import; empty when it may."""
        return "" if self.has_change_permission(request, row) else "Readers know it: changing it takes an editor."

    @admin.action(description="Export as CSV", permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        return self._exported(request, queryset, "csv")

    @admin.action(description="Export as XLSX", permissions=["view"])
    def export_xlsx(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        return self._exported(request, queryset, "xlsx")

    def _start(self, request: HttpRequest) -> HttpResponse:
        """Offer the list as a file, and take one, for those who may add rows."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_import = self.has_add_permission(request)
        form = FileForm(
            request.POST if request.method == "POST" else None, request.FILES, is_too_large=was_too_large(request)
        )
        if request.method == "POST":
            if not may_import:
                raise PermissionDenied
            if form.is_valid():
                return self._kept(request, form.cleaned_data["file"])
        context = {
            "form": form,
            "may_import": may_import,
            "found": len(self._listed(request, request.GET.urlencode())),
            "filters": request.GET.urlencode(),
            "columns": list(guide(self.sheet.facts())),
            "title": f"{self.opts.verbose_name_plural} as a spreadsheet".capitalize(),
        }
        return self._page(request, "admin/spreadsheet.html", context)

    def _kept(self, request: HttpRequest, file: Any) -> HttpResponse:
        kept = spreadsheets.keep(self.sheet, request.user, PurePath(file.name).name, file.read())
        return redirect(self.url("sheet", kept.pk))

    def _export(self, request: HttpRequest) -> HttpResponse:
        """Send the rows that a list shows, or the columns alone."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        file_format = request.POST.get("format", "")
        if request.method != "POST" or file_format not in FORMATS:
            return redirect(self.url("spreadsheet"))
        keys = [] if "empty" in request.POST else self._listed(request, request.POST.get("filters", ""))
        return self._exported(request, keys, file_format) or redirect(self.url("spreadsheet"))

    def _listed(self, request: HttpRequest, filters: str) -> list[int]:
        """Return the keys of the rows that the list shows with these filters, in its order."""
        asked = copy(request)
        asked.GET = QueryDict(filters)  # type: ignore[assignment]
        try:
            return list(self.get_changelist_instance(asked).get_queryset(asked).values_list("pk", flat=True))
        except IncorrectLookupParameters:
            raise BadRequest("No list has these filters.") from None

    def _exported(
        self, request: HttpRequest, rows: models.QuerySet | list[int], file_format: str
    ) -> HttpResponse | None:
        """Send rows as a file; say so when they are too many for one."""
        keys = rows if isinstance(rows, list) else [row.pk for row in rows]
        if len(keys) > MOST_ROWS:
            said = f"These are {len(keys)} rows, and a spreadsheet has {MOST_ROWS} at most: narrow the list first."
            self.message_user(request, said, messages.ERROR)
            return None
        name = f"{self.sheet.name}-{timezone.now():%Y-%m-%d-%H%M}.{file_format}"
        content = spreadsheets.export(self.sheet, keys, request.user, name, file_format)
        response = HttpResponse(content, content_type=FORMATS[file_format].CONTENT_TYPE)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        add_never_cache_headers(response)
        return response

    def _preview(self, request: HttpRequest, key: int) -> HttpResponse:
        return ImportPage(self, request, key).respond()

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        shared |= {"start_address": self.url("spreadsheet"), "export_address": self.url("export")}
        return TemplateResponse(request, template, {**shared, **context}, status=status)


@dataclass(frozen=True)
class ShownRow:
    """A new or changed row of a file as the preview shows it: its cells, with the words that differ marked."""

    row: SheetRow
    address: str
    cells: list[tuple[str, list[Piece]]]


class ImportPage:
    """What a kept file would do, as one request sees it, and the import. Raises `Http404` and `PermissionDenied`."""

    def __init__(self, page: SpreadsheetAdmin, request: HttpRequest, key: int) -> None:
        if not (page.has_view_permission(request) and page.has_add_permission(request)):
            raise PermissionDenied
        self.page, self.request, self.sheet = page, request, page.sheet
        own = Spreadsheet.objects.filter(by=request.user.pk, table=self.sheet.name, pk=key)
        found = own.first()
        if found is None:
            raise Http404("No such file.")
        self.upload = found

    def respond(self) -> HttpResponse:
        """Import it, when it was confirmed as shown; show what it would do, when it wasn't, or that is something else now."""
        if self.upload.state != SpreadsheetState.READ or self.upload.content is None:
            said = "This file was imported, or is kept no longer: choose it again."
            self.page.message_user(self.request, said, messages.WARNING)
            return redirect(self.page.url("spreadsheet"))
        if self.request.method == "POST":
            try:
                shown = self.request.POST.get("shown", "")
                return self._done(spreadsheets.carry_out(self.upload, self.sheet, self._refusal, shown=shown))
            except (ShownOtherwise, spreadsheets.Refused, SheetRefused):
                return self._shown(is_other=True)
        return self._shown(is_other=False)

    def _refusal(self, row: models.Model) -> str:
        return self.page.reason_not_to_import(self.request, row)

    def _done(self, reading: Reading) -> HttpResponse:
        fates = [row.fate for row in reading.rows]
        new, changed = fates.count(Fate.NEW), fates.count(Fate.CHANGED)
        unseen = " Readers see none of it until it is published." if self.sheet.kind else ""
        said = (
            f"Imported {self.upload.file_name}: {new} new, {changed} changed, {fates.count(Fate.UNCHANGED)} unchanged."
        )
        self.page.message_user(self.request, said + unseen, messages.SUCCESS)
        return redirect(self.page.url("changelist"))

    def _shown(self, *, is_other: bool) -> HttpResponse:
        context: dict[str, Any] = {
            "upload": self.upload,
            "is_other": is_other,
            "is_of_events": self.sheet.kind is not None,
            "title": f"Import {self.upload.file_name}",
        }
        try:
            reading = spreadsheets.rehearse(self.sheet, bytes(self.upload.content or b""), self._refusal)
            context |= self._told(reading)
        except SheetRefused as refused:
            context["refused"] = str(refused)
        except spreadsheets.Refused as refused:
            context |= self._told(refused.reading) | {"refused": _words(refused.cause), "shown": ""}
        status = 409 if is_other else 200
        return self.page._page(self.request, "admin/spreadsheet_preview.html", context, status)

    def _told(self, reading: Reading) -> dict[str, Any]:
        fates = [row.fate for row in reading.rows]
        problems, changing = reading.problems, reading.changing
        return {
            "shown": "" if problems or not changing else reading.sha256,
            "problems": problems[:MOST_PROBLEMS],
            "more_problems": max(0, len(problems) - MOST_PROBLEMS),
            "new": fates.count(Fate.NEW),
            "changed": fates.count(Fate.CHANGED),
            "unchanged": [row for row in reading.rows if row.fate is Fate.UNCHANGED],
            "shown_rows": list(self._rows(reading, changing[:MOST_ROWS_SHOWN])),
            "further_rows": changing[MOST_ROWS_SHOWN:],
        }

    def _rows(self, reading: Reading, rows: Sequence[SheetRow]) -> Iterator[ShownRow]:
        keys = reading.ids[self.sheet.name]
        for row in rows:
            address = self.page.url("change", keys[row.slug]) if row.fate is Fate.CHANGED else ""
            yield ShownRow(row, address, [(one.column, marked(one.before, one.after)) for one in row.changes])


def _words(error: Exception) -> str:
    """Return what the database's refusal means for who uploaded the file."""
    if isinstance(error, ProtectedError):
        held = "; ".join(sorted(map(str, error.protected_objects))[:5])
        return f"What other rows refer to can't be left out: {held}."
    return refusal(error)  # type: ignore[arg-type]


@admin.register(Spreadsheet)
class SpreadsheetUses(admin.ModelAdmin):
    """Who exported and imported which list, and when: a list to read."""

    list_display = ["when", "by", "state", "table", "rows", "new", "changed", "file_name"]
    list_display_links = None
    list_filter = ["state", "table"]
    list_select_related = ["by"]
    list_per_page = 50
    search_fields = ["file_name", "by__username", "sha256"]

    @admin.display(description="when", ordering="at")
    def when(self, one: Spreadsheet) -> str:
        return f"{date_format(one.at, 'j F Y, H:i')} UTC"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).defer("content")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and request.user.has_perm("policy.view_event")  # type: ignore[union-attr]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
