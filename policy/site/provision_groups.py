"""Provisions of a measure that demand the same, of the same places, on the same days: told once, each by its name."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from policy.site.states import Standing


@dataclass(frozen=True)
class Group:
    """Provisions that differ in nothing but what they are about; `number` counts the groups of a measure from one."""

    number: int
    members: list[Standing]

    @property
    def standing(self) -> Standing:
        """Return one that stands for all: its requirement, dates, places and periods are theirs."""
        return self.members[0]

    @property
    def anchor(self) -> str:
        return f"provisions-{self.number}"

    @property
    def is_one(self) -> bool:
        return len(self.members) == 1

    @property
    def refs(self) -> list[str]:
        return [member.provision["ref"] for member in self.members]

    @property
    def name(self) -> str:
        """Name them for what is drawn and told of all of them."""
        return ", ".join(self.refs)


def grouped(standings: Iterable[Standing]) -> list[Group]:
    """Return the provisions of a measure in groups, each where its first one stands."""
    alike: dict[Hashable, list[Standing]] = {}
    for standing in standings:
        alike.setdefault(_shared(standing), []).append(standing)
    return [Group(number, members) for number, members in enumerate(alike.values(), start=1)]


def _shared(standing: Standing) -> Hashable:
    provision, course = standing.provision, standing.found.course
    return (
        *(provision[key] for key in ("requirement", "effective", "expires")),
        tuple(provision["destinations"]),
        (course.periods, course.amendments) if course else None,
    )
