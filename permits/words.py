"""What the decisions of a list tell, and what they don't, in sentences."""

from collections.abc import Iterator

from permits.choices import APPROVALS, Outcome, PermitState
from permits.figures import Figure, stating_applications
from permits.summary import Decision, Row, summary
from permits.terms import TermPeriod
from policy.dates import DAY
from policy.site.wording import day

REFUSALS = (Outcome.DENIED, Outcome.RETURNED)


def known_and_unknown(figure: Figure) -> list[str]:
    """Say what a figure by outcome sums up, in sentences."""
    total, outcomes = figure.total.row, {line.row.key: line.row.decisions for line in figure.lines}
    said = list(_numbers(figure)) if total.decisions else ["No decision on a permit is on record here."]
    if pending := outcomes.get(Outcome.PENDING):
        said.append(
            f"{_many(pending, 'further case')} {'is' if pending == 1 else 'are'} pending, and in no number here."
        )
    if total.decisions and not any(outcome in outcomes for outcome in REFUSALS):
        said.append("No refusal is on record here, which doesn’t mean that nobody was refused.")
    return said


def _numbers(figure: Figure) -> Iterator[str]:
    total = figure.total.row
    yield f"{_many(total.decisions, 'decision')} {'is' if total.decisions == 1 else 'are'} on record."
    if total.unspecified:
        yield (
            f"For {total.unspecified} of them no number was stated, or only a rough or contested one, so that no sum"
            " includes them."
        )
    saying = sum(decision.known is not None for decision in figure.total.decisions)
    if figure.total.known is None:
        yield "None gives a number of permits granted: not even a least number is known."
    else:
        verb = "is" if figure.total.known == 1 else "are"
        told = f"the {_many(saying, 'decision')} that {'gives' if saying == 1 else 'give'} a number"
        yield f"At least {_many(figure.total.known, 'permit')} {verb} known to have been granted, going by {told}."
    if replaced := sum(decision.is_replaced for decision in figure.total.decisions):
        yield f"The number of {replaced} gave way to that of a later decision, so that no permit is counted twice."
    if stated := len(stating_applications(figure.total.decisions)):
        yield f"{_many(stated, 'decision')} {'states' if stated == 1 else 'state'} how many applications there were."
    else:
        yield "None states how many applications there were."


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def counted_noun(outcome: str) -> str:
    """Return what a decision's count is of: of applications that were refused or wait, no permit came."""
    return "licence" if outcome in (*APPROVALS, Outcome.REVOKED) else "application"


def stands(period: TermPeriod) -> str:
    """Say where a permit stands on a day that its period holds."""
    since, until = (one and day(one.isoformat()) for one in (period.since, period.until))
    match period.state:
        case PermitState.NOT_YET_VALID:
            return f"not yet valid: its first day is {period.until and day((period.until + DAY).isoformat())}"
        case PermitState.VALID:
            return f"valid until {until}" if until else "valid"
        case PermitState.UNKNOWN:
            return "no last day was stated, so whether it still holds isn’t known"
        case PermitState.EXPIRED:
            return f"expired: its last day was {period.since and day((period.since - DAY).isoformat())}"
        case _:
            return f"{period.state.label} on {since}"


def known_in_short(decisions: list[Decision]) -> str:
    """Say in two sentences at most what decisions add up to, for the page of what they concern."""
    total = summary(decisions, "outcome").total
    numbers = "; ".join(_numbers_in_short(decisions, total))
    said = [f"{_many(total.decisions, 'decision')}{': ' if numbers else ''}{numbers}."] if total.decisions else []
    if pending := len(decisions) - total.decisions:
        said.append(f"{_many(pending, 'case')} {'is' if pending == 1 else 'are'} pending.")
    return " ".join(said)


def _numbers_in_short(decisions: list[Decision], total: Row) -> Iterator[str]:
    if saying := sum(decision.known is not None for decision in decisions):
        who = "it gives" if total.decisions == 1 else f"{saying} {'gives' if saying == 1 else 'give'}"
        yield f"{who} a number, at least {_many(total.known_minimum, 'permit')}{' together' if saying > 1 else ''}"
    if total.unspecified:
        whom = "it" if total.decisions == 1 else total.unspecified
        yield f"for {whom} no number was stated, or only a rough or contested one, which no sum includes"
    if replaced := sum(decision.is_replaced for decision in decisions):
        yield f"the number of {replaced} gave way to that of a later decision, so that no permit is counted twice"
