"""Documents in words, to be compared: names instead of slugs, labels instead of codes.

Only documents are read, which are public for ever, and the names of the rows that they name. What a document says twice
stands once: who acts is named where it says what they do.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext

from policy import kinds
from policy.record.documents import EventDocument, SourceEntry
from policy.record.models import Revision
from policy.record.naming import Naming, said, with_names
from policy.site.wording import relation

Document = dict[str, Any]
PLAIN = (
    *("kind", "date", "date_end", "time", "timezone", "title", "title_original", "summary", "direction", "certainty"),
    *("primary_read", "disputed", "acting_countries", "countries"),
)


def in_words(documents: Sequence[Document]) -> list[Document]:
    """Return documents in words, for `policy.record.differences`; one query for each table that they name, six at most."""
    return with_names(lambda name: [_in_words(document, name) for document in documents], _published_titles)


def _in_words(document: Document, name: Naming) -> Document:
    kind, own = kinds.get(document["kind"]), _own_names(document)

    def called(file: str, slug: str) -> str:
        return own.get((file, slug)) or name(file, slug)

    said_above = (kind.date_key, kind.date_end_key, kind.summary_key)
    detail = {key: value for key, value in document["detail"].items() if key not in said_above}
    return {
        **_told(said(EventDocument().fields, {key: document[key] for key in PLAIN}, called)),
        "materials": [called("materials", material["slug"]) for material in document["materials"]],
        "topics": [called("topics", slug) for slug in document["topics"]],
        **said({**kind.detail().fields, **kind.facts().fields}, detail, called),
        "citations": [_citation(citation, called) for citation in document["citations"]],
        "links": [_link(link) for link in document["links"]],
    }


def _own_names(document: Document) -> dict[tuple[str, str], str]:
    """Return what a document itself calls what it names, by file of the data set and slug."""
    return {
        **{("actors", actor["slug"]): actor["name"] for actor in document["actors"]},
        **{("materials", material["slug"]): _material(material) for material in document["materials"]},
        **{("sources", one["source"]["slug"]): one["source"]["title"] for one in document["citations"]},
    }


def _material(material: dict[str, Any]) -> str:
    return f"{material['name']} ({material['symbol']})" if material["symbol"] else material["name"]


def _citation(citation: dict[str, Any], name: Naming) -> dict[str, Any]:
    source = said(SourceEntry().fields, citation["source"], name)
    source |= {"source": source.pop("title"), "publisher": name("actors", source["publisher"])}
    rest = {key: value for key, value in citation.items() if key != "source"}
    return _told({"source": source.pop("source"), **source, **rest})


def _link(link: dict[str, Any]) -> dict[str, Any]:
    event = link["event"]
    return {"to": f"“{event['title']}” ({event['date']})", "relation": relation(link), "note": link["note"]}


def _told(values: dict[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in values.items() if key != "slug"}
    answers = {True: gettext("yes"), False: gettext("no")}
    return {key: answers[value] if isinstance(value, bool) else value for key, value in told.items()}


def _published_titles(slugs: set[str]) -> Iterable[tuple[str, str]]:
    public = Revision.objects.current().public().filter(slug__in=slugs).only("slug", "document")
    return [(revision.slug, revision.content["title"]) for revision in public]
