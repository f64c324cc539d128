"""What permits add to the pages of measures, materials and actors."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from permits.summary import Decision, decisions_among
from permits.words import known_in_short
from policy.kinds.base import Panel, Subject
from policy.record.models import Revision
from policy.site.addresses import query_string


@dataclass(frozen=True)
class Group:
    """Permits that concern a subject in one way: those that `which` finds by its slug, the newest `shown` of them.

    `parameter` is the filter of the page of permits that lists them among others; empty: there is none. `caveat` is what to
    know of the numbers that decisions give.
    """

    title: str
    which: Callable[[str], Q]
    parameter: str = ""
    caveat: str = ""
    shown: int = 10

    def panel(self, slug: str) -> Panel | None:
        """Return the permits of this group, in three queries; `None` when there is none."""
        permits = Revision.objects.current().public().filter(self.which(slug), kind="permit")
        found = decisions_among(permits)
        if not found:
            return None
        address = f"{reverse('permits')}?{query_string({self.parameter: slug})}" if self.parameter else ""
        return Panel(_(self.title), "permits/_panel.html", Permits(found, self, address))


class Permits:
    """Permits in short: what they add up to in words, and the documents of the newest, newest first."""

    def __init__(self, found: list[Decision], group: Group, address: str) -> None:
        self.anchor = slugify(group.title)
        self.count, self.address, self.words = len(found), address, known_in_short(found)
        self.caveat = _(group.caveat) if group.caveat and any(decision.known is not None for decision in found) else ""
        self.newest = _documents([decision.slug for decision in reversed(found[-group.shown :])])

    @property
    def is_whole(self) -> bool:
        return len(self.newest) == self.count


GROUPS = {
    "measure": [
        Group(
            gettext_noop("Permits granted under this"),
            lambda slug: Q(projection__refs__contains=[f"event:{slug}"], facts__under__contains=[slug]),
            shown=20,
        )
    ],
    "material": [
        Group(
            gettext_noop("Permits"),
            lambda slug: Q(projection__tags__contains=[f"material:{slug}"]),
            "material",
            caveat=gettext_noop("A number is of all materials that its decision names."),
        )
    ],
    "actor": [
        Group(
            gettext_noop("Its decisions on permits"),
            lambda slug: Q(projection__refs__contains=[f"actor:{slug}"], facts__authority=slug),
            "actor",
        ),
        Group(
            gettext_noop("Decisions on permits for it"),
            lambda slug: (
                Q(projection__refs__contains=[f"actor:{slug}"])
                & (Q(facts__beneficiaries__contains=[slug]) | Q(facts__applicants__contains=[slug]))
            ),
            "actor",
            caveat=gettext_noop("A number is of all for whom its decision is."),
        ),
    ],
}


def panels(subject: Subject) -> Iterator[Panel]:
    """Yield a panel for each way in which published permits concern a subject."""
    for group in GROUPS.get(subject.kind, []):
        if panel := group.panel(subject.slug):
            yield panel


def _documents(slugs: list[str]) -> list[dict[str, Any]]:
    """Return the documents of published events, in the order of their slugs."""
    found = Revision.objects.current().public().filter(slug__in=slugs).values_list("slug", "document")
    texts = {slug: text for slug, text in found if text}
    return [json.loads(texts[slug]) for slug in slugs]
