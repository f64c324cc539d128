"""The only door to the public record.

Every function here is one database transaction: all of it happens or none of it. Revisions get a gapless sequence in commit
order, because each transaction takes one advisory lock before it reads the newest revision and keeps it until it commits.
Rows of events are locked before that lock is taken, always in the order of their keys, so that no two publications wait for
each other.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from policy import review, rules
from policy.choices import ChangeKind
from policy.kinds.base import PublicEvent
from policy.models import Event, ScheduledPublication, Submission
from policy.record.announced import announce
from policy.record.bitemporal import bring_up_to_date
from policy.record.chain import sha256
from policy.record.documents import document_text
from policy.record.editorial import read_all
from policy.record.former import ACTOR, EVENT
from policy.record.models import REPLACED, Action, Revision
from policy.record.projections import PLACES_PER_DAY_BITS, project
from policy.record.state import PublicState, Standing
from policy.record.turns import hold_publications
from policy.record.version import rows_changed

EMERGENCY = "(Published without a second pair of eyes: {})"


def publish(event: Event, *, reason: str, by: str) -> Revision:
    """Publish an event as its editorial rows now stand, and return its newest revision.

    An event that stands as it was published appends nothing. Events linked with it get revisions of their own where
    their documents show it. `by` is a user name. Raises `policy.rules.Refused`, with every problem at once.
    """
    publish_all([event], reason=reason, by=by)
    return Revision.objects.current().get(event_id=event.pk)


@transaction.atomic
def publish_all(
    events: Iterable[Event],
    *,
    reason: str,
    by: str,
    change: ChangeKind | None = None,
    emergency: str = "",
    is_operator: bool = False,
) -> list[Revision]:
    """Publish events together, in the order given; return the revisions appended, those of linked events included.

    Each event gets one revision at most. `change` says what sort of change it is to those that are public already, and
    their reasons begin with it. Raises `policy.rules.Refused`, with every problem of every event; that one person
    alone stands behind an event is one (`policy.review`), unless `emergency` says for the public why it can't wait, or the
    operator loads a data set; that it is scheduled for another time is one too, but for the operator.
    """
    chosen = _chosen(events)
    contents = dict(zip((event.pk for event in chosen), read_all(chosen), strict=True))
    alone = [] if is_operator else review.problems(contents, by)
    scheduled = [] if is_operator else _scheduled(chosen)
    if alone and emergency.strip() and settings.EMERGENCY_PUBLICATION:
        reason, alone = f"{reason.strip()} {EMERGENCY.format(emergency.strip())}", []
    publication = _Publication(reason, by, change)
    slugs, linked = publication.put(chosen, contents)
    _refuse([*scheduled, *alone, *publication.broken(slugs)])
    _refuse_if_built_upon(set(slugs), publication.state)
    publication.append(slugs, linked=linked)
    Submission.objects.filter(event__in=chosen, closed_at=None).update(closed_at=publication.at, answer="Published.")
    return publication.done()


@contextmanager
def rehearsal(events: Iterable[Event], *, reason: str, by: str) -> Iterator[list[Revision]]:
    """Publish events, whatever the rules say, for as long as the block lasts, and undo it; yields what it appended.

    Nothing of it outlasts the block: no revision, no sequence number, no word to anybody. Nothing read in it may be kept by
    the version of the record, which is one that never comes. Raises `policy.rules.Refused` where no document can be made.
    """
    with transaction.atomic():
        chosen = _chosen(events)
        contents = dict(zip((event.pk for event in chosen), read_all(chosen), strict=True))
        publication = _Publication(reason, by)
        slugs, linked = publication.put(chosen, contents)
        publication.append(slugs, linked=linked)
        yield publication.done()
        transaction.set_rollback(True)


def retract(event: Event, *, reason: str, by: str) -> Revision:
    """Withdraw a published event: append a tombstone with a public reason, and return it.

    Raises `policy.rules.Refused` when the event isn't published or when published events build on it.
    """
    return retract_all([event], reason=reason, by=by)[0]


@transaction.atomic
def retract_all(events: Iterable[Event], *, reason: str, by: str) -> list[Revision]:
    """Withdraw events together; return the tombstones, in the order given, then the revisions of linked events.

    Raises `policy.rules.Refused`, with every problem of every event.
    """
    chosen = _chosen(events)
    publication = _Publication(reason, by)
    state = publication.state
    slugs = [event.slug for event in chosen]
    state.load(Q(slug__in=slugs))
    _refuse_unpublished(slugs, state)
    linked = state.around(slugs) - set(slugs)
    for event in chosen:
        state.put(event, None)
    _refuse_if_built_upon(set(slugs), state)
    publication.append_tombstones(slugs)
    publication.append([], linked=linked)
    return publication.done()


@transaction.atomic
def republish(refs: Sequence[str], *, fresh: Sequence[str] = (), reason: str, by: str) -> list[Revision]:
    """Publish again the events that show changed reference rows, such as "actor:mofcom", and return the new revisions.

    Only what comes from reference rows changes: the events' own facts stay as they were published, whatever their
    editorial rows say by now. Call it in the transaction that changed the rows, whether events show them or not: pages
    show names that no document holds, and learn here that they changed. `fresh` are slugs of events that were published
    since, and so show them already.
    """
    publication = _Publication(reason, by)
    rows_changed()
    touched = publication.state.load(Q(projection__refs__overlap=list(refs)) & ~Q(slug__in=fresh))
    publication.append(sorted(touched, key=publication.place), linked=set())
    return publication.done()


@transaction.atomic
def replace_event(old: str, new: str, *, reason: str, by: str, told: str) -> list[Revision]:
    """Let a slug of the public record lead to another one for ever, and return the new revisions.

    `new` is that of a public event, which takes the old one's place, or of none: then the event itself is called so from
    now on. Events that name the old slug are published again with the new one, for the reason `told`. An event that isn't
    public has no address that could lead anywhere; only what names it changes. Call it with all events locked, in the
    transaction that changed their rows. Raises `policy.rules.Refused`.
    """
    publication = _Publication(reason, by)
    state = publication.state
    state.load(Q(slug__in=[old, new]))
    linked = state.around([old]) - {old, new}
    state.rename(EVENT, old, new)
    if old in state.published():
        publication.replace(old, new, told)
    state.around({new, *linked})
    _refuse(_acting_on_itself(new, state))
    _refuse_if_built_upon({old, new}, state)
    publication.append_told(linked, told)
    return publication.done()


@transaction.atomic
def replace_actor(old: str, new: str, *, sources: Iterable[str], reason: str, by: str, told: str) -> list[Revision]:
    """Publish again the events that name an actor by its old slug, or cite one of its `sources`; return the revisions.

    Call it in the transaction that changed the rows.
    """
    publication = _Publication(reason, by)
    rows_changed()
    state = publication.state
    refs = [f"{ACTOR}:{old}", *(f"source:{slug}" for slug in sources)]
    shown = state.load(Q(projection__refs__overlap=refs))
    state.rename(ACTOR, old, new)
    publication.append_told(shown, told)
    return publication.done()


@transaction.atomic
def renew_documents(slugs: Iterable[str], *, reason: str, by: str) -> list[Revision]:
    """Publish again those events whose documents would be written otherwise by now, and return the new revisions.

    Their facts, and what reference rows say, stay as they were published.
    """
    publication = _Publication(reason, by)
    standing = publication.state.load(Q(slug__in=list(slugs)))
    publication.append(sorted(standing, key=publication.place), linked=set())
    return publication.done()


class _Publication:
    """The appending half of one transaction: it holds the lock, the instant and the end of the chain."""

    def __init__(self, reason: str, by: str, change: ChangeKind | None = None) -> None:
        if not reason.strip():
            raise rules.Refused([rules.Problem("", "reason", "Say why, in a sentence for the public.")])
        hold_publications()
        self.reason, self.by = reason.strip(), by
        self.reason_to_change = change.told(self.reason) if change else self.reason
        self.last = Revision.objects.newest()
        self.at = self._instant()
        self.state = PublicState()
        self.appended: list[Revision] = []

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
        return Revision.objects.filter(event_id=current.event_id, number=1).values_list("seq", flat=True).get()

    def put(self, events: Sequence[Event], contents: dict[int, dict[str, Any]]) -> tuple[list[str], set[str]]:
        """Let events stand with new facts, by event id; return their slugs, and those of events linked before or after."""
        slugs = [event.slug for event in events]
        self.state.load(Q(slug__in=slugs))
        before = self.state.around(slugs)
        for event in events:
            self.state.put(event, contents[event.pk])
        return slugs, (before | self.state.around(slugs)) - set(slugs)

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
        if new not in self.state.standings:
            self.state.call(ended, new, facts)
        self.state.around([new])
        for standing, event in self.state.dressed([new]):
            revision = self._append(standing, Action.MODIFY, f"{told}: {self.reason}", document_text(event))
            project(revision, event.forms, self.place(new)).save(force_insert=True)

    def append_tombstones(self, slugs: Iterable[str]) -> None:
        for slug in slugs:
            self._append(self.state.standings[slug], Action.DELETE, self.reason, None)

    def done(self) -> list[Revision]:
        """Bring up to date what follows from the revisions appended, tell whoever listens, and return them."""
        bring_up_to_date(self.appended, self.at)
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
        project(revision, event.forms, place).save(force_insert=True)

    def _refresh(self, revision: Revision, event: PublicEvent, place: int) -> None:
        """Bring the projection of an unchanged event up to date: the forms of its items may have changed."""
        stored = revision.projection.values()  # before `project` takes its place
        projection = project(revision, event.forms, place)
        if stored != projection.values():
            projection.save()

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
            Revision.objects.filter(pk=current.pk).update(superseded_at=self.at)
        revision.save(force_insert=True)
        self.last = standing.current = revision
        self.appended.append(revision)
        return revision


def _chosen(events: Iterable[Event]) -> list[Event]:
    """Lock the rows of events against edits until the transaction ends, in key order; return them in the order given.

    Raises `Refused` where the record knows an event by another slug: addresses that were given out stay; and where another
    event took its place.
    """
    given = list(events)
    rows = Event.objects.filter(pk__in=[event.pk for event in given]).order_by("pk").select_for_update(no_key=True)
    locked = {row.pk: row for row in rows}
    chosen = [locked[event.pk] for event in given]
    known = Revision.objects.current().filter(Q(event__in=chosen) | Q(slug__in=[event.slug for event in chosen]))
    slugs = dict(known.values_list("event_id", "slug"))
    events_by_slug = {slug: event for event, slug in slugs.items()}
    _refuse(
        rules.Problem(event.slug, "slug", "The slug of an event that has been published stays, and stays its own.")
        for event in chosen
        if slugs.get(event.pk, event.slug) != event.slug or events_by_slug.get(event.slug, event.pk) != event.pk
    )
    ended = Revision.objects.replaced().filter(slug__in=[event.slug for event in chosen])
    _refuse(
        rules.Problem(one.slug, "slug", f"Its address leads to {one.replaced_by} for ever: that is where to say it.")
        for one in ended.defer("facts", "document")
    )
    return chosen


def _scheduled(events: Sequence[Event]) -> list[rules.Problem]:
    """Return a problem for each event that waits to be published at another time."""
    waiting = ScheduledPublication.objects.waiting().filter(event__in=events).select_related("event")
    told = "It is scheduled for {:%-d %B %Y, %H:%M} UTC, and isn't published otherwise: cancel that first."
    return [rules.Problem(one.event.slug, "schedule", told.format(one.publish_at)) for one in waiting]


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


def _refuse(problems: Iterable[rules.Problem]) -> None:
    found = list(problems)
    if found:
        raise rules.Refused(found)


def _refuse_unpublished(slugs: Iterable[str], state: PublicState) -> None:
    published = state.published()
    _refuse(
        rules.Problem(slug, "status", "It is not published, so it cannot be retracted.")
        for slug in slugs
        if slug not in published
    )


def _acting_on_itself(slug: str, state: PublicState) -> Iterator[rules.Problem]:
    """Yield a problem for each field in which an event would act on itself, or build on itself."""
    standing = state.standings.get(slug)
    if standing and standing.facts is not None:
        for field, named in standing.kind.foundations(standing.facts):
            if named == slug:
                yield rules.Problem(slug, field, "It would act on itself, or build on itself: change that first.")


def _refuse_if_built_upon(changed: set[str], state: PublicState) -> None:
    """Refuse to leave another public event without a measure, or a provision of it, that it builds on."""
    published = state.published()
    told = "{} is published and builds on it ({}): change or retract that first."
    _refuse(
        rules.Problem(missing.slug, missing.field, told.format(slug, missing.field))
        for slug in published.keys() - changed
        for missing in rules.missing_foundations(state.standings[slug].kind, published[slug], published)
        if missing.slug in changed
    )
