"""The board: what is controlled on a day, materials by forms, and what stands in no cell.

Nothing is read here: rows, courses and documents are given.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from policy.choices import Form, MaterialGroup, Requirement, State
from policy.record.control_vocabulary import RARE_EARTH_GROUPS, RARE_EARTHS
from policy.record.controls import Control
from policy.record.periods import EffectOn, Period
from policy.record.provisions import Course, Document
from policy.record.spoken import name_of
from policy.site.periodic_table import STRONGEST_FIRST as SHOWN
from policy.site.state_words import around, brief, had_been, has_lapsed, state_sentence
from policy.site.wording import effect_told, label, sentence_case

WHOLE = ""  # the column of what is demanded of a material whatever its form
# What is often controlled together stands side by side, so that it can share a cell.
COLUMNS = {
    **{str(form): form.label for form in (Form.METAL, Form.ALLOY, Form.OXIDE, Form.COMPOUND, Form.TARGET, Form.MAGNET)},
    **dict(Form.choices),
    str(Form.OTHER): gettext_noop("other items"),
    WHOLE: gettext_noop("whole material"),
}
IN_A_CELL = {
    Requirement.PROHIBITED: gettext_noop("Ban"),
    Requirement.LICENCE_REQUIRED: gettext_noop("Licence"),
    Requirement.REPORTING_REQUIRED: gettext_noop("Reporting"),
}
STRICTNESS = [str(one) for one in IN_A_CELL]
BITE = [str(one) for one in (*SHOWN, State.EXPIRED, State.REPEALED, State.UNDATED)]
GROUPS = (
    gettext_noop("Rare earths"),
    gettext_noop("Other critical minerals"),
    gettext_noop("Other materials and collective names"),
)


@dataclass(eq=False)
class Reason:
    """Provisions of one measure that demand the same and are in the same state for the same days.

    `lapses`: the suspension that it tells of ends with no resumption on record.
    """

    document: Document
    requirement: str
    period: Period
    lapses: bool
    amended_by: tuple[str, ...]
    today: date
    provisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    materials: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, control: Control) -> None:
        self.provisions[control.provision["ref"]] = control.provision
        if control.item:
            self.items[control.item["slug"]] = control.item
        if control.material:
            self.materials[control.material["slug"]] = control.material

    @property
    def anchor(self) -> str:
        return slugify(f"why {self.document['slug']} {next(iter(self.provisions))}")

    @property
    def word(self) -> str:
        """Return what is demanded, in one word where there is one."""
        known = {str(requirement): word for requirement, word in IN_A_CELL.items()}
        word = known.get(self.requirement)
        return _(word) if word else sentence_case(label(self.requirement, "requirement"))

    @property
    def commencement(self) -> str | None:
        return next(iter(self.provisions.values()))["effective"]

    @property
    def brief(self) -> str:
        return brief(self.period, self.commencement, self.today)

    @property
    def around(self) -> tuple[str, str]:
        return around(self.period, lapses=self.lapses, today=self.today)

    @property
    def sentence(self) -> str:
        return state_sentence(self.period, commencement=self.commencement, lapses=self.lapses, today=self.today)

    @property
    def acts(self) -> list[tuple[str, EffectOn]]:
        """Return what the acts that decide the state did, in words that follow the sentence."""
        word = had_been if has_lapsed(self.period, self.today) else effect_told
        return [(word(effect), effect) for effect in self.period.because]

    @property
    def decided_by(self) -> list[str]:
        """Return the measures whose effects decide the state, once each."""
        return list(dict.fromkeys(effect.measure for effect in self.period.because))

    @property
    def refs(self) -> list[str]:
        return list(self.provisions)

    @property
    def notes(self) -> list[tuple[str, str]]:
        """Return each note of the provisions once, with the refs that it belongs to."""
        found: dict[str, list[str]] = {}
        for ref, provision in self.provisions.items():
            if provision["notes"]:
                found.setdefault(provision["notes"], []).append(ref)
        return [(", ".join(refs), note) for note, refs in found.items()]

    @property
    def targets(self) -> list[str]:
        """Return the names of those whom the measure is aimed at by name."""
        named = [actor for actor in self.document["actors"] if actor["role"] == "target"]
        return [name_of("actor", actor["slug"], actor["name"]) for actor in named]

    @property
    def rank(self) -> tuple[Any, ...]:
        """Order what bites before what doesn't, and what is strict before what is less so."""
        strictness = STRICTNESS.index(self.requirement) if self.requirement in STRICTNESS else len(STRICTNESS)
        return BITE.index(self.period.state), strictness, self.document["slug"]


