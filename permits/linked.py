"""The statements that permits are linked to, with how sure each is: a claim is to be seen as one."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from policy.choices import Certainty
from policy.record.models import Revision

Document = dict[str, Any]


def statements_of(documents: Iterable[Document], known_at: datetime | None = None) -> dict[str, list[Document]]:
    """Return the statements linked with each permit by its slug, as known at an instant; two queries.

    Claims come at second hand too: an authority's statement that follows a claim is how a permit stands to it.
    """
    named = {document["slug"]: _named(document) for document in documents}
    direct = _read(named.values(), known_at)
    answered = {slug: _named(statement) for slug, statement in direct.items()}
    claims = {
        slug: one for slug, one in _read(answered.values(), known_at).items() if one["certainty"] == Certainty.CLAIMED
    }
    return {
        slug: [
            *(direct[one] for one in linked if one in direct),
            *(claims[one] for one in _further(linked, answered) if one in claims),
        ]
        for slug, linked in named.items()
    }


def _further(linked: list[str], answered: dict[str, list[str]]) -> list[str]:
    """Return what the linked statements are linked with, once each, without themselves."""
    found = dict.fromkeys(further for one in linked for further in answered.get(one, []))
    return [one for one in found if one not in linked]


def _read(named: Iterable[list[str]], known_at: datetime | None) -> dict[str, Document]:
    slugs = sorted({slug for linked in named for slug in linked})
    texts = Revision.objects.known_at(known_at).public().filter(slug__in=slugs).values_list("slug", "document")
    return {slug: json.loads(text) for slug, text in texts if text}


def _named(document: Document) -> list[str]:
    linked = (link["event"] for link in document["links"])
    return list(dict.fromkeys(event["slug"] for event in linked if event["kind"] == "statement"))
