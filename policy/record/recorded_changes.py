"""Changes of state with their own history: what the record tells of them, and what it told and tells no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from policy.record.changes import StateChange, grouped, named_by
from policy.record.models import ControlPeriod, Revision
from policy.record.stored_controls import CONTROLS
from policy.record.told import Told, ever_told


@dataclass(frozen=True)
class RecordedChange:
    """One change of state of a measure on a day, whether the record tells of it still or did once, as `told` says.

    `changes` are its parts, alike but for how long the new state lasts and why; `modified_at` also counts its measures'
    publications.
    """

    changes: list[StateChange]
    told: Told
    modified_at: datetime

    @property
    def day(self) -> date:
        return self.changes[0].day


def recorded_changes(
    *, first: date, last: date | None = None, known_at: datetime | None = None, events: Any
) -> list[RecordedChange]:
    """Return the changes of state from `first` to `last` (inclusive) that were ever told of, oldest first; two queries.

    `known_at`: what was told by an instant. `events` narrows them to measures by their event ids (a list or query).
    """
    found = ever_told(CONTROLS, ControlPeriod, first=first, last=last, known_at=known_at, events=events)
    revisions = named_by([one for told in found for one in told.periods], Revision.objects.last_public(known_at))
    documents = {one.event_id: one.content for one in revisions}
    published = {one.slug: one.published_at for one in revisions}
    recorded = [_recorded(told, documents, published) for told in found]
    return sorted(recorded, key=lambda one: (one.day, one.changes[0].slug, one.changes[0].state))


def _recorded(told: Told, documents: Mapping[int, dict[str, Any]], published: Mapping[str, datetime]) -> RecordedChange:
    changes = grouped(told.periods, {one.pk: told.before for one in told.periods}, documents)
    named = {slug for change in changes for slug in (change.slug, *(effect.measure for effect in change.because))}
    shown = [published[slug] for slug in named if slug in published]
    return RecordedChange(changes, told, told.modified_at(shown))
