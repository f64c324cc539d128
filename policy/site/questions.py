"""Pages that answer no question: what lists and the board take as parameters would be passed over in silence there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from policy.record.control_filters import ControlFilters
from policy.record.filters import EventFilters


def takes_no_question(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse, with 400, what means something elsewhere, such as `on`; a stranger's mark in an address does no harm."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        misplaced = sorted({*ControlFilters.PARAMETERS, *EventFilters.parameters()} & request.GET.keys())
        if misplaced:
            return render(request, "400.html", {"misplaced": misplaced}, status=400)
        return view(request, *args, **kwargs)

    return answer
