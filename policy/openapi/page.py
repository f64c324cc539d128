"""The schema as a page shows it: endpoints by group, with what they take and answer, and the shapes of answers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from policy.openapi.examples import EXAMPLE
from policy.openapi.parameters import Schema

WORDS = {"string": "text", "integer": "whole number", "boolean": "true or false", "object": "object", "array": "list"}
FORMATS = {"date": "day, YYYY-MM-DD", "date-time": "instant, RFC 3339", "uri": "web address", "uuid": "UUID"}


@dataclass(frozen=True)
class Type:
    """What a value is: in words, with the shapes that it may have, and all its values where they are fixed."""

    words: str
    shapes: list[str]
    values: list[str]
    is_nullable: bool
    limits: str


@dataclass(frozen=True)
class Parameter:
    name: str
    means: str
    type: Type
    is_of_path: bool
    default: Any
    example: str


@dataclass(frozen=True)
class Answer:
    """What a status means; `forms` are the media types that it comes in, each with the shapes that it may have."""

    status: str
    means: str
    headers: list[str]
    forms: list[tuple[str, Type]]


@dataclass(frozen=True)
class Endpoint:
    """One endpoint; `asked` is an example of a request, `told` what it was answered."""

    name: str
    path: str
    summary: str
    about: str
    parameters: list[Parameter]
    answers: list[Answer]
    asked: str | None
    told: str | None


@dataclass(frozen=True)
class Group:
    name: str
    means: str
    endpoints: list[Endpoint]

    @property
    def anchor(self) -> str:
        return self.name.lower().replace(" ", "-")


@dataclass(frozen=True)
class Posted:
    """What is posted to subscribers."""

    name: str
    summary: str
    about: str
    shape: str


@dataclass(frozen=True)
class Key:
    name: str
    means: str
    type: Type
    is_required: bool


@dataclass(frozen=True)
class Shape:
    """The schema of an object: its keys, or the shapes of which it has one."""

    name: str
    means: str
    keys: list[Key]
    one_of: list[str]


def groups(schema: Schema) -> list[Group]:
    """Return the groups of endpoints, in their order."""
    found = [(operation["tags"][0], _endpoint(schema, path, operation)) for path, operation in operations(schema)]
    return [
        Group(tag["name"], tag["description"], [one for name, one in found if name == tag["name"]])
        for tag in schema["tags"]
    ]


def operations(schema: Schema) -> Iterator[tuple[str, Schema]]:
    return ((path, item["get"]) for path, item in schema["paths"].items())


def posted(schema: Schema) -> list[Posted]:
    """Return what is posted to subscribers, by type."""
    return [
        Posted(name, told["summary"], told["description"], _shape_of(told["requestBody"]))
        for name, told in ((name, item["post"]) for name, item in schema.get("webhooks", {}).items())
    ]


def _shape_of(told: Schema) -> str:
    """Return the name of the shape that a body has."""
    return described(told["content"]["application/json"]["schema"]).shapes[0]


def shapes(schema: Schema) -> list[Shape]:
    """Return the schemas of all objects, by name."""
    return [_shape(name, one) for name, one in schema["components"]["schemas"].items()]


def _endpoint(schema: Schema, path: str, operation: Schema) -> Endpoint:
    example = operation["responses"]["200"]["content"].get("application/json", {}).get("example")
    asked = operation.get(EXAMPLE)
    return Endpoint(
        name=operation["operationId"],
        path=path,
        summary=operation["summary"],
        about=operation["description"],
        parameters=[_parameter(_resolved(schema, one)) for one in operation["parameters"]],
        answers=[_answer(status, _resolved(schema, one)) for status, one in operation["responses"].items()],
        asked=unquote(asked) if asked else None,
        told=json.dumps(example, ensure_ascii=False, indent=2) if example is not None else None,
    )


def _parameter(told: Schema) -> Parameter:
    example = told.get("example", "")
    return Parameter(
        name=told["name"],
        means=told["description"],
        type=_of_parameter(described(told["schema"])),
        is_of_path=told["in"] == "path",
        default=told["schema"].get("default"),
        example=",".join(example) if isinstance(example, list) else str(example),
    )


def _of_parameter(found: Type) -> Type:
    """Say how several values are given, and that one of a few is."""
    words = "one or more, joined by commas" if found.words.startswith("list") else found.words
    return replace(found, words="one of the values" if words == "text" and found.values else words)


def _answer(status: str, told: Schema) -> Answer:
    forms = [(form, described(one["schema"])) for form, one in told.get("content", {}).items()]
    return Answer(status, told["description"], list(told.get("headers", {})), forms)


def _shape(name: str, told: Schema) -> Shape:
    required = told.get("required", [])
    keys = [
        Key(key, one.get("description", ""), described(one), key in required)
        for key, one in told.get("properties", {}).items()
    ]
    return Shape(name, told.get("description", ""), keys, described(told).shapes if "oneOf" in told else [])


def described(told: Schema) -> Type:
    """Say what a schema's values are."""
    one = told["items"] if told.get("type") == "array" else told
    sorts = [sort for sort in _sorts(one) if sort != "null"]
    is_nullable = "null" in _sorts(told) or {"type": "null"} in told.get("oneOf", [])
    words = FORMATS.get(one.get("format", "")) or " or ".join(WORDS[sort] for sort in sorts)
    fixed = one.get("enum", [one["const"]] if "const" in one else [])
    values = [str(value) for value in fixed if value is not None]
    if told.get("type") == "array":
        words = f"list of {words}s" if words in ("text", "object") else f"list of {words or 'objects'}"
    return Type(words or "object", list(_shapes(one)), values, is_nullable, _limits(one))


def _sorts(told: Schema) -> list[str]:
    sorts = told.get("type", [])
    return [sorts] if isinstance(sorts, str) else sorts


def _shapes(told: Schema) -> Iterator[str]:
    references = [told, *told.get("oneOf", []), *told.get("anyOf", [])]
    yield from (one["$ref"].rpartition("/")[2] for one in references if "$ref" in one)
    if isinstance(told.get("additionalProperties"), dict):
        yield from _shapes(told["additionalProperties"])


def _limits(told: Schema) -> str:
    """Return the limits of a number or a text, in a few words; none where there are none."""
    if "maximum" in told:
        return f"{told['minimum']} to {told['maximum']}"
    return f"at most {told['maxLength']} characters" if "maxLength" in told else ""


def _resolved(schema: Schema, told: Schema) -> Schema:
    if "$ref" not in told:
        return told
    for key in told["$ref"].removeprefix("#/").split("/"):
        schema = schema[key]
    return schema
