"""The data dictionary: every key of a document with its type, its meaning and its allowed values, read off the serializers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from policy import kinds
from policy.kinds import EventKind
from policy.meanings import VOCABULARIES, ClosedVocabulary
from policy.record.documents import EventDocument, KindName, Partial
from policy.record.served import Appended

# The first that fits names the type.
TYPES: tuple[tuple[type[serializers.Field], Any], ...] = (
    (serializers.ListField, _("list")),
    (serializers.ListSerializer, _("list of objects")),
    (serializers.BaseSerializer, _("object")),
    (serializers.SerializerMethodField, _("object")),
    (serializers.ChoiceField, _("one of the values")),
    (KindName, _("one of the values")),
    (serializers.BooleanField, _("true or false")),
    (serializers.IntegerField, _("whole number")),
    (Partial, _("date, as precise as known")),
    (serializers.SlugField, _("slug")),
    (serializers.URLField, _("web address")),
    (serializers.CharField, _("text")),
)


@dataclass(frozen=True)
class Key:
    """One key of a document; `path` is how to reach it, such as "citations[].source.slug".

    `values` are those of a closed vocabulary, each with the name of the glossary's entry that explains it; else there are none.
    """

    path: str
    type: Any
    means: Any
    is_nullable: bool
    values: tuple[tuple[str, str], ...] = ()


def vocabularies() -> list[ClosedVocabulary]:
    """Return all closed vocabularies of the record, those of the registered kinds included."""
    return [*VOCABULARIES, *(one for kind in kinds.every() for one in kind.vocabularies)]


def keys_of_events() -> list[Key]:
    """Return the keys that documents of every kind have, in their order."""
    return [*_keys(EventDocument()), *_keys(Appended())]


def keys_of_detail(kind: EventKind) -> list[Key]:
    """Return the keys that stand under `detail` in documents of a kind."""
    return list(_keys(kind.detail(), "detail."))


def _keys(serializer: serializers.Serializer, before: str = "") -> Iterator[Key]:
    for name, field in serializer.fields.items():
        path, part = f"{before}{name}", getattr(field, "child", field)
        is_nullable = field.allow_null or field.default is None
        yield Key(path, _type(field), field.help_text, is_nullable, tuple(_values(part)))
        if isinstance(part, serializers.Serializer):
            yield from _keys(part, f"{path}{'.' if part is field else '[].'}")


def _type(field: serializers.Field) -> Any:
    return next(words for sort, words in TYPES if isinstance(field, sort))


def _values(field: serializers.Field) -> Iterator[tuple[str, str]]:
    if isinstance(field, KindName):
        yield from ((kind.name, kind.name) for kind in kinds.every())
    if isinstance(field, serializers.ChoiceField):
        allowed = [str(value) for value in field.choices]
        explained = explaining(allowed)
        yield from ((value, explained.entry_of(value)) for value in allowed)


def explaining(values: Iterable[str]) -> ClosedVocabulary:
    """Return the vocabulary that has just these values; raises `StopIteration` when none does."""
    return next(one for one in vocabularies() if set(one.labels) == set(values))
