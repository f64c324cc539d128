"""What is controlled today and what changes next: the answer that stands above the timeline, computed from the record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import groupby, product

from django.http import QueryDict

from policy.choices import Certainty, Form, InstrumentType, MaterialGroup, Requirement, State
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
NO_GOODS = (Form.TECHNOLOGY, Form.EQUIPMENT)


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

    @property
    def has_caveats(self) -> bool:
        return any(ground.caveats for ground in self.grounds)


@dataclass(frozen=True)
class Answer:
    """The figures of a day, what stands beside them uncounted, and the next day on which something changes.

    `uncounted_bans` are the acts, and their provisions, that ban something today which no figure counts.
    """

    on: date
    is_beyond_coverage: bool
    figures: list[Figure]
    collective: list[Material]
    uncounted_bans: list[tuple[Document, list[str]]]
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
    materials = controls.vocabulary.materials
    general = [row for row in rows if not row.scope.is_named and row.period.state in STATES]
    named = {row.scope.material for row in general}
    counted = [row for row in general if row.scope.material and subject(materials[row.scope.material])]
    counted = [row for row in counted if is_on_goods(row)]
    return Answer(
        today,
        controls.beyond_coverage,
        list(_figures(counted, materials, documents)),
        [one for slug, one in materials.items() if slug in named and subject(one) is None],
        _bans(row for row in general if row not in counted),
        turning,
        documents,
    )


def subject(material: Material) -> Subject | None:
    """Say with what a material is counted; `None`: it is a group or a product, which holds others."""
    if material.group in RARE_EARTH_GROUPS:
        return Subject.RARE_EARTH
    return Subject.OTHER if material.group == MaterialGroup.OTHER_CRITICAL_MINERAL else None


def is_on_goods(row: Control) -> bool:
    """Say whether a row is on goods made of its material.

    It isn't where technology or equipment is controlled, nor where the provision lists items and all are of others.
    """
    if row.item:
        return row.item["form"] not in NO_GOODS
    is_of_technology = row.document["detail"]["instrument_type"] == InstrumentType.TECHNOLOGY_CONTROL
    return not (row.provision["items"] or is_of_technology)


def _bans(rows: Iterable[Control]) -> list[tuple[Document, list[str]]]:
    """Return the acts that ban something today in these rows, each with its provisions."""
    found: dict[str, tuple[Document, dict[str, None]]] = {}
    for row in rows:
        if row.provision["requirement"] == Requirement.PROHIBITED and row.period.state == State.IN_FORCE:
            found.setdefault(row.document["slug"], (row.document, {}))[1][row.provision["ref"]] = None
    return [(document, list(refs)) for document, refs in found.values()]


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
        counted = subject(materials[row.scope.material])
        assert counted
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
