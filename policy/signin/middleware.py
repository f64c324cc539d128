"""What every page of the desk asks of a session. Public pages pay for one comparison of texts, and nothing else."""

import time
from collections.abc import Callable

from allauth.account.middleware import AccountMiddleware
from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from policy.signin import factors, sessions

DESK = "/admin/"
OWN_PAGES = "/admin/second-factor/"
CONFIRMATIONS = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn")
OPEN_PAGES = ("account_login", "account_logout")


class DeskMiddleware:
    """Lead whoever may not go on yet to where they can: below /admin/, whatever the method."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.desk = AccountMiddleware(self._respond)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.desk(request) if request.path_info.startswith(DESK) else self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return self.desk.process_exception(request, exception)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Give the library's pages what the admin's templates expect."""
        if request.path_info.startswith(OWN_PAGES) or _is_one_of(request, *OPEN_PAGES, "account_reauthenticate"):
            response.context_data = admin.site.each_context(request) | (response.context_data or {})
        return response

    def _respond(self, request: HttpRequest) -> HttpResponse:
        response = _turned_away(request) or self.get_response(request)
        if request.path_info.startswith(OWN_PAGES):
            add_never_cache_headers(response)  # secrets are on some of them
        return response


def _turned_away(request: HttpRequest) -> HttpResponse | None:
    """Return where a request is led instead; `None` where it may go on."""
    user, now = request.user, time.time()
    if not user.is_authenticated or _is_one_of(request, *OPEN_PAGES):
        return None
    if not user.is_staff or sessions.has_ended(request.session, now):
        logout(request)
        return redirect_to_login(request.get_full_path())
    sessions.keep_alive(request.session, now)
    return _second_factor(request)


def _second_factor(request: HttpRequest) -> HttpResponse | None:
    found = factors.of(request.user)
    if factors.are_any(found):
        if factors.was_shown(request, found) or _is_one_of(request, *CONFIRMATIONS):
            return None
        return redirect_to_login(request.get_full_path(), reverse("mfa_reauthenticate"))
    if not factors.are_required_of(request.user):  # type: ignore[arg-type]
        return None
    is_on_the_way = request.path_info.startswith(OWN_PAGES) or _is_one_of(request, "account_reauthenticate")
    return None if is_on_the_way else redirect("mfa_index")


def _is_one_of(request: HttpRequest, *names: str) -> bool:
    return request.path_info in map(reverse, names)
