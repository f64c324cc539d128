"""Long lists in pages, newest first: `before` says where the next one begins."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext

from policy.record.cursors import LARGEST
from policy.record.parameters import BadParameters, ParameterError, malformed, without_noise

PAGE_SIZE = 50
BEFORE = "before"
MOST_DIGITS = len(str(LARGEST - 1))


def asked_before(query: QueryDict) -> int:
    """Return the number below which a page's numbers lie: `LARGEST` when none is given.

    Raises `BadParameters` for anything else that the query string holds, less what advertisers append.
    """
    given = without_noise(query)
    errors = list(malformed(given, [BEFORE]))
    text = given.get(BEFORE, [str(LARGEST - 1)])[-1]
    is_whole = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and 0 < int(text) < LARGEST
    if text and not is_whole:
        errors.append(ParameterError(BEFORE, gettext("%(value)r is not a whole number above 0.") % {"value": text}))
    if errors:
        raise BadParameters(errors)
    return int(text)


def refused(request: HttpRequest, error: BadParameters, what: str) -> HttpResponse:
    """Answer 400 and say what is wrong with the parameters of a list; `what` names it, such as "list of corrections"."""
    context: dict[str, Any] = {"errors": error.errors, "what": what}
    return render(request, "history/refused.html", context, status=400)
