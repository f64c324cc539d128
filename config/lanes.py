"""Which middlewares a request passes: three of them where it reads a public page, all where it may change something."""

from collections.abc import Callable
from typing import Any

from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware

from config.content_policy import ContentPolicyMiddleware
from config.errors import WrongMethodMiddleware
from config.finished import LONG_LANE
from config.languages import LanguageOfPath
from config.lengths import LengthMiddleware
from policy.keys.middleware import LimitsMiddleware
from policy.record.normal import is_page, normal

Handler = Callable[[HttpRequest], Any]
READING = ("GET", "HEAD", "OPTIONS")
# Those of the long list that have a say in what readers get, the outermost first.
OF_READERS = (
    LimitsMiddleware,
    SecurityMiddleware,
    ContentPolicyMiddleware,
    LengthMiddleware,
    XFrameOptionsMiddleware,
    WrongMethodMiddleware,
)

_views: Handler


def views(get_response: Handler) -> Handler:
    """Keep what asks the views, for `Lanes`: the last of the list is made first, the first of it last."""
    global _views
    _views = get_response
    return get_response


class Lanes:
    """Lead who reads a public page past what only the desk and forms need, with the question in its normal form."""

    def __init__(self, get_response: Handler) -> None:
        self.long = get_response
        answered: Handler = convert_exception_to_response(PublicHeaders(_views))
        self.short = LanguageOfPath(answered)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READING or request.path_info.startswith(LONG_LANE):
            return self.long(request)
        query = request.META.get("QUERY_STRING", "")
        request.META["QUERY_STRING"] = normal(query, of_page=is_page(request.path_info))
        return self.short(request)


class PublicHeaders:
    """Do in one step what `OF_READERS` do in six: refuse what they refuse, then add what they add."""

    def __init__(self, get_response: Handler) -> None:
        parts: list[Any] = [part(get_response) for part in OF_READERS]
        self.get_response = get_response
        self.refusing = [part.process_request for part in parts if hasattr(part, "process_request")]
        self.adding = [part.process_response for part in reversed(parts)]
        self.respond: Handler = convert_exception_to_response(self._respond)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        for add in self.adding:
            response = add(request, response)
        return response

    def _respond(self, request: HttpRequest) -> HttpResponse:
        for refuse in self.refusing:
            if refused := refuse(request):
                return refused
        return self.get_response(request)
