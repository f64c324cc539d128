"""Count requests of one client as fast as it goes, at one instant; print how many were answered and how many refused."""

import json
import sys
from datetime import UTC, datetime

import django

django.setup()

from policy.keys.counting import count  # noqa: E402
from policy.keys.policies import Policy  # noqa: E402

requests, quota = int(sys.argv[1]), int(sys.argv[2])
policy, now = Policy("search", quota), datetime(2026, 11, 23, 12, tzinfo=UTC)
refused = sum(count(policy, "somebody", now).is_over for _ in range(requests))
print(json.dumps([requests - refused, refused]))
