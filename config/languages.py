"""The languages of the public pages: which one a page speaks, its path alone says."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


def language_of(path: str) -> str:
    """Return the language that a path's first part names; the default one, which has no prefix, for any other path."""
    return next((code for code, _ in settings.LANGUAGES if is_prefixed(path, code)), settings.LANGUAGE_CODE)


def in_language(path: str, code: str) -> str:
    """Return the path of the same page in another language."""
    own = language_of(path)
    bare = path if own == settings.LANGUAGE_CODE else path.removeprefix(f"/{own}") or "/"
    return bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}"


def is_prefixed(path: str, code: str) -> bool:
    return code != settings.LANGUAGE_CODE and f"{path}/".startswith(f"/{code}/")


class LanguageOfPath:
    """Speak the language of the path while a request is answered; no cookie and no header has a say in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request.path_info)):
            return self.get_response(request)
