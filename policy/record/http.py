"""Answers that rest on a version of the record: their entity tags, and 304 where nothing changed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from policy.record.version import version

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"


def versioned(view: Callable[..., Any]) -> Callable[..., Any]:
    """Give a view `request.version`, and its successful answers to GET and HEAD an entity tag and caching rules."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.version = version()  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        if request.method not in ("GET", "HEAD") or response.status_code != 200:
            return response
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        etag = request.version.etag()  # type: ignore[attr-defined]
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = CACHE_CONTROL
        return get_conditional_response(request, etag=etag, response=response) or response

    return answer
