"""What answers a request that failed: a problem document below /api/, a page elsewhere."""

import sys

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views import defaults

from config import database
from policy.api.problems import not_found as api_not_found
from policy.api.problems import problem

RETRY_SECONDS = 30
FAILED = "The server failed. This is our fault, not yours."
AWAY = f"The database can't be reached at the moment. Please try again in {RETRY_SECONDS} seconds."
MALFORMED = "This request is malformed."
OTHER_HOST = "The header Host doesn't name this site."


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 to what no view can read."""
    if not _is_of_api(request):
        return defaults.bad_request(request, exception)
    return problem(request, 400, OTHER_HOST if isinstance(exception, DisallowedHost) else MALFORMED)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 to an address that nothing serves."""
    return api_not_found(request) if _is_of_api(request) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 to what no view foresaw; 503 while the database is away. Called by Django in its ``except`` clause."""
    away = database.is_away(sys.exception())
    status = 503 if away else 500
    if _is_of_api(request):
        response = problem(request, status, AWAY if away else FAILED)
    else:
        response = HttpResponse(
            loader.render_to_string("500.html", {"status": status, "request": request}), status=status
        )
    if away:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _is_of_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
