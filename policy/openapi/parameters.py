"""Parameters as OpenAPI tells them: made of the form fields that check them."""

from collections.abc import Callable
from typing import Any

from django import forms

from policy.models.constraints import COUNTRY, SLUG
from policy.record.parameters import DayField, DigitsField, InstantField, OneOfField, ValueField, ValuesField

Schema = dict[str, Any]

NO_NUL = r"^[^\x00]+$"  # PostgreSQL's texts hold none
# Of what takes no fixed values, one of each that finds something in the shipped data.
EXAMPLES: dict[str, Any] = {
    "q": "gallium",
    "country": ["CN"],
    "actor": ["mofcom"],
    "material": ["dysprosium"],
    "topic": ["licensing"],
    "from": "2025-04-01",
    "to": "2026-10-05",
    "known_at": "2100-01-01T00:00:00Z",
    "on": "2025-12-01",
    "destination": "US",
    "issuer": ["CN"],
    "hs": ["2805"],
    "code": ["1C902"],
    "measure": ["2025-04-04-mofcom-gac-announcement-18"],
    "as_announced": "2025-12-01",
    "page_size": 10,
}
FORMS_OF_VALUES = {"country": COUNTRY, "issuer": COUNTRY, "destination": COUNTRY}
NAMES = ("material", "code")  # of controls: also found by other names, or in part


def parameter(name: str, field: forms.Field) -> Schema:
    """Return a parameter of the query string."""
    schema = next(describe(field) for sort, describe in SCHEMAS if isinstance(field, sort))
    if field.initial is not None:
        schema["default"] = field.initial
    told: Schema = {"name": name, "in": "query", "description": str(field.help_text), "schema": schema}
    if schema["type"] == "array":
        told |= {"style": "form", "explode": False}
    return told | ({"example": EXAMPLES[name]} if name in EXAMPLES else {})


def path_parameter(name: str) -> Schema:
    """Return a parameter of a path; raises `KeyError` for one that nothing describes."""
    schema, description = OF_PATHS[name]
    return {"name": name, "in": "path", "required": True, "description": description, "schema": dict(schema)}


OF_PATHS: dict[str, tuple[Schema, str]] = {
    "slug": ({"type": "string", "pattern": SLUG}, "The stable name of what is asked for."),
    "number": ({"type": "integer", "minimum": 1}, "Its place among the event’s own revisions, counted from 1."),
}


def _values(field: Any) -> Schema:
    return {"type": "array", "items": _value(field), "minItems": 1}


def _value(field: Any) -> Schema:
    if field.closed:
        return {"type": "string", "enum": field.closed}
    if field.parameter in FORMS_OF_VALUES:
        return {"type": "string", "pattern": FORMS_OF_VALUES[field.parameter]}
    return {"type": "string", "minLength": 1} if field.parameter in NAMES else {"type": "string", "pattern": SLUG}


def _digits(field: Any) -> Schema:
    each = "|".join(f"[0-9]{{{length}}}" for length in field.lengths)
    return {"type": "array", "items": {"type": "string", "pattern": f"^({each})$"}, "minItems": 1}


def _choice(field: Any) -> Schema:
    return {"type": "string", "enum": [value for value, _ in field.choices]}


def _number(field: Any) -> Schema:
    return {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}


def _text(field: Any) -> Schema:
    return {"type": "string", "pattern": NO_NUL} | ({"maxLength": field.max_length} if field.max_length else {})


# The first that fits describes it.
SCHEMAS: tuple[tuple[type[forms.Field], Callable[[Any], Schema]], ...] = (
    (ValueField, _value),
    (ValuesField, _values),
    (DigitsField, _digits),
    (DayField, lambda field: {"type": "string", "format": "date"}),
    (InstantField, lambda field: {"type": "string", "format": "date-time"}),
    (OneOfField, lambda field: {"type": "string", "enum": field.allowed}),
    (forms.MultipleChoiceField, lambda field: {"type": "array", "items": _choice(field), "minItems": 1}),
    (forms.ChoiceField, _choice),
    (forms.IntegerField, _number),
    (forms.CharField, _text),
)
