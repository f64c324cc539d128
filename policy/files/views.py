"""The files as they are asked for: whole or in parts, under their version for ever, or whichever is the latest."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_http_methods

from policy.api.files import Busy, place
from policy.api.problems import opened, problem
from policy.files import store
from policy.files.package import LICENCE, NAME, TITLE
from policy.files.ranges import Part, Unsatisfiable, asked_part
from policy.files.store import KeptFile, KeptVersion
from policy.record.documents import compact
from policy.record.encoding import encode, negotiated
from policy.record.http import READING
from policy.record.parameters import without_noise

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MINUTE = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
AT_ONCE_BYTES = 4_194_304  # what is longer is read piece by piece, and holds a thread for as long as somebody takes it
PIECE_BYTES = 262_144
METHODS = "GET, HEAD, OPTIONS"
EXPOSED = "Accept-Ranges, Content-Disposition, Content-Length, Content-Location, Content-Range, ETag, Link, Repr-Digest"


def to_all(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let scripts of any site read what a view answers, parts of it too, and ask first whether they may."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_asked = request.method == "OPTIONS"
        response: Any = (
            HttpResponse(status=204)
            if is_asked
            else _misasked(request) or require_http_methods(METHODS.split(", "))(view)(request, *args, **kwargs)
        )
        if is_asked:
            response.headers["Allow"] = response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = "Range, If-Match, If-None-Match, If-Range"
        opened(response).headers["Access-Control-Expose-Headers"] = EXPOSED
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # nothing can be posted: to say so is the view's, with 405
    return answer


def _misasked(request: HttpRequest) -> HttpResponse | None:
    """Refuse a question, so that nobody takes the whole of a file for what was asked; `None` where there is none."""
    asked = without_noise(request.GET)
    if request.method not in READING or not asked:
        return None
    errors = [{"parameter": name, "message": "means nothing here.", "allowed": []} for name in asked]
    return problem(request, 400, "A file is whole: the lists of /api/v1/ take filters, and format=csv.", errors=errors)


@to_all
def index(request: HttpRequest) -> HttpResponseBase:
    """List the versions whose files are kept, the newest first, with each file's size, hash and number of rows."""
    kept = store.versions()
    body = compact(
        {
            "title": TITLE,
            "licence": LICENCE,
            "latest": kept[0].seq if kept else None,
            "versions": [_told(one, request) for one in kept],
        }
    )
    response = HttpResponse(body, content_type="application/json")
    response.headers["Cache-Control"] = FOR_A_MINUTE
    encoding = negotiated(request.headers.get("Accept-Encoding", ""))
    etag = f'"{hashlib.sha256(encoding.encode() + body.encode()).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    encode(response, encoding)
    return get_conditional_response(request, etag=etag, response=response) or response


@to_all
def file(request: HttpRequest, name: str, seq: int | None = None) -> HttpResponseBase:
    """Answer a file of a version; of the newest one that is kept, where none is named."""
    kept = store.versions()
    version = next((one for one in kept if seq in (None, one.seq)), None)
    found = version.file(name) if version else None
    if version is None or found is None:
        return _missing(request, name, seq, kept)
    try:
        response = _content(request, version.folder / name, found)
    except Busy as busy:
        response = problem(request, busy.status_code, str(busy.detail))
        response.headers["Retry-After"] = str(Busy.wait)
        return response
    except FileNotFoundError:  # it was due to go just now
        return _missing(request, name, seq, [one for one in kept if one is not version])
    if response.status_code != 416:
        response.headers["Cache-Control"] = FOR_EVER if seq else FOR_A_MINUTE
    return _described(response, version, found)


def _content(request: HttpRequest, path: Path, found: KeptFile) -> HttpResponseBase:
    """Answer the bytes that are asked for, or that nothing of them changed."""
    etag = f'"{found.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        unchanged.headers["ETag"] = etag
        return unchanged
    try:
        part = asked_part(request, found.bytes, etag)
    except Unsatisfiable:
        refused = problem(request, 416, f"The file has {found.bytes} bytes, and none in this range.")
        refused.headers["Content-Range"] = f"bytes */{found.bytes}"
        return refused
    response = _bytes(request, path, part or Part(0, found.bytes, found.bytes))
    response.headers["ETag"] = etag
    if part:
        response.status_code = 206
        response.headers["Content-Range"] = part.content_range
    return response


