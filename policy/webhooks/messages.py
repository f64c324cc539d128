"""What is posted to receivers: one message for each revision, with its entry of the change feed."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.crypto import get_random_string
from rest_framework import serializers

from policy.record.chain import instant
from policy.record.change_feed import ChangeEntry, change_text
from policy.record.home import at_home
from policy.record.models import Revision

PUBLISHED = "revision.published"
PING = "test.ping"


class Message(serializers.Serializer):
    """Describes the message of a publication, which `of_revision` writes."""

    type = serializers.ChoiceField([PUBLISHED], help_text="What sort of message it is.")
    timestamp = serializers.CharField(help_text="The instant of publication, RFC 3339 in UTC, to the microsecond.")
    matches = serializers.BooleanField(
        help_text="Whether the subscription's filters find the document as it now is. False when it was deleted, and when"
        " it is none of them any more: a copy drops it then."
    )
    data = ChangeEntry(help_text="The entry of the change feed.")  # type: ignore[assignment]


class Told(serializers.Serializer):
    """Describes what a test says."""

    subscription = serializers.CharField(help_text="The name of the subscription.")


class Ping(serializers.Serializer):
    """Describes a test, which an administrator sends; it says nothing of the record."""

    type = serializers.ChoiceField([PING], help_text="What sort of message it is.")
    timestamp = serializers.CharField(help_text="The instant at which it was sent, RFC 3339 in UTC.")
    data = Told(help_text="Whose test it is.")  # type: ignore[assignment]


@dataclass(frozen=True)
class Content:
    """A message, before it is signed."""

    id: str
    body: bytes
    seq: int | None = None


def of_revision(key: UUID, revision: Revision, *, matches: bool) -> Content:
    """Write the message of a revision to a subscription; its id is the same whenever it is written."""
    head = json.dumps({"type": PUBLISHED, "timestamp": instant(revision.published_at), "matches": matches})
    body = f'{head[:-1]}, "data": {change_text(revision, at_home)}}}'
    return Content(f"msg_{key.hex}_{revision.seq}", body.encode(), revision.seq)


def ping(key: UUID, name: str, at: datetime) -> Content:
    """Write a test; each has an id of its own."""
    said: dict[str, Any] = {"type": PING, "timestamp": instant(at), "data": {"subscription": name}}
    return Content(f"msg_{key.hex}_test_{get_random_string(12)}", json.dumps(said).encode())
