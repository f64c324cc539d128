"""The reference rows that facts name, read as they are asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from policy.models import Actor, ControlledItem, Material, Source


@dataclass(frozen=True)
class References:
    """Reference rows by slug. Looking up a slug that no row has raises `KeyError`."""

    actors: dict[str, Actor] = field(default_factory=dict)
    materials: dict[str, Material] = field(default_factory=dict)
    items: dict[str, ControlledItem] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    def read(self, refs: Iterable[str]) -> None:
        """Read the rows that `refs` name, such as "actor:mofcom", but for those here: four queries, however many there are."""
        slugs: dict[str, set[str]] = {"actor": set(), "material": set(), "item": set(), "source": set()}
        for ref in set(refs) - self._asked:
            table, _, slug = ref.partition(":")
            slugs.setdefault(table, set()).add(slug)
        self._asked.update(refs)
        items = list(ControlledItem.objects.filter(slug__in=slugs["item"]).select_related("material"))
        self.items.update((row.slug, row) for row in items)
        self.materials.update((item.material.slug, item.material) for item in items)
        self.materials.update((row.slug, row) for row in Material.objects.filter(slug__in=slugs["material"]))
        self.actors.update((row.slug, row) for row in Actor.objects.filter(slug__in=slugs["actor"]))
        sources = Source.objects.filter(slug__in=slugs["source"]).select_related("publisher")
        self.sources.update((row.slug, row) for row in sources)
