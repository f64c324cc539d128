"""Publishing at a set time: the page on which an event is scheduled, and the list of what is, was and wasn't published so."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from policy import kinds, schedule
from policy.admin.editing import LedHomeAdmin
from policy.admin.readable import readable
from policy.admin.seen import marks, refuse_unseen
from policy.choices import ChangeKind, ScheduleState
from policy.models import Event, ScheduledPublication
from policy.record.differences import Change, differences
from policy.record.editorial import read_all
from policy.record.models import Revision
from policy.rules import Problem, Refused

PAGE = "schedule"
MINUTES = "%Y-%m-%dT%H:%M"


def urls(page: Any) -> list[Any]:
    """Return the address of the page that schedules an event of one kind; `page` is that kind's admin."""
    view = page.admin_site.admin_view(_view_of(page))
    return [path(f"{PAGE}/", view, name=f"{page.opts.app_label}_{page.opts.model_name}_{PAGE}")]


def button(page: Any, request: HttpRequest, event: Event | None) -> dict[str, Any]:
    """Return what the page of an event tells of its schedule: what waits, and where a publisher schedules or cancels it."""
    if event is None:
        return {}
    may = request.user.has_perm(schedule.PERMISSION)  # type: ignore[union-attr]
    address = f"{page.url(PAGE)}?event={event.pk}" if may else ""
    return {"scheduled": _waiting(event), "schedule_address": address}


def _waiting(event: Event) -> ScheduledPublication | None:
    return ScheduledPublication.objects.waiting().filter(event=event.pk).select_related("scheduled_by").first()


def _view_of(page: Any) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        return SchedulePage(page, request).respond()

    return view


