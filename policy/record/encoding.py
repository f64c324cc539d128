"""In which encoding an answer is sent: the smallest of those that Accept-Encoding likes best (RFC 9110, 12.5.3)."""

import gzip
import re
from collections.abc import Callable

import brotli
import zstandard
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

IDENTITY = "identity"
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=5),
    "zstd": lambda content: zstandard.compress(content, level=6),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}
COMPRESSIBLE = re.compile(r"text/|application/([\w.-]+\+)?(json|xml|yaml|x-ndjson)|image/svg\+xml")
WORTHWHILE_BYTES = 200
MEMBER = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q=(0(?:\.\d{1,3})?|1(?:\.0{1,3})?)\s*)?$", re.IGNORECASE)


def negotiated(request: HttpRequest) -> str:
    """Return the encoding that a reader likes best, the smallest of several; "identity" where none of ours is wanted."""
    weights = _weights(request.headers.get("Accept-Encoding", ""))
    likes = {name: weights.get(name, weights.get("*", 0.0)) for name in ENCODERS}
    best = max(ENCODERS, key=lambda name: likes[name])
    return best if likes[best] > 0 and likes[best] >= weights.get(IDENTITY, 0.0) else IDENTITY


def encode(response: HttpResponse, encoding: str) -> None:
    """Compress an answer if its kind and length make it worthwhile, and say that others may get it otherwise.

    What is streamed, or encoded already, stays as it is.
    """
    patch_vary_headers(response, ["Accept-Encoding"])
    if encoding == IDENTITY or response.streaming or response.has_header("Content-Encoding"):
        return
    is_text = COMPRESSIBLE.match(response.headers.get("Content-Type", ""))
    if is_text and len(response.content) >= WORTHWHILE_BYTES:
        response.content = ENCODERS[encoding](response.content)
        response.headers["Content-Encoding"] = encoding
        if response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))


def _weights(accepted: str) -> dict[str, float]:
    """Read an Accept-Encoding header as weights by encoding; members that can't be read are passed over."""
    found = [member for member in map(MEMBER.match, accepted.split(",")) if member]
    return {member[1].lower(): float(member[2] or 1) for member in found}
