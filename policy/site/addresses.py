"""Query strings of lists, written from what is chosen."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect

from policy.record.chain import instant

Params = dict[str, Any]


def text_of(value: Any) -> str:
    """Write a parameter's value, cleaned or as it was given, the way a query string has it."""
    if isinstance(value, list):
        return ",".join(value)
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def query_string(params: Params) -> str:
    """Return the query string of parameters, without the question mark."""
    return urlencode({name: text_of(value) for name, value in params.items()}, safe=",:")


def without(params: Params, name: str, value: str) -> Params:
    """Return parameters without a value of one of them, and without that one when no value is left.

    With the words to look for goes the order by how well they match.
    """
    kept = [one for one in params[name] if one != value] if isinstance(params[name], list) else []
    left = {key: kept if key == name else chosen for key, chosen in params.items() if key != name or kept}
    if name == "q" and left.get("order") == "relevance":
        del left["order"]
    return left


def without_empty_fields(request: HttpRequest) -> HttpResponseRedirect | None:
    """Send the reader to the address without the fields left empty, for a form sends them all; `None`: there is none.

    A form with words to look for and no order asks for the best match first, and says so in the address.
    """
    if [""] not in dict(request.GET.lists()).values():
        return None
    query = request.GET.copy()
    if query.get("q") and query.get("order") == "":
        query["order"] = "relevance"
    elif query.get("order") == "relevance" and query.get("q") == "":
        del query["order"]
    for name, values in query.copy().lists():
        if values == [""]:
            del query[name]
    return HttpResponseRedirect(f"{request.path}?{query.urlencode(safe=',')}".rstrip("?"))
