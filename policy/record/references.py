"""The reference rows that a set of facts names, read at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policy.models import Actor, ControlledItem, Material, Source


@dataclass(frozen=True)
class References:
    """Reference rows by slug. Looking up a slug that no row has raises `KeyError`."""

    actors: Mapping[str, Actor]
    materials: Mapping[str, Material]
    items: Mapping[str, ControlledItem]
    sources: Mapping[str, Source]

    @classmethod
    def named_by(cls, refs: Iterable[str]) -> "References":
        """Read the rows that `refs` name, such as "actor:mofcom"; four queries, however many there are."""
        slugs: dict[str, set[str]] = {"actor": set(), "material": set(), "item": set(), "source": set()}
        for ref in refs:
            table, _, slug = ref.partition(":")
            slugs.setdefault(table, set()).add(slug)
        items = list(ControlledItem.objects.filter(slug__in=slugs["item"]).select_related("material"))
        return cls(
            actors={row.slug: row for row in Actor.objects.filter(slug__in=slugs["actor"])},
            materials={
                row.slug: row
                for row in [*Material.objects.filter(slug__in=slugs["material"]), *(item.material for item in items)]
            },
            items={row.slug: row for row in items},
            sources={
                row.slug: row for row in Source.objects.filter(slug__in=slugs["source"]).select_related("publisher")
            },
        )
