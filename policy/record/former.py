"""Slugs that events, actors and sources once had in public, and what took their place: old addresses lead there for ever."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from policy import kinds
from policy.record.models import FormerSlug, Revision

EVENT, ACTOR, SOURCE = "event", "actor", "source"


def now_called(table: str, slug: str) -> str | None:
    """Return the slug that took the place of one at last, however many were between; `None`: nothing has."""
    last = None
    while following := _replaced(table).filter(slug=last or slug).values_list("replaced_by", flat=True).first():
        last = following
    return last


def former(table: str) -> set[str]:
    """Return all slugs of a table that something else took the place of."""
    return set(_replaced(table).values_list("slug", flat=True))


def successors(table: str) -> dict[str, str]:
    """Return what took the place of each former slug at last, by former slug."""
    following = dict(_replaced(table).values_list("slug", "replaced_by"))
    found = {}
    for slug, last in following.items():
        while last in following:
            last = following[last]
        found[slug] = last
    return found


def with_former(table: str, slugs: Iterable[str]) -> list[str]:
    """Return slugs with all whose place they took: what documents of earlier days call the same rows."""
    found = list(dict.fromkeys(slugs))
    newest = found
    while newest:
        before = _replaced(table).filter(replaced_by__in=newest).order_by("slug").values_list("slug", flat=True)
        newest = [slug for slug in before if slug not in found]
        found = [*found, *newest]
    return found


def named_in(path: str, slug: str) -> str | None:
    """Return the table in which a page's path looks a slug up, such as "event" for /permits/<slug>/; `None`: in neither."""
    before, found, _ = path.partition(f"/{slug}")
    tables = {"actors": ACTOR, "sources": SOURCE, "events": EVENT, **{kind.plural: EVENT for kind in kinds.every()}}
    return tables.get(before.rpartition("/")[2]) if found else None


def _replaced(table: str) -> QuerySet[Any]:
    if table == EVENT:
        return Revision.objects.replaced()
    return FormerSlug.objects.filter(table=table)
