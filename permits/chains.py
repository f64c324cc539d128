"""Chains of decisions: a permit that is extended, issued again, granted on appeal or revoked takes an earlier one's place."""

from collections.abc import Callable, Iterable, Mapping

Chains = Mapping[str, Iterable[str]]  # the slugs that each decision replaces, by its own


def replaced_at_last(slug: str, replaced: Callable[[str], Iterable[str]]) -> set[str]:
    """Return the decisions that one replaces, directly or by way of others; itself only if it stands in a circle.

    `replaced` tells which decisions one replaces directly.
    """
    found: set[str] = set()
    waiting = [*replaced(slug)]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += replaced(one)
    return found
