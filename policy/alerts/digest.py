"""What an alert has to tell: events of its list that were published, withdrawn or changed in meaning since the last mail."""

from collections.abc import Iterable
from dataclasses import dataclass

from policy.alerts.meaning import Renamed, has_meaning, renamed
from policy.alerts.period import EventChange, changes_between
from policy.alerts.standing import Standing
from policy.record.models import Revision


@dataclass(frozen=True)
class Told:
    """One event to tell of; whether the list had it before, and has it now."""

    change: EventChange
    was_listed: bool
    is_listed: bool

    @property
    def has_come(self) -> bool:
        """Say whether an event that was public all the time came into the list."""
        return self.change.is_changed and not self.was_listed

    @property
    def has_left(self) -> bool:
        return self.change.is_changed and not self.is_listed


class Period:
    """The changes between two versions of the record, read once for all lists."""

    def __init__(self, after: int, upto: int) -> None:
        self.changes = changes_between(after, upto)
        names: Renamed = renamed() if any(one.is_changed for one in self.changes) else {}
        self.with_meaning = {one.after.seq for one in self.changes if has_meaning(one, names)}

    def told(self, standing: Standing) -> list[Told]:
        """Return what there is to tell of a list, in the order of publication; two queries, and those of a search.

        An event that a change brought into the list or out of it counts, whatever the change was.
        """
        listed = self._listed(standing)
        found = [
            Told(one, bool(one.before and one.before.seq in listed), one.after.seq in listed) for one in self.changes
        ]
        return [one for one in found if self._is_to_tell(one)]

    def _is_to_tell(self, told: Told) -> bool:
        if not (told.was_listed or told.is_listed):
            return False
        return told.change.after.seq in self.with_meaning or told.has_come or told.has_left

    def _listed(self, standing: Standing) -> set[int]:
        before: Iterable[int] = (one.before.seq for one in self.changes if one.before)
        after: Iterable[int] = (one.after.seq for one in self.changes if one.after.document)
        seqs = {*before, *after}
        return standing.among(Revision.objects.filter(seq__in=seqs)) if seqs else set()
