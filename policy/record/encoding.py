"""In which encoding an answer is sent: the smallest of those that Accept-Encoding likes best (RFC 9110, 12.5.3)."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Protocol

import brotli
import zstandard
from django.utils.cache import patch_vary_headers

IDENTITY = "identity"
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=5),
    "zstd": lambda content: zstandard.compress(content, level=6),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}


class Stream(Protocol):
    """What compresses one stream; `flush` gives what it still holds, so that a reader can read all up to there."""

    def compress(self, part: bytes) -> bytes: ...

    def flush(self) -> bytes: ...

    def finish(self) -> bytes: ...


class Gzip:
    def __init__(self) -> None:
        self.stream = zlib.compressobj(level=6, wbits=zlib.MAX_WBITS + 16)  # with gzip's head and tail

    def compress(self, part: bytes) -> bytes:
        return self.stream.compress(part)

    def flush(self) -> bytes:
        return self.stream.flush(zlib.Z_SYNC_FLUSH)

    def finish(self) -> bytes:
        return self.stream.flush()


class Brotli:
    def __init__(self) -> None:
        self.stream = brotli.Compressor(quality=5)

    def compress(self, part: bytes) -> bytes:
        return self.stream.process(part)

    def flush(self) -> bytes:
        return self.stream.flush()

    def finish(self) -> bytes:
        return self.stream.finish()


class Zstd:
    def __init__(self) -> None:
        self.stream = zstandard.ZstdCompressor(level=6).compressobj()

    def compress(self, part: bytes) -> bytes:
        return self.stream.compress(part)

    def flush(self) -> bytes:
        return self.stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def finish(self) -> bytes:
        return self.stream.flush()


STREAMS: dict[str, Callable[[], Stream]] = {"br": Brotli, "zstd": Zstd, "gzip": Gzip}
COMPRESSIBLE = re.compile(r"text/|application/([\w.-]+\+)?(json|xml|yaml|x-ndjson)|image/svg\+xml")
WORTHWHILE_BYTES = 200
MEMBER = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q=(0(?:\.\d{1,3})?|1(?:\.0{1,3})?)\s*)?$", re.IGNORECASE)


@lru_cache(maxsize=256)
def negotiated(accepted: str) -> str:
    """Return the encoding that an Accept-Encoding header likes best, the smallest of several; else "identity"."""
    weights = _weights(accepted)
    likes = {name: weights.get(name, weights.get("*", 0.0)) for name in ENCODERS}
    best = max(ENCODERS, key=lambda name: likes[name])
    return best if likes[best] > 0 and likes[best] >= weights.get(IDENTITY, 0.0) else IDENTITY


def encode(response: Any, encoding: str) -> None:
    """Compress an answer if its kind and length make it worthwhile, and say that others may get it otherwise.

    What is streamed is always long enough; what is encoded already stays as it is.
    """
    patch_vary_headers(response, ["Accept-Encoding"])
    is_text = COMPRESSIBLE.match(response.headers.get("Content-Type", ""))
    if encoding == IDENTITY or not is_text or response.has_header("Content-Encoding"):
        return
    if response.streaming:
        response.streaming_content = compressed(response.streaming_content, encoding)
        response.headers["Content-Encoding"] = encoding
    elif len(response.content) >= WORTHWHILE_BYTES:
        response.content = ENCODERS[encoding](response.content)
        response.headers["Content-Encoding"] = encoding
        if response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))


def compressed(parts: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield a stream compressed, each part as soon as it is there; nothing for a stream without parts, as of HEAD."""
    stream: Stream | None = None
    for part in parts:
        stream = stream or STREAMS[encoding]()
        yield stream.compress(part) + stream.flush()
    if stream:
        yield stream.finish()


def _weights(accepted: str) -> dict[str, float]:
    """Read an Accept-Encoding header as weights by encoding; members that can't be read are passed over."""
    found = [member for member in map(MEMBER.match, accepted.split(",")) if member]
    return {member[1].lower(): float(member[2] or 1) for member in found}
