"""What permit decisions add up to, and what they don't: contract.md, section 2 ("Permit summary").

A decision is any outcome but pending. Sums hold exact and least counts of approvals alone: what was counted roughly, or not
at all, is counted as a decision and enters no sum. Nor does a count that gave way to that of a later approval in the same
chain (a permit that was extended, or issued again), so that no permit is counted twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from permits.chains import Chains, replaced_at_last
from permits.choices import APPROVALS, CountKind, Outcome
from policy.dates import Precision, first_day, precision
from policy.record.listing import Listing
from policy.record.models import Revision

COUNTED = (CountKind.EXACT, CountKind.AT_LEAST)
BY = ("month", "sector", "destination", "outcome", "material")


@dataclass(frozen=True)
class Decision:
    """What one published decision says that a summary rests on."""

    slug: str
    date: str
    outcome: str
    count: dict[str, Any]
    applications: dict[str, Any] | None
    sectors: list[str]
    destinations: list[str]
    materials: list[str]
    is_replaced: bool = False

    @property
    def is_decided(self) -> bool:
        return self.outcome != Outcome.PENDING

    @property
    def known(self) -> int | None:
        """Return the permits that are known to have been granted; `None` where no number enters a sum."""
        if self.outcome not in APPROVALS or self.count["kind"] not in COUNTED or self.is_replaced:
            return None
        return self.count["value"]

    @property
    def is_uncounted(self) -> bool:
        return self.count["kind"] not in COUNTED

    @property
    def stated_applications(self) -> dict[str, Any] | None:
        """Return how many applications there were; `None` where that isn't told, or told without a number."""
        return self.applications if self.applications and self.applications["value"] is not None else None

    @property
    def month(self) -> str:
        """Return the month, or the year of a date of which no month is known."""
        return self.date[:7] if precision(self.date) != Precision.YEAR else self.date


@dataclass
class Row:
    """The decisions of one key, such as "automotive"; `key` is `None` for those that name none."""

    key: str | None
    decisions: int = 0
    known_minimum: int = 0
    unspecified: int = 0
    stated: list[dict[str, Any]] = field(default_factory=list)
    slugs: list[str] = field(default_factory=list)

    @property
    def applications(self) -> dict[str, Any] | None:
        """Return how many applications there were, where one decision says so; two statements don't make a sum."""
        return self.stated[0] if len(self.stated) == 1 else None

    def add(self, decision: Decision) -> None:
        self.decisions += 1
        self.known_minimum += decision.known or 0
        self.unspecified += decision.is_uncounted
        self.slugs.append(decision.slug)
        if decision.stated_applications:
            self.stated.append(decision.stated_applications)


@dataclass(frozen=True)
class Summary:
    by: str
    rows: list[Row]
    total: Row


KEYS: dict[str, Callable[[Decision], list[str]]] = {
    "month": lambda decision: [decision.month],
    "sector": lambda decision: decision.sectors,
    "destination": lambda decision: decision.destinations,
    "outcome": lambda decision: [decision.outcome],
    "material": lambda decision: decision.materials,
}


def summary(decisions: Iterable[Decision], by: str) -> Summary:
    """Add decisions up by one of `BY`; a decision with several keys counts in each row, and once in the total."""
    rows: dict[str | None, Row] = {}
    total = Row(None)
    for decision in decisions:
        if decision.is_decided:
            total.add(decision)
        elif by != "outcome":
            continue
        keys: list[str | None] = [*KEYS[by](decision)] or [None]
        for key in keys:
            rows.setdefault(key, Row(key)).add(decision)
    return Summary(by, sorted(rows.values(), key=lambda row: _place(by, row)), total)


def decisions(listing: Listing) -> list[Decision]:
    """Return the decisions of a listing of permits, oldest first; two queries."""
    return decisions_among(listing.filters.qs, listing.params.get("known_at"))


def decisions_among(permits: QuerySet, known_at: datetime | None = None) -> list[Decision]:
    """Return the decisions that public revisions of permits tell, oldest first; two queries, one where there is no other.

    `known_at` is the instant at which they were known, `None` for now.
    """
    chosen = permits.order_by("projection__order_key")
    found = [_decision(*values) for values in chosen.values_list("slug", "facts", "projection__tags")]
    if len(found) < 2:
        return found
    known = Revision.objects.known_at(known_at).public()
    chains = known.filter(kind="permit", facts__has_key="replaces").values_list("slug", "facts__replaces")
    return without_repeats(found, dict(chains))


def without_repeats(found: Iterable[Decision], chains: Chains) -> list[Decision]:
    """Mark the decisions whose count gives way to that of another one among them, which took their place.

    `chains` are the slugs that each decision of the record replaces, those of decisions that aren't asked about as well.
    """
    found = list(found)
    counted = [one.slug for one in found if one.known is not None]
    repeated = {other for slug in counted for other in replaced_at_last(slug, lambda one: chains.get(one, [])) - {slug}}
    return [replace(one, is_replaced=one.slug in repeated) for one in found]


def _decision(slug: str, facts: dict[str, Any], tags: list[str]) -> Decision:
    return Decision(
        slug=slug,
        date=facts["date"],
        outcome=facts["outcome"],
        count=facts["count"],
        applications=facts["applications"],
        sectors=facts["sectors"],
        destinations=facts["destinations"],
        materials=[tag.removeprefix("material:") for tag in tags if tag.startswith("material:")],
    )


def _place(by: str, row: Row) -> tuple[Any, ...]:
    """Order months by time, outcomes as they are listed, all else by how many decisions there are."""
    if row.key is None:
        return 1, 0, ""
    if by == "month":
        return 0, first_day(row.key), ""
    if by == "outcome":
        return 0, list(Outcome).index(Outcome(row.key)), ""
    return 0, -row.decisions, row.key
