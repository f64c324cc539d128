"""Documents as they are served: the stored text, with what depends on the revision and the host appended, never parsed."""

import json
from collections.abc import Callable
from typing import Any

from django.urls import reverse

from policy.record.chain import instant
from policy.record.documents import EventDocument, compact
from policy.record.models import Revision

APPENDED = ("revision", "url", "api_url")
REVISION = ("seq", "number", "published_at", "reason", "sha256", "previous_sha256")


def document_keys() -> list[str]:
    """Return the top-level keys of a served document, in their order."""
    return [*EventDocument().fields, *APPENDED]


def revision_entry(revision: Revision) -> dict[str, Any]:
    """Return a document's `revision` part. `previous_sha256` is null for the first revision of all."""
    told = {
        "published_at": instant(revision.published_at),
        "previous_sha256": revision.previous_sha256 or None,
    }
    return {name: told[name] if name in told else getattr(revision, name) for name in REVISION}


def served(revision: Revision, absolute: Callable[[str], str]) -> str:
    """Return a document's JSON text; `absolute` makes a full address of a path. A tombstone has no document to serve."""
    assert revision.document is not None
    appended = {
        "revision": revision_entry(revision),
        "url": absolute(reverse("event", args=[revision.slug])),
        "api_url": absolute(reverse("api:event", args=[revision.slug])),
    }
    return f"{revision.document[:-1]},{compact(appended)[1:]}"


def chosen(text: str, fields: list[str]) -> str:
    """Return a document's JSON text with some top-level keys only, in the document's order."""
    document = json.loads(text)
    return compact({key: value for key, value in document.items() if key in fields})


def tombstone(revision: Revision) -> dict[str, Any]:
    """Return what is served in place of a retracted event's document."""
    return {
        "slug": revision.slug,
        "kind": revision.kind,
        "action": revision.action,
        "replaced_by": revision.replaced_by or None,
        "revision": revision_entry(revision),
    }
