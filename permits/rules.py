"""What has to hold before a permit decision may be published, beside what holds for every event."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from permits.chains import replaced_at_last
from permits.choices import APPROVALS, Counted, CountKind
from policy.dates import first_day
from policy.kinds.base import PublicEvent
from policy.rules import Published, Rule


class ReplacesEarlierDecisions(Rule):
    """A decision replaces earlier ones only, and none that replaces it."""

    field = "replaces"

    def breaches(self, event: PublicEvent, published: Published) -> Iterable[str]:
        replaced = [slug for slug in event.facts.get("replaces", []) if slug in published]
        yield from (f"{slug} is later." for slug in replaced if _day(published[slug]) > _day(event.facts))
        if event.slug in replaced:
            yield "It replaces itself."
        elif event.slug in replaced_at_last(event.slug, lambda slug: published.get(slug, {}).get("replaces", [])):
            yield "By way of others, it replaces itself."


class AnApprovalIsOfOneAtLeast(Rule):
    """An approval grants one permit or more: a number nobody stated is left unstated, it is no zero."""

    field = "count"

    def breaches(self, event: PublicEvent, published: Published) -> Iterable[str]:
        if event.facts["outcome"] in APPROVALS and event.facts["count"]["value"] == 0:
            yield ""


class ContestedNumbersStandApart(Rule):
    """A contested number has two claimants or more, and the record takes no side: it states none of its own."""

    field = "claimed_counts"

    def breaches(self, event: PublicEvent, published: Published) -> Iterable[str]:
        facts = event.facts
        claims = facts.get("claimed_counts", [])
        for of in Counted:
            claimants = {claim["claimant"] for claim in claims if claim["of"] == of}
            if len(claimants) == 1:
                yield f"Only one states how many {of.label} there were: state it as the number itself."
        stated = facts["applications"] and facts["applications"]["kind"] != CountKind.UNSPECIFIED
        if stated and any(claim["of"] == Counted.APPLICATIONS for claim in claims):
            yield "Leave the number of applications empty."
        if facts["count"]["kind"] != CountKind.UNSPECIFIED and any(claim["of"] == Counted.PERMITS for claim in claims):
            yield "Let the count say that the number is not stated."


class ClaimsAreCited(Rule):
    """Each contested number names one of the sources that the event cites."""

    field = "claimed_counts"

    def breaches(self, event: PublicEvent, published: Published) -> Iterable[str]:
        cited = {citation["source"] for citation in event.facts["citations"]}
        for claim in event.facts.get("claimed_counts", []):
            if claim["source"] not in cited:
                yield f"{claim['source']} is not among them."


def _day(facts: dict[str, Any]) -> date:
    return first_day(facts["date"])