@dataclass
class Entry:
    """What one cell shows of a reason: it may be written in several provisions, and hold for several items."""

    reason: Reason
    refs: list[str]
    items: list[dict[str, Any]]

    def joined(self, other: "Entry") -> "Entry":
        return Entry(self.reason, list(dict.fromkeys([*self.refs, *other.refs])), [*self.items, *other.items])

    @property
    def codes(self) -> str:
        """Return what the entry is about, as precisely as it is written."""
        codes = [item["control_code"] or item["description"] for item in self.items]
        return ", ".join([*self.refs, *dict.fromkeys(codes)])


@dataclass(frozen=True)
class Cell:
    """What holds for a material in one form, or in several that stand side by side and share their lot."""

    forms: list[str]
    entries: list[Entry]

    @property
    def span(self) -> int:
        return len(self.forms)

    @property
    def unclear(self) -> set[str]:
        """Return the measures that stand here more than once, so that the provision has to be told as well."""
        counts = Counter(entry.reason.document["slug"] for entry in self.entries)
        return {slug for slug, count in counts.items() if count > 1}


@dataclass(frozen=True)
class Row:
    """One material and its cells, which cover the columns of the board in their order."""

    material: Any
    via: str | None
    cells: list[Cell]


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[Row]
    bare: list[Any] = field(default_factory=list)


