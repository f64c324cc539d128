"""Who needs a second factor, who has one, and which sessions showed it."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest

GROUPS = ("publisher", "administrator")
PERMISSIONS = ("policy.publish_event", "policy.retract_event", "auth.change_user")
SHOWN = "second_factor"


def are_required_of(user: AbstractUser) -> bool:
    """Tell whether an account needs one: those of publishers and administrators, and all with their permissions."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    return any(map(user.has_perm, PERMISSIONS)) or user.groups.filter(name__in=GROUPS).exists()


def of(user: Any) -> dict[int, str]:
    """Return the types of an account's authenticators by primary key, recovery codes included."""
    return dict(Authenticator.objects.filter(user_id=user.pk).values_list("pk", "type"))


def are_any(found: dict[int, str]) -> bool:
    """Tell whether there is one to sign in with: recovery codes alone are none."""
    return any(kind != Authenticator.Type.RECOVERY_CODES for kind in found.values())


def has_any(user: Any) -> bool:
    return are_any(of(user))


def remember(request: HttpRequest, authenticator: Authenticator, **kwargs: Any) -> None:
    """Keep in the session that a second factor was shown, or was set up, in it. Called by the library's signals."""
    request.session[SHOWN] = authenticator.pk


def was_shown(request: HttpRequest, found: dict[int, str]) -> bool:
    """Tell whether the session showed one of the factors that the account has now."""
    return request.session.get(SHOWN) in found
