"""What is stored of permits: their periods, for both axes of time."""

from collections.abc import Iterable
from typing import Any

from permits.choices import APPROVALS
from permits.models import PermitPeriod
from permits.terms import Later, TermPeriod, term_periods
from policy.record.bitemporal import Derivation, Document, Row, valid


class TermDerivation(Derivation):
    """The periods of permits, of which later decisions may end what earlier ones granted."""

    tables = (PermitPeriod,)

    def rows(self, event_id: int, document: Document, acting: Iterable[Document]) -> set[Row]:
        return {Row.of(PermitPeriod, event_id, "", _values(one)) for one in course(document, acting)}

    def targets(self, document: Document) -> Iterable[str]:
        return replaced(document)


TERMS = TermDerivation()


def course(document: Document, acting: Iterable[Document]) -> list[TermPeriod]:
    """Return the periods of a permit; none for a decision that granted nothing. `acting` are those that replace it."""
    detail = document["detail"]
    if detail["outcome"] not in APPROVALS:
        return []
    later = [_later(one) for one in acting]
    return term_periods(document["date"], detail["valid_from"], detail["valid_to"], later)


def replaced(document: Document) -> list[str]:
    """Return the slugs of the decisions that one replaces; the oldest documents don't say."""
    return document["detail"].get("replaces", [])


def _later(document: Document) -> Later:
    detail = document["detail"]
    return Later(document["slug"], detail["outcome"], detail["valid_from"] or document["date"])


def _values(period: TermPeriod) -> dict[str, Any]:
    return {
        "valid": valid(period),
        "state": str(period.state),
        "next_state": str(period.next_state or ""),
        "because": list(period.because),
    }
