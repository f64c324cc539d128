"""What is controlled today and what changes next: the answer that stands above the timeline, computed from the record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import groupby, product

from django.http import QueryDict

from policy.choices import Certainty, MaterialGroup, State
from policy.models import Material
from policy.record.control_filters import CONTROLLING
from policy.record.control_vocabulary import RARE_EARTH_GROUPS
from policy.record.controls import Control, Controls
from policy.record.periods import Period
from policy.record.provisions import Document
from policy.record.version import Version
from policy.site.periodic_table import FROM_CHINA, STRONGEST_FIRST
from policy.site.turns import Happening, TurningDay, Turns, happenings

STATES = (State.IN_FORCE, State.SUSPENDED)


class Subject(StrEnum):
    """What materials are counted together. Groups and products are named, not counted: they hold others."""

    RARE_EARTH = "rare earth"
    OTHER = "other material"


@dataclass(frozen=True)
class Ground:
    """One act that controls some of a figure's materials on the same terms, and the acts that decide its state."""

    document: Document
    period: Period
    materials: tuple[Material, ...]
    deciding: tuple[Document, ...]

    @property
    def caveats(self) -> list[tuple["Caveat", Document]]:
        """Return what has to be said of the acts on which it rests, each act once."""
        told = {one["slug"]: (caveat, one) for one in (self.document, *self.deciding) if (caveat := caveat_of(one))}
        return list(told.values())


class Caveat(StrEnum):
    """Why an act is less sure than one whose own text was read; the first that holds is told."""

    UNOFFICIAL = "unofficial"
    UNREAD = "unread"
    UNNUMBERED = "unnumbered"


def caveat_of(document: Document) -> Caveat | None:
    if document["certainty"] != Certainty.OFFICIAL:
        return Caveat.UNOFFICIAL
    if not document["primary_read"]:
        return Caveat.UNREAD
    return None if document["detail"]["instrument_number"] else Caveat.UNNUMBERED


@dataclass(frozen=True)
class Figure:
    """How many materials of one sort have something demanded of them that is in one state."""

    subject: Subject
    requirement: str
    state: State
    grounds: list[Ground]

    @property
    def count(self) -> int:
        return len({material.slug for ground in self.grounds for material in ground.materials})


@dataclass(frozen=True)
class Answer:
    """The figures of a day, what stands beside them uncounted, and the next day on which something changes."""

    on: date
    is_beyond_coverage: bool
    figures: list[Figure]
    collective: list[Material]
    next: TurningDay | None
    documents: Mapping[str, Document]

    @property
    def happenings(self) -> list[Happening]:
        """Return what happens on the next day, in the words of the moment: they aren't kept, for languages differ."""
        return happenings(self.next, self.documents, self.on) if self.next else []

    @cached_property
    def caveats(self) -> list[tuple[Caveat, list[Document]]]:
        """Return the acts that are less than sure, by the reason for it."""
        grounds = [ground for figure in self.figures for ground in figure.grounds]
        found = {one["slug"]: (caveat, one) for ground in grounds for caveat, one in ground.caveats}
        by_reason = sorted(found.values(), key=lambda pair: list(Caveat).index(pair[0]))
        return [(caveat, [one for _, one in pairs]) for caveat, pairs in groupby(by_reason, key=lambda pair: pair[0])]


@lru_cache(maxsize=2)
def answer(version: Version, today: date) -> Answer:
    """Answer for exports from China to the United States; read once per process, version and day, in seven queries."""
    query = QueryDict(f"state={','.join(STRONGEST_FIRST)}")
    controls = Controls.parse(query, version, today, defaults=FROM_CHINA)
    rows = controls.rows()
    turning = Turns(controls, controls.courses()).next
    documents = _documents(controls, rows, turning)
    placed = [row for row in rows if row.scope.material and not row.scope.is_named and row.period.state in STATES]
    materials = controls.vocabulary.materials
    named = {row.scope.material for row in placed}
    return Answer(
        today,
        controls.beyond_coverage,
        list(_figures(placed, materials, documents)),
        [one for slug, one in materials.items() if slug in named and subject(one) is None],
        turning,
        documents,
    )


def subject(material: Material) -> Subject | None:
    """Say with what a material is counted; `None`: it is a group or a product, which holds others."""
    if material.group in RARE_EARTH_GROUPS:
        return Subject.RARE_EARTH
    return Subject.OTHER if material.group == MaterialGroup.OTHER_CRITICAL_MINERAL else None


def _documents(controls: Controls, rows: list[Control], turning: TurningDay | None) -> dict[str, Document]:
    own = {row.document["slug"]: row.document for row in rows}
    acting = {effect.measure for row in rows for effect in row.period.because}
    turns = turning.turns if turning else []
    acting |= {slug for turn in turns for slug in (turn.slug, *turn.because)}
    return own | controls.documents(acting - own.keys())


def _figures(
    rows: Iterable[Control], materials: Mapping[str, Material], documents: Mapping[str, Document]
) -> Iterable[Figure]:
    """Yield a figure for each sort of material, requirement and state.

    A material of which the same is demanded in force is not counted as suspended besides.
    """
    found: dict[tuple[Subject, str, State], dict[str, list[Control]]] = {}
    for row in rows:
        if counted := subject(materials[row.scope.material]):
            by_material = found.setdefault((counted, row.provision["requirement"], row.period.state), {})
            by_material.setdefault(row.scope.material, []).append(row)
    for counted, requirement in product(Subject, CONTROLLING):
        biting = found.get((counted, requirement, State.IN_FORCE), {})
        suspended = found.get((counted, requirement, State.SUSPENDED), {})
        others = {slug: rows for slug, rows in suspended.items() if slug not in biting}
        for state, held in ((State.IN_FORCE, biting), (State.SUSPENDED, others)):
            if held:
                yield Figure(counted, requirement, state, _grounds(held, materials, documents))


def _grounds(
    controls: Mapping[str, list[Control]], materials: Mapping[str, Material], documents: Mapping[str, Document]
) -> list[Ground]:
    """Return the acts behind a figure, those on the most materials first."""
    alike: dict[tuple[str, Period], dict[str, Control]] = {}
    for slug, rows in controls.items():
        for row in rows:
            alike.setdefault((row.document["slug"], row.period), {})[slug] = row
    found = [
        Ground(
            documents[measure],
            period,
            tuple(sorted((materials[slug] for slug in rows), key=lambda one: (one.atomic_number or 0, one.name))),
            tuple(documents[effect.measure] for effect in period.because if effect.measure in documents),
        )
        for (measure, period), rows in alike.items()
    ]
    return sorted(found, key=lambda ground: (-len(ground.materials), ground.document["slug"]))
