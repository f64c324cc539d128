"""The limits: how many requests of which sort one client may make in a minute, and how answers tell it.

The header fields are those of draft-ietf-httpapi-ratelimit-headers-11: structured fields (RFC 9651), lists of named policies.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

WINDOW_SECONDS = 60
SEARCH, FACETS, EXPORT = "search", "facets", "export"  # what is counted without a key
POLICY_FIELD = "RateLimit-Policy"
STANDING_FIELD = "RateLimit"


@dataclass(frozen=True)
class Policy:
    """A limit by its name; `quota` is the number of requests that are answered within a window."""

    name: str
    quota: int

    def __str__(self) -> str:
        return f'"{self.name}";q={self.quota};w={WINDOW_SECONDS}'


def policy(name: str) -> Policy:
    return Policy(name, settings.API_LIMITS[name])


def every_policy() -> str:
    """Return the header field that names all limits; it is the same for everybody."""
    return _told(**settings.API_LIMITS)


@lru_cache(maxsize=2)
def _told(**limits: int) -> str:
    return ", ".join(str(Policy(name, quota)) for name, quota in limits.items())


@dataclass(frozen=True)
class Standing:
    """Where a client stands under a policy after a request; `reset_seconds` is when its next window may begin."""

    policy: Policy
    used: int
    reset_seconds: int

    @property
    def is_over(self) -> bool:
        """Tell whether the request that was counted is one too many."""
        return self.used > self.policy.quota

    def __str__(self) -> str:
        left = max(self.policy.quota - self.used, 0)
        return f'"{self.policy.name}";r={left};t={self.reset_seconds}'
