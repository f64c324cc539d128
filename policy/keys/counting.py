"""Requests counted for all processes at once, in one table and by one statement.

A client's window begins with its first request and is over after a minute: then its next request begins another. So
the numbers hold exactly, and clients that wait don't all come back at the same moment. What a client leaves unused at the
end of one window and uses at the beginning of the next can add up to twice the number within a minute.
"""

import logging
import math
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection

from policy.keys.models import Counter
from policy.keys.policies import WINDOW_SECONDS, Policy, Standing

logger = logging.getLogger(__name__)

WINDOW = timedelta(seconds=WINDOW_SECONDS)
COUNT = """
INSERT INTO keys_counter AS kept (policy, client, ends_at, used) VALUES (%(policy)s, %(client)s, %(end)s, 1)
ON CONFLICT (policy, client) DO UPDATE SET
    used = CASE WHEN kept.ends_at > %(now)s AND kept.ends_at <= %(latest)s THEN LEAST(kept.used, %(quota)s) + 1 ELSE 1 END,
    ends_at = CASE WHEN kept.ends_at > %(now)s AND kept.ends_at <= %(latest)s THEN kept.ends_at ELSE excluded.ends_at END
RETURNING used, ends_at
"""


def count(policy: Policy, client: str, now: datetime) -> Standing | None:
    """Count a client's request under a policy, and return where that leaves it; `None` if it can't be counted.

    Nobody goes without an answer because the counting failed.
    """
    values: dict[str, Any] = {
        "policy": policy.name,
        "client": client,
        "now": now,
        "end": now + WINDOW,
        "latest": now + 2 * WINDOW,  # what ends later was begun by a clock that has been set back since
        "quota": policy.quota,
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, values)
            used, ends_at = cursor.fetchone()
    except DatabaseError:
        logger.exception("A request could not be counted under the limit %s.", policy.name)
        return None
    return Standing(policy, used, math.ceil((ends_at - now).total_seconds()))


def forget_old(now: datetime) -> int:
    """Delete the counters of windows that are over, and return how many that were."""
    return Counter.objects.filter(ends_at__lte=now).delete()[0]
