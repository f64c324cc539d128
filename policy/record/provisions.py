"""What a measure's document says of its provisions: what each controls, and its states, given the acts upon it.

Everything here is read from published documents alone, so that anybody can derive it again from the record.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from policy.choices import EffectKind, InstrumentType, State
from policy.dates import first_day
from policy.models.constraints import DESTINATION
from policy.record.periods import EffectOn, Period, periods

HS_DIGITS = (2, 4, 6, 8, 10)
STATE_CHANGING = (EffectKind.SUSPENDS, EffectKind.EXTENDS_SUSPENSION, EffectKind.RESUMES, EffectKind.REPEALS)

Document = dict[str, Any]


@dataclass(frozen=True)
class Scope:
    """One thing that a provision demands something for; `item` and `material` are slugs, empty when it names none.

    `tags` are what filters ask for, such as "destination:US" or "hs:2805".
    """

    ref: str
    order_key: str
    announced: date
    item: str
    material: str
    is_named: bool
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """A provision's periods and the effects that amend it. An undated provision has one period, of all days."""

    ref: str
    periods: tuple[Period, ...]
    amendments: tuple[EffectOn, ...]


def has_states(document: Document) -> bool:
    """Say whether a measure's provisions have states: those of a suspending instrument have none, its effects are."""
    return document["detail"]["instrument_type"] != InstrumentType.SUSPENSION


def scopes(document: Document) -> list[Scope]:
    """Return what the provisions of a measure control: each item, each material that no item is made of, or nothing."""
    if not has_states(document):
        return []
    return [
        _scope(document, provision, position, place, item, material)
        for position, provision in enumerate(document["detail"]["provisions"])
        for place, (item, material) in enumerate(_subjects(provision))
    ]


def courses(document: Document, acting: Iterable[Document]) -> list[Course]:
    """Return the states of a measure's provisions; `acting` are the documents of all measures that act on it."""
    if not has_states(document):
        return []
    effects = list(effects_on(document["slug"], acting))
    return [_course(provision, effects) for provision in document["detail"]["provisions"]]


def effects_on(slug: str, acting: Iterable[Document]) -> Iterable[tuple[str | None, EffectOn]]:
    """Yield the effects of measures on one, each with the ref of the provision it acts on (`None`: on all of them)."""
    for document in sorted(acting, key=lambda document: (first_day(document["detail"]["announced"]), document["slug"])):
        for effect in document["detail"]["effects"]:
            if effect["target"] == slug:
                told = EffectOn(document["slug"], effect["effect"], effect["from"], effect["until"])
                yield effect["provision_ref"], told


def announced_by(day: date, documents: Iterable[Document]) -> list[Document]:
    """Keep the measures that were announced by a day (inclusive)."""
    return [one for one in documents if first_day(one["detail"]["announced"]) <= day]


def binds_named_actors(document: Document) -> bool:
    """Say whether a measure binds dealings with named companies: it lists entities, or its targets are actors."""
    detail = document["detail"]
    return detail["instrument_type"] == InstrumentType.ENTITY_LISTING or any(
        not re.fullmatch(DESTINATION, target) for target in detail["targets"]
    )


def _course(provision: dict[str, Any], effects: list[tuple[str | None, EffectOn]]) -> Course:
    own = [effect for ref, effect in effects if ref in (None, provision["ref"])]
    deciding = [effect for effect in own if effect.effect in STATE_CHANGING]
    found = periods(provision["effective"], provision["expires"], deciding)
    amendments = tuple(effect for effect in own if effect.effect == EffectKind.AMENDS)
    return Course(provision["ref"], tuple(found or [Period(State.UNDATED, None, None)]), amendments)


def _subjects(provision: dict[str, Any]) -> list[tuple[dict[str, Any] | None, str]]:
    """Return (item, material) for each item, then for each material of none of them; (None, "") if it names neither."""
    items = provision["items"]
    made_of = {item["material"] for item in items}
    named = [(None, material) for material in provision["materials"] if material not in made_of]
    return [*((item, item["material"]) for item in items), *named] or [(None, "")]


def _scope(
    document: Document, provision: dict[str, Any], position: int, place: int, item: dict[str, Any] | None, material: str
) -> Scope:
    return Scope(
        ref=provision["ref"],
        order_key=f"{document['slug']}#{position:03}#{place:04}",
        announced=first_day(document["detail"]["announced"]),
        item=item["slug"] if item else "",
        material=material,
        is_named=binds_named_actors(document),
        tags=tuple(sorted({*_tags(document, provision), *(_item_tags(item) if item else ()), f"material:{material}"})),
    )


def _tags(document: Document, provision: dict[str, Any]) -> Iterable[str]:
    yield f"measure:{document['slug']}"
    yield f"issuer:{document['detail']['issuing_country']}"
    yield f"requirement:{provision['requirement']}"
    yield from (f"destination:{code}" for code in provision["destinations"])
    yield from (f"actor:{actor['slug']}" for actor in document["actors"])


def _item_tags(item: dict[str, Any]) -> Iterable[str]:
    yield f"form:{item['form']}"
    yield from (f"hs:{code[:digits]}" for code in item["hs_codes"] for digits in HS_DIGITS if len(code) >= digits)
    parts = (item["control_code"] or "").split(".")
    yield from (f"code:{'.'.join(parts[: end + 1])}" for end in range(len(parts)) if parts[0])
