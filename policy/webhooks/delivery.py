"""Tell subscribers of publications: all of them, in the record's order, each at least once.

What is to be told is read from the record, after each subscription's own position, so that nothing is lost with a job, a
worker or a clock. The position moves on only when a message got through, and only from where it stood when it was sent: of
two workers that deliver the same, the slower one stops. So a message follows only those before it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from policy.queue import enqueue, enqueue_once
from policy.record.models import Revision
from policy.record.parameters import BadParameters
from policy.webhooks import actions
from policy.webhooks.messages import of_revision
from policy.webhooks.models import Purpose, Subscription
from policy.webhooks.retries import next_attempt
from policy.webhooks.selection import Following, Selection
from policy.webhooks.sending import Clock, Outcome, Send, attempt, over_http
from policy.webhooks.signing import Unreadable

ALL, ONE = actions.DELIVERIES, "deliver_webhook"  # the tasks
BEHIND_OTHERS = -10  # priority: what is due at a set time goes first
TURN_SECONDS = 10.0  # after which it is another subscription's turn

GONE = "The receiver answered 410 Gone: it wants no more messages."
THREE_DAYS = "Nothing got through for three days; the last time, {}."
UNREADABLE_SECRET = "Its secret can't be read: SECRET_KEY is another one by now. Make a new secret."
UNREADABLE_FILTERS = "Its filters can't be read any more: {}"


def enqueue_all(revisions: Sequence[Revision]) -> None:
    """Ask for deliveries once the publication that appended these commits: one row, and none where nobody subscribes."""
    if Subscription.objects.active().exists():
        enqueue(ALL, priority=BEHIND_OTHERS, timestamp=int(revisions[-1].published_at.timestamp()))


def enqueue_due(now: datetime) -> None:
    """Ask for a delivery to each subscription that is due, unless one is waiting already."""
    for pk in Subscription.objects.due(now).order_by("pk").values_list("pk", flat=True):
        enqueue_once(ONE, lock=f"webhook:{pk}", priority=BEHIND_OTHERS, subscription=pk)


@dataclass
class Turn:
    """One subscription's turn to be delivered to."""

    subscription: int
    send: Send = over_http
    clock: Clock = timezone.now
    seconds: float = TURN_SECONDS

    def deliver(self) -> bool:
        """Deliver what is due until all is, something fails, or the turn is over; say whether more is due."""
        until = time.monotonic() + self.seconds
        while subscription := self._due():
            if time.monotonic() >= until:
                return True
            self._step(subscription)
        return False

    def _due(self) -> Subscription | None:
        return Subscription.objects.due(self.clock()).filter(pk=self.subscription).first()

    def _step(self, subscription: Subscription) -> None:
        """Deliver the next message, or pass over what the filters don't choose; give up where that can't be."""
        try:
            following = Selection(subscription.filters).after(subscription.position)
            if following:
                self._follow(subscription, following)
        except BadParameters as error:
            actions.give_up(subscription, UNREADABLE_FILTERS.format("; ".join(map(str, error.errors))))
        except Unreadable:
            actions.give_up(subscription, UNREADABLE_SECRET)

    def _follow(self, subscription: Subscription, following: Following) -> None:
        if following.revision is None:
            _advance(subscription, following.until)
            return
        revision: Any = following.revision
        content = of_revision(subscription.key, revision, matches=revision.matches)
        outcome = attempt(subscription, content, Purpose.DELIVERY, send=self.send, clock=self.clock)
        if outcome.is_success:
            _advance(subscription, revision.seq)
        else:
            _failed(subscription, outcome, self.clock())


def _advance(subscription: Subscription, position: int) -> None:
    """Move on, unless somebody else moved it meanwhile."""
    here = Subscription.objects.filter(pk=subscription.pk, position=subscription.position)
    here.update(position=position, failures=0, failing_since=None, next_attempt_at=None)


def _failed(subscription: Subscription, outcome: Outcome, now: datetime) -> None:
    """Set the time of the next attempt, or give up, unless somebody else moved it meanwhile."""
    since, failures = subscription.failing_since or now, subscription.failures + 1
    then = next_attempt(failures, since, now, asked=outcome.rest)
    here = Subscription.objects.active().filter(pk=subscription.pk, position=subscription.position)
    told = here.update(failures=failures, failing_since=since, next_attempt_at=then)
    if told and outcome.is_gone:
        actions.give_up(subscription, GONE)
    elif told and then is None:
        actions.give_up(subscription, THREE_DAYS.format(outcome.told))
