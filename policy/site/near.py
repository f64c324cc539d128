"""What a reader may have meant whose address leads nowhere: public pages whose slugs are near to the one asked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from rapidfuzz import fuzz, process

from policy import kinds
from policy.models import Actor, Material, Source
from policy.record.models import Revision
from policy.record.spoken import TABLES, Text
from policy.record.version import Version, version
from policy.site.wording import heading, named

SHOWN = 5
LEAST_ALIKE = 75
LONGEST = 120
SLUG = re.compile(r"/(?P<where>[a-z]+)/(?P<slug>[^/]+)")


@dataclass(frozen=True)
class Near:
    """A public page that was perhaps meant."""

    address: str
    title: Text


def near(path: str) -> list[Near]:
    """Return the pages nearest to a path such as /events/<slug>/, nearest first.

    Nothing is read where the path is of no such form. Two queries, and one per version of the record for its slugs.
    """
    found = next((one for one in SLUG.finditer(path) if one["where"] in _tables()), None)
    if found is None or len(found["slug"]) > LONGEST:
        return []
    where = found["where"]
    slugs = _slugs(where, version())
    alike = process.extract(found["slug"].lower(), slugs, scorer=fuzz.ratio, limit=SHOWN, score_cutoff=LEAST_ALIKE)
    nearest = [slug for slug, _score, _place in alike]
    titles = _titles(where, nearest)
    return [Near(reverse(_tables()[where], args=[slug]), titles[slug]) for slug in nearest if slug in titles]


def _tables() -> dict[str, str]:
    """Return the routes of pages that have a slug, by where in the site they are."""
    pages = {"events": "event", "actors": "actor", "materials": "material", "sources": "source"}
    return {**pages, **{kind.plural: "event" for kind in kinds.every()}}


@lru_cache(maxsize=16)
def _slugs(where: str, of: Version) -> tuple[str, ...]:
    """Return the public slugs of a version; read once per process and version."""
    public = Revision.objects.current().public()
    route = _tables()[where]
    return tuple(public.values_list("slug", flat=True) if route == "event" else public.named(route))


def _titles(where: str, slugs: Iterable[str]) -> dict[str, Text]:
    """Return what rows are called, by slug; only those that are there."""
    rows: dict[str, Any] = {"actor": Actor, "material": Material, "source": Source}
    route = _tables()[where]
    if route == "event":
        public = Revision.objects.current().public().filter(slug__in=slugs).only("slug", "document")
        return {one.slug: heading(one.content) for one in public}
    found = rows[route].objects.filter(slug__in=slugs)
    return {row.slug: named(row, route) if route in TABLES else Text(str(row)) for row in found}
