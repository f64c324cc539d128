"""The values that questions about controls may name, and the other names under which materials are asked for."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language

from policy.choices import Form, MaterialGroup, Requirement, State
from policy.models import Actor, Material
from policy.record.destinations import EVERYWHERE
from policy.record.models import ControlScope, Revision, UsedScopeTag
from policy.record.spoken import answering, name_of
from policy.record.version import Version
from policy.record.vocabulary import TERRITORIES, country_name, said, vocabulary

RARE_EARTHS = "rare-earths"  # the group's own name among the materials
RARE_EARTH_GROUPS = (MaterialGroup.LIGHT_RARE_EARTH, MaterialGroup.MEDIUM_HEAVY_RARE_EARTH)


class ControlVocabulary:
    """Allowed values and their labels by parameter, as of one version of the record.

    A material is also known by its symbol, its Chinese name and its other names, whatever the case of their letters.
    `GROWING` names the parameters whose values grow with the record. What only drafts name is in none of them.
    """

    GROWING = ("destination", "issuer", "material", "code", "measure", "actor")

    def __init__(self, materials: Iterable[str]) -> None:
        """`materials` are the slugs of those that events have named in public."""
        self.used = _used()
        named = {*materials, *self.used.get("material", ())}
        rows = list(Material.objects.filter(Q(slug__in=named) | Q(group__in=RARE_EARTH_GROUPS)))
        self.materials = {row.slug: row for row in rows}
        self.rare_earths = {row.slug for row in rows if row.group in RARE_EARTH_GROUPS}
        self.names = {_plain(name): row.slug for row in reversed(rows) for name in _names(row) if name}
        bound = Actor.objects.filter(slug__in=self.used.get("actor", ())).values_list("slug", "name")
        actors = {slug: name_of("actor", slug, name) for slug, name in bound}
        places = {"US", *self.used.get("destination", ())} - {EVERYWHERE}
        self.codes = {code.casefold(): code for code in self.used.get("code", ())}
        self.labels: dict[str, Mapping[str, str]] = {
            "material": {row.slug: name_of("material", row.slug, row.name) for row in rows},
            "form": said(Form.choices),
            "requirement": said(Requirement.choices),
            "state": said(State.choices),
            "measure": ControllingMeasures(),
            "code": {code: code for code in sorted(self.used.get("code", ()))},
            "actor": dict(sorted(actors.items(), key=lambda named: named[1].casefold())),
            "issuer": _countries(self.used.get("issuer", ())),
            "destination": _countries(places),
        }

    def canonical(self, parameter: str, value: str) -> str:
        """Return the value that another name stands for, or the start or end of one that no other material shares."""
        if parameter == "material" and value not in self.materials:
            return self.names.get(_plain(value)) or self._only_one_called(_plain(value)) or value
        return self.codes.get(value.strip().casefold(), value) if parameter == "code" else value

    def _only_one_called(self, part: str) -> str | None:
        """Return the material in whose names alone a word stands, such as "magnets"."""
        found = {slug for name, slug in self.names.items() if part and part in name.split()}
        return found.pop() if len(found) == 1 else None

    def allows(self, parameter: str, value: str) -> bool:
        """Say whether a parameter takes a value; any country of the world is a destination or an issuer."""
        if parameter in ("destination", "issuer") and len(value) == 2 and value in TERRITORIES:
            return True
        return value in self.labels[parameter]

    def label(self, parameter: str, value: str) -> str:
        return self.labels[parameter].get(value) or country_name(value)

    def asked_for(self, material: str) -> list[str]:
        """Return the materials that a question about one also asks for: the group of the rare earths, for its elements."""
        return [material, RARE_EARTHS] if material in self.rare_earths else [material]


def control_vocabulary(version: Version) -> ControlVocabulary:
    """Return the vocabulary of a version in the language spoken; it is read once per process."""
    return _control_vocabulary(version, get_language() or "")


@lru_cache(maxsize=4)
def _control_vocabulary(version: Version, language: str) -> ControlVocabulary:
    with answering(version):
        return ControlVocabulary(vocabulary(version).used.get("material", ()))


class ControllingMeasures(Mapping[str, str]):
    """The slugs of the measures that controls stand in, by themselves. They grow with the record: each is asked for alone.

    To go through them is for those who suggest one: it gives the newest, at most so many, by slug.
    """

    SUGGESTED = 1_000

    @cached_property
    def _newest(self) -> list[str]:
        own = ControlScope.objects.filter(provision__event=OuterRef("event"))
        newest = Revision.objects.current().filter(Exists(own), replaced_by="").order_by("-seq")
        return sorted(newest.values_list("slug", flat=True)[: self.SUGGESTED])

    def __getitem__(self, slug: str) -> str:
        if slug in self._newest:
            return slug
        replaced = Revision.objects.replaced().filter(slug=slug)
        if not ControlScope.objects.filter(~Exists(replaced), tags__contains=[f"measure:{slug}"]).exists():
            raise KeyError(slug)
        return slug

    def __iter__(self) -> Iterator[str]:
        return iter(self._newest)

    def __len__(self) -> int:
        return len(self._newest)


def _used() -> dict[str, set[str]]:
    """Return the values that controls were ever tagged with, measures apart, by parameter."""
    used: dict[str, set[str]] = {}
    for tag in UsedScopeTag.objects.values_list("tag", flat=True):
        parameter, _, value = tag.partition(":")
        used.setdefault(parameter, set()).add(value)
    return used


def _names(material: Material) -> Iterable[str]:
    return (material.slug, material.symbol, material.name, material.name_zh, *material.aliases)


def _plain(name: str) -> str:
    """Return a name as it is compared: without what stands in brackets, hyphens, or capitals."""
    return " ".join(re.sub(r"\(.*?\)", " ", name).replace("-", " ").casefold().split())


def _countries(codes: Iterable[str]) -> dict[str, str]:
    return {code: country_name(code) for code in sorted(codes, key=country_name)}
