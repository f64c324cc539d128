"""Documents as they are served: the stored text, with what depends on the revision and the host appended, never parsed."""

import json
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from policy.record.chain import instant
from policy.record.documents import EventDocument, Instant, Sha256, compact
from policy.record.models import Revision
from policy.record.version import Version, with_version

Absolute = Callable[[str], str]  # makes a full address of a path

# What `served` writes, as PostgreSQL writes it. Bytes are cut off, for `left` would walk through all characters to the last.
SERVED = """
convert_from(substr(convert_to(record_revision.document, 'UTF8'), 1, octet_length(record_revision.document) - 1), 'UTF8')
|| (',"revision":{"seq":' || record_revision.seq
|| ',"number":' || record_revision.number
|| ',"published_at":"' || to_char(record_revision.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
|| '","reason":' || to_json(record_revision.reason)
|| ',"sha256":"' || record_revision.sha256
|| '","previous_sha256":' || COALESCE('"' || NULLIF(record_revision.previous_sha256, '') || '"', 'null')
|| '},"url":' || %s || record_revision.slug || %s
|| ',"api_url":' || %s || record_revision.slug || %s || '}')
"""

CURRENT = "slug = %s AND kind = COALESCE(%s, kind) AND superseded_at IS NULL"
NUMBERED = f"number = %s AND event_id IN (SELECT event_id FROM record_revision WHERE {CURRENT})"


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


@cache
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


def served_text(absolute: Absolute) -> RawSQL:
    """Return the expression of what `served` returns, on revisions; null for a tombstone."""
    return RawSQL(SERVED, _addresses(absolute), output_field=TextField())


def served_one(absolute: Absolute, condition: str, *values: Any) -> tuple[Version, int | None, str | None]:
    """Read the revision that meets a condition, in one query: the version it is of, its number in the record, its text.

    Both are `None` where there is none, the text is for a tombstone.
    """
    row = f"SELECT seq, {SERVED} AS text FROM record_revision WHERE {condition} ORDER BY seq LIMIT 1"
    version, (seq, text) = with_version(row, [*_addresses(absolute), *values])
    return version, seq, text


def _addresses(absolute: Absolute) -> list[str]:
    """Return what stands before and after the slug in the JSON text of an event's two addresses."""
    found = []
    for path in _paths(get_script_prefix(), get_language()):
        before, _, after = compact(absolute(path)).rpartition("slug")
        found += [before, after]
    return found


@lru_cache(maxsize=16)
def _paths(prefix: str, language: str | None) -> list[str]:
    """Return the paths of the page and the document of an event that is called "slug", in a language, below a prefix."""
    return [reverse(route, args=["slug"]) for route in ("event", "api:event")]


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
