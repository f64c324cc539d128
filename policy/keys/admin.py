"""Keys on the desk, for administrators: issued and shown once, changed, revoked."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from policy.admin.history_page import HistoryPage
from policy.keys.models import ApiKey, Scope, State, all_scopes, issue, revoke

MOST_AHEAD = timedelta(days=2 * 366)


class KeyForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=Scope,
        initial=all_scopes,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=ApiKey._meta.get_field("scopes").help_text,
    )

    def clean_expires_on(self) -> Any:
        """Refuse a last day that is over, or so far away that the key might as well have none."""
        day, today = self.cleaned_data["expires_on"], timezone.localdate()
        if "expires_on" in self.changed_data and not today <= day <= today + MOST_AHEAD:
            raise forms.ValidationError("A key's last day is today at the earliest, and two years ahead at most.")
        return day


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return State.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        state = self.value()
        return queryset.in_state(State(state), timezone.localdate()) if state in State.values else queryset


@admin.register(ApiKey)
class ApiKeyAdmin(HistoryPage, admin.ModelAdmin):
    """Keys are revoked, not deleted. One that was revoked stays as it is."""

    form = KeyForm
    change_form_template = "admin/key_change_form.html"
    fields = ["name", "owner", "contact", "scopes", "quota", "expires_on"]
    told = ["shown_prefix", "standing", "created_at", "used", "revoked_at"]
    list_display = ["name", "shown_prefix", "owner", "may", "quota", "expires_on", "used", "standing"]
    list_filter = [StateFilter, "quota"]
    search_fields = ["name", "owner", "contact", "prefix"]
    actions = None

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.fields, *self.told] if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.told

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.revoked_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.revoke_view)
        return [path("<path:object_id>/revoke/", view, name="keys_apikey_revoke"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            obj.save(update_fields=form.changed_data)  # and nothing else: it may have been revoked, or used, meanwhile
        else:
            request.issued = issue(obj)  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Show the new key in the answer itself: it is kept nowhere, not even until the next page."""
        context = self._context(request, obj, f"“{obj.name}” is issued") | {"key": request.issued}  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/key_issued.html", context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context |= {"show_save_and_add_another": False, "show_save_and_continue": obj is not None}
        if obj is None:
            context["title"] = "Issue an API key"
        elif self.has_change_permission(request, obj):
            context["revoke_address"] = self.url("revoke", obj.pk)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def revoke_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask whether to revoke a key, and do it."""
        key = self.get_object(request, object_id)
        if not self.has_change_permission(request, key):
            raise PermissionDenied
        if key is None:
            raise Http404("No such key.")
        if request.method != "POST":
            context = self._context(request, key, f"Revoke “{key.name}”?")
            return TemplateResponse(request, "admin/key_revoke.html", context)
        revoke(key, timezone.now())
        self.log_change(request, key, "Revoked.")
        self.message_user(request, f"“{key.name}” is revoked: it is refused from now on.", messages.SUCCESS)
        return redirect(self.url("changelist"))

    def url(self, page: str, *args: Any) -> str:
        return reverse(f"{self.admin_site.name}:keys_apikey_{page}", args=args)

    def _context(self, request: HttpRequest, key: ApiKey, title: str) -> dict[str, Any]:
        shown = {"title": title, "row": key, "back": self.url("change", key.pk), "opts": self.opts, "media": self.media}
        return {**self.admin_site.each_context(request), **shown}

    @admin.display(description="key", ordering="prefix")
    def shown_prefix(self, key: ApiKey) -> str:
        return format_html("<code>mz_{}_…</code>", key.prefix)

    @admin.display(description="may also")
    def may(self, key: ApiKey) -> str:
        return ", ".join(key.scopes) or "nothing else"

    @admin.display(description="last used", ordering="last_used_at")
    def used(self, key: ApiKey) -> str:
        return f"{date_format(key.last_used_at, 'j F Y, H:i')} UTC" if key.last_used_at else "never"

    @admin.display(description="state")
    def standing(self, key: ApiKey) -> str:
        return key.state(timezone.localdate()).label
