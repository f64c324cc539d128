"""Facts in which a row has another slug: those that name it are written anew, and nothing else of them changes."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self

from rest_framework import serializers

from policy import kinds
from policy.kinds.base import EventKind
from policy.record.facts import Facts, Ref, RefList
from policy.record.former import ACTOR, EVENT, successors

Value = Any


def renamed(kind: EventKind, facts: dict[str, Any], table: str, old: str, new: str) -> dict[str, Any]:
    """Return an event's facts with a slug of a table in the place of another one.

    What becomes the same as another entry of its list is left out, and so is a link of the event to itself.
    """
    return _moved(kind, facts, table, {old: new})


@dataclass(frozen=True)
class CalledNow:
    """What took the place of each former slug of events and of actors, by former slug."""

    events: Mapping[str, str]
    actors: Mapping[str, str]

    @classmethod
    def read(cls) -> Self:
        return cls(successors(EVENT), successors(ACTOR))

    def facts(self, kind: EventKind, facts: dict[str, Any]) -> dict[str, Any]:
        """Return an event's facts with the slugs by which it, and all that it names, goes by now."""
        told = {**facts, "slug": self.events.get(facts["slug"], facts["slug"])}
        return _moved(kind, _moved(kind, told, EVENT, self.events), ACTOR, self.actors)


def _moved(kind: EventKind, facts: dict[str, Any], table: str, slugs: Mapping[str, str]) -> dict[str, Any]:
    if not slugs:
        return facts
    change = _Change(_files(table), slugs)
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
    def __init__(self, files: Collection[str], slugs: Mapping[str, str]) -> None:
        self.files, self.slugs = files, slugs

    def slug(self, slug: Any) -> Any:
        return self.slugs.get(slug, slug)

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
