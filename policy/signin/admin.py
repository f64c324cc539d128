"""What administrators see of signing in: accounts, who tried, and who has which second factor."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db import models
from django.http import HttpRequest

from policy.signin.models import SecondFactor, SignIn

admin.site.unregister(EmailAddress)  # signing in takes no e-mail address
admin.site.unregister(Authenticator)
admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """An account and its role: what an account may do comes of its groups, and of nothing else that is given here."""

    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["first_name", "last_name", "email"]}),
        ("What the account may do", {"fields": ["is_active", "is_staff", "groups"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    list_filter = ["is_active", "is_staff", "groups"]
    filter_horizontal = []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep the accounts of superusers, and so their passwords, to superusers: no role reaches beyond the roles."""
        return super().has_change_permission(request, obj) and (obj is None or _may_touch(request.user, obj))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs | {"widget": forms.CheckboxSelectMultiple})
        if field:
            field.help_text = "The roles. An account has what all of its groups have."
        return field


def _may_touch(user: Any, account: Any) -> bool:
    return user.is_superuser or not account.is_superuser


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SignIn)
class SignInAdmin(ReadOnlyAdmin):
    list_display = ["at", "name", "outcome", "address", "agent"]
    list_filter = ["outcome", "at"]
    search_fields = ["name", "address"]
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SecondFactor)
class SecondFactorAdmin(ReadOnlyAdmin):
    """Deleting one is how an administrator helps who lost it; what it holds is shown to nobody."""

    fields = ["user", "type", "created_at", "last_used_at"]
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    search_fields = ["user__username"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).exclude(type=Authenticator.Type.RECOVERY_CODES).select_related("user")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or _may_touch(request.user, obj.user))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, SecondFactor.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Delete recovery codes as well where no factor is left that they would stand for."""
        allowed = queryset if request.user.is_superuser else queryset.exclude(user__is_superuser=True)
        users = list(allowed.values_list("user_id", flat=True))
        allowed.delete()
        left = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values("user_id")
        Authenticator.objects.filter(user_id__in=users).exclude(user_id__in=left).delete()
