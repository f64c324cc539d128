"""Errors of the API as RFC 9457 problem details."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound
from rest_framework.views import exception_handler

from policy.record.documents import compact
from policy.record.http import CACHE_CONTROL
from policy.record.models import Revision
from policy.record.parameters import BadParameters
from policy.record.served import tombstone

CONTENT_TYPE = "application/problem+json"
EXPOSED = "ETag, Link, Retry-After, RateLimit, RateLimit-Policy, Content-Disposition"
OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED}


class Gone(APIException):
    """The event was retracted; its tombstone says why."""

    status_code = status.HTTP_410_GONE
    default_detail = "This event was retracted."

    def __init__(self, revision: Revision) -> None:
        ended = "has another address" if revision.replaced_by else "was retracted"
        super().__init__(f"This event {ended}: {revision.reason}")
        self.members = {"tombstone": tombstone(revision)}


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Turn an exception of a view into a problem; what isn't an error of the request stays one of the server."""
    request = context["request"]
    if isinstance(error, BadParameters):
        errors = [{"parameter": one.parameter, "message": one.message, "allowed": one.allowed} for one in error.errors]
        return problem(request, 400, str(error), errors=errors)
    if isinstance(error, Http404):
        error = NotFound("There is nothing at this address.")
    response = exception_handler(error, context)
    if response is None or not isinstance(error, APIException):
        return None
    answer = problem(request, response.status_code, str(error.detail), **getattr(error, "members", {}))
    for name, value in response.headers.items():
        if name != "Content-Type":
            answer.headers[name] = value
    return answer


def problem(request: Any, code: int, detail: str, **members: Any) -> HttpResponse:
    """Return a problem details answer; `members` are added to the standard ones."""
    http = getattr(request, "_request", request)
    body = {
        "type": "about:blank",
        "title": HttpResponse(status=code).reason_phrase,
        "status": code,
        "detail": detail,
        "instance": http.get_full_path(),
        **members,
    }
    response = HttpResponse(compact(body), status=code, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"  # what is wrong now may be right after the next publication
    return opened(response)


def opened(response: HttpResponse) -> HttpResponse:
    """Let scripts of any site read an answer, and the headers that say what to do with it, without credentials."""
    for name, value in OPEN.items():
        response.headers[name] = value
    return response


@csrf_exempt
def not_found(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer any address of the API that nothing serves; 308 to the one that it lacks nothing but the last slash of."""
    if path and not path.endswith("/") and request.method in ("GET", "HEAD"):
        complete = f"{request.path_info}/"
        if resolve(complete).func is not not_found:
            address = request.get_full_path(force_append_slash=True)
            moved = HttpResponsePermanentRedirect(address, preserve_request=True)
            moved.headers["Cache-Control"] = CACHE_CONTROL
            return opened(moved)
    return problem(request, 404, "There is nothing at this address; /api/v1/ lists what there is.")
