"""What editors should look at in permits: terms that end, and nothing is on record of what comes after.

Only a last day that is stated counts: a term in words ("one year") is left to the reader, and finds nothing.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from permits.choices import APPROVALS, Outcome
from permits.stored_terms import replaced
from policy.dates import DAY, last_day
from policy.findings import Desk, FindingRule, Found
from policy.record.provisions import Document

ENDS_WITHIN = timedelta(days=30)
EXPIRED_WITHIN = timedelta(days=90)


class PermitEndsSoon(FindingRule):
    """A permit's last day is near: is it extended, or does it end?"""

    def look(self, desk: Desk) -> Iterator[Found]:
        for document, last in _terms_ending(desk, desk.today, desk.today + ENDS_WITHIN):
            yield self.found(document["slug"], f"It is valid until {document['detail']['valid_to']}.", day=last)


class PermitHasExpired(FindingRule):
    """A permit has expired, and no decision is on record that takes its place: was it extended?"""

    def look(self, desk: Desk) -> Iterator[Found]:
        for document, last in _terms_ending(desk, desk.today - EXPIRED_WITHIN, desk.today - DAY):
            yield self.found(document["slug"], f"It was valid until {document['detail']['valid_to']}.", day=last)


def _terms_ending(desk: Desk, first: date, last: date) -> Iterator[tuple[Document, date]]:
    """Yield the permits whose last day is from `first` to `last` (inclusive), and that nothing decided replaces."""
    documents = desk.by_kind.get("permit", [])
    decided = [one for one in documents if one["detail"]["outcome"] != Outcome.PENDING]
    followed = {slug for one in decided for slug in replaced(one)}
    for document in decided:
        detail = document["detail"]
        if detail["outcome"] in APPROVALS and detail["valid_to"] and document["slug"] not in followed:
            ends = last_day(detail["valid_to"])
            if first <= ends <= last:
                yield document, ends
