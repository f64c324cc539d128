"""Other slugs for events and actors, and two of them made one: in public, with a reason, and with old addresses kept.

Each verb is one transaction. It locks all events against edits and publications, changes the editorial rows, and lets the
record follow (`policy.record.publish`): old addresses lead to the new one for ever, and no slug that did is given again.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pghistory
from django.db import transaction
from django.utils import timezone

from policy import kinds, review, rules
from policy.kinds.base import PublicEvent
from policy.models import Actor, Approval, Effect, Event, Provision, ScheduledPublication, Source, Submission
from policy.models.constraints import SLUG
from policy.pointing import point_elsewhere
from policy.record.editorial import read_all
from policy.record.former import ACTOR, EVENT, now_called
from policy.record.models import FormerSlug, Projection, Revision
from policy.record.publish import replace_actor, replace_event
from policy.record.references import References
from policy.record.turns import hold_publications
from policy.rules import Problem, Refused

RENAMED = "{} is now called {}"
MERGED = "{} was merged into {}"


@dataclass(frozen=True)
class Readdressed:
    """What was done: revisions appended, and in words the references that moved to the survivor of a merge."""

    revisions: Sequence[Revision]
    moved: Sequence[str] = field(default_factory=list)


@transaction.atomic
def rename_event(event: Event, slug: str, *, reason: str, by: str) -> Readdressed:
    """Give an event another slug. A published one keeps its history, and its old address leads to the new one for ever.

    `reason` is public, `by` a user name. Raises `policy.rules.Refused`.
    """
    _lock_events()
    event = Event.objects.get(pk=event.pk)
    old = event.slug
    _refuse([*_unfit(event, slug, EVENT), *_retracted(event), *_undated(event, slug)])
    with _approvals_kept(), pghistory.context(**{review.RENAMING: True}):
        Event.objects.filter(pk=event.pk).update(slug=slug)
        told = RENAMED.format(old, slug)
        return Readdressed(replace_event(old, slug, reason=reason, by=by, told=told))


@transaction.atomic
def merge_events(event: Any, into: Any, *, reason: str, by: str) -> Readdressed:
    """Merge a published event into another of its kind: what refers to it refers to that one, and its address leads there.

    The survivor keeps its own facts. What the merged event says itself stays in its history. Raises
    `policy.rules.Refused`.
    """
    _lock_events()
    _refuse(_unlike(event, into))
    event, into = (kinds.get(one.kind).model._default_manager.get(pk=one.pk) for one in (event, into))
    with _approvals_kept():
        moved = [*_effects_follow(event, into), *point_elsewhere(event, into)]
        answer = MERGED.format(event.slug, into.slug)
        Submission.objects.filter(event=event.pk, closed_at=None).update(closed_at=timezone.now(), answer=f"{answer}.")
        return Readdressed(replace_event(event.slug, into.slug, reason=reason, by=by, told=answer), moved)


@transaction.atomic
def rename_actor(actor: Actor, slug: str, *, reason: str, by: str) -> Readdressed:
    """Give an actor another slug; published events that name it are published again. Raises `policy.rules.Refused`."""
    _lock_events()
    old = actor.slug
    _refuse(_unfit(actor, slug, ACTOR))
    with _approvals_kept():
        _remember(actor, slug, reason)
        Actor.objects.filter(pk=actor.pk).update(slug=slug)
        told = RENAMED.format(old, slug)
        return Readdressed(replace_actor(old, slug, sources=_sources(actor), reason=reason, by=by, told=told))


@transaction.atomic
def merge_actors(actor: Actor, into: Actor, *, reason: str, by: str) -> Readdressed:
    """Merge an actor into another one: all that refers to it refers to that one, and its row is deleted.

    Published events that name it are published again. Raises `policy.rules.Refused`.
    """
    _lock_events()
    if actor.pk == into.pk:
        raise Refused([Problem(actor.slug, "into", "It is the same actor.")])
    with _approvals_kept():
        _remember(actor, into.slug, reason)
        if into.parent_id == actor.pk:
            Actor.objects.filter(pk=into.pk).update(parent=actor.parent_id if actor.parent_id != into.pk else None)
        sources = _sources(actor)
        moved = point_elsewhere(actor, into)
        told = MERGED.format(actor.slug, into.slug)
        revisions = replace_actor(actor.slug, into.slug, sources=sources, reason=reason, by=by, told=told)
        Actor.objects.filter(pk=actor.pk).delete()
    return Readdressed(revisions, moved)


def _sources(actor: Actor) -> list[str]:
    return list(Source.objects.filter(publisher=actor.pk).values_list("slug", flat=True))


def _lock_events() -> None:
    """Lock all events against edits, and the record against publications: none is read with a slug that is about to go.

    What waits to be published is locked before, and events in the order of their keys, as everywhere.
    """
    list(ScheduledPublication.objects.waiting().order_by("pk").select_for_update().values_list("pk"))
    list(Event.objects.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    hold_publications()


def _remember(actor: Actor, new: str, reason: str) -> None:
    """Let the old address lead to the new one, if it ever was an address."""
    refs = [f"{ACTOR}:{actor.slug}", *(f"source:{slug}" for slug in _sources(actor))]
    if Projection.objects.filter(refs__overlap=refs).exists():
        words = {"slug": actor.slug, "replaced_by": new, "reason": reason.strip(), "replaced_at": timezone.now()}
        FormerSlug.objects.create(table=ACTOR, **words)


def _unfit(row: Any, slug: str, table: str) -> Iterator[Problem]:
    """Yield what keeps a row from being called by a slug."""
    column: Any = type(row)._meta.get_field("slug")
    now = now_called(table, slug)
    if len(slug) > column.max_length or not re.fullmatch(SLUG, slug):
        yield Problem(
            row.slug, "slug", f"A slug holds lower-case letters, digits and hyphens, {column.max_length} at most."
        )
    elif slug == row.slug:
        yield Problem(row.slug, "slug", "It is called so already.")
    elif now:
        yield Problem(row.slug, "slug", f"The address of {slug} leads to {now} for ever, and is nobody's again.")
    elif column.model._default_manager.filter(slug=slug).exclude(pk=row.pk).exists():
        yield Problem(row.slug, "slug", f"{slug} is there already: merge the two if they are the same.")


def _retracted(event: Event) -> Iterator[Problem]:
    if Revision.objects.current().filter(event=event.pk, document=None).exists():
        yield Problem(event.slug, "status", "It is retracted: its address tells so, and stays.")


def _undated(event: Event, slug: str) -> Iterator[Problem]:
    """Hold a slug to the rule that it begins with the date, in public and as editors have the event."""
    public = Revision.objects.current().filter(event=event.pk).values_list("facts", flat=True).first()
    nothing = References({}, {}, {}, {})
    for facts in filter(None, (public, *read_all([event]))):
        called = PublicEvent(kinds.get(event.kind), {**facts, "slug": slug}, nothing)
        problems = rules.SlugBeginsWithItsDate().problems(called, {})
        yield from (Problem(event.slug, one.field, one.message) for one in problems)


def _unlike(event: Event, into: Event) -> Iterator[Problem]:
    """Yield what keeps two events from being merged."""
    if event.pk == into.pk:
        yield Problem(event.slug, "into", "It is the same event.")
    if event.kind != into.kind:
        yield Problem(
            event.slug, "into", f"It is a {event.kind}, and the other one a {into.kind}: only alike ones merge."
        )
    public = set(Event.objects.published().filter(pk__in=[event.pk, into.pk]).values_list("pk", flat=True))
    for one in (event, into):
        if one.pk not in public:
            yield Problem(one.slug, "status", "It isn't published: a draft is deleted, and what refers to it changed.")
    if ScheduledPublication.objects.waiting().filter(event=event.pk).exists():
        yield Problem(event.slug, "schedule", "It is scheduled for another time: cancel that first.")


def _effects_follow(event: Event, into: Event) -> Iterator[str]:
    """Let effects on provisions fall on the survivor's of the same name. Raises `Refused` where it has none."""
    effects = Effect.objects.filter(target=event.pk, provision__isnull=False).select_related("provision", "measure")
    theirs = dict(Provision.objects.filter(measure=into.pk).values_list("ref", "pk"))
    for one in effects:
        ref = one.provision.ref if one.provision else ""
        told = f"{one.measure.slug} acts on {ref!r} of {event.slug}"
        if one.measure_id == into.pk:
            raise Refused([Problem(into.slug, "effects", f"{told}: an instrument has no effect on itself.")])
        if ref not in theirs:
            raise Refused([Problem(into.slug, "provisions", f"{told}, and {into.slug} has no provision of that name.")])
        Effect.objects.filter(pk=one.pk).update(target=into.pk, provision=theirs[ref])
        yield f"Effect “{one}”: target"


@contextmanager
def _approvals_kept() -> Iterator[None]:
    """Let approvals and schedules stand that are bound to what an event says, where only the name of a row changes."""
    bound = Event.objects.filter(
        pk__in=[
            *Submission.objects.filter(closed_at=None).values_list("event", flat=True),
            *ScheduledPublication.objects.waiting().values_list("event", flat=True),
        ]
    )
    before = _contents(bound.all())
    yield
    after = _contents(bound.all())
    for key, content in before.items():
        if content != after[key]:
            Approval.objects.filter(event=key, content_sha256=content).update(content_sha256=after[key])
            waiting = ScheduledPublication.objects.waiting().filter(event=key, content_sha256=content)
            waiting.update(content_sha256=after[key])


def _contents(events: Any) -> dict[int, str]:
    rows = list(events.order_by("pk"))
    return {row.pk: review.content_sha256(facts) for row, facts in zip(rows, read_all(rows), strict=True)}


def _refuse(problems: Any) -> None:
    found = list(problems)
    if found:
        raise Refused(found)
