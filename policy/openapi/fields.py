"""Serializers as JSON Schema: what our own fields and documents are, for those who read the schema of the API.

Every key of an answer is always there, null or not, unless its field says `required=False`; there are no others.
"""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from policy import kinds
from policy.models.constraints import SLUG

Schema = dict[str, Any]

PARTIAL_DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
TEXTS: dict[str, Schema] = {
    "rest_framework.fields.SlugField": {"pattern": SLUG},
    "policy.record.documents.Partial": {"pattern": PARTIAL_DATE},
    "policy.record.documents.Instant": {"format": "date-time"},
    "policy.record.documents.Sha256": {"pattern": "^[0-9a-f]{64}$"},
}


def _text(path: str, own: Schema) -> type[OpenApiSerializerFieldExtension]:
    """Return what describes a field whose values are texts of some form."""

    def map_serializer_field(self: Any, auto_schema: AutoSchema, direction: str) -> Schema:
        return {"type": "string", **own}

    described = {"target_class": path, "map_serializer_field": map_serializer_field}
    return type(f"{path.rpartition('.')[2]}Text", (OpenApiSerializerFieldExtension,), described)


texts = [_text(path, own) for path, own in TEXTS.items()]


class KindNameField(OpenApiSerializerFieldExtension):
    target_class = "policy.record.documents.KindName"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Any) -> Schema:
        return {"type": "string", "enum": [kind.name for kind in kinds.every()]}


class RowsField(OpenApiSerializerFieldExtension):
    """Rows of a list: those of which only some keys were asked for have a schema of their own."""

    target_class = "policy.api.answers.Rows"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Any) -> Schema:
        whole = auto_schema.resolve_serializer(self.target.child, direction)
        part = plain(auto_schema, self.target.child, direction)
        del part["required"]
        part |= {"description": "Those keys of a row that `fields` asked for.", "minProperties": 1}
        return {
            "type": "array",
            "items": {"anyOf": [whole.ref, _component(auto_schema, f"{whole.name}Part", part).ref]},
        }


class AnyObject(OpenApiSerializerExtension):
    """Any object of an answer."""

    target_class = "rest_framework.serializers.Serializer"
    match_subclasses = True
    priority = -1

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> Schema:
        return plain(auto_schema, self.target, direction)


class Document(OpenApiSerializerExtension):
    """A served document: one of those of all kinds, told apart by `kind`."""

    target_class = "policy.record.served.ServedDocument"
    priority = 1

    def get_name(self, auto_schema: AutoSchema, direction: Any) -> str:
        return "Event"

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> Schema:
        each = {kind.name: _document(auto_schema, self.target, kind, direction).ref for kind in kinds.every()}
        mapping = {name: reference["$ref"] for name, reference in each.items()}
        return {
            "description": "A published event; its kind says what stands in `detail`.",
            "oneOf": list(each.values()),
            "discriminator": {"propertyName": "kind", "mapping": mapping},
        }


def plain(auto_schema: AutoSchema, serializer: Any, direction: Any) -> Schema:
    """Return the schema of one object: all its keys, in their order, and no others."""
    schema = auto_schema._map_serializer(serializer, direction, bypass_extensions=True)
    for own in schema["properties"].values():
        for said_of_requests in ("readOnly", "default", "x-spec-enum-id", "title"):
            own.pop(said_of_requests, None)
        own |= own.pop("allOf")[0] if len(own.get("allOf", ())) == 1 else {}  # a reference may have words beside it
    if "detail" in schema["properties"] and isinstance(serializer.fields["detail"], serializers.SerializerMethodField):
        details = [auto_schema.resolve_serializer(kind.detail_serializer, direction).ref for kind in kinds.every()]
        schema["properties"]["detail"] = {
            "description": schema["properties"]["detail"]["description"],
            "anyOf": details,
        }
    schema["required"] = [name for name, field in serializer.fields.items() if field._kwargs.get("required", True)]
    return schema | {"additionalProperties": False}


def _document(auto_schema: AutoSchema, serializer: Any, kind: Any, direction: Any) -> ResolvedComponent:
    schema = plain(auto_schema, serializer, direction)
    own = schema["properties"]
    own["kind"] = {"type": "string", "const": kind.name, "description": own["kind"]["description"]}
    detail = auto_schema.resolve_serializer(kind.detail_serializer, direction).ref
    own["detail"] = detail | {"description": f"What only events of the kind {kind.name} have."}
    schema["description"] = f"An event of the kind {kind.name}, as it is served."
    return _component(auto_schema, kind.name.capitalize(), schema)


def _component(auto_schema: AutoSchema, name: str, schema: Schema) -> ResolvedComponent:
    component = ResolvedComponent(name=name, type=ResolvedComponent.SCHEMA, schema=schema, object=name)
    auto_schema.registry.register_on_missing(component)
    return component
