"""What is posted to subscribers, as OpenAPI tells it (docs/webhooks.md)."""

from collections.abc import Callable
from typing import Any

from rest_framework import serializers

from policy.openapi.parameters import Schema
from policy.webhooks.messages import PING, PUBLISHED, Message, Ping

HEADERS = {
    "webhook-id": "The same whenever this message is posted to you.",
    "webhook-timestamp": "When this attempt was made: seconds since 1970 in UTC.",
    "webhook-signature": "`v1,` and the signature, one for each secret that holds, with spaces between them.",
}
MESSAGES: dict[str, tuple[str, str, type[serializers.Serializer]]] = {
    PUBLISHED: (
        "A revision was published",
        "In the order of `seq`, at least once, signed as Standard Webhooks has it. `data` is the entry of the change feed.",
        Message,
    ),
    PING: ("A test", "An administrator tries whether messages get through: take it and forget it.", Ping),
}


def webhooks(reference: Callable[[Any], Schema]) -> Schema:
    """Return what may be posted, by type; `reference` leads to the schema of a serializer."""
    return {name: {"post": _post(name, *told, reference=reference)} for name, told in MESSAGES.items()}


def _post(name: str, summary: str, about: str, message: Any, *, reference: Callable[[Any], Schema]) -> Schema:
    return {
        "operationId": name.replace(".", "-"),
        "summary": summary,
        "description": about,
        "tags": ["Changes"],
        "parameters": [
            {"name": header, "in": "header", "required": True, "description": means, "schema": {"type": "string"}}
            for header, means in HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": reference(message)}}},
        "responses": {
            "2XX": {"description": "It was taken. Anything else has failed, and is tried again for three days."}
        },
    }
