"""The newest publications as Atom, RSS and JSON Feed, filtered as the timeline is. A retracted event leaves them.

An entry is an event, and comes to the top again whenever what it says is published anew; a new link from another event is
none of that. Its id is made of the data set and of the event's first publication, so that neither a corrected slug nor
another host makes it another entry.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import uuid5

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_noop, to_locale
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from policy.record.http import versioned
from policy.record.listing import Listing
from policy.record.models import Revision
from policy.site.addresses import query_string
from policy.site.questions import in_text
from policy.site.wording import heading

ENTRIES = 50
LACKING = ("order", "cursor")  # the newest publication comes first, and there are no pages
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
ABOUT = gettext_noop(
    "The public record of US–China rare-earth policy. Free to use with attribution under CC BY 4.0 (%(licence)s)."
)
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One event as a reader of feeds sees it: texts are plain, but for `content`, which is HTML."""

    id: str
    url: str
    title: str
    content: str
    published: datetime
    updated: datetime
    categories: list[str]


class EventFeed:
    """The newest publications of a listing; `absolute` makes a full address of a path."""

    def __init__(self, listing: Listing, absolute: Callable[[str], str]) -> None:
        self.listing, self.absolute = listing, absolute
        self.query = query_string(listing.params)

    @property
    def id(self) -> str:
        own = "" if self.language == settings.LANGUAGE_CODE else f"{self.language} "
        return uuid5(self.listing.version.data_set, f"{own}events?{self.query}").urn

    @property
    def title(self) -> str:
        return _("Monazite: %(what)s") % {"what": self.listing.sentence()} if self.query else "Monazite"

    @property
    def about(self) -> str:
        return _(ABOUT) % {"licence": LICENCE}

    @property
    def language(self) -> str:
        """Return the tag of the language in which the feed speaks of entries; these have their own."""
        return to_locale(get_language() or "en").replace("_", "-")

    @property
    def page(self) -> str:
        """Return the address of the timeline with the same filters."""
        return self._asked(reverse("timeline"))

    def address(self, form: str) -> str:
        """Return the feed's own address in one of its forms, such as "atom"."""
        return self._asked(reverse(f"feed-{form}"))

    @cached_property
    def entries(self) -> list[Entry]:
        """Read the entries, the newest publication first; two queries."""
        found = list(self.listing.matching.with_own_change().order_by("-own")[:ENTRIES])
        first = Q(event__in=[revision.event_id for revision in found], number=1)
        told = Revision.objects.filter(first | Q(seq__in=[revision.own for revision in found])).defer(
            "document", "facts"
        )
        by_seq = {one.seq: one for one in told}
        by_event = {one.event_id: one for one in told if one.number == 1}
        return [self._entry(one, by_event[one.event_id], by_seq[one.own]) for one in found]

    def _entry(self, revision: Revision, first: Revision, own: Revision) -> Entry:
        document = revision.content
        return Entry(
            id=uuid5(self.listing.version.data_set, f"event {first.seq}").urn,
            url=self.absolute(reverse("event", args=[revision.slug])),
            title=_clean(str(heading(document))),
            content=_clean(_content(document, own)),
            published=first.published_at,
            updated=own.published_at,
            categories=list(dict.fromkeys(map(_clean, self._categories(document)))),
        )

    def _categories(self, document: dict[str, Any]) -> Iterator[str]:
        label = self.listing.vocabulary.label
        yield label("kind", document["kind"])
        yield from (label("country", code) for code in document["countries"])
        yield from (label("topic", slug) for slug in document["topics"])

    def _asked(self, path: str) -> str:
        return self.absolute(f"{path}?{self.query}".rstrip("?"))


class Dated(SyndicationFeed):
    """A feed that is as new as its newest entry, whatever the clock says."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NOTHING_YET)


class Atom(Dated, Atom1Feed):
    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("link", "", {"rel": "license", "href": LICENCE})


class Rss(Dated, Rss201rev2Feed):
    """RSS has no word for a change: Atom's stands beside the day of the first publication."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))


def _in_xml(feed: EventFeed, form: str) -> HttpResponse:
    made = {"atom": Atom, "rss": Rss}[form](
        title=_clean(feed.title),
        link=feed.page,
        description=feed.about,
        subtitle=feed.about,
        language=feed.language,
        author_name="Monazite",
        author_link=feed.absolute(reverse("timeline")),
        feed_url=feed.address(form),
        feed_guid=feed.id,
        feed_copyright=f"CC BY 4.0, {LICENCE}",
    )
    for entry in feed.entries:
        made.add_item(
            title=entry.title,
            link=entry.url,
            description=entry.content,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=entry.categories,
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _in_json(feed: EventFeed, form: str) -> HttpResponse:
    """Answer JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    items = [
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "content_html": entry.content,
            "date_published": rfc3339_date(entry.published),
            "date_modified": rfc3339_date(entry.updated),
            "tags": entry.categories,
        }
        for entry in feed.entries
    ]
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _clean(feed.title),
        "home_page_url": feed.page,
        "feed_url": feed.address(form),
        "description": feed.about,
        "language": feed.language,
        "authors": [{"name": "Monazite", "url": feed.absolute(reverse("timeline"))}],
        "items": items,
    }
    return HttpResponse(json.dumps(made, ensure_ascii=False), content_type="application/feed+json; charset=utf-8")


FORMS: dict[str, Callable[[EventFeed, str], HttpResponse]] = {"atom": _in_xml, "rss": _in_xml, "json": _in_json}


@require_safe
@versioned
@in_text
def feed(request: Any, form: str) -> HttpResponse:
    """Answer the newest publications in one of the forms."""
    listing = Listing.parse(request.GET, request.version, lacking=LACKING)
    return FORMS[form](EventFeed(listing, request.build_absolute_uri), form)


def _content(document: dict[str, Any], own: Revision) -> str:
    """Return the summary, and why what the event says was published again if it was."""
    summary = format_html("<p>{}</p>", document["summary"] or document["title"])
    if own.number == 1:
        return summary
    again = _("Revision %(number)s.") % {"number": own.number}
    return summary + format_html("<p><strong>{}</strong> {}</p>", again, own.reason)


def _clean(text: str) -> str:
    """Return a text without what XML can't hold."""
    return NOT_IN_XML.sub("", text)
