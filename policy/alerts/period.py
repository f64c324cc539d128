"""What became of each event between two versions of the record: several revisions of it are one change."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from policy.choices import ChangeKind
from policy.record.change_feed import changes_after
from policy.record.models import Revision


@dataclass(frozen=True)
class EventChange:
    """One event: its last revision before the period (`None`: it had none), and those of the period, oldest first."""

    earlier: Revision | None
    revisions: list[Revision]

    @property
    def after(self) -> Revision:
        """Return the revision that the period ends with; a tombstone where the event was withdrawn."""
        return self.revisions[-1]

    @property
    def before(self) -> Revision | None:
        """Return the revision that was public before the period; `None`: none was."""
        return self.earlier if self.earlier and self.earlier.document else None

    @property
    def is_published(self) -> bool:
        return not self.before and bool(self.after.document)

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.before) and not self.after.document

    @property
    def is_changed(self) -> bool:
        """Say whether it was public before the period, and is after it."""
        return bool(self.before and self.after.document)

    def was_called(self, kind: ChangeKind) -> bool:
        """Say whether an editor published one of the revisions as such a change."""
        return any(revision.change is kind for revision in self.revisions)

    @property
    def own_revisions(self) -> Iterator[Revision]:
        """Yield those in which the event itself says something else than before, or nothing any more."""
        facts = self.earlier.facts if self.earlier else None
        for revision in self.revisions:
            if revision.facts != facts:
                yield revision
            facts = revision.facts


def changes_between(after: int, upto: int) -> list[EventChange]:
    """Return what became of each event in the revisions after one, up to another (inclusive), by its last revision.

    Two queries, however many they are.
    """
    found = list(changes_after(after).defer(None).filter(seq__lte=upto))
    by_event = sorted(found, key=lambda one: (one.event_id, one.seq))
    grouped = {event: list(revisions) for event, revisions in groupby(by_event, key=lambda one: one.event_id)}
    earlier = Revision.objects.filter(event__in=grouped, seq__lte=after).order_by("event_id", "-seq")
    last = {one.event_id: one for one in earlier.distinct("event_id")} if after else {}
    changes = [EventChange(last.get(event), revisions) for event, revisions in grouped.items()]
    return sorted(changes, key=lambda one: one.after.seq)
