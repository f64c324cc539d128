"""The values that filters allow: what published events have been tagged with, and the closed vocabularies."""

from functools import cached_property, lru_cache
from typing import Any

from babel import Locale
from django.db.models import F, Func, TextField

from policy import kinds
from policy.choices import Certainty, Direction, Form
from policy.models import Actor, Material, Topic
from policy.record.models import Projection
from policy.record.names import Names
from policy.record.title_words import title_words
from policy.record.version import Version

NO_COUNTRIES = {"EZ", "QO", "UN", "XA", "XB", "ZZ"}  # codes of CLDR that name no country
TERRITORIES = {code: name for code, name in Locale("en").territories.items() if code not in NO_COUNTRIES}


def country_name(code: str) -> str:
    """Return a country's English name by its ISO 3166-1 code (and EU's); the code itself when there is none."""
    return TERRITORIES.get(code, code)


class Vocabulary:
    """Allowed values and their labels by parameter, as of one version of the record."""

    def __init__(self) -> None:
        tags = Projection.objects.order_by().annotate(tag=Func(F("tags"), function="unnest", output_field=TextField()))
        self.used: dict[str, set[str]] = {}
        for tag in tags.values_list("tag", flat=True).distinct():
            parameter, _, value = tag.partition(":")
            self.used.setdefault(parameter, set()).add(value)
        self.labels: dict[str, dict[str, str]] = {
            "kind": {kind.name: kind.name for kind in kinds.every()},
            "certainty": dict(Certainty.choices),
            "direction": dict(Direction.choices),
            "form": dict(Form.choices),
            "disputed": {"true": "disputed", "false": "not disputed"},
            "country": {code: country_name(code) for code in sorted(self.used.get("country", set()), key=country_name)},
            "actor": self._names(Actor.objects, "actor"),
            "material": self._names(Material.objects, "material"),
            "topic": self._names(Topic.objects, "topic"),
        }
        for kind in kinds.every():
            self.labels |= {parameter: dict(choices) for parameter, choices in kind.parameters.items()}

        self.names = Names.read(self.used)

    @cached_property
    def title_words(self) -> set[str]:
        """The words of titles; read when the first misspelt word is looked for."""
        return title_words()

    def _names(self, rows: Any, parameter: str) -> dict[str, str]:
        used = self.used.get(parameter, set())
        return dict(rows.filter(slug__in=used).order_by("name", "slug").values_list("slug", "name"))

    def canonical(self, parameter: str, value: str) -> str:
        return value

    def allows(self, parameter: str, value: str) -> bool:
        """Say whether a filter takes a value; any country of the world is one, though no event may name it."""
        return value in self.labels[parameter] or (parameter == "country" and len(value) == 2 and value in TERRITORIES)

    def label(self, parameter: str, value: str) -> str:
        return self.labels[parameter].get(value) or country_name(value)


@lru_cache(maxsize=2)
def vocabulary(version: Version) -> Vocabulary:
    """Return the vocabulary of a version; it is read once per process and version, in seven queries."""
    return Vocabulary()
