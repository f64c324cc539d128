"""What pages tell programs in the words of schema.org: the record as a data set, an event with its sources, the trail to it.

Values are those of the document; what it doesn't say is left out.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from policy import kinds
from policy.choices import ActorKind, SourceTier, State
from policy.models import Actor
from policy.record.chain import instant
from policy.record.version import Version
from policy.site.entry import Entry
from policy.site.feeds import LICENCE

CONTEXT = "https://schema.org"
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}  # so that no text ends the block
PERSONS = (ActorKind.OFFICIAL, ActorKind.PERSON)
ORGANISATIONS = {ActorKind.GOVERNMENT: "GovernmentOrganization", ActorKind.MEDIA: "NewsMediaOrganization"}
FEEDS = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}

Node = dict[str, Any]
Absolute = Callable[[str], str]


def block(node: Node) -> SafeString:
    """Return a node as the data block of a page: no program runs it, so the content security policy lets it be."""
    text = json.dumps({"@context": CONTEXT, **without_nothing(node)}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(f'<script type="application/ld+json">{text.translate(ESCAPES)}</script>')


def without_nothing(node: Any) -> Any:
    """Return a node without what is unknown: null, empty texts and empty lists, at any depth."""
    if isinstance(node, dict):
        kept = {key: without_nothing(value) for key, value in node.items()}
        return {key: value for key, value in kept.items() if value not in (None, "", [])}
    return [without_nothing(one) for one in node] if isinstance(node, list) else node


def data_set(version: Version, absolute: Absolute) -> Node:
    """Describe the whole record, at one of its versions."""
    return {
        "@type": "Dataset",
        **_record(absolute),
        "description": _(
            "The public record of US–China rare-earth policy: every measure, statement, negotiation and export permit"
            " decision, each with its source."
        ),
        "alternateName": version.title,
        "identifier": version.data_set.urn,
        "version": str(version.seq),
        "dateModified": version.published_at and instant(version.published_at),
        "temporalCoverage": version.first_event and f"{version.first_event}/..",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "Monazite", "url": absolute(reverse("timeline"))},
        "distribution": [
            _file("application/json", absolute(reverse("api:events"))),
            *(_file(media, absolute(reverse(f"feed-{form}"))) for form, media in FEEDS.items()),
            _file("text/calendar", absolute(reverse("calendar-file"))),
        ],
    }


def event(entry: Entry, states: Sequence[State], absolute: Absolute) -> Node:
    """Describe the page of an event: what it is about, the sources that it cites, and the way to it."""
    return {"@graph": [_page(entry, absolute), _about(entry, states, absolute), _trail(entry, absolute)]}


def _page(entry: Entry, absolute: Absolute) -> Node:
    document, revision, url = entry.event, entry.revision, _url(entry, absolute)
    return {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": document["title"],
        "inLanguage": translation.get_language(),
        "isPartOf": {"@type": "Dataset", **_record(absolute)},
        "mainEntity": {"@id": f"{url}#event"},
        "breadcrumb": {"@id": f"{url}#trail"},
        "image": absolute(reverse("card", args=[revision.slug])),
        "version": str(revision.number),
        "dateModified": instant(revision.published_at),
        "license": LICENCE,
        "citation": [_source(one["source"], entry) for one in document["citations"]],
    }


def _about(entry: Entry, states: Sequence[State], absolute: Absolute) -> Node:
    document, url = entry.event, _url(entry, absolute)
    agents = {slug: _agent(actor, absolute) for slug, actor in entry.actors.items()}
    return {
        "@id": f"{url}#event",
        "url": url,
        "name": document["title"],
        "alternateName": document["title_original"],
        "description": document["summary"],
        **kinds.get(document["kind"]).schema_org(document, agents, states),
    }


def _trail(entry: Entry, absolute: Absolute) -> Node:
    steps = [(_("Timeline"), reverse("timeline")), (entry.event["title"], reverse("event", args=[entry.revision.slug]))]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{_url(entry, absolute)}#trail",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
            for place, (name, path) in enumerate(steps, 1)
        ],
    }


def _source(source: Node, entry: Entry) -> Node:
    publisher = entry.actors.get(source["publisher"])
    return {
        "@type": _sort_of(source, publisher),
        "name": source["title"],
        "url": source["url"],
        "archivedAt": source["archive_url"],
        "datePublished": source["published"],
        "inLanguage": source["language"],
        "publisher": publisher and {"@type": _type(publisher), "name": publisher.name},
    }


def _sort_of(source: Node, publisher: Actor | None) -> str:
    if source["tier"] == SourceTier.ANALYSIS:
        return "Report"
    return "NewsArticle" if publisher and publisher.kind == ActorKind.MEDIA else "CreativeWork"


def _agent(actor: Actor, absolute: Absolute) -> Node:
    url = absolute(reverse("actor", args=[actor.slug]))
    return {"@type": _type(actor), "name": actor.name, "alternateName": actor.name_zh, "url": url}


def _type(actor: Actor) -> str:
    return "Person" if actor.kind in PERSONS else ORGANISATIONS.get(ActorKind(actor.kind), "Organization")


def _record(absolute: Absolute) -> Node:
    home = absolute(reverse("timeline"))
    return {"@id": f"{home}#record", "name": "Monazite", "url": home}


def _file(media_type: str, address: str) -> Node:
    return {"@type": "DataDownload", "encodingFormat": media_type, "contentUrl": address}


def _url(entry: Entry, absolute: Absolute) -> str:
    return absolute(reverse("event", args=[entry.revision.slug]))
