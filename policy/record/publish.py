"""The only door to the public record.

Every function here is one database transaction: all of it happens or none of it. Revisions get a gapless sequence in commit
order, because each transaction takes one advisory lock before it reads the newest revision and keeps it until it commits.
Rows of events are locked before that lock is taken, always in the order of their keys, so that no two publications wait for
each other.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from policy import review, rules
from policy.choices import ChangeKind
from policy.models import Event, ScheduledPublication, Submission
from policy.record.editorial import read_all
from policy.record.former import ACTOR, EVENT
from policy.record.models import Revision
from policy.record.projections import revisions_naming
from policy.record.publication import Publication
from policy.record.state import PublicState
from policy.record.version import rows_changed

EMERGENCY = "(Published without a second pair of eyes: {})"


def publish(event: Event, *, reason: str, by: str) -> Revision:
    """Publish an event as its editorial rows now stand, and return its newest revision.

    An event that stands as it was published appends nothing. Events linked with it get revisions of their own where
    their documents show it. `by` is a user name. Raises `policy.rules.Refused`, with every problem at once.
    """
    appended = publish_all([event], reason=reason, by=by)
    own = next((revision for revision in appended if revision.event_id == event.pk), None)
    return own or Revision.objects.current().get(event_id=event.pk)


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
    publication = Publication(reason, by, change)
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
        publication = Publication(reason, by)
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
    publication = Publication(reason, by)
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
    publication = Publication(reason, by)
    rows_changed()
    touched = publication.state.load(Q(pk__in={seq for _, seq in revisions_naming(refs)}) & ~Q(slug__in=fresh))
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
    publication = Publication(reason, by)
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
    publication = Publication(reason, by)
    rows_changed()
    state = publication.state
    refs = [f"{ACTOR}:{old}", *(f"source:{slug}" for slug in sources)]
    shown = state.load(Q(pk__in={seq for _, seq in revisions_naming(refs)}))
    state.rename(ACTOR, old, new)
    publication.append_told(shown, told)
    return publication.done()


@transaction.atomic
def renew_documents(slugs: Iterable[str], *, reason: str, by: str) -> list[Revision]:
    """Publish again those events whose documents would be written otherwise by now, and return the new revisions.

    Their facts, and what reference rows say, stay as they were published.
    """
    publication = Publication(reason, by)
    standing = publication.state.load(Q(slug__in=list(slugs)))
    publication.append(sorted(standing, key=publication.place), linked=set())
    return publication.done()


def _chosen(events: Iterable[Event]) -> list[Event]:
    """Lock the rows of events against edits until the transaction ends, in key order; return them in the order given.

    Raises `Refused` where the record knows an event by another slug: addresses that were given out stay; and where another
    event took its place.
    """
    given = list(events)
    rows = Event.objects.filter(pk__in=[event.pk for event in given]).order_by("pk").select_for_update(no_key=True)
    locked = {row.pk: row for row in rows}
    chosen = [locked[event.pk] for event in given]
    by_slug = {event.slug: event for event in chosen}
    theirs = Q(superseded_at=None) & (Q(event__in=chosen) | Q(slug__in=by_slug))
    known = Revision.objects.filter(theirs | (Q(slug__in=by_slug) & ~Q(replaced_by="")))
    told = list(known.values_list("event_id", "slug", "superseded_at", "replaced_by"))
    slugs = {event: slug for event, slug, superseded_at, _ in told if superseded_at is None}
    events_by_slug = {slug: event for event, slug in slugs.items()}
    _refuse(
        rules.Problem(event.slug, "slug", "The slug of an event that has been published stays, and stays its own.")
        for event in chosen
        if slugs.get(event.pk, event.slug) != event.slug or events_by_slug.get(event.slug, event.pk) != event.pk
    )
    _refuse(
        rules.Problem(slug, "slug", f"Its address leads to {replaced_by} for ever: that is where to say it.")
        for _, slug, _, replaced_by in told
        if replaced_by and slug in by_slug
    )
    return chosen


def _scheduled(events: Sequence[Event]) -> list[rules.Problem]:
    """Return a problem for each event that waits to be published at another time."""
    slugs = {event.pk: event.slug for event in events}
    waiting = ScheduledPublication.objects.waiting().filter(event__in=slugs).values_list("event_id", "publish_at")
    told = "It is scheduled for {:%-d %B %Y, %H:%M} UTC, and isn't published otherwise: cancel that first."
    return [rules.Problem(slugs[event], "schedule", told.format(publish_at)) for event, publish_at in waiting]


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
