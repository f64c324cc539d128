"""Facts as people read them: names instead of slugs, labels instead of codes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rest_framework import serializers

from policy import kinds
from policy.models import Actor, ControlledItem, Event, Material, Source, Topic
from policy.record.facts import Counted, Facts, LinkFacts, Ref, RefList
from policy.record.vocabulary import country_name

ROWS = {
    "actors": Actor.objects.all(),
    "items": ControlledItem.objects.select_related("material"),
    "materials": Material.objects.all(),
    "sources": Source.objects.all(),
    "topics": Topic.objects.all(),
}
COUNTRIES = {"country", "destinations"}

Naming = Callable[[str, str], str]  # from a file of the data set and a slug in it


def readable(versions: Sequence[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return facts of events, each given with the name of its kind, in words; one query for each table that they name.

    What is called alike is told apart by its slug. A slug that no row has any more stays as it is.
    """
    wanted: dict[str, set[str]] = defaultdict(set)

    def note(file: str, slug: str) -> str:
        wanted[file].add(slug)
        return slug

    for kind, facts in versions:
        _said(_fields(kind), facts, note)
    names = {file: _names(file, slugs) for file, slugs in wanted.items()}
    return [_said(_fields(kind), facts, lambda file, slug: names[file].get(slug, slug)) for kind, facts in versions]


def _fields(kind: str) -> dict[str, Any]:
    return {**kinds.get(kind).facts().fields, "links": LinkFacts(many=True)}


def _names(file: str, slugs: Iterable[str]) -> dict[str, str]:
    rows = list(ROWS.get(file, Event.objects.all()).filter(slug__in=slugs))
    called = Counter(map(str, rows))
    return {row.slug: str(row) if called[str(row)] == 1 else f"{row} ({row.slug})" for row in rows}


def _said(fields: Mapping[str, Any], facts: dict[str, Any], name: Naming) -> dict[str, Any]:
    return {key: value and _value(key, fields.get(key), value, name) for key, value in facts.items()}


def _value(key: str, field: Any, value: Any, name: Naming) -> Any:
    match field:
        case Ref():
            return name(field.file, value)
        case RefList():
            return [name(field.file, slug) for slug in value]
        case Counted():
            return {**value, "kind": field.kind.choices.get(value["kind"], value["kind"])}
        case serializers.ChoiceField():
            return field.choices.get(value, value)
        case serializers.ListSerializer():
            return [_row(field.child, row, name) for row in value]
    if key in COUNTRIES:
        return list(map(country_name, value)) if isinstance(value, list) else country_name(value)
    return value


def _row(facts: Facts, row: Any, name: Naming) -> Any:
    """Put the facts of a row below an event into words; one that files write as a text becomes one text again."""
    said = _said(facts.fields, facts.keyed(row), name)
    return said if isinstance(row, dict) else next(filter(None, said.values()))
