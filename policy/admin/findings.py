"""What there is to look at, and the editors' word that a suspension did lapse."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Case, Expression, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.timesince import timesince

from policy import findings, kinds
from policy.actions import read_desk, refresh_findings
from policy.admin.editing import EditorialAdmin, LedHomeAdmin
from policy.admin.forms import EditorialForm
from policy.models import Finding, LapseCheck

LAPSED, REFUSED = findings.SuspensionLapsed().name, findings.ScheduledPublicationWasRefused().name
OF_THEIR_OWN = (LAPSED, REFUSED)  # rules that the dashboard names one by one
OTHERS = "others"


class Place(Expression):
    """The order of the rules: what may change the states that readers see comes first.

    It is put together when a list is asked for, as kinds may bring rules after this module was read.
    """

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        places = (When(rule=rule.name, then=place) for place, rule in enumerate(findings.every()))
        return Case(*places).resolve_expression(*args, **kwargs)


class RuleFilter(admin.SimpleListFilter):
    title = "what it is"
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        rules = [(rule.name, rule.label) for rule in findings.every()]
        return [*rules, (OTHERS, "Any but lapsed suspensions and refused publications")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if self.value() == OTHERS:
            return queryset.exclude(rule__in=OF_THEIR_OWN)
        return queryset.filter(rule=self.value()) if self.value() else queryset


@admin.register(Finding)
class FindingAdmin(LedHomeAdmin):
    """A list that is checked anew whenever it is opened; each row leads to its event, where it is mended."""

    ordering = [Place(), "-day", "-event__date", "id"]
    list_display = ["what", "where", "told", "known"]
    list_display_links = None
    list_select_related = ["event"]
    list_filter = [RuleFilter]
    list_per_page = 200
    search_fields = ["event__slug", "event__title", "ref", "detail"]
    show_facets = admin.ShowFacets.ALWAYS
    actions = None

    def home(self, obj: Any) -> models.Model:
        return kinds.get(obj.event.kind).model(pk=obj.event_id)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let a draft be deleted by whoever may do that: what was found in it goes with it."""
        return self.has_view_permission(request, obj)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if self.has_view_permission(request):
            refresh_findings(today=timezone.localdate())
        return super().changelist_view(request, extra_context)

    @admin.display(description="finding", ordering=Place())
    def what(self, finding: Finding) -> str:
        rule = findings.named(finding.rule)
        return format_html("<strong>{}</strong><br>{}", rule.label, rule.message)

    @admin.display(description="event", ordering="event__date")
    def where(self, finding: Finding) -> str:
        home = self.home(finding)
        page = f"{self.admin_site.name}:{home._meta.app_label}_{home._meta.model_name}_change"
        link = format_html(
            '<a href="{}">{} {}</a>', reverse(page, args=[home.pk]), finding.event.date, finding.event.title
        )
        return format_html("{}<br>{}", link, finding.ref) if finding.ref else link

    @admin.display(description="detail", ordering="day")
    def told(self, finding: Finding) -> str:
        if finding.rule != LAPSED:
            return finding.detail
        given = urlencode({"measure": finding.event_id, "day": finding.day})
        address = reverse(f"{self.admin_site.name}:policy_lapsecheck_add")
        return format_html('{} <a href="{}?{}">It&nbsp;did&nbsp;lapse…</a>', finding.detail, address, given)

    @admin.display(description="known", ordering="first_found_on")
    def known(self, finding: Finding) -> str:
        today, since = timezone.localdate(), finding.first_found_on
        if since >= today:
            return "since today"
        return f"{timesince(since, today, depth=1)}, since {date_format(since, 'j F Y')}"


class LapseCheckForm(EditorialForm):
    def clean(self) -> dict[str, Any]:
        """Refuse what no recorded lapse answers to, which is most likely a slip of the pen."""
        cleaned = super().clean()
        if not self.errors and {"measure", "ref", "day"} & set(self.changed_data):
            lapsed = self._lapsed(cleaned["measure"].slug)
            if cleaned["day"] not in lapsed:
                told = ", ".join(str(day) for day in sorted(lapsed))
                known = f"Those on record lapsed before {told}." if told else "None of it lapsed, as recorded."
                self.add_error("day", f"No suspension of this measure ended on the day before. {known}")
            elif cleaned["ref"] and cleaned["ref"] not in lapsed[cleaned["day"]]:
                self.add_error("ref", f"On that day it was: {'; '.join(lapsed[cleaned['day']])}.")
        return cleaned

    def _lapsed(self, slug: str) -> dict[Any, list[str]]:
        """Return the provisions of a measure that were in force again, by the first day."""
        desk = read_desk(timezone.localdate())
        found: dict[Any, list[str]] = {}
        if slug in desk.measures:
            for period, refs in findings.lapses(desk.measures[slug], desk.acting_on(slug), desk.today).items():
                found.setdefault(period.since, []).extend(refs)
        return found


@admin.register(LapseCheck)
class LapseCheckAdmin(EditorialAdmin):
    form = LapseCheckForm
    fields = ["measure", "ref", "day", "source", "note"]
    autocomplete_fields = ["measure", "source"]
    list_display = ["measure", "ref", "day", "source"]
    list_select_related = ["measure", "source"]
    search_fields = ["measure__slug", "measure__title", "ref", "note", "source__title"]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        refresh_findings(today=timezone.localdate())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        refresh_findings(today=timezone.localdate())

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        super().delete_queryset(request, queryset)
        refresh_findings(today=timezone.localdate())
