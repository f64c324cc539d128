"""Publications at a set time: a publisher schedules one, a worker publishes it, exactly once or not at all.

What is due is asked of the clock, so that whoever asks later catches up. The state of a row changes in the transaction of its
publication: whenever a process is killed, both have happened or neither. Rows of schedules are locked before those of events.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery

from policy import review
from policy.choices import ChangeKind, ScheduleState
from policy.models import Event, ScheduledPublication
from policy.record.editorial import read_all
from policy.record.models import Action, Revision
from policy.record.publish import publish_all
from policy.rules import Problem, Refused

PERMISSION = "policy.publish_event"
PAST = "This time has passed: choose one to come, or publish it now."
SEEN = "Readers see this already: there is nothing to schedule."
CHANGED = "It was changed after it was scheduled: look at it, and schedule it again."
RETRACTED = "It was retracted after it was scheduled: schedule it again if readers are to see it."
POWERLESS = "{} may no longer publish: somebody else has to schedule it."
SETTLED = "This isn't waiting any more."


@transaction.atomic
def schedule(
    event: Event, *, publish_at: datetime, reason: str, by: Any, now: datetime, change: ChangeKind | None = None
) -> ScheduledPublication:
    """Plan the publication of an event exactly as it now stands, and return the plan; `by` is the publisher.

    `publish_at` comes after `now`; until then nobody publishes the event otherwise. Raises `policy.rules.Refused` with all
    that stands against publishing it now: it may build on nothing but what is public already.
    """
    locked = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if publish_at <= now:
        raise Refused([Problem(locked.slug, "publish_at", PAST)])
    _rehearse(locked, reason, by.get_username(), change)
    return ScheduledPublication.objects.create(
        event=locked,
        publish_at=publish_at,
        reason=reason.strip(),
        change=change or "",
        content_sha256=_content(locked),
        scheduled_by=by,
    )


def _rehearse(event: Event, reason: str, by: str, change: ChangeKind | None) -> None:
    """Publish it and undo it; raises `Refused` where that can't be done, or would change nothing."""
    with transaction.atomic():
        appended = publish_all([event], reason=reason, by=by, change=change)
        transaction.set_rollback(True)
    if not appended:
        raise Refused([Problem(event.slug, "status", SEEN)])


def publish_due(now: datetime) -> list[ScheduledPublication]:
    """Publish what is due at an instant, the oldest first, each in a transaction of its own; return what was settled.

    What can't be published as it was scheduled is refused, and its row says why. What another process is publishing is left
    to it. An error in one keeps no other from being published: they are raised together in the end, and tried again when
    this is called again.
    """
    keys = list(ScheduledPublication.objects.due(now).values_list("pk", flat=True))
    settled: list[ScheduledPublication] = []
    failures: list[Exception] = []
    for key in keys:
        try:
            settled += _settle(key, now)
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("Scheduled publications failed, and will be tried again", failures)
    return settled


@transaction.atomic
def _settle(key: int, now: datetime) -> list[ScheduledPublication]:
    """Publish or refuse one of them, if it is still due and nobody else is at it."""
    rows = ScheduledPublication.objects.due(now).select_related("event", "scheduled_by")
    row = rows.select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
    if row is None:
        return []
    with pghistory.context(user=row.scheduled_by_id):
        try:
            with transaction.atomic():
                row.settle(ScheduleState.DONE, now=now)
                _publish(row)
        except Refused as refused:
            row.settle(ScheduleState.REFUSED, now=now, told="\n".join(map(_told(row), refused.problems)))
    return [row]


def _publish(row: ScheduledPublication) -> None:
    """Publish what was scheduled, and nothing else. Raises `Refused`."""
    event = Event.objects.select_for_update(no_key=True).get(pk=row.event_id)
    tombstones = Revision.objects.filter(event_id=event.pk, action=Action.DELETE, replaced_by="")
    retracted = tombstones.filter(published_at__gte=row.scheduled_at)
    by = row.scheduled_by
    against = {
        CHANGED: _content(event) != row.content_sha256,
        RETRACTED: retracted.exists(),
        POWERLESS.format(by.get_username()): not by.has_perm(PERMISSION),  # type: ignore[attr-defined]
    }
    problems = [Problem(event.slug, "schedule", sentence) for sentence, holds in against.items() if holds]
    if problems:
        raise Refused(problems)
    change = ChangeKind(row.change) if row.change else None
    publish_all([event], reason=row.reason, by=by.get_username(), change=change)


def _told(row: ScheduledPublication) -> Any:
    return lambda problem: problem.message if problem.slug == row.event.slug else str(problem)


def _content(event: Event) -> str:
    return review.content_sha256(read_all([event])[0])


@transaction.atomic
def cancel(row: ScheduledPublication, *, by: str, now: datetime) -> ScheduledPublication:
    """Call off what waits, or lay aside what was refused, and return it; `by` is a user name.

    Waits for a worker that is publishing it. Raises `policy.rules.Refused` when it is published, or cancelled, by then.
    """
    locked = ScheduledPublication.objects.select_for_update(of=("self",)).select_related("event").get(pk=row.pk)
    if locked.state not in (ScheduleState.WAITING, ScheduleState.REFUSED):
        raise Refused([Problem(locked.event.slug, "schedule", SETTLED)])
    locked.settle(ScheduleState.CANCELLED, now=now, told=f"{locked.told}\nCancelled by {by}.".strip())
    return locked


def unanswered() -> Iterable[ScheduledPublication]:
    """Return the refused publications after which nothing was done: neither scheduled again nor published."""
    again = ScheduledPublication.objects.filter(event=OuterRef("event"), scheduled_at__gt=OuterRef("settled_at"))
    before = Revision.objects.filter(event=OuterRef("event"), number=OuterRef("number") - 1).values("facts")
    says_else = Q(facts_before__isnull=True) | ~Q(facts=F("facts_before"))  # a link alone is no answer
    later = Revision.objects.filter(event=OuterRef("event"), published_at__gt=OuterRef("settled_at"))
    answered = Exists(again) | Exists(later.annotate(facts_before=Subquery(before)).filter(says_else))
    refused = ScheduledPublication.objects.filter(~answered, state=ScheduleState.REFUSED)
    return refused.select_related("event").order_by("settled_at", "id")
