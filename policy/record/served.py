"""Documents as they are served: the stored text, with what depends on the revision and the host appended, never parsed."""

import json
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from policy.record.chain import instant
from policy.record.documents import EventDocument, Instant, Sha256, compact
from policy.record.models import Revision

Absolute = Callable[[str], str]  # makes a full address of a path


class RevisionEntry(serializers.Serializer):
    """Describes a document's `revision` part, which `revision_entry` builds."""

    seq = serializers.IntegerField(help_text=_("Its place in the whole record, counted from 1 without a gap."))
    number = serializers.IntegerField(help_text=_("Its place among the event’s own revisions, counted from 1."))
    published_at = Instant(help_text=_("The instant of publication, RFC 3339 in UTC, to the microsecond."))
    reason = serializers.CharField(help_text=_("Why it was published, for readers."))
    sha256 = Sha256(help_text=_("Its hash, in hexadecimal, of all that it says and of the hash before it."))
    previous_sha256 = Sha256(
        allow_null=True, help_text=_("The hash of the revision before it in the record; null for the first of all.")
    )


class Appended(serializers.Serializer):
    """Describes the keys that a document has only when it is served: no hash includes them."""

    revision = RevisionEntry(help_text=_("Which publication of the event this is."))
    url = serializers.URLField(help_text=_("The address of the event’s page."))
    api_url = serializers.URLField(help_text=_("The address of this document."))


class ServedDocument(EventDocument, Appended):
    """A document as it is served: what is stored, then what depends on the revision and the host."""


APPENDED = tuple(Appended().fields)
REVISION = tuple(RevisionEntry().fields)


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


def served(revision: Revision, absolute: Absolute) -> str:
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
