"""The documents that the record rests on: an index by publisher, and for each source all that it supports."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel import Locale, UnknownLocaleError
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from policy.choices import SourceTier
from policy.meanings import CHECKED, TIER
from policy.models import Actor, LinkStatus, Source
from policy.record.http import versioned
from policy.record.models import Revision
from policy.record.parameters import BadParameters, ParameterError, malformed, without_noise
from policy.record.public_rows import cited
from policy.site.keyset import refused
from policy.site.questions import takes_no_question

PER_PAGE = 100
PARAMETERS = ("publisher", "page")
PAGE_NUMBER = re.compile("[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class Supported:
    """A published event, and what one source supports of it: its citations there, as its document has them."""

    event: dict[str, Any]
    citations: list[dict[str, Any]]


@dataclass(frozen=True)
class SourcePage:
    """A source with all that published events cite it for, newest first; `vanished_on` is the day since which it is gone."""

    source: Source
    supported: list[Supported]
    vanished_on: date | None

    @classmethod
    def read(cls, source: Source) -> "SourcePage":
        """Read what a source supports, in two queries."""
        citing = Revision.objects.current().public().showing(f"source:{source.slug}").order_by("-projection__order_key")
        documents = [json.loads(text) for text in citing.values_list("document", flat=True)]
        gone = LinkStatus.objects.vanished().filter(source=source, url=source.url)
        return cls(source, list(_supported(source.slug, documents)), gone.values_list("vanished_on", flat=True).first())

    @property
    def facts(self) -> int:
        """Return how many facts rest on it."""
        return sum(len(one.citations) for one in self.supported)

    @property
    def language(self) -> str:
        """Return the name of the language it is written in, in the reader's; its tag where it has no name."""
        try:
            return Locale.parse(self.source.language, sep="-").get_display_name(_reader()) or self.source.language
        except (UnknownLocaleError, ValueError):
            return self.source.language

    @property
    def tier_means(self) -> str:
        return TIER.means[self.source.tier]

    @property
    def checked_means(self) -> str:
        return CHECKED.means[self.source.checked]


@dataclass(frozen=True)
class Publisher:
    """Who published sources that published events cite, and how many of each tier."""

    actor: Actor
    tiers: Counter[str]

    @property
    def sources(self) -> int:
        return self.tiers.total()

    @property
    def by_tier(self) -> list[int]:
        return [self.tiers[tier] for tier in SourceTier.values]


def public_sources() -> QuerySet[Source]:
    """Return the sources that published events cite."""
    return cited().select_related("publisher")


@require_safe
@takes_no_question
@versioned
def source(request: Any, slug: str) -> HttpResponse:
    """Show one source, and every fact that it supports."""
    page = SourcePage.read(get_object_or_404(Source.objects.select_related("publisher"), slug=slug))
    if not page.supported:
        raise Http404
    return render(request, "sources/source.html", {"page": page})


@require_safe
@versioned
def sources(request: Any) -> HttpResponse:
    """Show who published what the record rests on, or, with `publisher`, the sources that one published."""
    try:
        publisher, number = _asked(request.GET)
        if publisher is None:
            context = {"publishers": _publishers(public_sources()), "tiers": TIER.labels.items()}
            return render(request, "sources/sources.html", context)
        return _of_publisher(request, publisher, number)
    except BadParameters as error:
        return refused(request, error, gettext("list of sources"))


def _of_publisher(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = public_sources().filter(publisher__slug=slug).order_by(F("published").desc(nulls_last=True), "slug")
    pages = Paginator(found, PER_PAGE)
    if not pages.count:
        raise BadParameters(
            [ParameterError("publisher", gettext("“%(slug)s” published no source here.") % {"slug": slug})]
        )
    if number > pages.num_pages:
        raise BadParameters(
            [ParameterError("page", gettext("There are %(count)s pages.") % {"count": pages.num_pages})]
        )
    page: Page[Source] = pages.page(number)
    return render(request, "sources/publisher.html", {"publisher": page[0].publisher, "page": page})


def _asked(query: QueryDict) -> tuple[str | None, int]:
    """Return whose sources are asked for, `None` for an index of all, and which page. Raises `BadParameters`."""
    given = without_noise(query)
    errors = list(malformed(given, PARAMETERS))
    publisher, page = given.get("publisher", [None])[-1], given.get("page", ["1"])[-1]
    if not PAGE_NUMBER.fullmatch(page):
        errors.append(ParameterError("page", gettext("“%(page)s” is no number of a page.") % {"page": page}))
    elif publisher is None and "page" in given:
        errors.append(ParameterError("page", gettext("needs a publisher: the index is one page.")))
    if errors:
        raise BadParameters(errors)
    return publisher, int(page)


def _publishers(found: Iterable[Source]) -> list[Publisher]:
    """Return the publishers of sources, those of the most first."""
    actors: dict[int, Actor] = {}
    tiers: dict[int, Counter[str]] = {}
    for one in found:
        actors[one.publisher_id] = one.publisher
        tiers.setdefault(one.publisher_id, Counter())[one.tier] += 1
    publishers = [Publisher(actor, tiers[key]) for key, actor in actors.items()]
    return sorted(publishers, key=lambda one: (-one.sources, one.actor.name, one.actor.slug))


def _supported(slug: str, documents: Iterable[dict[str, Any]]) -> Iterable[Supported]:
    for document in documents:
        yield Supported(document, [one for one in document["citations"] if one["source"]["slug"] == slug])


def _reader() -> str:
    return {"zh-hans": "zh_Hans"}.get(get_language() or "", "en")
