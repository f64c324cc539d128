"""The hash chain: what a revision's SHA-256 is taken of, so that anyone can check that history was not rewritten."""

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import rfc8785

if TYPE_CHECKING:
    from policy.record.models import Revision


def instant(at: datetime) -> str:
    """Write an instant as RFC 3339 in UTC, to the microsecond, always in the same form."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def envelope(revision: "Revision") -> dict[str, Any]:
    """Return what is hashed: the document with its place in the chain."""
    return {
        "seq": revision.seq,
        "number": revision.number,
        "action": revision.action,
        "kind": revision.kind,
        "slug": revision.slug,
        "published_at": instant(revision.published_at),
        "reason": revision.reason,
        "previous_sha256": revision.previous_sha256 or None,
        "document": None if revision.document is None else json.loads(revision.document),
    }


def sha256(revision: "Revision") -> str:
    """Return the SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) of a revision's envelope."""
    return hashlib.sha256(rfc8785.dumps(envelope(revision))).hexdigest()
