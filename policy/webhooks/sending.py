"""One request to a receiver: what is sent, to where it may go, and what is kept of the answer."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from policy.fetch import Fetcher, NotAllowed, Reply, Unreachable, is_public
from policy.webhooks.messages import Content
from policy.webhooks.models import LONGEST_ANSWER, Attempt, Purpose, Secret, Subscription
from policy.webhooks.retries import asked_for
from policy.webhooks.signing import headers, opened

PORTS = (443, 8443)
ANY_PORT = range(1, 65536)
MOST_BYTES = 4 * LONGEST_ANSWER  # a character of UTF-8 has four bytes at most
GONE = 410

Send = Callable[[str, bytes, Mapping[str, str]], Reply]
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt; `rest` is how long the receiver asks to be left alone."""

    is_success: bool
    told: str
    is_gone: bool = False
    rest: timedelta | None = None


def fetcher() -> Fetcher:
    """Return what posts: to addresses of the public internet alone, unless a setting says otherwise."""
    may_be_private = settings.WEBHOOK_PRIVATE_ADDRESSES
    return Fetcher(
        agent=f"Monazite webhooks (+{settings.SITE_URL}/)",
        seconds=settings.WEBHOOK_SECONDS,
        most_seconds=settings.WEBHOOK_SECONDS,
        may_reach=(lambda address: True) if may_be_private else is_public,
        ports=ANY_PORT if may_be_private else PORTS,
    )


def check_address(url: str) -> None:
    """Raise `policy.fetch.NotAllowed` where an address can't be posted to, whatever its host turns out to be."""
    if not settings.WEBHOOK_PRIVATE_ADDRESSES and not url.lower().startswith("https:"):
        raise NotAllowed("it is no address of https")
    fetcher().parts(url)


def over_http(url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Post to an address. Raises `Unreachable`."""
    check_address(url)
    return fetcher().send(url, body, headers, most_bytes=MOST_BYTES)


def attempt(subscription: Subscription, content: Content, purpose: Purpose, *, send: Send, clock: Clock) -> Outcome:
    """Sign a message, send it once, write down what came of it, and return that.

    Raises `policy.webhooks.signing.Unreadable` when a secret can't be read.
    """
    at, began, reply = clock(), time.monotonic(), None
    keys = [opened(secret.sealed) for secret in valid_secrets(subscription, at)]
    told = {"Content-Type": "application/json", "Accept": "*/*", **headers(content.id, at, content.body, keys)}
    try:
        reply = send(subscription.url, content.body, told)
        outcome = _judged(reply, clock())
    except Unreachable as reason:
        outcome = Outcome(False, str(reason)[:300])
    Attempt.objects.create(
        subscription=subscription,
        purpose=purpose,
        seq=content.seq,
        message_id=content.id,
        at=at,
        seconds=round(time.monotonic() - began, 3),
        status=reply.status if reply else None,
        error="" if outcome.is_success else outcome.told,
        answer=_legible(reply.beginning) if reply else "",
    )
    return outcome


def valid_secrets(subscription: Subscription, at: datetime) -> list[Secret]:
    """Return the secrets that sign at an instant, the newest first."""
    return [one for one in subscription.secrets.all() if one.expires_at is None or one.expires_at > at]


def _judged(reply: Reply, now: datetime) -> Outcome:
    if 200 <= reply.status < 300:
        return Outcome(True, "")
    if 300 <= reply.status < 400:
        return Outcome(False, f"it redirects ({reply.status}), which is not followed")
    rest = asked_for(reply.status, reply.retry_after, now)
    return Outcome(False, f"it answers {reply.status}", is_gone=reply.status == GONE, rest=rest)


def _legible(beginning: bytes) -> str:
    """Return what was answered as text, without the characters that a database or a page can't show."""
    text = beginning.decode("utf-8", "replace")
    return "".join(one if one.isprintable() or one == "\n" else "�" for one in text)[:LONGEST_ANSWER]
