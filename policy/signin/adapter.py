"""What the library asks of the site: who may sign in, how often, and where to then."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from policy.signin import factors, sessions
from policy.signin.attempts import TooManyAttemptsError, attempt, note
from policy.signin.models import Outcome


class DeskAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators, and are for the desk only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": "Too many attempts failed from here, so none is tried for now. Wait 15 minutes.",
        "username_password_mismatch": "This is not the name and the password of an account.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Let one be led to the site's own paths only."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Return whose password it is, if that is somebody of the desk; `None` otherwise, which counts as a failure."""
        name = credentials["username"]

        def verify() -> Any:
            user = super(DeskAdapter, self).authenticate(request, **credentials)
            return user if user and user.is_active and user.is_staff else None

        try:
            user = attempt(request, name, verify, wrong=Outcome.WRONG_PASSWORD)
        except TooManyAttemptsError:
            raise self.validation_error("too_many_login_attempts") from None
        if user and not request.user.is_authenticated and factors.has_any(user):
            note(request, name, Outcome.SECOND_FACTOR_ASKED)
        return user

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        sessions.begin(request.session, time.time())
        note(request, user.get_username(), Outcome.SIGNED_IN)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Take a sign-in of a moment ago as proof enough; ask again later."""
        return not sessions.began_just_now(context.request.session, time.time())

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Ask for the second factor where there is one: whoever has but the password may not remove it."""
        methods = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"] != "reauthenticate"] or methods
