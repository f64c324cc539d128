"""The one address of a page, however it was asked for."""

from typing import Any
from urllib.parse import urlencode

from policy.record.parameters import without_noise

IN_WORDS = ("q",)  # a comma in it is the reader's own


def question(request: Any) -> str:
    """Return the query string of a page's one address, question mark included: filters and alternatives in one order.

    What advertisers append isn't in it, nor anything at all where the page takes no question.
    """
    if getattr(request, "asks_nothing", False):
        return ""
    given = sorted(without_noise(request.GET).items())
    query = urlencode([(name, _ordered(name, values[-1])) for name, values in given], safe=",:")
    return f"?{query}" if query else ""


def _ordered(name: str, value: str) -> str:
    return value if name in IN_WORDS else ",".join(sorted(value.split(",")))
