"""Answers that rest on a version of the record: their entity tags, and 304 where nothing changed."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from policy.record.version import version

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"


def versioned(view: Callable[..., Any]) -> Callable[..., Any]:
    """Give a view `request.version`, and its successful answers to GET and HEAD an entity tag and caching rules."""
    return _versioned(view, daily=False)


def versioned_daily(view: Callable[..., Any]) -> Callable[..., Any]:
    """Do as `versioned` for a view whose answers depend on `request.today` too, the day in UTC."""
    return _versioned(view, daily=True)


def _versioned(view: Callable[..., Any], *, daily: bool) -> Callable[..., Any]:
    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.version, request.today = version(), datetime.now(UTC).date()
        response = view(request, *args, **kwargs)
        if request.method not in ("GET", "HEAD") or response.status_code != 200:
            return response
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        etag = request.version.etag(*([request.today.isoformat()] if daily else []))
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = CACHE_CONTROL
        return get_conditional_response(request, etag=etag, response=response) or response

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # nothing can be posted: to say so is the view's, with 405
    return answer
