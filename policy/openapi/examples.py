"""Examples in the schema: what the API answered about the shipped data, and nothing that anybody made up."""

import copy
import re
from typing import Any
from urllib.parse import urlencode

from django.db.models.functions import Length

from policy.openapi.parameters import Schema
from policy.record.models import Revision

EXAMPLE = "x-example-request"
HOST = "monazite.example"  # RFC 6761 keeps such names for examples
VARYING = {"data_set", "published_at", "reason", "sha256", "previous_sha256"}  # by when, where and why data was loaded
REFUSED = {
    "BadRequest": ("/api/v1/events/?kind=rumour", "application/json"),
    "NotFound": ("/api/v1/events/no-such-event/", "application/json"),
    "NotAcceptable": ("/api/v1/events/", "application/xml"),
}


def example_request(path: str, view: Any) -> str:
    """Return a path with a question that finds something in the shipped data."""
    given = dict(view.example)
    for name in re.findall(r"{(\w+)}", path):
        path = path.replace(f"{{{name}}}", given.pop(name, None) or _short(getattr(view, "kind", None)))
    return f"{path}?{urlencode(given, safe=',:')}" if given else path


def _short(kind: str | None) -> str:
    """Return the slug of the event with the shortest document, of one kind or of all."""
    events = Revision.objects.current().public()
    events = events.filter(kind=kind) if kind else events
    return events.order_by(Length("document"), "slug").values_list("slug", flat=True)[0]


def with_examples(document: Schema, earlier: Schema) -> Schema:
    """Return a schema with an example of each answer; where it says the same as an `earlier` one, that one's stays.

    Instants, reasons and hashes are different wherever the data is loaded: by them alone no example changes.
    """
    from django.test import Client, override_settings  # heavy, and no reader needs it

    told = copy.deepcopy(document)
    client = Client(headers={"host": HOST})
    with override_settings(ALLOWED_HOSTS=[HOST]):
        for path, item in told["paths"].items():
            if EXAMPLE not in item["get"]:
                continue
            answer = client.get(item["get"][EXAMPLE], secure=True, headers={"accept": "application/json"})
            assert answer.status_code == 200, (path, answer.status_code)
            place = ("paths", path, "get", "responses", "200", "content", "application/json")
            _put(told, earlier, place, answer.json())
        for name, (path, accept) in REFUSED.items():
            answer = client.get(path, secure=True, headers={"accept": accept})
            _put(
                told,
                earlier,
                ("components", "responses", name, "content", answer.headers["Content-Type"]),
                answer.json(),
            )
    return told


def _put(document: Schema, earlier: Any, place: tuple[str, ...], example: Any) -> None:
    for key in place:
        document, earlier = document[key], (earlier or {}).get(key)
    old = (earlier or {}).get("example")
    document["example"] = old if _steady(old) == _steady(example) else example


def _steady(value: Any) -> Any:
    """Return a value without what is different wherever the data is loaded."""
    if isinstance(value, dict):
        return {key: _steady(one) for key, one in value.items() if key not in VARYING}
    return [_steady(one) for one in value] if isinstance(value, list) else value
