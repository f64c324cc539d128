"""What answers a question that can't be meant where no form can say so: pages that take none, and files."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from policy.record.control_filters import ControlFilters
from policy.record.filters import EventFilters
from policy.record.parameters import BadParameters


def takes_no_question(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse, with 400, what means something elsewhere, such as `on`; a stranger's mark in an address does no harm.

    The view's request says that its query string means nothing, as `asks_nothing`.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        misplaced = sorted({*ControlFilters.PARAMETERS, *EventFilters.parameters()} & request.GET.keys())
        if misplaced:
            return render(request, "400.html", {"misplaced": misplaced}, status=400)
        request.asks_nothing = True  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return answer


def in_text(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer parameters that a file can't be made for with 400, and what is wrong in plain text."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadParameters as error:
            lines = "".join(f"{one}\n" for one in error.errors)
            return HttpResponse(lines, status=400, content_type="text/plain; charset=utf-8")

    return answer
