"""The sitemap: every public page in each language, and when what it shows was last published."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as answers
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from policy import kinds
from policy.record.http import versioned
from policy.record.models import Revision
from policy.record.public_rows import cited, public_rows
from policy.record.version import Version
from policy.site.periodic_table import public_materials

Item = tuple[str, datetime | None]  # a slug, or the name of a page; and when it changed
MOST = 50_000  # addresses in one file, as sitemaps.org allows
PAGES = (
    *("timeline", "controls", "materials", "actors", "calendar", "corrections"),
    *("data", "alerts", "about", "glossary"),
)


class Pages(Sitemap):
    """Pages of one sort, as `read` finds them; `page` names the route that takes their slugs."""

    i18n = alternates = x_default = True
    limit = MOST
    page = ""

    def read(self) -> Iterable[Item]:
        raise NotImplementedError

    @cached_property
    def found(self) -> list[Item]:
        return list(self.read())

    def items(self) -> list[Item]:
        return self.found

    def location(self, item: Item) -> str:
        return reverse(self.page, args=[item[0]])

    def lastmod(self, item: Item) -> datetime | None:
        return item[1]


class Lists(Pages):
    """The pages that take no slug; what they show is as new as the record."""

    def __init__(self, published_at: datetime | None) -> None:
        self.published_at = published_at

    def read(self) -> list[Item]:
        names = [*PAGES, *(kind.plural for kind in kinds.every())]
        return [(name, self.published_at) for name in names]

    def location(self, item: Item) -> str:
        return reverse(item[0])


class Events(Pages):
    page = "event"

    def read(self) -> Iterable[Item]:
        return Revision.objects.current().public().order_by("seq").values_list("slug", "published_at")


class Materials(Pages):
    page = "material"

    def read(self) -> list[Item]:
        return _dated("material", public_materials().values_list("slug", flat=True))


class Actors(Pages):
    page = "actor"

    def __init__(self, version: Version) -> None:
        self.version = version

    def read(self) -> list[Item]:
        return _dated("actor", sorted(public_rows(self.version).actors))


class Sources(Pages):
    page = "source"

    def read(self) -> list[Item]:
        return _dated("source", cited().order_by("slug").values_list("slug", flat=True))


@require_safe
@versioned
def sitemap(request: Any, section: str | None = None) -> HttpResponse:
    """Answer all addresses, or an index of one file for each sort of page where one file can't hold them."""
    sections = {
        "lists": Lists(request.version.published_at),
        "events": Events(),
        "materials": Materials(),
        "actors": Actors(request.version),
        "sources": Sources(),
    }
    if section is None and sum(one.paginator.count for one in sections.values()) > MOST:
        return answers.index(request, sections, sitemap_url_name="sitemap-section")
    return answers.sitemap(request, sections, section)


def _dated(table: str, slugs: Iterable[str]) -> list[Item]:
    changed = Revision.objects.current().public().last_named(table)
    return [(slug, changed.get(slug)) for slug in slugs]
