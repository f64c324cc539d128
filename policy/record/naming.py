"""Facts as people read them: names instead of slugs, labels instead of codes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext
from rest_framework import serializers

from policy.choices import Form
from policy.models import Actor, ControlledItem, Material, Source, Topic
from policy.record.facts import Counted, Facts, Ref, RefList
from policy.record.vocabulary import country_name

ROWS: dict[str, Any] = {
    "actors": Actor.objects.all(),
    "items": ControlledItem.objects.select_related("material"),
    "materials": Material.objects.all(),
    "sources": Source.objects.all(),
    "topics": Topic.objects.all(),
}
EVENTS = "events"  # those of every kind: no two of them share a slug
COUNTRIES = {"country", "countries", "acting_countries", "issuing_country", "destinations"}

Said = TypeVar("Said")
Naming = Callable[[str, str], str]  # from a file of the data set and a slug in it
Titles = Callable[[set[str]], Iterable[tuple[str, str]]]  # from slugs of events: each that is known, with its title


def with_names(say: Callable[[Naming], Said], titles: Titles) -> Said:
    """Return what is said with the names of all rows that it names; one query for each table.

    What is called alike is told apart by its slug. A slug that no row has any more stays as it is.
    """
    wanted: dict[str, set[str]] = defaultdict(set)

    def note(file: str, slug: str) -> str:
        wanted[_table(file)].add(slug)
        return slug

    say(note)
    names = {table: _names(table, slugs, titles) for table, slugs in wanted.items()}
    return say(lambda file, slug: names[_table(file)].get(slug, slug))


def said(fields: Mapping[str, Any], facts: dict[str, Any], name: Naming) -> dict[str, Any]:
    """Return facts, or a part of a document of the same form, in words; `fields` say what stands under each key."""
    return {key: value and _value(key, fields.get(key), value, name) for key, value in facts.items()}


def _table(file: str) -> str:
    return file if file in ROWS else EVENTS


def _names(table: str, slugs: set[str], titles: Titles) -> dict[str, str]:
    rows = [] if table == EVENTS else ROWS[table].filter(slug__in=slugs)
    pairs = list(titles(slugs)) if table == EVENTS else [(row.slug, str(row)) for row in rows]
    called = Counter(name for _, name in pairs)
    return {slug: name if called[name] == 1 else f"{name} ({slug})" for slug, name in pairs}


def _value(key: str, field: Any, value: Any, name: Naming) -> Any:
    match field:
        case Ref():
            return name(field.file, value)
        case RefList():
            return [_item(one, name) if isinstance(one, dict) else name(field.file, one) for one in value]
        case Counted():
            return {**value, "kind": gettext(field.kind.choices.get(value["kind"], value["kind"]))}
        case serializers.ChoiceField():
            return gettext(field.choices.get(value, value))
        case serializers.ListSerializer():
            below: Any = field.child
            return [_row(below, row, name) for row in value]
    if key in COUNTRIES:
        return list(map(country_name, value)) if isinstance(value, list) else country_name(value)
    return value


def _item(item: dict[str, Any], name: Naming) -> dict[str, Any]:
    """Put a controlled item into words as a document shows it, whole."""
    called = f"{name('materials', item['material'])}, {gettext(Form(item['form']).label)}"
    return {
        "item": called,
        "control_code": item["control_code"],
        "hs_codes": item["hs_codes"],
        "description": item["description"],
    }


def _row(facts: Facts, row: Any, name: Naming) -> Any:
    """Put the facts of a row below an event into words; one that files write as a text becomes one text again."""
    told = said(facts.fields, facts.keyed(row), name)
    return told if isinstance(row, dict) else next(filter(None, told.values()))
