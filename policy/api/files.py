"""Lists as whole files, CSV or NDJSON: read in chunks from one version of the record, and streamed."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.renderers import BaseRenderer, JSONRenderer

from policy.api.columns import Column
from policy.keys.policies import EXPORT
from policy.record.parameters import ParameterError
from policy.record.snapshot import snapshot
from policy.record.version import Version

CHUNK_BYTES = 65_536
Lines = Callable[[], Iterable[bytes]]
OF_PAGES = ("page_size", "cursor", "count")  # what means nothing where there are no pages

_places = BoundedSemaphore(settings.STREAMS_AT_ONCE)


class Csv(BaseRenderer):
    media_type, format = "text/csv", "csv"


class Ndjson(BaseRenderer):
    media_type, format = "application/x-ndjson", "ndjson"


FORMS = {"json": JSONRenderer, "csv": Csv, "ndjson": Ndjson}
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8; header=present", "ndjson": "application/x-ndjson"}


class Busy(APIException):
    """As many files are under way as one process makes at a time."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "Other files are being made: please try again in a few seconds, or page through the list."
    wait = 10  # seconds


def form_of(request: HttpRequest) -> str:
    """Return the form of a list that a request gets: a key of `FORMS`, or empty where it accepts none of them."""
    asked = request.GET.get("format")
    return asked if asked in FORMS else accepted(request, FORMS)


def accepted(request: HttpRequest, forms: Mapping[str, type[BaseRenderer]]) -> str:
    """Return which of some forms a request likes best; empty where it accepts none of them."""
    liked = request.get_preferred_type([form.media_type for form in forms.values()])
    return next((name for name, form in forms.items() if form.media_type == liked), "")


class Filed:
    """A list of the API that answers pages in JSON, and is given whole as a file: by `format=`, or by `Accept`."""

    renderer_classes = list(FORMS.values())
    form_of = staticmethod(form_of)
    request: Any

    def perform_content_negotiation(self, request: Any, force: bool = False) -> tuple[BaseRenderer, str]:
        asked = FORMS.get(request.GET.get("format"))
        return (asked(), asked.media_type) if asked else super().perform_content_negotiation(request, force)  # type: ignore[misc]

    @property
    def form(self) -> str:
        """Return the form that the answer has: "json" for pages, else that of a file."""
        return self.request.accepted_renderer.format

    @property
    def counted(self) -> str | None:
        return EXPORT if self.form != "json" else super().counted  # type: ignore[misc]

    def file(self, name: str, columns: list[Column], rows: Callable[[], Iterable[str]]) -> StreamingHttpResponse:
        """Answer the file of a list; `rows` reads it, as JSON texts, when its turn has come. Raises `Busy`."""
        return self.file_of_lines(name, columns, lambda: (f"{text}\n".encode() for text in rows()))

    def file_of_lines(self, name: str, columns: list[Column], lines: Lines) -> StreamingHttpResponse:
        """Do as `file` for rows that are read as lines: JSON texts in UTF-8, each with its line feed.

        Nothing is read where the headers are all that is asked for. Raises `Busy`.
        """
        request = self.request._request
        chunks: Iterator[bytes] = iter(())
        if request.method != "HEAD":
            request.version, chunks = streamed(WRITERS[self.form](columns, lines))
        response = StreamingHttpResponse(chunks, content_type=CONTENT_TYPES[self.form])
        filename = f"monazite-{name}-v{request.version.seq}.{self.form}"
        response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
        return response


def misplaced(query: Iterable[str], form: str) -> list[ParameterError]:
    """Return what is wrong with parameters of pages where the answer is a file."""
    if form == "json":
        return []
    message = "means nothing in a file, which holds the whole list: leave it out."
    return [ParameterError(name, message) for name in OF_PAGES if name in query]


def streamed(lines: Iterable[bytes]) -> tuple[Version, Iterator[bytes]]:
    """Return the version of the record that lines are read from, and the lines in chunks.

    Nothing of them is read before. The place among the files under way is given back with the last chunk, or when the
    iterator is closed. Raises `Busy`.
    """
    begun = _streamed(lines)
    version: Any = next(begun)
    return version, begun


def _streamed(lines: Iterable[bytes]) -> Iterator[Any]:
    with place(), snapshot() as version:
        yield version
        yield from _chunks(lines)


@contextmanager
def place() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _places.release()


def _chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    chunk = bytearray()
    for line in lines:
        chunk += line
        if len(chunk) >= CHUNK_BYTES:
            yield bytes(chunk)
            chunk.clear()
    yield bytes(chunk)


class _Echo:
    """What hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(columns: list[Column], lines: Lines) -> Iterator[bytes]:
    """Yield the lines of a CSV file as RFC 4180 has them."""
    line: Callable[[Iterable[str]], Any] = csv.writer(_Echo()).writerow
    yield line(column.name for column in columns).encode()
    for text in lines():
        row = json.loads(text)
        yield line([column.cell(row) for column in columns]).encode()


def _ndjson(columns: list[Column], lines: Lines) -> Iterator[bytes]:
    yield from lines()


WRITERS = {"csv": _csv, "ndjson": _ndjson}
