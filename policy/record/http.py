"""Answers that rest on one version of the record: their entity tags, and 304 where nothing changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial, wraps
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_etags

from policy.record.encoding import encode, negotiated
from policy.record.known import known_version, learn, newest_version
from policy.record.moved import found
from policy.record.snapshot import snapshot
from policy.record.spoken import answering
from policy.record.version import Fixed, Version

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

    def depends_on(self, request: Any) -> list[str]:
        """Return all that an answer follows from, beside the version and the build."""
        form = self.form(request) if self.form else ""
        day = [request.today.isoformat()] if self.is_daily else []
        return [request.build_absolute_uri(), form, request.answered_in, *day]


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
        request.answered_in = negotiated(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        request.today = datetime.now(UTC).date()
        begin(request, manner, known_version())
        if has_tag(request):
            response = HttpResponse()  # what the reader has stands for what the view would answer
        else:
            response = _of_one_version(request, manner, partial(found, view, request, *args, **kwargs))
        if request.method not in READING or response.status_code not in TAGGED:
            return response
        return _tagged(request, response, manner)

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # nothing can be posted: to say so is the view's, with 405
    return answer


def begin(request: Any, manner: Manner, version: Version) -> None:
    """Let a request be answered from a version, as if it had been from none before.

    A view that reads all of its answer in one query, and the version with it, says in `request.all_of` which one that is.
    """
    request.version, request.depends_on, request.all_of = version, manner.depends_on(request), None


def entity_tag(request: Any) -> str:
    """Return the entity tag of a versioned answer.

    It follows from all that the answer follows from: the version, the build, the full address, form, encoding and, for
    some, the day. So who has it was answered before, by this very address in this very state.
    """
    return request.version.etag(*request.depends_on)


def has_tag(request: Any) -> bool:
    """Tell whether a reader proves to have the answer by naming its tag; "*" proves nothing (RFC 9110, 13.1.2)."""
    if request.method not in READING or "HTTP_IF_NONE_MATCH" not in request.META:
        return False
    return entity_tag(request) in (tag.removeprefix("W/") for tag in parse_etags(request.META["HTTP_IF_NONE_MATCH"]))


def _of_one_version(request: Any, manner: Manner, respond: Callable[[], Any]) -> Any:
    """Return what a view answers, all of it from `request.version`.

    Versions only grow and come whole, so where the database has the same one before and after, all between saw just that.
    What a view read in one query is of the version that this query saw. If it is another, the view answers again, from a
    snapshot. What is streamed has one of its own.
    """
    response = _rendered(request, respond)
    if response.streaming:
        learn(request.version)
    elif request.method in READING and (request.all_of or newest_version()) != request.version:
        with snapshot() as version:
            learn(version)
            begin(request, manner, Fixed.of(version))
            return _rendered(request, respond)
    return response


def _rendered(request: Any, respond: Callable[[], Any]) -> Any:
    with answering(request.version):
        response = respond()
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        return response


def _tagged(request: Any, response: Any, manner: Manner) -> Any:
    """Return an answer with its tag and what caches are to know, or 304 in its place.

    `rests_on` on it says that nothing else than the request's address and headers, the version and the day decided it.
    """
    etag = entity_tag(request)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = manner.cache_control
    if manner.form:
        patch_vary_headers(response, ["Accept"])
    encode(response, request.answered_in)
    sent: Any = get_conditional_response(request, etag=etag, response=response) or response
    for name, value in manner.headers.items():
        sent.headers[name] = value
    if request.depends_on == manner.depends_on(request):
        sent.rests_on = (request.version, request.today)
    return sent
