"""The read-only API: documents as they were stored at publication, found by the filters that pages use."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from rest_framework import serializers
from rest_framework.exceptions import NotAcceptable, NotFound, ParseError
from rest_framework.renderers import BaseRenderer
from rest_framework.views import APIView

from policy import kinds
from policy.api import takes
from policy.api.answers import EventPage, RootAnswer, StatusAnswer
from policy.api.columns import event_columns
from policy.api.files import FORMS, Filed, misplaced
from policy.api.problems import OPEN, Gone, opened
from policy.api.reference_tables import TABLES
from policy.api.takes import DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE
from policy.keys.access import Bearer, HasScope, Quotas
from policy.keys.policies import SEARCH
from policy.record.chain import instant
from policy.record.control_filters import ControlFilters
from policy.record.cursors import Cursor
from policy.record.documents import compact
from policy.record.filters import EventFilters
from policy.record.http import CACHE_CONTROL, READING, Manner, versioned_as
from policy.record.listing import Listing, events_by_kind, record_begins
from policy.record.models import Revision
from policy.record.normal import is_garbled
from policy.record.parameters import BadParameters, ParameterError
from policy.record.served import CURRENT, ServedDocument, chosen, document_keys, served_one

PREFLIGHT_SECONDS = 86_400
ANYTHING = "*/*"
CONTENT_SECURITY_POLICY = "default-src 'none'; frame-ancestors 'none'"


class RecordView(APIView):
    """A public answer that rests on the record: JSON, open to scripts of any site, cacheable by version.

    `is_daily`: it depends on today's date as well. `form_of` returns which form a request gets, where there are several.
    The rest is what the schema says of it (docs/adr/0015): `summary` and
    `about` in words, the `group` it stands in, what describes its answer, whether that may be a tombstone, and a question,
    by parameter, whose answer is shown as an example (or that none is).
    """

    http_method_names = ["get", "head", "options"]
    is_daily: ClassVar[bool] = False
    cache_control: ClassVar[str] = CACHE_CONTROL
    form_of: ClassVar[Callable[[HttpRequest], str] | None] = None
    authentication_classes = [Bearer]
    permission_classes = [HasScope]
    throttle_classes = [Quotas]
    group: ClassVar[str] = "The record"
    summary: ClassVar[str]
    about: ClassVar[str] = ""
    answers: ClassVar[type[serializers.Serializer]]
    may_be_gone: ClassVar[bool] = False
    example: ClassVar[dict[str, str] | None] = {}

    @classmethod
    def takes(cls) -> dict[str, forms.Field]:
        """Return the parameters that it takes in the query string; each says what it means."""
        return {}

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        headers = {**OPEN, "Content-Security-Policy": CONTENT_SECURITY_POLICY}
        return versioned_as(
            super().as_view(**initkwargs), Manner(cls.is_daily, cls.form_of, cls.cache_control, headers)
        )

    @property
    def counted(self) -> str | None:
        """Return the limit that this request counts under without a key; `None` for one that isn't counted then."""
        return SEARCH if "q" in self.request._request.GET else None

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Refuse a query string that isn't percent-encoded UTF-8, before anything of it is taken for something else."""
        if request.method in READING and is_garbled(request.META.get("QUERY_STRING", "")):
            raise ParseError("The query string is no percent-encoded UTF-8 (RFC 3986, 2.1): write a % itself as %25.")
        super().initial(request, *args, **kwargs)

    def perform_content_negotiation(self, request: Any, force: bool = False) -> tuple[BaseRenderer, str]:
        """Return the form that `Accept` likes best, by its weights (RFC 9110, 12.5.1). Raises `NotAcceptable`.

        What doesn't read is answered whatever it accepts: OPTIONS without content, the rest with 405.
        """
        if request.META.get("HTTP_ACCEPT", ANYTHING) == ANYTHING:
            return self.renderer_classes[0](), self.renderer_classes[0].media_type
        forms = {one.media_type: one for one in self.renderer_classes}
        liked = request._request.get_preferred_type(list(forms))
        if liked is None and request.method in READING:
            raise NotAcceptable(f"This address answers {' or '.join(forms)}, and Accept takes none of it.")
        media_type = liked or next(iter(forms))
        return forms[media_type](), media_type

    def options(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say what may be asked, and to a browser which of it a script of another site may ask (a CORS preflight)."""
        headers = {
            "Access-Control-Allow-Methods": ", ".join(self.allowed_methods),
            "Access-Control-Allow-Headers": "Authorization, If-None-Match",
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        }
        response = HttpResponse(status=204, headers=headers)
        del response.headers["Content-Type"]
        return response

    def answer(self, text: str) -> HttpResponse:
        return HttpResponse(text, content_type="application/json")

    def document(self, condition: str, *values: Any) -> HttpResponse:
        """Answer the document of the one revision that meets a condition, read with its version in one query.

        Raises `Http404` where there is none, `Gone` for a tombstone.
        """
        version, seq, text = served_one(self.request.build_absolute_uri, condition, *values)
        if seq is None:
            raise Http404
        if text is None:
            raise Gone(Revision.objects.get(seq=seq))
        self.request._request.all_of = version
        return self.answer(text)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        return opened(response)

    def address(self, cursor: Cursor | str | None) -> str | None:
        """Return the full address of this list at another place; `None` where there is none."""
        if cursor is None:
            return None
        query = self.request.GET.copy()
        query["cursor"] = cursor if isinstance(cursor, str) else cursor.encoded()
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")

    def refuse_parameters(self, *allowed: str) -> None:
        """Raise `BadParameters` for each parameter that isn't among `allowed`, or is given twice."""
        names = list(allowed)
        errors = [
            ParameterError(name, "is no parameter here.", names) for name in self.request.GET if name not in allowed
        ]
        errors += [
            ParameterError(name, "is given more than once.")
            for name, given in self.request.GET.lists()
            if len(given) > 1
        ]
        if errors:
            raise BadParameters(errors)


class EventList(Filed, RecordView):
    """Published events, filtered, in pages or as a file. `kind` narrows the list to one kind of events."""

    kind: ClassVar[str | None] = None
    group, summary, answers = "Events", "List {plural}", EventPage
    about = "Those that the filters leave, the newest first, in pages or as a whole file."
    example = {"country": "CN", "page_size": "1", "count": "true"}

    @classmethod
    def takes(cls) -> dict[str, forms.Field]:
        return takes.event_filters(without=["kind"] if cls.kind else []) | takes.list_options(document_keys())

    def get(self, request: Any) -> HttpResponse:
        """Return {next, previous, version, results}; `count=true` adds an exact count, `fields` limits the fields.

        A file has the same rows, all of them, and no more. `corrected` is there when `q` had a misspelt word: which one, and
        what was looked for in its place.
        """
        options, errors = ListOptions.read(request.GET, document_keys(), self.form)
        listing = Listing.parse(
            request.GET,
            request._request.version,
            kinds=[self.kind] if self.kind else None,
            page_size=options.page_size,
            extra=ListOptions.PARAMETERS,
            extra_errors=errors,
        )
        if self.form != "json":
            columns = event_columns(self.kind, options.fields)
            name = kinds.get(self.kind).plural if self.kind else "events"
            return self.file_of_lines(name, columns, lambda: self._lines(listing, options))
        return self._page(listing, options)

    def _page(self, listing: Listing, options: "ListOptions") -> HttpResponse:
        page = listing.text_page(self.request.build_absolute_uri)
        links = {"next": self.address(page.next), "previous": self.address(page.previous)}
        head: dict[str, Any] = {**links, "version": listing.version.seq}
        if options.count:
            head["count"] = listing.count()
        if listing.asked and listing.asked.corrections:
            head["corrected"] = [{"typed": one.typed, "used": one.used} for one in listing.asked.corrections]
        if "known_at" in listing.params and not page.texts:
            begins = record_begins()
            head["record_begins"] = instant(begins) if begins else None
        results = ",".join(options.limited(page.texts))
        return link_header(self.answer(f'{compact(head)[:-1]},"results":[{results}]}}'), links)

    def _lines(self, listing: Listing, options: "ListOptions") -> Iterable[bytes]:
        lines = listing.whole_texts(self.request.build_absolute_uri)
        if self.form == "csv" or not options.fields:
            return lines
        return (f"{text}\n".encode() for text in options.limited(line.decode() for line in lines))


def link_header(response: HttpResponse, links: dict[str, str | None]) -> HttpResponse:
    """Add the `Link` header of a list: the addresses of the pages after and before."""
    relations = {"next": "next", "previous": "prev"}
    told = [f'<{address}>; rel="{relations[name]}"' for name, address in links.items() if address]
    if told:
        response.headers["Link"] = ", ".join(told)
    return response


def place_given(query: QueryDict, order: str, types: Sequence[type], errors: list[ParameterError]) -> Cursor | None:
    """Return the cursor of a query string, for a list in this order whose sort key has these types; `None`: there is none.

    For one that the list didn't give out, adds to `errors`.
    """
    if "cursor" not in query:
        return None
    try:
        return Cursor.decoded(query["cursor"], order, types)
    except ValueError:
        errors.append(ParameterError("cursor", "is not one that this list gave out: start without it."))
        return None


class ListOptions:
    """How a list is to be shown: parameters that filter nothing."""

    PARAMETERS = ("page_size", "count", "fields", "format")

    def __init__(self, page_size: int, *, count: bool, fields: list[str]) -> None:
        self.page_size, self.count, self.fields = page_size, count, fields

    @classmethod
    def read(cls, query: QueryDict, keys: list[str], form: str) -> tuple["ListOptions", list[ParameterError]]:
        """Read the options of a query string, and what is wrong with them; the rest of it is the list's to judge.

        `keys` are the fields that a row of the list has, `form` is that of the answer.
        """
        errors = misplaced(query, form)
        if query.get("format", form) not in FORMS:
            errors.append(ParameterError("format", f"{query['format']!r} is not allowed here.", list(FORMS)))
        size = query.get("page_size", str(DEFAULT_PAGE_SIZE))
        if not re.fullmatch(r"[0-9]{1,3}", size) or not 1 <= int(size) <= LARGEST_PAGE_SIZE:
            errors.append(ParameterError("page_size", f"is not a whole number from 1 to {LARGEST_PAGE_SIZE}."))
            size = str(DEFAULT_PAGE_SIZE)
        count = query.get("count", "false")
        if count not in ("true", "false"):
            errors.append(ParameterError("count", f"{count!r} is not allowed here.", ["true", "false"]))
        fields = query["fields"].split(",") if "fields" in query else []
        unknown = [name for name in fields if name not in keys]
        if unknown:
            errors.append(ParameterError("fields", f"{', '.join(map(repr, unknown))} is no field.", keys))
        return cls(int(size), count=count == "true", fields=fields), errors

    def limited(self, texts: Iterable[str]) -> Iterable[str]:
        """Return rows with the fields asked for; as they are, where all are."""
        return (chosen(text, self.fields) for text in texts) if self.fields else texts


class EventDetail(RecordView):
    """One published event; 410 with its tombstone when it was retracted."""

    kind: ClassVar[str | None] = None
    group, summary, answers, may_be_gone = "Events", "One {name}", ServedDocument, True
    about = "The whole document, with the publication that it is of. A tombstone where it was retracted."

    def get(self, request: Any, slug: str) -> HttpResponse:
        self.refuse_parameters()
        return self.document(CURRENT, slug, self.kind)


def asked_about(kinds: Iterable[str], slug: str, known_at: datetime | None) -> Revision:
    """Return the revision of an event of some kinds that was public at an instant (now, for `None`).

    Raises `Gone` for one that is retracted by now, `Http404` or `NotFound` where there is none.
    """
    newest = Revision.objects.current().filter(slug=slug, kind__in=kinds).defer("facts").first()
    if newest is None:
        raise Http404
    if newest.document is None and known_at is None:
        raise Gone(newest)
    known = Revision.objects.filter(event=newest.event_id).defer("facts").known_at(known_at).public().first()
    if known is None:
        raise NotFound("It wasn't public at that instant (known_at); its revisions/ say since when it is.")
    return known


class Status(RecordView):
    """Which state of the record this is."""

    summary, answers = "The state of the record", StatusAnswer
    about = "Which data set and version this is, how far it was reviewed, and how many events it holds."

    def get(self, request: Any) -> HttpResponse:
        """Return the data set's id, its version (the newest sequence number), counts per kind, and the newest hash."""
        self.refuse_parameters()
        version = request._request.version
        newest = Revision.objects.newest()
        counts = events_by_kind(version)
        body = {
            "data_set": str(version.data_set),
            "version": version.seq,
            "reviewed_through": version.reviewed_through,
            "published_at": instant(newest.published_at) if newest else None,
            "counts": {"events": sum(counts.values())}
            | {kind.plural: counts.get(kind.name, 0) for kind in kinds.every()},
            "sha256": newest.sha256 if newest else None,
        }
        return self.answer(compact(body))


def endpoints() -> dict[str, str]:
    """Return the endpoints of the API that need no slug, as routes by name."""
    return {
        "events": "api:events",
        **{kind.plural: f"api:{kind.plural}" for kind in kinds.every()},
        "facets": "api:facets",
        "changes": "api:changes",
        "controls": "api:controls",
        **{table.name: f"api:{table.name}" for table in TABLES},
        "status": "api:status",
        "schema": "api:schema",
        "docs": "api:docs",
        **{name: route for kind in kinds.every() for name, route in kind.endpoints.items()},
    }


class Root(RecordView):
    """What the API offers."""

    summary, answers = "What there is", RootAnswer
    about = "The endpoints that need no slug, and the parameters of lists."

    def get(self, request: Any) -> HttpResponse:
        self.refuse_parameters()
        body = {
            "endpoints": {name: request.build_absolute_uri(reverse(route)) for name, route in endpoints().items()},
            "filters": EventFilters.parameters(),
            "control_filters": list(ControlFilters.PARAMETERS),
            "list_options": [*ListOptions.PARAMETERS, "cursor"],
            "licence": "CC-BY-4.0",
        }
        return self.answer(compact(body))


def of_kind(view: type[RecordView], kind: str) -> Any:
    """Return a view of one kind's events only."""
    own = {"kind": kind, "__doc__": view.__doc__, "group": kinds.get(kind).plural.capitalize()}
    return type(f"{kind.title()}{view.__name__}", (view,), own).as_view()
