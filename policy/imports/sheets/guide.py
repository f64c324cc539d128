"""What the columns of a sheet are for, in words: on the desk, and in docs/spreadsheets.md."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from policy.imports.sheets import columns
from policy.record.facts import Counted, Facts, Ref, RefList

COMMAS = re.compile(r",? ?separated by commas", re.IGNORECASE)  # of the forms' lists


@dataclass(frozen=True)
class Entry:
    """One column, or the first of several that are numbered alike."""

    column: str
    note: str


def guide(facts: Facts, prefix: str = "") -> Iterator[Entry]:
    """Yield all columns in order; of numbered ones, the first."""
    for key, field in facts.fields.items():
        shape = columns.shape(field)
        if isinstance(shape, columns.Rows):
            yield from guide(field.child, f"{prefix}{key}.1.")
        elif isinstance(field, Counted):
            yield Entry(f"{prefix}{key}.kind", _sentence(_one_of(field.kind.choices)))
            yield Entry(f"{prefix}{key}.value", "A whole number; empty where none was stated.")
        else:
            yield Entry(f"{prefix}{key}", " ".join(filter(None, _notes(facts, key, field))) or "May be empty.")


def _notes(facts: Facts, key: str, field: Any) -> Iterator[str]:
    yield _sentence(COMMAS.sub("", _help(facts, field)))
    if isinstance(field, serializers.ListSerializer):
        yield _sentence((field.child.__doc__ or "").partition(";")[0].strip())
    if isinstance(field, Ref):
        yield f"The slug of a row of {field.file}."
    elif isinstance(field, RefList):
        yield f"Slugs of {field.file}: a; b."
    elif isinstance(field, serializers.ListField | serializers.ListSerializer):
        yield "A list: a; b."
    elif isinstance(field, serializers.ChoiceField):
        yield _sentence(_one_of(field.choices))
    elif isinstance(field, serializers.IntegerField):
        yield "A whole number."
    if not (field.allow_null or getattr(field, "allow_blank", False) or key in facts.added or _is_list(field)):
        yield "Never empty."


def _help(facts: Facts, field: Any) -> str:
    """Return what the form of the desk says of a field."""
    entered = {column.name: column for column in facts.Meta.model._meta.fields}
    column = entered.get(field.source)
    return str(field.help_text or (column.help_text if column else ""))


def _is_list(field: Any) -> bool:
    return isinstance(columns.shape(field), columns.Listed)


def _one_of(choices: Any) -> str:
    return "one of " + ", ".join(str(value) for value in choices if value)


def _sentence(words: str) -> str:
    words = words.strip().removeprefix(".").strip()
    return words and f"{words[0].upper()}{words[1:]}{'' if words[-1] in '.!?' else '.'}"