def _bytes(request: HttpRequest, path: Path, part: Part) -> HttpResponseBase:
    """Answer some bytes of a file: those that are many, piece by piece. Raises `policy.api.files.Busy`."""
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    elif part.length <= AT_ONCE_BYTES:
        with path.open("rb") as source:
            source.seek(part.start)
            response = HttpResponse(source.read(part.length))
    else:
        pieces = _pieces(path, part)
        next(pieces)
        response = StreamingHttpResponse(pieces)
    response.headers["Content-Length"] = str(part.length)
    return response


def _pieces(path: Path, part: Part) -> Iterator[bytes]:
    """Yield nothing as soon as there is a place for one more that streams, then the bytes."""
    with place(), path.open("rb") as source:
        yield b""
        source.seek(part.start)
        left = part.length
        while left:
            piece = source.read(min(left, PIECE_BYTES))
            left -= len(piece)
            yield piece


def _described(response: HttpResponseBase, version: KeptVersion, found: KeptFile) -> HttpResponseBase:
    """Add what tells the file: its version, its hash, where it stays, and what describes it."""
    response.headers["Content-Location"] = _path(version, found.name)
    response.headers["Link"] = f'<{_path(version, NAME)}>; rel="describedby"'
    if response.status_code in (200, 206):
        digest = base64.b64encode(bytes.fromhex(found.sha256)).decode()
        shown = "inline" if found.name.endswith(".json") else "attachment"
        response.headers["Content-Type"] = found.media_type
        response.headers["Content-Disposition"] = f'{shown}; filename="{file_name(found.name, version.seq)}"'
        response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    if response.status_code != 304:
        response.headers["Accept-Ranges"] = "bytes"
    return response


def file_name(name: str, seq: int) -> str:
    """Return what a file is called where it is saved: as the API's files are, with its version."""
    stem, _, ending = name.partition(".")
    return f"{'' if stem == 'monazite' else 'monazite-'}{stem}-v{seq}.{ending}"


def _told(version: KeptVersion, request: HttpRequest) -> dict[str, Any]:
    files = [
        {
            "name": one.name,
            "url": request.build_absolute_uri(_path(version, one.name)),
            "media_type": one.media_type,
            "bytes": one.bytes,
            "sha256": one.sha256,
            "rows": one.rows,
        }
        for one in version.files
    ]
    described = {name: version.package[name] for name in ("data_set", "reviewed_through")}
    return {"version": version.seq, "published_at": version.package["created"], **described, "files": files}


def _missing(request: HttpRequest, name: str, seq: int | None, kept: list[KeptVersion]) -> HttpResponse:
    """Answer that a file isn't there, and where the nearest one is: a page for people, a problem for programs."""
    near = store.nearest(seq, kept) if seq else next(iter(kept), None)
    found = near.file(name) if near else None
    address = _path(near, found.name) if near and found else None
    if request.get_preferred_type(["application/problem+json", "application/json", "text/html"]) == "text/html":
        context = {"seq": seq, "name": name, "near": near, "address": address}
        response = render(request, "errors/missing_file.html", context, status=404)
    else:
        members = {
            "nearest": {"version": near.seq, "url": address and request.build_absolute_uri(address)} if near else None
        }
        response = problem(
            request, 404, _explained(name, seq, near), files=[one.name for one in near.files] if near else [], **members
        )
    patch_vary_headers(response, ["Accept"])
    return response


def _explained(name: str, seq: int | None, near: KeptVersion | None) -> str:
    if near is None:
        return "No files have been built yet."
    if near.seq == seq or seq is None:
        return f"There is no file {name} in version {near.seq}."
    return f"The files of version {seq} aren't kept: the nearest version is {near.seq}."


def _path(version: KeptVersion, name: str) -> str:
    return reverse("bulk-file", args=[version.seq, name])
