"""When a message that did not get through is sent again. docs/webhooks.md has the table."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

WAITS = [
    timedelta(minutes=minutes) for minutes in (1, 5, 10, 30, 60, 120, 240, 360, 480)
]  # then the last, again and again
JITTER = 0.2  # of a wait is added to it at most, so that receivers that failed together are not tried together
LONGEST = timedelta(days=3)
LONGEST_ASKED = timedelta(days=1)
MAY_ASK_FOR_REST = (429, 503)


def next_attempt(
    failures: int,
    failing_since: datetime,
    now: datetime,
    *,
    asked: timedelta | None = None,
    chance: Callable[[], float] = random.random,
) -> datetime | None:
    """Return when to try again after so many failures in a row, 1 for the first; `None`: three days are over, give up.

    `asked` is how long the receiver wants to be left alone: heeded up to a day. The last attempt comes when three days are
    full, to the second.
    """
    end = failing_since + LONGEST
    if now >= end:
        return None
    wait = WAITS[min(failures, len(WAITS)) - 1] * (1 + JITTER * chance())
    if asked is not None:
        wait = max(wait, min(asked, LONGEST_ASKED))
    return min(now + wait, end)


def asked_for(status: int, retry_after: str, now: datetime) -> timedelta | None:
    """Return how long a receiver asks to be left alone (RFC 9110, 10.2.3); `None` when it doesn't, or can't be read."""
    if status not in MAY_ASK_FOR_REST:
        return None
    if retry_after.isascii() and retry_after.isdigit() and len(retry_after) <= 9:
        return timedelta(seconds=int(retry_after))
    try:
        until = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):  # of numbers of twenty digits
        return None
    return max((until if until.tzinfo else until.replace(tzinfo=UTC)) - now, timedelta(0))
