"""The languages in which one page can be read, each with its address."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, to_locale

from config.languages import in_language
from policy.site.canonical import question

ENGLISH_ALONE = "/api/"  # what stands below it is for machines, and for those who program them


@dataclass(frozen=True)
class PageLanguage:
    """A page in one language: the language's own name, and the page's path, question included."""

    code: str
    name: str
    path: str
    request: HttpRequest | None

    @property
    def tag(self) -> str:
        """Return the language's tag (BCP 47)."""
        return to_locale(self.code).replace("_", "-")

    @property
    def address(self) -> str:
        return self.request.build_absolute_uri(self.path) if self.request else self.path


@dataclass(frozen=True)
class PageLanguages:
    """A page in all languages, the default one first; `own` is the one that it speaks."""

    all: list[PageLanguage]
    own: PageLanguage

    @classmethod
    def of(cls, request: HttpRequest | None) -> "PageLanguages":
        """Read them from a request, as its one address has it; what fails without one leads to the timeline."""
        path, asked = (request.path, question(request)) if request else ("/", "")
        found = [
            PageLanguage(code, name, in_language(path, code) + asked, request)
            for code, name in settings.LANGUAGES
            if code == settings.LANGUAGE_CODE or not path.startswith(ENGLISH_ALONE)
        ]
        return cls(found, next(one for one in found if one.code == get_language()))

    @property
    def default(self) -> PageLanguage:
        return next(one for one in self.all if one.code == settings.LANGUAGE_CODE)

    @property
    def others(self) -> list[PageLanguage]:
        return [one for one in self.all if one != self.own]
