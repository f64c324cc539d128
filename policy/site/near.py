"""What a reader may have meant whose address leads nowhere: public pages whose slugs are near to the one asked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from rapidfuzz import fuzz, process

from policy import kinds
from policy.models import Actor, Material, Source
from policy.record.models import Revision
from policy.record.public_rows import referred_to
from policy.record.spoken import TABLES, Text
from policy.record.version import Version, version
from policy.site.wording import heading, named

SHOWN = 5
LEAST_ALIKE = 75
LONGEST = 120
MOST = 5_000  # slugs that are compared with the one asked for
ALIKE = len("2025-06")  # characters
ROWS: dict[str, Any] = {"actor": Actor, "material": Material, "source": Source}
SLUG = re.compile(r"/(?P<where>[a-z]+)/(?P<slug>[^/]+)")


@dataclass(frozen=True)
class Near:
    """A public page that was perhaps meant."""

    address: str
    title: Text


def near(path: str) -> list[Near]:
    """Return the pages nearest to a path such as /events/<slug>/, nearest first.

    Nothing is read where the path is of no such form. Two queries, and one per version of the record for its slugs; where
    these are more than `MOST`, only those that begin alike are compared.
    """
    found = next((one for one in SLUG.finditer(path) if one["where"] in _tables()), None)
    if found is None or len(found["slug"]) > LONGEST:
        return []
    where, asked = found["where"], found["slug"].lower()
    slugs = _slugs(where, version())
    if len(slugs) > MOST:
        slugs = _beginning(where, asked[:ALIKE])
    alike = process.extract(asked, slugs, scorer=fuzz.ratio, limit=SHOWN, score_cutoff=LEAST_ALIKE)
    nearest = [slug for slug, _score, _place in alike]
    titles = _titles(where, nearest)
    return [Near(reverse(_tables()[where], args=[slug]), titles[slug]) for slug in nearest if slug in titles]


def _tables() -> dict[str, str]:
    """Return the routes of pages that have a slug, by where in the site they are."""
    pages = {"events": "event", "actors": "actor", "materials": "material", "sources": "source"}
    return {**pages, **{kind.plural: "event" for kind in kinds.every()}}


@lru_cache(maxsize=16)
def _slugs(where: str, of: Version) -> tuple[str, ...]:
    """Return the public slugs of a version, and no more than one above `MOST`; read once per process and version."""
    return tuple(_public(where).values_list("slug", flat=True)[: MOST + 1])


def _beginning(where: str, start: str) -> tuple[str, ...]:
    """Return public slugs with a beginning, `MOST` at most: events of a month, where it is that of an event's slug."""
    after = start[:-1] + chr(ord(start[-1]) + 1)
    found = _public(where).filter(slug__gte=start, slug__lt=after)
    return tuple(found.order_by("slug").values_list("slug", flat=True)[:MOST])


def _public(where: str) -> QuerySet[Any]:
    """Return the rows or the revisions that have the public slugs of one part of the site."""
    route = _tables()[where]
    if route == "event":
        return Revision.objects.current().public()
    return referred_to(route, ROWS[route].objects.all())


def _titles(where: str, slugs: Iterable[str]) -> dict[str, Text]:
    """Return what rows are called, by slug; only those that are there."""
    route = _tables()[where]
    if route == "event":
        public = Revision.objects.current().public().filter(slug__in=slugs).only("slug", "document")
        return {one.slug: heading(one.content) for one in public}
    found = ROWS[route].objects.filter(slug__in=slugs)
    return {row.slug: named(row, route) if route in TABLES else Text(str(row)) for row in found}