class Board:
    """The rows of an answer about controls, set out. `materials` are those of the vocabulary, by slug."""

    def __init__(
        self, rows: Iterable[Control], courses: Mapping[int, Course], materials: Mapping[str, Any], today: date
    ) -> None:
        self.materials, self.courses, self.today = materials, courses, today
        self._reasons: dict[tuple[Any, ...], Reason] = {}
        self.placed: list[tuple[Control, Reason]] = [(control, self._reason(control)) for control in rows]

    @cached_property
    def columns(self) -> list[tuple[str, str]]:
        used = {_form(control) for control, _ in self._in_cells}
        return [(form, _(words)) for form, words in COLUMNS.items() if form in used]

    @cached_property
    def groups(self) -> list[Group]:
        by_material: dict[str, list[tuple[Control, Reason]]] = {}
        for control, reason in self._in_cells:
            by_material.setdefault(control.scope.material, []).append((control, reason))
        found = [self._row(slug, placed) for slug, placed in by_material.items()]
        found.sort(key=lambda row: _place(row.material))
        return [
            Group(_(GROUPS[place]), list(rows), self._bare(set(by_material)) if place == 0 else [])
            for place, rows in groupby(found, key=lambda row: _place(row.material)[0])
        ]

    @cached_property
    def acts(self) -> list[tuple[Document, list[Reason]]]:
        """Return the measures behind the cells, the newest first, each with its reasons."""
        reasons = _once(self._in_cells)
        reasons.sort(key=lambda reason: (reason.document["date"], reason.document["slug"]), reverse=True)
        return list(_grouped(reasons))

    @cached_property
    def named(self) -> list[Reason]:
        """Return what binds dealings with named companies: in no cell."""
        return _once(one for one in self._dated if one[0].scope.is_named)

    @cached_property
    def immaterial(self) -> list[Reason]:
        """Return what names no material."""
        return _once(one for one in self._dated if not one[0].scope.is_named and not one[0].scope.material)

    @cached_property
    def undated(self) -> list[Reason]:
        return _once(one for one in self.placed if one[1].period.state == State.UNDATED)

    @property
    def _dated(self) -> list[tuple[Control, Reason]]:
        return [one for one in self.placed if one[1].period.state != State.UNDATED]

    @cached_property
    def _in_cells(self) -> list[tuple[Control, Reason]]:
        return [one for one in self._dated if one[0].scope.material and not one[0].scope.is_named]

    def _reason(self, control: Control) -> Reason:
        requirement, amended = control.provision["requirement"], tuple(control.amended_by)
        lapses = self._lapses(control)
        # Companies are told of provision by provision, for each has a summary of its own.
        own = control.provision["ref"] if control.scope.is_named or not control.scope.material else None
        key = (control.document["slug"], requirement, control.period, lapses, amended, own)
        if key not in self._reasons:
            self._reasons[key] = Reason(control.document, requirement, control.period, lapses, amended, self.today)
        self._reasons[key].add(control)
        return self._reasons[key]

    def _lapses(self, control: Control) -> bool:
        if control.period.state != State.SUSPENDED:
            return False
        course = self.courses[control.scope.provision_id].periods
        following = [one for one in course if one.since and control.period.until and one.since > control.period.until]
        return bool(following) and following[0].lapsed_suspension

    def _row(self, slug: str, placed: list[tuple[Control, Reason]]) -> Row:
        via = next((control.via for control, _ in placed if control.via), None)
        cells: dict[str, dict[Reason, Entry]] = {form: {} for form, _ in self.columns}
        for control, reason in placed:
            entry = cells[_form(control)].setdefault(reason, Entry(reason, [], []))
            if control.provision["ref"] not in entry.refs:
                entry.refs.append(control.provision["ref"])
            entry.items += [control.item] if control.item else []
        told = [(form, sorted(entries.values(), key=lambda one: one.reason.rank)) for form, entries in cells.items()]
        return Row(self.materials[slug], via, _joined(told))

    def _bare(self, shown: set[str]) -> list[Any]:
        elements = [one for one in self.materials.values() if one.group in RARE_EARTH_GROUPS and one.slug not in shown]
        return sorted(elements, key=_place)


def _joined(cells: list[tuple[str, list[Entry]]]) -> list[Cell]:
    """Join neighbouring cells that rest on the same reasons; empty ones stay apart."""
    found: list[Cell] = []
    for form, entries in cells:
        before = found[-1] if found else None
        if before and entries and [one.reason for one in before.entries] == [one.reason for one in entries]:
            both = [one.joined(other) for one, other in zip(before.entries, entries, strict=True)]
            found[-1] = Cell([*before.forms, form], both)
        else:
            found.append(Cell([form], entries))
    return found


def _form(control: Control) -> str:
    return control.item["form"] if control.item else WHOLE


def _place(material: Any) -> tuple[int, bool, int, str]:
    """Order materials: the rare earths, what is written on the group before all; elements by number; names."""
    if material.slug == RARE_EARTHS or material.group in RARE_EARTH_GROUPS:
        group = 0
    else:
        group = 1 if material.group == MaterialGroup.OTHER_CRITICAL_MINERAL else 2
    number = 0 if material.slug == RARE_EARTHS else material.atomic_number
    return group, number is None, number or 0, material.name


def _once(placed: Iterable[tuple[Control, Reason]]) -> list[Reason]:
    return list(dict.fromkeys(reason for _, reason in placed))


def _grouped(reasons: list[Reason]) -> Iterable[tuple[Document, list[Reason]]]:
    for _slug, told in groupby(reasons, key=lambda reason: reason.document["slug"]):
        found = sorted(told, key=lambda reason: reason.rank)
        yield found[0].document, found
