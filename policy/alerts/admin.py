"""What the desk sees of alerts: how many are told of what and what went to them; the addresses, administrators alone."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from policy.alerts import actions
from policy.alerts.models import Alert, SentDigest

SEES_ADDRESSES = "alerts.delete_alert"
UNSEEN = "•••"


def masked(email: str) -> str:
    """Return an address of which the domain alone is told."""
    return f"{UNSEEN}@{email.rpartition('@')[2]}"


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Alert)
class AlertAdmin(ReadOnly):
    """Alerts come of readers alone, who confirm them; an administrator disables or deletes one."""

    list_filter = ["state", "frequency", "language"]
    show_facets = admin.ShowFacets.ALWAYS
    list_per_page = 50
    actions = ["disable_chosen"]

    def get_list_display(self, request: HttpRequest) -> Any:
        who = "email" if self._sees_addresses(request) else "masked_email"
        return [who, "filters", "frequency", "language", "state", "confirmed_at", "refusals", "mails", "last_mail"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.get_list_display(request), "position", "asked_at", "disabled_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Let nobody find out an address by searching for it who may not see it."""
        return ["query", "email"] if self._sees_addresses(request) else ["query"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Let nobody guess one in the list's own address either: Django takes any column there."""
        if lookup.split("__")[0] == "email" and not self._sees_addresses(request):
            return False
        return super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(mails=Count("digests"), last_mail=Max("digests__sent_at"))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Let the log of an alert go with it: nobody deletes that by itself."""
        objects, counts, _, protected = super().get_deleted_objects(objs, request)
        return objects, counts, set(), protected

    @admin.action(description="Disable the chosen alerts", permissions=["disable"])
    def disable_chosen(self, request: HttpRequest, queryset: QuerySet) -> None:
        number = actions.disable(list(queryset), timezone.now())
        self.message_user(request, f"Disabled: {number}. Others were not confirmed.", messages.SUCCESS)

    def has_disable_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("alerts.change_alert")

    def _sees_addresses(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEES_ADDRESSES)

    @admin.display(description="e-mail address")
    def masked_email(self, alert: Alert) -> str:
        return masked(alert.email)

    @admin.display(description="filters", ordering="query")
    def filters(self, alert: Alert) -> str:
        return alert.query or "all events"

    @admin.display(description="mails in 90 days", ordering="mails")
    def mails(self, alert: Any) -> int:
        return alert.mails

    @admin.display(description="last mail", ordering="last_mail")
    def last_mail(self, alert: Any) -> str:
        return f"{date_format(alert.last_mail, 'j F Y, H:i')} UTC" if alert.last_mail else ""


@admin.register(SentDigest)
class SentDigestAdmin(ReadOnly):
    """What was sent, without what it said: that is in the record."""

    list_display = ["sent_at", "alert", "entries", "after", "upto", "message_id"]
    list_filter = ["sent_at"]
    list_per_page = 100
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave it to the alert, with which its digests are deleted; they stand in nobody's way."""
        return False
