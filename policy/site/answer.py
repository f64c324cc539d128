"""What is controlled today and what changes next: the answer that stands above the timeline, computed from the record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Any

from django.http import QueryDict

from policy.choices import MaterialGroup, State
from policy.models import Material
from policy.record import day
from policy.record.control_filters import CONTROLLING
from policy.record.control_vocabulary import RARE_EARTH_GROUPS
from policy.record.controls import Controls
from policy.record.periods import EffectOn, Period
from policy.record.provisions import Document
from policy.record.version import Version
from policy.site.kept import kept
from policy.site.periodic_table import FROM_CHINA
from policy.site.turns import Happening, Turn, happenings, lots, next_turning_day

NAMED = 12  # acts behind a number, or behind a reason to doubt; the others are counted
HAPPENINGS = 2  # of the next day; the others are counted


class Subject(StrEnum):
    """What materials are counted together. Groups and products are named, not counted: they hold others."""

    RARE_EARTH = "rare earth"
    OTHER = "other material"


class Caveat(StrEnum):
    """Why an act is less sure than one whose own text was read; the first that holds is told."""

    UNOFFICIAL = day.UNOFFICIAL
    UNREAD = day.UNREAD
    UNNUMBERED = day.UNNUMBERED


@dataclass(frozen=True)
class Ground:
    """One act that controls some of a figure's materials on the same terms, and the acts that decide its state.

    Acts are told by what names them: slug, title, number, and what has to be said of them as `caveat`.
    """

    document: Document
    period: Period
    materials: tuple[Material, ...]
    deciding: tuple[Document, ...]

    @property
    def caveats(self) -> list[tuple[Caveat, Document]]:
        """Return what has to be said of the acts on which it rests, each act once."""
        acts = {one["slug"]: one for one in (self.document, *self.deciding) if one["caveat"]}
        return [(Caveat(one["caveat"]), one) for one in acts.values()]


@dataclass(frozen=True)
class Figure:
    """How many materials of one sort have something demanded of them that is in one state.

    `acts` counts the grounds; `grounds` are the first of them.
    """

    subject: Subject
    requirement: str
    state: State
    count: int
    acts: int
    has_caveats: bool
    grounds: list[Ground]

    @property
    def more(self) -> int:
        return self.acts - len(self.grounds)


@dataclass(frozen=True)
class Doubted:
    """The acts that are less than sure for one reason: the first of them, and how many more there are."""

    caveat: Caveat
    acts: list[Document]
    more: int


@dataclass(frozen=True)
class NextDay:
    """The next day on which something changes: the first that happens, with the documents of its acts."""

    day: date
    lots: list[list[Turn]]
    more: int
    documents: Mapping[str, Document]


@dataclass(frozen=True)
class Answer:
    """The figures of a day, what stands beside them uncounted, and the next day on which something changes.

    `uncounted_bans` are the first acts, and their provisions, that ban something today which no figure counts.
    """

    on: date
    is_beyond_coverage: bool
    figures: list[Figure]
    collective: list[Material]
    uncounted_bans: list[tuple[Document, list[str]]]
    more_bans: int
    caveats: list[Doubted]
    next: NextDay | None

    @property
    def happenings(self) -> list[Happening]:
        """Return what happens on the next day, in the words of the moment: they aren't kept, for languages differ."""
        return happenings(self.next.lots, self.next.documents, self.on) if self.next else []


def answer(version: Version, today: date) -> Answer:
    """Answer for exports from China to the United States; read once per process, version and day."""
    return kept.get(("today's answer", version, today), lambda: answered(version, today))


def answered(version: Version, today: date) -> Answer:
    """Read the answer, in six queries."""
    query = QueryDict(f"state={','.join(day.STATES)}")
    controls = Controls.parse(query, version, today, defaults=FROM_CHINA)
    materials = controls.vocabulary.materials
    subjects = {slug: counted for slug, one in materials.items() if (counted := subject(one))}
    found = day.controlled(controls, subjects, NAMED)
    acts = {act["slug"]: act for act in found["acts"] or []}
    figures = list(_figures(found, materials, acts))
    bans = found["bans"] or []
    return Answer(
        today,
        controls.beyond_coverage,
        figures,
        [one for slug, one in materials.items() if slug in (found["materials"] or []) and slug not in subjects],
        [(acts[ban["slug"]], list(dict.fromkeys(ban["refs"]))) for ban in bans],
        found["banning"] - len(bans),
        list(_doubted(figures, found["caveats"] or {})),
        _next(controls),
    )


def subject(material: Material) -> Subject | None:
    """Say with what a material is counted; `None`: it is a group or a product, which holds others."""
    if material.group in RARE_EARTH_GROUPS:
        return Subject.RARE_EARTH
    return Subject.OTHER if material.group == MaterialGroup.OTHER_CRITICAL_MINERAL else None


def _figures(
    found: dict[str, Any], materials: Mapping[str, Material], acts: Mapping[str, Document]
) -> Iterable[Figure]:
    """Yield a figure for each sort of material, requirement and state, each with its first grounds."""
    figures = {(one["subject"], one["requirement"], one["state"]): one for one in found["figures"] or []}
    grounds: dict[tuple[str, ...], list[Ground]] = {}
    for one in found["grounds"] or []:
        grounds.setdefault(tuple(one["figure"]), []).append(_ground(one, materials, acts))
    for key in product(Subject, CONTROLLING, day.STATES):
        if one := figures.get(key):
            yield Figure(*key, one["count"], one["acts"], one["has_caveats"], grounds[key])


def _ground(one: dict[str, Any], materials: Mapping[str, Material], acts: Mapping[str, Document]) -> Ground:
    since, until = (one[end] and date.fromisoformat(one[end]) for end in ("since", "until"))
    because = tuple(EffectOn(told["measure"], told["effect"], told["from"], told["until"]) for told in one["because"])
    return Ground(
        acts[one["slug"]],
        Period(State(one["state"]), since, until, because, one["lapsed_suspension"], one["next_state"] or None),
        tuple(
            sorted((materials[slug] for slug in one["materials"]), key=lambda one: (one.atomic_number or 0, one.name))
        ),
        tuple(acts[effect.measure] for effect in because if effect.measure in acts),
    )


def _doubted(figures: Iterable[Figure], counted: Mapping[str, int]) -> Iterable[Doubted]:
    """Yield the acts that are less than sure, by the reason for it; `counted` says how many there are."""
    told = {
        one["slug"]: (caveat, one) for figure in figures for ground in figure.grounds for caveat, one in ground.caveats
    }
    for caveat in Caveat:
        acts = [one for reason, one in told.values() if reason == caveat][:NAMED]
        if acts:
            yield Doubted(caveat, acts, counted[caveat] - len(acts))


def _next(controls: Controls) -> NextDay | None:
    """Return the next day, with the documents of those acts alone that are told of."""
    if not (turning := next_turning_day(controls)):
        return None
    alike = lots(turning)
    first = alike[:HAPPENINGS]
    slugs = {slug for turns in first for slug in (turns[0].slug, *turns[0].because)}
    return NextDay(turning.day, first, len(alike) - len(first), controls.documents(slugs))
