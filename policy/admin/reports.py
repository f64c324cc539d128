"""The inbox of readers' reports of errors: the list, and the page on which one is read and settled."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timesince import timesince

from policy import kinds, reports
from policy.admin.editing import Editing
from policy.admin.history_page import HistoryPage
from policy.admin.publication import page_of
from policy.admin.readable import readable
from policy.choices import ReportState
from policy.models import ErrorReport
from policy.record.differences import differences
from policy.record.models import Revision
from policy.rules import Problem, Refused
from policy.site.history import address

AGES = {"1": "a day", "7": "a week", "30": "30 days"}  # by their number of days
INBOX = Case(*(When(state=state, then=place) for place, state in enumerate(ReportState.values)))


class AgeFilter(admin.SimpleListFilter):
    title = "age"
    parameter_name = "days"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [(days, f"more than {words}") for days, words in AGES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        days = self.value()
        return queryset.sent_before(timezone.now() - timedelta(days=int(days))) if days in AGES else queryset


class RevisionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return Truncator(f"Revision {obj.number}, {date_format(obj.published_at, 'j F Y')}: {obj.reason}").chars(110)


class HandlingForm(forms.Form):
    note = forms.CharField(
        label="What was done",
        required=False,
        help_text="For the editors: what was checked, and what came of it. Readers don't see it.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )
    corrected_by = RevisionField(
        queryset=Revision.objects.none(),
        label="Put right by",
        required=False,
        empty_label="No revision: nothing had to be corrected",
    )

    def __init__(self, report: ErrorReport, data: Any = None) -> None:
        super().__init__(data, initial={"note": report.note, "corrected_by": report.corrected_by_id})
        later = Revision.objects.filter(event=report.event_id, seq__gt=report.revision_id)
        self.fields["corrected_by"].queryset = later.defer("document", "facts").order_by("-seq")  # type: ignore[attr-defined]
        if not later.exists():
            del self.fields["corrected_by"]


class ReportPage:
    """One report, as one request sees it. Raises `Http404` and `PermissionDenied`."""

    def __init__(self, page: Any, request: HttpRequest, key: str) -> None:
        self.page, self.request = page, request
        self.report: ErrorReport = page.get_object(request, key)
        if self.report is None:
            raise Http404("No such report.")
        self.may_handle = page.has_change_permission(request, self.report)
        if not (self.may_handle if request.method == "POST" else page.has_view_permission(request, self.report)):
            raise PermissionDenied
        self.form = HandlingForm(self.report, request.POST if request.method == "POST" else None)

    def respond(self) -> HttpResponse:
        """Do what was chosen; show the page, when nothing was or when it is refused."""
        problems: list[Problem] = []
        try:
            if self.request.method == "POST" and self.form.is_valid() and (done := self._do()):
                self.page.log_change(self.request, self.report, done)
                self.page.message_user(self.request, done, messages.SUCCESS)
                return redirect(self.page.url("changelist"))
        except Refused as refused:
            problems = refused.problems
        return self._show(problems)

    def _do(self) -> str:
        """Return what was done, in a sentence; empty when nothing was chosen."""
        chosen, by, now = self.request.POST, self.request.user, timezone.now()
        note, corrected_by = self.form.cleaned_data["note"], self.form.cleaned_data.get("corrected_by")
        if "_take" in chosen:
            reports.take(self.report, by=by, note=note)
            return "You have the report in hand."
        if "_settle" in chosen:
            reports.settle(self.report, by=by, note=note, corrected_by=corrected_by, now=now)
            return "The report is settled."
        if "_spam" in chosen:
            reports.mark_spam(self.report, by=by, note=note, now=now)
            return "The report is put aside as spam."
        if "_reopen" in chosen:
            reports.reopen(self.report, note=note)
            return "The report is back in the inbox."
        return ""

    def _show(self, problems: list[Problem]) -> HttpResponse:
        report, revision = self.report, Revision.objects.get(pk=self.report.revision_id)
        newest = Revision.objects.current().get(event=report.event_id)
        then, now = readable([(one.kind, _facts(one)) for one in (revision, newest)])
        context = {
            **self.page.admin_site.each_context(self.request),
            "title": f"Report about “{report.event.title}”",
            "opts": self.page.opts,
            "report": report,
            "revision": revision,
            "newest": newest,
            "then": list(differences({}, then)),
            "since": list(differences(then, now)),
            "history_address": address(newest.slug, revision.number, newest.number),
            "corrected_address": self._corrected(newest),
            "edit_address": page_of(self.page, report.event).url("change", report.event_id),
            "may_handle": self.may_handle,
            "form": self.form,
            "problems": problems,
            "media": self.page.media,
        }
        return TemplateResponse(self.request, "admin/report.html", context, status=409 if problems else 200)

    def _corrected(self, newest: Revision) -> str:
        """Return where readers see the revision that put it right; empty where none did."""
        found = Revision.objects.filter(pk=self.report.corrected_by_id).values_list("number", flat=True).first()
        return address(newest.slug, found, newest.number) if found else ""


def _facts(revision: Revision) -> dict[str, Any]:
    """Return what a revision says, in the order in which its kind says it; nothing, for a tombstone."""
    facts = revision.facts or {}
    return {key: facts[key] for key in kinds.get(revision.kind).facts().fields if key in facts} | facts


@admin.register(ErrorReport)
class ErrorReportAdmin(HistoryPage, Editing, admin.ModelAdmin):
    """A list of reports, those first that ask for somebody's work; readers write them, and nobody else."""

    ordering = [INBOX, "-sent_at", "-id"]
    list_display = ["told", "where", "sent", "standing"]
    list_filter = ["state", AgeFilter, ("event", admin.RelatedOnlyFieldListFilter)]
    list_per_page = 50
    search_fields = ["what", "elsewhere", "note", "event__slug", "event__title"]
    actions = ["mark_chosen_as_spam"]

    def url(self, page: str, *args: Any) -> str:
        return reverse(f"{self.admin_site.name}:policy_errorreport_{page}", args=args)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        newest = Revision.objects.current().filter(event=OuterRef("event")).values("number")
        rows = super().get_queryset(request).select_related("event", "revision", "handled_by")
        return rows.defer("revision__document", "revision__facts").annotate(newest_number=Subquery(newest))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return ReportPage(self, request, object_id).respond()

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show it to those who see the reader's address anyhow."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    @admin.action(description="Put aside as spam", permissions=["change"])
    def mark_chosen_as_spam(self, request: HttpRequest, queryset: QuerySet) -> None:
        done = 0
        for report in queryset:
            try:
                reports.mark_spam(report, by=request.user, note=report.note, now=timezone.now())
                done += 1
            except Refused as refused:
                self.message_user(request, f"{report}: {refused.problems[0].message}", messages.WARNING)
        if done:
            self.message_user(request, f"Put aside as spam: {done}.", messages.SUCCESS)

    @admin.display(description="what is wrong")
    def told(self, report: ErrorReport) -> str:
        return Truncator(report.what).chars(160)

    @admin.display(description="event", ordering="event__date")
    def where(self, report: Any) -> str:
        again = report.newest_number != report.revision.number
        since = f"; published again since, revision {report.newest_number}" if again else ""
        return format_html("{}<br>revision {}{}", report.event.title, report.revision.number, since)

    @admin.display(description="sent", ordering="sent_at")
    def sent(self, report: ErrorReport) -> str:
        return f"{date_format(report.sent_at, 'j F Y, H:i')} UTC, {timesince(report.sent_at, depth=1)} ago"

    @admin.display(description="state", ordering="state")
    def standing(self, report: ErrorReport) -> str:
        state = report.get_state_display()
        return format_html("<strong>{}</strong><br>{}", state, report.handled_by) if report.handled_by else state
