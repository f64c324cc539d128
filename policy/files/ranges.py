"""The part of a file that a request asks for (RFC 9110, section 14)."""

import re
from dataclasses import dataclass

from django.http import HttpRequest

ONE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE)


class Unsatisfiable(ValueError):
    """No byte of the file lies in the range asked for."""


@dataclass(frozen=True)
class Part:
    """Some bytes of a file: from `start` on, `length` of them, which may be all of `size`."""

    start: int
    length: int
    size: int

    @property
    def is_whole(self) -> bool:
        return self.length == self.size

    @property
    def content_range(self) -> str:
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


def asked_part(request: HttpRequest, size: int, etag: str) -> Part | None:
    """Return the part that a GET asks for; `None` for the whole file. Raises `Unsatisfiable`.

    Several ranges at once, and what can't be read as a range, are passed over, as the RFC allows. So is a range of another
    version of the file, as `If-Range` tells it.
    """
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or asked is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked[1], asked[2]
    if not first and not last:
        return None
    if not first:
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last or size - 1), size - 1)
        if last and int(last) < start:
            return None
    if start > end:
        raise Unsatisfiable
    return Part(start, end - start + 1, size)
