"""The desk's pages of webhooks: subscriptions, what became of each attempt, and what needs looking at."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timesince import timesince

from policy.admin.waiting import ITEMS, Item
from policy.record.known import known_version
from policy.record.parameters import BadParameters
from policy.webhooks import actions
from policy.webhooks.forms import SubscriptionForm
from policy.webhooks.models import Attempt, State, Subscription
from policy.webhooks.pages import VERBS, ActionPage, show_secret
from policy.webhooks.selection import Selection
from policy.webhooks.sending import valid_secrets

PERMISSION = "webhooks.change_subscription"
ATTEMPTS_SHOWN = 20


class TroubleFilter(admin.SimpleListFilter):
    title = "whether it gets through"
    parameter_name = "trouble"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("1", "not getting through")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.in_trouble() if self.value() == "1" else queryset  # type: ignore[attr-defined]


class OutcomeFilter(admin.SimpleListFilter):
    title = "what came of it"
    parameter_name = "failed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("0", "got through"), ("1", "failed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in ("0", "1"):
            return queryset
        return queryset.exclude(error="") if self.value() == "1" else queryset.filter(error="")


@admin.register(Subscription)
class SubscriptionAdmin(admin.ModelAdmin):
    """Who is told of publications. What was done with a subscription is in its history."""

    form = SubscriptionForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https", "widget": AdminTextInputWidget}}
    add_form_template = change_form_template = "admin/webhook_change_form.html"
    list_display = ["name", "url", "chosen", "standing", "behind"]
    list_per_page = 50
    list_filter = [TroubleFilter, "state"]
    search_fields = ["name", "url", "contact"]
    ordering = ["name"]
    actions = None

    def url(self, page: str, *args: Any) -> str:
        return reverse(f"{self.admin_site.name}:webhooks_subscription_{page}", args=args)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path(f"<int:key>/{verb.name}/", view(partial(self._act, verb)), name=f"webhooks_subscription_{verb.name}")
            for verb in VERBS
        ]
        return [*own, *super().get_urls()]

    def _act(self, verb: Any, request: HttpRequest, key: int) -> HttpResponse:
        return ActionPage(self, request, key, verb).respond()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["name", "contact", "url", "filters", *([] if obj else ["after"])]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            actions.change(obj)
        else:
            after = form.cleaned_data["after"]
            obj.given = actions.subscribe(obj, after=after, by=request.user, now=timezone.now())

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return show_secret(self, request, obj, obj.given)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if obj := kwargs.get("obj"):
            context |= self._told(obj, may_change=self.has_change_permission(request, obj))
        return super().render_change_form(request, context, *args, **kwargs)

    def _told(self, obj: Subscription, *, may_change: bool) -> dict[str, Any]:
        """Return what the page of a subscription says above and below its form."""
        offered = [verb for verb in VERBS if obj.state in verb.states] if may_change else []
        log = reverse(f"{self.admin_site.name}:webhooks_attempt_changelist")
        return {
            "sentence": self.chosen(obj),
            "behind": self.behind(obj),
            "secrets": valid_secrets(obj, timezone.now()),
            "attempts": obj.attempts.all()[:ATTEMPTS_SHOWN],
            "log_address": f"{log}?subscription__id__exact={obj.pk}",
            "verbs": [(self.url(verb.name, obj.pk), verb.title) for verb in offered],
            "replay_address": self.url("replay", obj.pk) if may_change else "",
        }

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the subscriptions alone: their log and their secrets go with them."""
        return [str(obj) for obj in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []

    @admin.display(description="filters")
    def chosen(self, obj: Subscription) -> str:
        if not obj.filters:
            return "Every publication"
        try:
            return Selection(obj.filters).sentence
        except BadParameters:
            return f"{obj.filters} (can’t be read any more)"

    @admin.display(description="state", ordering="state")
    def standing(self, obj: Subscription) -> str:
        is_failing = obj.state == State.ACTIVE and obj.failing_since
        state = _failing(obj) if is_failing else obj.get_state_display()
        return format_html("<strong>{}</strong><br>{}", state, obj.reason) if obj.reason else state

    @admin.display(description="delivered", ordering="position")
    def behind(self, obj: Subscription) -> str:
        left = known_version().seq - obj.position
        return f"up to revision {obj.position}, {left} to go" if left else f"up to revision {obj.position}, all"


@admin.register(Attempt)
class AttemptAdmin(admin.ModelAdmin):
    """The log of deliveries, newest first. The worker writes it, and nobody else."""

    list_display = ["when", "subscription", "purpose", "seq", "outcome", "seconds"]
    list_filter = ["subscription", "purpose", OutcomeFilter]
    fields = ["subscription", "purpose", "seq", "message_id", "when", "seconds", "status", "error", "answer"]
    readonly_fields = ["when"]
    list_select_related = ["subscription"]
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="when", ordering="at")
    def when(self, attempt: Attempt) -> str:
        return f"{date_format(timezone.localtime(attempt.at), 'j F Y, H:i:s')} UTC"

    @admin.display(description="what came of it", ordering="status")
    def outcome(self, attempt: Attempt) -> str:
        return attempt.error or f"it answered {attempt.status}"


def _failing(row: Subscription) -> str:
    return f"failing for {timesince(row.failing_since, depth=1)}" if row.failing_since else ""


def _note(row: Subscription) -> str:
    return row.reason or _failing(row)


ITEMS.append(
    Item(
        title="Webhooks that don’t get through",
        empty="Every webhook gets through.",
        permission=PERMISSION,
        model=Subscription,
        query={TroubleFilter.parameter_name: "1"},
        rows=lambda user, today: Subscription.objects.in_trouble().order_by("failing_since", "pk"),
        note=_note,
    )
)