class ScheduleForm(forms.Form):
    publish_at = forms.DateTimeField(
        label="To be public at",
        help_text="Day and time in UTC. Readers see it within a minute of that, and not before.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "autofocus": True}, format=MINUTES),
    )
    change = forms.ChoiceField(
        label="Sort of change", choices=[("", "Choose…"), *ChangeKind.choices], help_text="The reason begins with it."
    )
    reason = forms.CharField(
        label="Reason, for the public",
        help_text="One sentence. Readers see it in the event's history; it can't be changed later.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            del self.fields["change"]
            self.initial["reason"] = "First publication."


class SchedulePage:
    """The page that schedules one event, or cancels that, as one request sees it. Raises `Http404` and `PermissionDenied`."""

    def __init__(self, page: Any, request: HttpRequest) -> None:
        if not (request.user.has_perm(schedule.PERMISSION) and page.has_view_permission(request)):  # type: ignore[union-attr]
            raise PermissionDenied
        self.page, self.request = page, request
        self.event = _named_event(page, request)
        newest = Revision.objects.current().filter(event=self.event.pk).first()
        self.public = newest.facts if newest else None
        posted = request.POST if request.method == "POST" else None
        self.form = ScheduleForm(posted, is_new=self.public is None)

    def respond(self) -> HttpResponse:
        """Schedule or cancel, if that was asked for; else, or when it is refused, show the page."""
        problems: list[Problem] = []
        try:
            if "_cancel" in self.request.POST:
                return self._cancel()
            if self.request.method == "POST" and self.form.is_valid():
                return self._schedule()
        except Refused as refused:
            problems = refused.problems
        return self._show(problems)

    @transaction.atomic
    def _schedule(self) -> HttpResponse:
        given = self.form.cleaned_data
        change = ChangeKind(given["change"]) if given.get("change") else None
        refuse_unseen(self.request, [self.event])
        plan = schedule.schedule(
            self.event,
            publish_at=given["publish_at"],
            reason=given["reason"],
            by=self.request.user,
            now=timezone.now(),
            change=change,
        )
        return self._done(f"Scheduled for {told(plan)}.", f"Scheduled for {told(plan)}: {plan.reason}")

    def _cancel(self) -> HttpResponse:
        waiting = _waiting(self.event)
        if waiting is None:
            raise Refused([Problem(self.event.slug, "schedule", schedule.SETTLED)])
        schedule.cancel(waiting, by=self.request.user.get_username(), now=timezone.now())
        return self._done("It isn't scheduled any more.", f"Cancelled what was scheduled for {told(waiting)}.")

    def _done(self, said: str, logged: str) -> HttpResponse:
        self.page.log_change(self.request, self.event, logged)
        self.page.message_user(self.request, said, messages.SUCCESS)
        return redirect(self.page.url("change", self.event.pk))

    def _show(self, problems: list[Problem]) -> HttpResponse:
        context = {
            **self.page.admin_site.each_context(self.request),
            "title": f"Schedule “{self.event.title}”",
            "opts": self.page.opts,
            "event": self.event,
            "address": self.page.url(PAGE),
            "back": self.page.url("change", self.event.pk),
            "seen": marks([self.event]),
            "form": self.form,
            "scheduled": _waiting(self.event),
            "problems": problems,
            "changes": self._changes(),
            "is_new": self.public is None,
            "media": self.page.media,
        }
        return TemplateResponse(self.request, "admin/schedule.html", context, status=409 if problems else 200)

    def _changes(self) -> list[Change]:
        """Return what readers will see otherwise, in words."""
        kind = self.event.kind
        before, after = readable([(kind, self.public or {}), (kind, read_all([self.event])[0])])
        return list(differences(before, after))


def _named_event(page: Any, request: HttpRequest) -> Any:
    key = (request.POST if request.method == "POST" else request.GET).get("event", "")
    event = page.get_queryset(request).filter(pk=key).first() if key.isascii() and key.isdigit() else None
    if event is None:
        raise Http404("No such event.")
    return event


def told(plan: ScheduledPublication) -> str:
    """Return when something is to be public: "24 November 2026, 10:00 UTC"."""
    return f"{date_format(timezone.localtime(plan.publish_at), 'j F Y, H:i')} UTC"


@admin.register(ScheduledPublication)
class ScheduledPublicationAdmin(LedHomeAdmin):
    """A list of what is scheduled and what came of it; each row leads to its event."""

    list_display = ["where", "when", "standing", "reason", "scheduled_by"]
    list_display_links = None
    list_select_related = ["event", "scheduled_by"]
    list_filter = ["state"]
    search_fields = ["event__slug", "event__title", "reason"]
    ordering = ["-publish_at", "-id"]
    list_per_page = 50
    actions = ["cancel_chosen"]

    def home(self, obj: Any) -> models.Model:
        return kinds.get(obj.event.kind).model(pk=obj.event_id)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("policy.view_event")  # type: ignore[union-attr]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let a draft be deleted by whoever may do that: its schedule goes with it."""
        return self.has_view_permission(request, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(schedule.PERMISSION)  # type: ignore[union-attr]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    @admin.action(description="Cancel what waits, lay aside what was refused", permissions=["publish"])
    def cancel_chosen(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        done = 0
        for plan in queryset:
            try:
                schedule.cancel(plan, by=request.user.get_username(), now=timezone.now())
                done += 1
            except Refused as refused:
                self.message_user(request, f"{plan}: {refused.problems[0].message}", messages.WARNING)
        if done:
            self.message_user(request, f"Cancelled: {done}.", messages.SUCCESS)

    @admin.display(description="event", ordering="event__date")
    def where(self, plan: ScheduledPublication) -> str:
        home = self.home(plan)
        page = f"{self.admin_site.name}:{home._meta.app_label}_{home._meta.model_name}_change"
        return format_html('<a href="{}">{} {}</a>', reverse(page, args=[home.pk]), plan.event.date, plan.event.title)

    @admin.display(description="to be public at", ordering="publish_at")
    def when(self, plan: ScheduledPublication) -> str:
        return told(plan)

    @admin.display(description="what came of it", ordering="state")
    def standing(self, plan: ScheduledPublication) -> str:
        late = plan.state == ScheduleState.WAITING and plan.publish_at <= timezone.now()
        state = "waiting: due now" if late else plan.get_state_display()
        return format_html("<strong>{}</strong><br>{}", state, plan.told) if plan.told else state
