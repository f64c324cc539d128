"""Answers that rest on a version of the record: their entity tags, 304 where nothing changed, 308 from old addresses."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response

from policy.record.encoding import encode, negotiated
from policy.record.former import named_in, now_called
from policy.record.spoken import answering
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
        encoding = negotiated(request)
        request.depends_on = [encoding, *([request.today.isoformat()] if daily else [])]
        with answering(request.version):
            response = _found(view, request, *args, **kwargs)
        if request.method not in ("GET", "HEAD") or response.status_code not in (200, 308):
            return response
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        etag = entity_tag(request)
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = CACHE_CONTROL
        encode(response, encoding)
        return get_conditional_response(request, etag=etag, response=response) or response

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # nothing can be posted: to say so is the view's, with 405
    return answer


def entity_tag(request: Any) -> str:
    """Return the entity tag of a versioned answer; a view adds to `request.depends_on` what else it depends on."""
    return request.version.etag(*request.depends_on)


def following(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view that isn't versioned answer 308 where what it was asked for is called otherwise by now."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return _found(view, request, *args, **kwargs)

    return answer


def _found(view: Callable[..., Any], request: Any, *args: Any, **kwargs: Any) -> Any:
    """Return a view's answer, or the way to the new address where what it was asked for is called otherwise by now."""
    try:
        response = view(request, *args, **kwargs)
    except Http404:
        moved = _moved(request, kwargs.get("slug"))
        if moved is None:
            raise
        return moved
    is_version = response.status_code == 410 and "number" in kwargs  # whose number means nothing to another event
    moved = _moved(request, kwargs.get("slug")) if response.status_code in (404, 410) and not is_version else None
    if moved is None:
        return response
    for name in response.headers.keys() - {"Content-Type", "Content-Length"}:
        moved.headers[name] = response.headers[name]
    return moved


def _moved(request: Any, slug: str | None) -> HttpResponse | None:
    """Return 308 to the same page, with the same question, of what took a slug's place; `None`: nothing has."""
    table = named_in(request.path, slug) if slug else None
    new = now_called(table, slug) if table and slug else None
    if new is None:
        return None
    address = request.get_full_path().replace(f"/{slug}/", f"/{new}/", 1)
    return HttpResponsePermanentRedirect(address, preserve_request=True)
