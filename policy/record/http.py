"""Answers that rest on a version of the record: their entity tags, 304 where nothing changed, 308 from old addresses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response, patch_vary_headers

from policy.record.encoding import encode, negotiated
from policy.record.former import named_in, now_called
from policy.record.known import known_version
from policy.record.spoken import answering

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
READING = ("GET", "HEAD")
TAGGED = (200, 308)


@dataclass(frozen=True)
class Manner:
    """How a view answers, beside the version of the record and the address.

    `is_daily`: its answers depend on `request.today`, the day in UTC. `form` returns which form a request gets by its
    Accept header, for answers that differ by it. `headers` are on all that is tagged, and on each 304.
    """

    is_daily: bool = False
    form: Callable[[Any], str] | None = None
    cache_control: str = CACHE_CONTROL
    headers: Mapping[str, str] = field(default_factory=dict)

    def depends_on(self, request: Any, encoding: str) -> list[str]:
        """Return all that an answer follows from, beside the version and the build."""
        form = self.form(request) if self.form else ""
        return [request.build_absolute_uri(), form, encoding, *([request.today.isoformat()] if self.is_daily else [])]


def versioned(view: Callable[..., Any]) -> Callable[..., Any]:
    """Give a view `request.version`, and its successful answers to GET and HEAD an entity tag and caching rules."""
    return versioned_as(view, Manner())


def versioned_daily(view: Callable[..., Any]) -> Callable[..., Any]:
    """Do as `versioned` for a view whose answers depend on `request.today` too."""
    return versioned_as(view, Manner(is_daily=True))


def versioned_as(view: Callable[..., Any], manner: Manner) -> Callable[..., Any]:
    """Do as `versioned` in a manner. Whoever has the entity tag of the answer gets 304, and the view isn't asked."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.version, request.today = known_version(), datetime.now(UTC).date()
        encoding = negotiated(request)
        request.depends_on = manner.depends_on(request, encoding)
        if has_tag(request):
            response = HttpResponse()  # what the reader has stands for what the view would answer
        else:
            with answering(request.version):
                response = _found(view, request, *args, **kwargs)
        if request.method not in READING or response.status_code not in TAGGED:
            return response
        return _tagged(request, response, encoding, manner)

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # nothing can be posted: to say so is the view's, with 405
    return answer


def entity_tag(request: Any) -> str:
    """Return the entity tag of a versioned answer.

    It follows from all that the answer follows from: the version, the build, the full address as it was asked for, form,
    encoding and, for some, the day. So who has it was answered before, by this very address in this very state.
    """
    return request.version.etag(*request.depends_on)


def has_tag(request: Any) -> bool:
    """Tell whether a reader proves to have the answer by naming its tag; "*" proves nothing (RFC 9110, 13.1.2)."""
    return request.method in READING and entity_tag(request) in request.headers.get("If-None-Match", "")


def _tagged(request: Any, response: Any, encoding: str, manner: Manner) -> Any:
    """Return an answer with its tag and what caches are to know, or 304 in its place."""
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    etag = entity_tag(request)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = manner.cache_control
    if manner.form:
        patch_vary_headers(response, ["Accept"])
    encode(response, encoding)
    sent = get_conditional_response(request, etag=etag, response=response) or response
    for name, value in manner.headers.items():
        sent.headers[name] = value
    return sent


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
