"""The whole schema of the API, from its views; it takes the packages for development, and the shipped data."""

import json
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings

from policy.api.views import Root
from policy.openapi.parameters import Schema
from policy.openapi.responses import HEADERS, RESPONSES
from policy.openapi.webhooks import webhooks
from policy.record.documents import compact

GROUPS = {
    "Events": "Published events of every kind, and the versions that each of them had.",
    "Changes": "The record as it grows: for copies.",
    "Controls": "What is controlled on a day, and the states of provisions.",
    "Measures": "Laws, announcements, orders and rules.",
    "Statements": "What ministries, officials and companies said.",
    "Meetings": "Talks and calls between the two sides.",
    "Permits": "Decisions on export licences.",
    "Reference": "The materials, items, actors, sources and topics that published events refer to.",
    "The record": "Which state of the record this is, and what the API offers.",
}
PARAGRAPHS = (
    "Read-only; each fact has its source. Nothing needs a key: one counts by itself, and may do more.",
    "A list comes in pages: follow `next` until it is null. Who keeps a copy follows `changes/` from the `seq` that the copy"
    " ends with, and does what each `action` says. Whole files of every version stand on `/data/`. Whoever cites an event names"
    " its `url` and its `revision`, which stays as it is, for ever, under `revisions/`.",
    "Every address that answers `GET` answers `HEAD` and `OPTIONS` too, and scripts of any site may read it. Answers are"
    " compressed as `Accept-Encoding` asks (br, zstd, gzip). Whatever is unknown, repeated, empty or malformed in a question is"
    " refused with 400 and a message that names the parameter and lists what is allowed.",
    "`RateLimit-Policy` names what is counted: searches (`q`, `facets/`) and whole lists as files, for each address, and all"
    " that is asked with a key. Answers of a cache and 304s are free.",
    "Version 1 never breaks: keys and parameters are only ever added. Read those that you know, and pass over the others.",
)
INFO: Schema = {
    "title": "Monazite",
    "version": "1",
    "summary": "The public record of US–China rare-earth policy",
    "description": "\n\n".join(PARAGRAPHS),
    "contact": {"name": "The editors of Monazite"},
    "license": {"name": "Data: CC BY 4.0", "identifier": "CC-BY-4.0"},
}
KEY: Schema = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key counts by itself and may do more; nothing needs one.",
}
SETTINGS = {"OAS_VERSION": "3.1.1", "SORT_OPERATIONS": False, "ENUM_GENERATE_CHOICE_DESCRIPTION": False}


def document() -> Schema:
    """Return the schema, without examples of answers; it is the same wherever the shipped data is loaded."""
    with patched_settings(SETTINGS):
        generator = SchemaGenerator()
        paths = generator.parse(None, public=True)
        posted = webhooks(lambda serializer: _reference(generator, serializer))
        schemas = generator.registry.build({})["schemas"]
    order = list(GROUPS)
    paths = dict(sorted(paths.items(), key=lambda one: (order.index(one[1]["get"]["tags"][0]), one[0])))
    parameters = shared(paths)
    told = {
        "openapi": SETTINGS["OAS_VERSION"],
        "info": INFO,
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": said} for name, said in GROUPS.items()],
        "security": [{}, {"key": []}],
        "paths": paths,
        "webhooks": posted,
        "components": {
            "securitySchemes": {"key": KEY},
            "parameters": parameters,
            "headers": HEADERS,
            "responses": RESPONSES,
            "schemas": schemas,
        },
    }
    return json.loads(compact(told))


def _reference(generator: SchemaGenerator, serializer: Any) -> Schema:
    """Return what leads to the schema of a serializer that no view answers with."""
    view = Root(request=None, format_kwarg=None)
    inspector: Any = view.schema
    inspector.registry, inspector.path, inspector.method = generator.registry, "", "POST"
    return inspector.resolve_serializer(serializer, "response").ref


def shared(paths: Schema) -> Schema:
    """Put a reference in place of each parameter, and return them by name: each is told once."""
    found: Schema = {}
    for operation in (one["get"] for one in paths.values()):
        for place, told in enumerate(operation["parameters"]):
            name, group = told["name"], operation["tags"][0].lower().replace(" ", "-")
            names = (name, f"{group}.{name}", f"{operation['operationId']}.{name}")
            key = next(key for key in names if found.setdefault(key, told) == told)
            operation["parameters"][place] = {"$ref": f"#/components/parameters/{key}"}
    return dict(sorted(found.items()))
