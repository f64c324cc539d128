"""Where the addresses of sources stand, in words: for their list, its filter and their pages."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format

from policy.choices import LinkState
from policy.models import LinkStatus, Source

UNCHECKED = "not checked yet"
CURRENT = Q(link__url=F("url"), link__checked_at__isnull=False)
QUESTIONS: dict[str, tuple[str, Q]] = {
    "vanished": ("gone", CURRENT & Q(link__vanished_on__isnull=False)),
    "lost": (
        "gone, nothing kept of it",
        CURRENT & Q(link__vanished_on__isnull=False, archive_url="", copies__isnull=True),
    ),
    "failing": (
        "fails, not taken as gone",
        CURRENT & Q(link__vanished_on__isnull=True, link__state__in=[LinkState.GONE, LinkState.UNREACHABLE]),
    ),
    "moved": ("moved", CURRENT & Q(link__state=LinkState.MOVED)),
    "not_asked": ("can't be asked for", CURRENT & Q(link__state=LinkState.NOT_ASKED)),
    "refused": ("lets no program see it", CURRENT & Q(link__state=LinkState.REFUSED)),
    "answers": ("answers", CURRENT & Q(link__state=LinkState.ANSWERS)),
}


class LinkFilter(admin.SimpleListFilter):
    """Takes sources by where their addresses stand."""

    title = "link"
    parameter_name = "link"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [*((name, words) for name, (words, _) in QUESTIONS.items()), ("unchecked", UNCHECKED)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "unchecked":
            return queryset.exclude(pk__in=Source.objects.filter(CURRENT))
        return queryset.filter(QUESTIONS[self.value()][1]) if self.value() in QUESTIONS else queryset


def status_of(source: Source) -> LinkStatus | None:
    """Return what is known of the address that a source has now; `None` if that was never asked for."""
    status = getattr(source, "link", None)
    return status if status and status.url == source.url and status.checked_at else None


def standing(source: Source) -> str:
    """Say where a source's address stands: "answers", "gone since 3 May 2026"."""
    status = status_of(source)
    if status is None:
        return UNCHECKED
    if status.vanished_on:
        return f"gone since {date_format(status.vanished_on, 'j F Y')}"
    return status.get_state_display()


def told(source: Source) -> str:
    """Say what the newest check of a source's address showed: "Checked on 3 May 2026: it answers (200)."."""
    status = status_of(source)
    if status is None:
        return "Its address was not checked yet."
    moved = f" Now at {status.moved_to}" if status.moved_to else ""
    return f"Checked on {date_format(status.checked_at, 'j F Y, H:i')} UTC: {status.told}.{moved}"


class LinkColumn:
    """A column that says where each source's address stands."""

    @admin.display(description="link", ordering="link__due_at")
    def link_state(self, source: Source) -> str:
        return standing(source)
