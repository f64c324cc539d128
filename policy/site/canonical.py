"""The one address of a page, however it was asked for."""

from typing import Any
from urllib.parse import urlencode

from policy.record.parameters import without_noise

IN_WORDS = ("q",)  # a comma in it is the reader's own


def canonical(request: Any) -> str:
    """Return the full address of a page: filters in one order, alternatives too, without what advertisers append.

    A page that takes no question has none in its address. Empty where the page rests on no version of the record.
    """
    if not hasattr(request, "version"):
        return ""
    given = {} if getattr(request, "asks_nothing", False) else without_noise(request.GET)
    query = urlencode([(name, _ordered(name, values[-1])) for name, values in sorted(given.items())], safe=",:")
    return request.build_absolute_uri(f"{request.path}?{query}".rstrip("?"))


def _ordered(name: str, value: str) -> str:
    return value if name in IN_WORDS else ",".join(sorted(value.split(",")))
