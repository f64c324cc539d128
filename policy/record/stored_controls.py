"""What is stored of provisions: what they control, and their states, for both axes of time."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from policy.choices import State
from policy.dates import first_day
from policy.record.bitemporal import Derivation, Row, valid
from policy.record.models import ControlPeriod, ControlScope, RecordedProvision, Revision
from policy.record.periods import EffectOn, Period
from policy.record.provisions import Course, Document, Scope, courses, scopes


class ControlDerivation(Derivation):
    """The scopes and the periods of a measure's provisions."""

    tables = (ControlScope, ControlPeriod)
    owner, event = "provision", "provision__event"

    def rows(self, event_id: int, document: Document, acting: Iterable[Document]) -> set[Row]:
        told = {_scope_row(event_id, scope) for scope in scopes(document)}
        announced = first_day(document["detail"]["announced"])
        found = courses(document, acting)
        periods = {_period_row(event_id, course, period, announced) for course in found for period in course.periods}
        return told | periods

    def targets(self, document: Document) -> Iterable[str]:
        return (effect["target"] for effect in document["detail"]["effects"])

    def place(self, stored: Any) -> tuple[int, str]:
        return stored.provision.event_id, stored.provision.ref

    def owners(self, rows: Iterable[Row]) -> Mapping[tuple[int, str], Any]:
        """Return the provisions of rows, made where the record meets them for the first time."""
        keys = {(row.event_id, row.part) for row in rows}
        known = RecordedProvision.objects.filter(event__in={event_id for event_id, _ in keys})
        found = {(one.event_id, one.ref): one for one in known}
        new = [RecordedProvision(event_id=event_id, ref=ref) for event_id, ref in sorted(keys - found.keys())]
        return found | {(one.event_id, one.ref): one for one in RecordedProvision.objects.bulk_create(new)}


CONTROLS = ControlDerivation()


def documents_acting_on(slugs: Iterable[str], known_at: datetime | None) -> list[Document]:
    """Return the documents of the measures that act on others, or name them, as they were public at an instant."""
    return [one.content for one in CONTROLS.acting(Revision.objects.known_at(known_at).public(), slugs)]


def told(effect: EffectOn) -> dict[str, Any]:
    """Return an effect as answers show it."""
    return {"measure": effect.measure, "effect": str(effect.effect), "from": effect.start, "until": effect.until}


def _scope_row(event_id: int, scope: Scope) -> Row:
    values = {name: value for name, value in vars(scope).items() if name != "ref"}
    return Row.of(ControlScope, event_id, scope.ref, {**values, "tags": list(scope.tags)})


def shown(period: Period, announced: date) -> DateRange:
    """Return the days on which answers show a period: nobody knew before its announcement what was to take effect."""
    days = valid(period)
    if period.state != State.NOT_YET_EFFECTIVE:
        return days
    is_late = days.upper is not None and days.upper <= announced
    return DateRange(empty=True) if is_late else DateRange(announced, days.upper)


def _period_row(event_id: int, course: Course, period: Period, announced: date) -> Row:
    values = {
        "valid": valid(period),
        "shown": shown(period, announced),
        "state": str(period.state),
        "next_state": str(period.next_state or ""),
        "lapsed_suspension": period.lapsed_suspension,
        "because": [told(effect) for effect in period.because],
        "amendments": [told(effect) for effect in course.amendments],
    }
    return Row.of(ControlPeriod, event_id, course.ref, values)
