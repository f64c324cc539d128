"""What answers a request that failed: a problem document below /api/, a page elsewhere."""

import sys

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.deprecation import MiddlewareMixin
from django.views import defaults

from config import database
from config.languages import language_of
from policy.api.problems import not_found as api_not_found
from policy.api.problems import problem
from policy.site.near import near

RETRY_SECONDS = 30
FAILED = "The server failed. This is our fault, not yours."
AWAY = f"The database can't be reached at the moment. Please try again in {RETRY_SECONDS} seconds."
MALFORMED = "This request is malformed."
OTHER_HOST = "The header Host doesn't name this site."
NOT_PUBLIC = ("/api/", "/admin/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 to what no view can read."""
    if not _is_of_api(request):
        return defaults.bad_request(request, exception)
    return problem(request, 400, OTHER_HOST if isinstance(exception, DisallowedHost) else MALFORMED)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 to an address that nothing serves, and name the public pages whose addresses are near to it."""
    if _is_of_api(request):
        return api_not_found(request)
    found = [] if request.path_info.startswith(NOT_PUBLIC) else near(request.path_info)
    return render(request, "404.html", {"near": found}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 to what no view foresaw; 503 while the database is away. Called by Django in its ``except`` clause."""
    away = database.is_away(sys.exception())
    status = 503 if away else 500
    if _is_of_api(request):
        response = problem(request, status, AWAY if away else FAILED)
    else:
        context = {"status": status, "is_chinese": language_of(request.path_info).startswith("zh")}
        response = HttpResponse(loader.render_to_string("500.html", context), status=status)
    if away:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


class WrongMethodMiddleware(MiddlewareMixin):
    """Give the pages' bare answers to a wrong method a text to read."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != 405 or response.content or request.path_info.startswith(NOT_PUBLIC):
            return response
        explained = render(request, "405.html", {"method": request.method}, status=405)
        explained.headers["Allow"] = response.headers["Allow"]
        return explained


def _is_of_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
