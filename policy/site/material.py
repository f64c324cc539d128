"""One material as its page shows it: what controls it today, the codes of what it is made into, and its events."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from policy import kinds
from policy.choices import Form, State
from policy.models import ControlledItem, Material
from policy.record.control_vocabulary import RARE_EARTH_GROUPS, RARE_EARTHS
from policy.record.controls import Control, Controls
from policy.record.models import Revision
from policy.record.states import ProvisionState
from policy.record.version import Version
from policy.record.vocabulary import vocabulary
from policy.site.addresses import query_string
from policy.site.newest import NewestEvents
from policy.site.periodic_table import FROM_CHINA, STRONGEST_FIRST
from policy.site.states import Standing, Titles

NO_FORM = ""
ALL_FORMS = (*Form.values, NO_FORM)


@dataclass(frozen=True)
class Line:
    """One provision that controls a material, or its group: in which forms (`NO_FORM`: it names none), and its state."""

    controls: list[Control]
    standing: Standing

    @property
    def control(self) -> Control:
        return self.controls[0]

    @property
    def forms(self) -> list[str]:
        held = {one.item["form"] if one.item else NO_FORM for one in self.controls}
        return [form for form in ALL_FORMS if form in held]

    @property
    def names_no_form(self) -> bool:
        return NO_FORM in self.forms

    @property
    def is_past(self) -> bool:
        return self.standing.state not in STRONGEST_FIRST

    @property
    def rank(self) -> tuple[bool, int, str]:
        """Return what lines are ordered by: those on the material itself before its group's, the strongest first."""
        states = [*STRONGEST_FIRST, State.EXPIRED, State.REPEALED, State.UNDATED]
        assert self.standing.state
        return bool(self.control.via), states.index(self.standing.state), self.control.scope.order_key


@dataclass(frozen=True)
class Code:
    """A controlled item as published, and the measure that lists it (`None`: it isn't public)."""

    item: dict[str, Any]
    defined_by: dict[str, Any] | None


@dataclass(frozen=True)
class MaterialPage:
    """A material with all that its page shows."""

    material: Material
    controls: Controls
    lines: list[Line]
    names_companies: bool
    codes: list[Code]
    events: NewestEvents

    @classmethod
    def read(cls, material: Material, version: Version, today: date) -> "MaterialPage":
        query = QueryDict(query_string({"material": material.slug}))
        controls = Controls.parse(query, version, today, defaults=FROM_CHINA)
        rows = controls.rows()
        return cls(
            material,
            controls,
            _lines([row for row in rows if not row.scope.is_named], controls),
            names_companies=any(row.scope.is_named for row in rows),
            codes=_codes(material),
            events=NewestEvents.naming("material", material.slug, version),
        )

    @property
    def group(self) -> str | None:
        """Return the group whose events and controls concern an element of the rare earths besides its own."""
        is_public = vocabulary(self.controls.version).allows("material", RARE_EARTHS)
        return RARE_EARTHS if is_public and self.material.group in RARE_EARTH_GROUPS else None

    @property
    def today(self) -> list[Line]:
        return [line for line in self.lines if not line.is_past]

    @property
    def past(self) -> list[Line]:
        return [line for line in self.lines if line.is_past]

    @property
    def forms(self) -> list[tuple[str, Line]]:
        """Return each form that is controlled, or is to be, with the strongest provision on it."""
        by_strength = sorted(self.today, key=lambda line: STRONGEST_FIRST.index(State(line.standing.state)))
        found = {form: line for line in reversed(by_strength) for form in line.forms}
        return [(form, found[form]) for form in ALL_FORMS if form in found]


def _lines(rows: Iterable[Control], controls: Controls) -> list[Line]:
    written: dict[tuple[int, str | None], list[Control]] = {}
    for row in rows:
        written.setdefault((row.scope.provision_id, row.via), []).append(row)
    provisions = {provision for provision, _ in written}
    courses = {key: course for key, course in controls.courses().items() if key in provisions}
    acting = {act.measure for course in courses.values() for period in course.periods for act in period.because}
    acting |= {act.measure for course in courses.values() for act in course.amendments}
    titles: Titles = {slug: one["title"] for slug, one in controls.documents(acting).items()}
    lines = [
        Line(found, Standing(ProvisionState(found[0].provision, courses[provision], controls.on), titles))
        for (provision, _), found in written.items()
    ]
    return sorted(lines, key=lambda line: line.rank)


def _codes(material: Material) -> list[Code]:
    """Return the items of a material that published measures name, in two queries."""
    rows = {row.slug: row for row in ControlledItem.objects.filter(material=material).select_related("defined_by")}
    naming = Q(projection__refs__overlap=[f"item:{slug}" for slug in rows])
    defining = Q(slug__in={row.defined_by.slug for row in rows.values()})
    revisions = (
        Revision.objects.current().public().filter(naming | defining, kind__in=kinds.with_provisions()).only("document")
    )
    documents = {one["slug"]: one for one in (json.loads(row.document) for row in revisions if row.document)}
    named = {
        item["slug"]: item
        for document in documents.values()
        for provision in document["detail"]["provisions"]
        for item in provision["items"]
    }
    return [
        Code(named[slug], documents.get(row.defined_by.slug))
        for slug, row in sorted(rows.items(), key=lambda pair: (pair[1].control_code, pair[0]))
        if slug in named
    ]
