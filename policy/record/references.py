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
        """Read the rows that `refs` name, such as "actor:mofcom", but for those that were asked for already.

        One query for each table that is named, however many rows there are.
        """
        slugs: dict[str, set[str]] = {}
        for ref in set(refs) - self._asked:
            table, _, slug = ref.partition(":")
            slugs.setdefault(table, set()).add(slug)
            self._asked.add(ref)
        if named := slugs.get("item"):
            items = list(ControlledItem.objects.filter(slug__in=named).select_related("material"))
            self.items.update((row.slug, row) for row in items)
            self.materials.update((item.material.slug, item.material) for item in items)
        if named := slugs.get("material"):
            self.materials.update((row.slug, row) for row in Material.objects.filter(slug__in=named))
        if named := slugs.get("actor"):
            self.actors.update((row.slug, row) for row in Actor.objects.filter(slug__in=named))
        if named := slugs.get("source"):
            sources = Source.objects.filter(slug__in=named).select_related("publisher")
            self.sources.update((row.slug, row) for row in sources)
