"""The states of one measure's provisions on a day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from policy.choices import State
from policy.record.controls import amended_by, stored_courses
from policy.record.models import ControlPeriod
from policy.record.periods import EffectOn, Period, next_change, period_on
from policy.record.provisions import Course, Document, announced_by, courses
from policy.record.stored_controls import documents_acting_on


@dataclass(frozen=True)
class ProvisionState:
    """A provision of a document with all its periods; `course` is `None` where it has no states."""

    provision: dict[str, Any]
    course: Course | None
    on: date

    @property
    def period(self) -> Period | None:
        return period_on(self.course.periods, self.on) if self.course else None

    @property
    def state(self) -> State | None:
        return self.period.state if self.period else None

    @property
    def since(self) -> date | None:
        return self.period.since if self.period else None

    @property
    def until(self) -> date | None:
        return self.period.until if self.period else None

    @property
    def next_change(self) -> dict[str, Any] | None:
        return next_change(self.period) if self.period else None

    @property
    def lapsed_suspension(self) -> bool:
        return bool(self.period and self.period.lapsed_suspension)

    @property
    def because(self) -> tuple[EffectOn, ...]:
        return self.period.because if self.period else ()

    @property
    def amended_by(self) -> list[str]:
        return amended_by(self.course.amendments, self.on) if self.course else []


def provision_states(
    document: Document, event_id: int, on: date, known_at: datetime | None = None, as_announced: date | None = None
) -> list[ProvisionState]:
    """Return the provisions of a measure in their order, each with its states, in one query.

    `document` is what was public of it at `known_at` (now, when it is `None`); `as_announced` counts only the acts that
    were announced by that day, and gives nothing for a measure that wasn't.
    """
    if as_announced and not announced_by(as_announced, [document]):
        return []
    course = _announced(document, known_at, as_announced) if as_announced else _stored(event_id, known_at)
    return [ProvisionState(one, course.get(one["ref"]), on) for one in document["detail"]["provisions"]]


def _announced(document: Document, known_at: datetime | None, as_announced: date) -> dict[str, Course]:
    acting = announced_by(as_announced, documents_acting_on([document["slug"]], known_at))
    return {course.ref: course for course in courses(document, acting)}


def _stored(event_id: int, known_at: datetime | None) -> dict[str, Course]:
    stored = stored_courses(ControlPeriod.objects.known_at(known_at).filter(provision__event=event_id))
    return {course.ref: course for course in stored.values()}
