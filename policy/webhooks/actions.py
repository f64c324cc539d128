"""What administrators do with subscriptions, and what giving one up takes. Each writes the columns that it is about."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from policy.queue import enqueue
from policy.record.models import Revision
from policy.rules import Problem, Refused
from policy.webhooks.messages import of_revision, ping
from policy.webhooks.models import Attempt, Purpose, Secret, State, Subscription
from policy.webhooks.selection import Selection
from policy.webhooks.sending import Clock, Outcome, Send, attempt, over_http
from policy.webhooks.signing import new_secret, seal

DELIVERIES, NOTICE = "deliver_webhooks", "tell_of_webhook"  # the tasks
ATTEMPTS_KEPT = timedelta(days=30)
OVERLAP = timedelta(days=1)
NOT_SENT = "The revision {} is none that this subscription is told of."
OTHERWISE = "It was changed meanwhile: look at it again."


@transaction.atomic
def subscribe(subscription: Subscription, *, after: int | None, by: Any, now: datetime) -> str:
    """Begin a subscription, told of what follows `after` (`None`: of what is published from now on); return its secret."""
    newest = Revision.objects.newest()
    subscription.position = (newest.seq if newest else 0) if after is None else after
    subscription.created_at, subscription.created_by = now, by
    subscription.save(force_insert=True)
    secret = _give_secret(subscription, now)
    _look_again()
    return secret


def change(subscription: Subscription) -> None:
    """Save what a subscription is: its name, contact, address and filters."""
    subscription.save(update_fields=["name", "contact", "url", "filters"])


@transaction.atomic
def rotate(subscription: Subscription, *, newest: int, overlap: timedelta, now: datetime) -> str:
    """Give a subscription a new secret, and return it; those it had sign as well for as long as `overlap`.

    `newest` is the key of the secret that is to be replaced. Raises `Refused` when another one was made since.
    """
    locked = Subscription.objects.select_for_update().get(pk=subscription.pk)
    own = Secret.objects.filter(subscription=locked)
    if own.values_list("pk", flat=True).first() != newest:
        raise Refused([Problem(locked.name, "secret", OTHERWISE)])
    own.filter(expires_at=None).update(expires_at=now + overlap)
    if not overlap:
        own.filter(expires_at__gt=now).update(expires_at=now)
    return _give_secret(locked, now)


def _give_secret(subscription: Subscription, now: datetime) -> str:
    secret = new_secret()
    Secret.objects.create(subscription=subscription, sealed=seal(secret), made_at=now)
    return secret


def switch_off(subscription: Subscription, *, reason: str) -> None:
    """Deliver nothing until it is switched on again; what is published meanwhile is delivered then."""
    Subscription.objects.filter(pk=subscription.pk).update(state=State.OFF, reason=reason, next_attempt_at=None)


@transaction.atomic
def switch_on(subscription: Subscription) -> None:
    """Deliver from where it stopped, and try at once."""
    fresh = {"failures": 0, "failing_since": None, "next_attempt_at": None}
    Subscription.objects.filter(pk=subscription.pk).update(state=State.ACTIVE, reason="", **fresh)
    _look_again()


@transaction.atomic
def try_now(subscription: Subscription) -> None:
    """Let the next attempt be made at once, instead of when it was due."""
    Subscription.objects.active().filter(pk=subscription.pk).update(next_attempt_at=None)
    _look_again()


@transaction.atomic
def give_up(subscription: Subscription, reason: str) -> None:
    """Deliver nothing more, say why, and have the contact told of it."""
    own = Subscription.objects.active().filter(pk=subscription.pk)
    if own.update(state=State.GIVEN_UP, reason=reason, next_attempt_at=None):
        enqueue(NOTICE, subscription=subscription.pk)


@transaction.atomic
def replay_from(subscription: Subscription, *, seq: int) -> None:
    """Deliver again all that it is told of from a revision on, in order, with the same ids. Raises `Refused`."""
    if not 1 <= seq <= subscription.position:
        told = f"Choose a revision from 1 to {subscription.position}: what follows wasn't delivered yet."
        raise Refused([Problem(subscription.name, "revision", told)])
    fresh = {"failures": 0, "failing_since": None, "next_attempt_at": None}
    Subscription.objects.filter(pk=subscription.pk).update(position=seq - 1, **fresh)
    _look_again()


def replay(subscription: Subscription, *, seq: int, send: Send = over_http, clock: Clock = timezone.now) -> Outcome:
    """Send the message of one revision again, now and once, with the same id. Raises `Refused`."""
    revision = Selection(subscription.filters).told(seq)
    if revision is None:
        raise Refused([Problem(subscription.name, "revision", NOT_SENT.format(seq))])
    content = of_revision(subscription.key, revision, matches=revision.matches)
    return attempt(subscription, content, Purpose.REPLAY, send=send, clock=clock)


def send_test(subscription: Subscription, *, send: Send = over_http, clock: Clock = timezone.now) -> Outcome:
    """Send a signed test, once; what comes of it changes nothing."""
    content = ping(subscription.key, subscription.name, clock())
    return attempt(subscription, content, Purpose.TEST, send=send, clock=clock)


def forget_old(now: datetime) -> None:
    """Delete attempts of more than 30 days ago, and secrets that sign nothing any more."""
    Attempt.objects.filter(at__lt=now - ATTEMPTS_KEPT).delete()
    Secret.objects.filter(expires_at__lt=now).delete()


def _look_again() -> None:
    """Have the queue look for what is due, once this is committed."""
    enqueue(DELIVERIES, timestamp=0)
