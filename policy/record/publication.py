"""What one transaction appends to the record: it holds the turn, the instant and the end of the chain."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from policy import kinds, rules
from policy.choices import ChangeKind
from policy.kinds.base import PublicEvent
from policy.models import Event
from policy.record.announced import announce
from policy.record.bitemporal import bring_up_to_date
from policy.record.chain import sha256
from policy.record.documents import document_text
from policy.record.inserted import BATCH, insert
from policy.record.models import REPLACED, Action, Projection, Revision
from policy.record.projections import PLACES_PER_DAY_BITS, project
from policy.record.state import PublicState, Standing, events_named
from policy.record.turns import hold_publications


class Publication:
    """The appending half of one transaction: it holds the lock, the instant and the end of the chain."""

    def __init__(self, reason: str, by: str, change: ChangeKind | None = None) -> None:
        if not reason.strip():
            raise rules.Refused([rules.Problem("", "reason", "Say why, in a sentence for the public.")])
        hold_publications()
        self.reason, self.by = reason.strip(), by
        self.reason_to_change = change.told(self.reason) if change else self.reason
        self.last = Revision.objects.only("seq", "published_at", "sha256").newest()
        self.at = self._instant()
        self.state = PublicState()
        self.appended: list[Revision] = []
        self.superseded: list[Revision] = []
        self._ended: list[int] = []  # these four aren't stored yet
        self._unsaved: list[Revision] = []
        self._projections: list[Projection] = []
        self._refreshed: list[Projection] = []

    def _instant(self) -> datetime:
        """Return now, or the newest publication's instant where this machine's clock is behind it."""
        return max(timezone.now(), self.last.published_at) if self.last else timezone.now()

    def place(self, slug: str) -> int:
        """Return the place of an event among those of its day: the sequence number of its first revision."""
        current = self.state.standings[slug].current
        if current is None:
            return self.last.seq + 1 if self.last else 1
        projection = getattr(current, "projection", None)
        if projection is not None:
            return projection.order_key & ((1 << PLACES_PER_DAY_BITS) - 1)
        return self.state.first_seq(current.event_id)

    def put(self, events: Sequence[Event], contents: dict[int, dict[str, Any]]) -> tuple[list[str], set[str]]:
        """Let events stand with new facts, by event id; return their slugs, and those of events linked before or after."""
        slugs = [event.slug for event in events]
        named = [events_named(kinds.get(event.kind), contents[event.pk]) for event in events]
        self.state.read(set(slugs).union(*named), naming=set(slugs))
        before = self.state.around(slugs)
        for event in events:
            self.state.put(event, contents[event.pk])
        around = before | self.state.around(slugs)
        self.state.refer(around)  # at once: those linked may need documents as well
        return slugs, around - set(slugs)

    def broken(self, slugs: Sequence[str]) -> list[rules.Problem]:
        """Return what the rules say against what stands."""
        return rules.broken((event for _, event in self.state.dressed(slugs)), self.state.published())

    def append(self, slugs: Sequence[str], *, linked: set[str]) -> None:
        """Append a revision for each event whose document differs from the published one: `slugs`, then those linked."""
        self.state.around({*slugs, *linked})
        for standing, event in self.state.dressed(slugs):
            is_public = standing.current is not None and standing.current.document is not None
            self._append_if_changed(standing, event, self.reason_to_change if is_public else self.reason)
        for standing, event in self.state.dressed(sorted(linked)):
            self._append_if_changed(standing, event, _links_told(standing.shown["links"], event.links) or self.reason)

    def append_told(self, slugs: Iterable[str], told: str) -> None:
        """Append a revision for each event whose facts or document differ, in the order in which they came to the record.

        Their reasons say what was done elsewhere, as `told`, and why.
        """
        public = [slug for slug in slugs if slug in self.state.published()]
        self.state.around(public)
        for standing, event in self.state.dressed(sorted(public, key=self.place)):
            self._append_if_changed(standing, event, f"{told}: {self.reason}")

    def replace(self, old: str, new: str, told: str) -> None:
        """End an address for another one; then publish who has that, in any case, so that copies learn of it."""
        ended = self.state.standings[old]
        facts, ended.facts = ended.facts, None
        self._append(ended, Action.DELETE, REPLACED.format(new) + self.reason, None, replaced_by=new)
        self._store()  # the next revision may supersede this one
        if new not in self.state.standings:
            self.state.call(ended, new, facts)
        self.state.around([new])
        for standing, event in self.state.dressed([new]):
            revision = self._append(standing, Action.MODIFY, f"{told}: {self.reason}", document_text(event))
            self._projections.append(project(revision, event.forms, self.place(new)))

    def append_tombstones(self, slugs: Iterable[str]) -> None:
        for slug in slugs:
            self._append(self.state.standings[slug], Action.DELETE, self.reason, None)

    def done(self) -> list[Revision]:
        """Bring up to date what follows from what was appended, store it, tell whoever listens, and return it."""
        bring_up_to_date(self.appended, self.superseded, self.state.revisions_around, self.at)
        self._store()
        announce(self.appended)
        return self.appended

    def _append_if_changed(self, standing: Standing, event: PublicEvent, reason: str) -> None:
        """Append a revision if the document changed, or facts that no document shows yet (a link to a draft)."""
        document, current, place = document_text(event), standing.current, self.place(standing.slug)
        if current and (current.document, current.facts) == (document, standing.facts):
            self._refresh(current, event, place)
            return
        was_public = current is not None and current.document is not None
        revision = self._append(standing, Action.MODIFY if was_public else Action.ADD, reason, document)
        self._projections.append(project(revision, event.forms, place))

    def _refresh(self, revision: Revision, event: PublicEvent, place: int) -> None:
        """Bring the projection of an unchanged event up to date: the forms of its items may have changed."""
        stored = revision.projection.values()  # before `project` takes its place
        projection = project(revision, event.forms, place)
        if stored != projection.values():
            self._refreshed.append(projection)

    def _append(
        self, standing: Standing, action: Action, reason: str, document: str | None, replaced_by: str = ""
    ) -> Revision:
        current = standing.current
        revision = Revision(
            seq=self.last.seq + 1 if self.last else 1,
            event_id=standing.event_id,
            number=current.number + 1 if current else 1,
            action=action,
            kind=standing.kind.name,
            slug=standing.slug,
            published_at=self.at,
            reason=reason,
            published_by=self.by,
            previous_sha256=self.last.sha256 if self.last else "",
            document=document,
            replaced_by=replaced_by,
            facts=standing.facts,
        )
        revision.sha256 = sha256(revision)
        if current:
            self.superseded.append(current)
            self._ended.append(current.pk)
        self._unsaved.append(revision)
        self.last = standing.current = revision
        self.appended.append(revision)
        return revision

    def _store(self) -> None:
        """Write what was appended since the last time: a few statements, for many revisions as for one."""
        if self._ended:
            Revision.objects.filter(pk__in=self._ended).update(superseded_at=self.at)
        insert(self._unsaved)
        Projection.objects.bulk_create(self._projections, batch_size=BATCH)
        Projection.objects.bulk_create(
            self._refreshed,
            update_conflicts=True,
            unique_fields=["revision"],
            update_fields=["order_key", "date", "tags", "refs", "search", "search_form"],
            batch_size=BATCH,
        )
        self._ended, self._unsaved, self._projections, self._refreshed = [], [], [], []


def _links_told(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> str:
    """Say which links a document has gained or lost, or shows in other words: "Link added: 2025-06-05-trump-xi-call"."""
    old, new = (
        {(link["relation"], link["direction"], link["event"]["slug"]): link for link in links}
        for links in (before, after)
    )
    told = [
        *(f"Link added: {slug}" for *_, slug in new.keys() - old.keys()),
        *(f"Link removed: {slug}" for *_, slug in old.keys() - new.keys()),
        *(f"Linked event changed: {key[-1]}" for key in old.keys() & new.keys() if old[key] != new[key]),
    ]
    return "; ".join(sorted(set(told)))
