"""The way to a new address from one whose event or row is called otherwise by now."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect

from policy.record.former import named_in, now_called


def following(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view that isn't versioned answer 308 where what it was asked for is called otherwise by now."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return found(view, request, *args, **kwargs)

    return answer


def found(view: Callable[..., Any], request: Any, *args: Any, **kwargs: Any) -> Any:
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
