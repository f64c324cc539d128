"""Facts in which a row has another slug: those that name it are written anew, and nothing else of them changes."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from rest_framework import serializers

from policy import kinds
from policy.kinds.base import EventKind
from policy.record.facts import Facts, Ref, RefList
from policy.record.former import ACTOR, EVENT

Value = Any


def renamed(kind: EventKind, facts: dict[str, Any], table: str, old: str, new: str) -> dict[str, Any]:
    """Return an event's facts with a slug of a table in the place of another one.

    What becomes the same as another entry of its list is left out, and so is a link of the event to itself.
    """
    change = _Change(_files(table), old, new)
    told = change.row(kind.facts().fields, facts)
    if table != EVENT:
        return {**told, "links": facts["links"]}
    links = [link for link in facts["links"] if change.slug(link["to"]) != facts["slug"]]
    moved = [{**link, "to": change.slug(link["to"])} for link in links]
    return {**told, "links": _once(links, moved, key=lambda link: (link["to"], link["relation"]))}


def _files(table: str) -> set[str]:
    """Return the files of the data set in which a table's rows stand."""
    return {ACTOR: {"actors"}, EVENT: {"events", *(kind.file for kind in kinds.every())}}[table]


class _Change:
    def __init__(self, files: Collection[str], old: str, new: str) -> None:
        self.files, self.old, self.new = files, old, new

    def slug(self, slug: Any) -> Any:
        return self.new if slug == self.old else slug

    def row(self, fields: Mapping[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
        return {key: self._value(fields.get(key), value) for key, value in facts.items()}

    def _value(self, field: Any, value: Value) -> Value:
        match field:
            case Ref() if field.file in self.files:
                return self.slug(value)
            case RefList() if field.file in self.files:
                return _once(value, list(map(self.slug, value)))
            case serializers.ListSerializer():
                child: Any = field.child
                return _once(value, [self._below(child, row) for row in value])
        return value

    def _below(self, child: Facts, row: Value) -> Value:
        if isinstance(row, dict):
            return self.row(child.fields, row)
        told = self.row(child.fields, child.keyed(row))
        return next(filter(None, told.values()))


def _once(before: list[Value], after: list[Value], key: Callable[[Value], Any] = lambda row: row) -> list[Value]:
    """Return entries as they are `after` a change, without the changed ones that now are the same as another one."""
    pairs = list(zip(before, after, strict=True))
    there = [key(new) for old, new in pairs if old == new]
    kept = []
    for old, new in pairs:
        if old == new:
            kept.append(new)
        elif key(new) not in there:
            there.append(key(new))
            kept.append(new)
    return kept
