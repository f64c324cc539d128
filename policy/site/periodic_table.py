"""The materials of the record as an excerpt of the periodic table, each with its strongest control today."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet
from django.http import QueryDict

from policy.choices import MaterialGroup, State
from policy.models import Material
from policy.record.control_vocabulary import RARE_EARTH_GROUPS, RARE_EARTHS
from policy.record.controls import Controls
from policy.record.public_rows import times_named
from policy.record.version import Version

FROM_CHINA = {"issuer": "CN", "destination": "US"}
STRONGEST_FIRST = (State.IN_FORCE, State.SUSPENDED, State.NOT_YET_EFFECTIVE)
NOBLE_GASES = (0, 2, 10, 18, 36, 54, 86, 118)
LANTHANIDES, ACTINIDES = range(57, 72), range(89, 104)
OWN_ROWS = {LANTHANIDES: 9, ACTINIDES: 10}  # below the seven periods and a gap

Place = tuple[int, int]


@dataclass(frozen=True)
class Tile:
    """A material; `state` is the strongest of the controls written on itself, `None` where none bites or is to."""

    material: Material
    state: State | None

    @property
    def is_rare_earth(self) -> bool:
        return self.material.group in RARE_EARTH_GROUPS

    @property
    def place(self) -> Place:
        assert self.material.atomic_number
        return place(self.material.atomic_number)


@dataclass(frozen=True)
class PeriodicTable:
    """All public materials. An element has one tile; what is made of it besides stands among the others."""

    materials: list[Material]
    states: dict[str, State]
    controls: Controls

    @classmethod
    def read(cls, version: Version, today: date) -> "PeriodicTable":
        """Read the materials, and what China controls for the United States today."""
        query = QueryDict(f"state={','.join(STRONGEST_FIRST)}")
        controls = Controls.parse(query, version, today, defaults=FROM_CHINA)
        return cls(list(public_materials()), strongest(controls), controls)

    @cached_property
    def elements(self) -> list[Tile]:
        """Return the elements by atomic number: where several materials share one, the first that is no product."""
        by_number: dict[int, Material] = {}
        for one in sorted(self.materials, key=lambda one: one.group == MaterialGroup.MATERIAL):
            if one.atomic_number:
                by_number.setdefault(one.atomic_number, one)
        return [self._tile(by_number[number]) for number in sorted(by_number)]

    @property
    def others(self) -> list[Tile]:
        shown = {tile.material.slug for tile in self.elements}
        return [self._tile(one) for one in self.materials if one.slug not in shown]

    @property
    def group(self) -> Tile | None:
        """Return the group of all rare earths."""
        return next((tile for tile in self.others if tile.material.slug == RARE_EARTHS), None)

    @property
    def gaps(self) -> list[Place]:
        """Return the places of the elements that the record doesn't hold."""
        held = {tile.material.atomic_number for tile in self.elements}
        return [place(number) for number in range(1, 119) if number not in held]

    def _tile(self, material: Material) -> Tile:
        return Tile(material, self.states.get(material.slug))


def place(atomic_number: int) -> Place:
    """Return an element's column (1 to 18) and row; lanthanides and actinides have rows of their own below."""
    for series, row in OWN_ROWS.items():
        if atomic_number in series:
            return atomic_number - series.start + 3, row
    period = next(number for number, last in enumerate(NOBLE_GASES) if atomic_number <= last)
    from_left = atomic_number - NOBLE_GASES[period - 1]
    from_right = NOBLE_GASES[period] - atomic_number
    return (from_left if (from_left <= 2 and period > 1) or atomic_number == 1 else 18 - from_right), period


def public_materials() -> QuerySet[Material]:
    """Return the materials that published events refer to, and all rare earths."""
    named = times_named("material")["material"]
    return Material.objects.filter(Q(slug__in=named) | Q(group__in=RARE_EARTH_GROUPS))


def strongest(controls: Controls) -> dict[str, State]:
    """Return the strongest state per material; what binds named companies alone is no control of a material. One query."""
    rows = controls.with_period(controls.scopes.filter(is_named=False)).order_by()
    told = set(rows.values_list("material", "period__state").distinct())
    return {material: state for state in reversed(STRONGEST_FIRST) for material, one in told if one == state}
