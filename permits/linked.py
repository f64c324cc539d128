"""The statements that permits are linked to, with how sure each is: a claim is to be seen as one."""

import json
from collections.abc import Iterable
from typing import Any

from policy.record.listing import Listing
from policy.record.models import Revision

Document = dict[str, Any]


def statements_of(documents: Iterable[Document], listing: Listing) -> dict[str, list[Document]]:
    """Return the statements linked with each permit by its slug, as known when the listing asks; one query."""
    named = {document["slug"]: _named(document) for document in documents}
    slugs = sorted({slug for linked in named.values() for slug in linked})
    at, public = listing.params.get("known_at"), Revision.objects.public()
    known = public.known_at(at) if at else public.current()
    texts = known.filter(slug__in=slugs).values_list("slug", "document")
    found = {slug: json.loads(text) for slug, text in texts if text}
    return {slug: [found[one] for one in linked if one in found] for slug, linked in named.items()}


def _named(document: Document) -> list[str]:
    linked = (link["event"] for link in document["links"])
    return list(dict.fromkeys(event["slug"] for event in linked if event["kind"] == "statement"))
