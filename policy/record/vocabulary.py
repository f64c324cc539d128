"""The values that filters allow: what published events have been tagged with, and the closed vocabularies."""

from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from typing import Any

from babel import Locale
from django.utils.translation import get_language, gettext, gettext_noop, to_locale

from policy import kinds
from policy.choices import Certainty, Direction, Form
from policy.models import Actor, Material, Topic
from policy.record.asked import Asked
from policy.record.models import UsedTag
from policy.record.names import Names
from policy.record.spoken import answering, name_of
from policy.record.title_words import title_words
from policy.record.version import Version

NO_COUNTRIES = {"EZ", "QO", "UN", "XA", "XB", "ZZ"}  # codes of CLDR that name no country
TERRITORIES = {code for code in Locale("en").territories if code not in NO_COUNTRIES}
MOST_UNDERSTOOD = 1_000  # searches whose meaning is kept
DISPUTED = {"true": gettext_noop("disputed"), "false": gettext_noop("not disputed")}


def country_name(code: str) -> str:
    """Return a country's name by its ISO 3166-1 code (and EU's), in the language spoken; the code when there is none."""
    return _territories(to_locale(get_language() or "en")).get(code, code) if code in TERRITORIES else code


@cache
def _territories(locale: str) -> Any:
    return Locale.parse(locale).territories


def said(choices: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the labels of a closed vocabulary by value, in the language spoken."""
    return {value: gettext(label) for value, label in choices}


class Vocabulary:
    """Allowed values and their labels by parameter, as of one version of the record. `GROWING` names what grows with it."""

    GROWING = ("country", "actor", "material", "topic")

    def __init__(self) -> None:
        self.used: dict[str, set[str]] = {}
        for tag in UsedTag.objects.values_list("tag", flat=True):
            parameter, _, value = tag.partition(":")
            self.used.setdefault(parameter, set()).add(value)
        self.labels: dict[str, dict[str, str]] = {
            "kind": {kind.name: gettext(kind.name) for kind in kinds.every()},
            "certainty": said(Certainty.choices),
            "direction": said(Direction.choices),
            "form": said(Form.choices),
            "disputed": said(DISPUTED.items()),
            "country": {code: country_name(code) for code in sorted(self.used.get("country", set()), key=country_name)},
            "actor": self._names(Actor.objects, "actor"),
            "material": self._names(Material.objects, "material"),
            "topic": self._names(Topic.objects, "topic"),
        }
        for kind in kinds.every():
            self.labels |= {parameter: said(choices) for parameter, choices in kind.parameters.items()}

        self.names = Names.read(self.used)
        self.understood = lru_cache(maxsize=MOST_UNDERSTOOD)(self._understood)

    @cached_property
    def title_words(self) -> set[str]:
        """The words of titles; read when the first misspelt word is looked for."""
        return title_words()

    def _understood(self, typed: str) -> Asked:
        """Return what words mean; kept for as long as the record stays as it is, for pages after and other filters."""
        return Asked.read(typed, self.names, lambda: self.title_words)

    def _names(self, rows: Any, parameter: str) -> dict[str, str]:
        used = self.used.get(parameter, set())
        found = rows.filter(slug__in=used).order_by("name", "slug").values_list("slug", "name")
        return {slug: name_of(parameter, slug, name) for slug, name in found}

    def canonical(self, parameter: str, value: str) -> str:
        return value

    def allows(self, parameter: str, value: str) -> bool:
        """Say whether a filter takes a value; any country of the world is one, though no event may name it."""
        return value in self.labels[parameter] or (parameter == "country" and len(value) == 2 and value in TERRITORIES)

    def label(self, parameter: str, value: str) -> str:
        return self.labels[parameter].get(value) or country_name(value)


def vocabulary(version: Version) -> Vocabulary:
    """Return the vocabulary of a version in the language spoken; it is read once per process, in seven queries."""
    return _vocabulary(version, get_language() or "")


@lru_cache(maxsize=4)
def _vocabulary(version: Version, language: str) -> Vocabulary:
    with answering(version):
        return Vocabulary()
