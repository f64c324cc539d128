"""What the decisions of a list tell, and what they don't, in sentences."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    said = list(_numbers(figure)) if total.decisions else [_("No decision on a permit is on record here.")]
    if pending := outcomes.get(Outcome.PENDING):
        said.append(
            ngettext(
                "%(n)s further case is pending, and in no number here.",
                "%(n)s further cases are pending, and in no number here.",
                pending,
            )
            % _many(pending)
        )
    if total.decisions and not any(outcome in outcomes for outcome in REFUSALS):
        said.append(_("No refusal is on record here, which doesn’t mean that nobody was refused."))
    return said


def _numbers(figure: Figure) -> Iterator[str]:
    total = figure.total.row
    yield ngettext("%(n)s decision is on record.", "%(n)s decisions are on record.", total.decisions) % _many(
        total.decisions
    )
    if total.unspecified:
        yield _(
            "For %(n)s of them no number was stated, or only a rough or contested one, so that no sum includes them."
        ) % _many(total.unspecified)
    yield _known(figure)
    if replaced := sum(decision.is_replaced for decision in figure.total.decisions):
        yield _(
            "The number of %(n)s gave way to that of a later decision, so that no permit is counted twice."
        ) % _many(replaced)
    if stated := len(stating_applications(figure.total.decisions)):
        yield ngettext(
            "%(n)s decision states how many applications there were.",
            "%(n)s decisions state how many applications there were.",
            stated,
        ) % _many(stated)
    else:
        yield _("None states how many applications there were.")


def _known(figure: Figure) -> str:
    known = figure.total.known
    if known is None:
        return _("None gives a number of permits granted: not even a least number is known.")
    saying = sum(decision.known is not None for decision in figure.total.decisions)
    permits = ngettext(
        "At least %(n)s permit is known to have been granted",
        "At least %(n)s permits are known to have been granted",
        known,
    )
    who = ngettext(
        "going by the %(n)s decision that gives a number", "going by the %(n)s decisions that give a number", saying
    )
    return _("%(permits)s, %(who)s.") % {"permits": permits % _many(known), "who": who % _many(saying)}


def _many(count: int) -> dict[str, str]:
    return {"n": f"{count:,}"}


def counted_noun(outcome: str) -> str:
    """Return what a decision's count is of: of applications that were refused or wait, no permit came."""
    return "licence" if outcome in (*APPROVALS, Outcome.REVOKED) else "application"


def stands(period: TermPeriod) -> str:
    """Say where a permit stands on a day that its period holds."""
    since, until = (one and day(one.isoformat()) for one in (period.since, period.until))
    match period.state:
        case PermitState.NOT_YET_VALID:
            first = period.until and day((period.until + DAY).isoformat())
            return _("not yet valid: its first day is %(day)s") % {"day": first}
        case PermitState.VALID:
            return _("valid until %(day)s") % {"day": until} if until else _("valid")
        case PermitState.UNKNOWN:
            return _("no last day was stated, so whether it still holds isn’t known")
        case PermitState.EXPIRED:
            last = period.since and day((period.since - DAY).isoformat())
            return _("expired: its last day was %(day)s") % {"day": last}
        case ended:
            return _("%(state)s on %(day)s") % {"state": _(ended.label), "day": since}


def known_in_short(decisions: list[Decision]) -> list[str]:
    """Say what decisions add up to, in a few sentences, for the page of what they concern."""
    total = summary(decisions, "outcome").total
    said = list(_in_short(decisions, total)) if total.decisions else []
    if pending := len(decisions) - total.decisions:
        said.append(ngettext("%(n)s case is pending.", "%(n)s cases are pending.", pending) % _many(pending))
    return said


def _in_short(decisions: list[Decision], total: Row) -> Iterator[str]:
    numbers = _("; ").join(_numbers_in_short(decisions, total))
    counted = ngettext("%(n)s decision", "%(n)s decisions", total.decisions) % _many(total.decisions)
    said = {"decisions": counted, "numbers": numbers}
    yield _("%(decisions)s: %(numbers)s.") % said if numbers else _("%(decisions)s.") % said


def _numbers_in_short(decisions: list[Decision], total: Row) -> Iterator[str]:
    is_one = total.decisions == 1
    if saying := sum(decision.known is not None for decision in decisions):
        known = ngettext("%(n)s permit", "%(n)s permits", total.known_minimum) % _many(total.known_minimum)
        yield _who_gives(saying, is_one=is_one) % {"n": saying, "permits": known}
    if total.unspecified and is_one:
        yield _("for it no number was stated, or only a rough or contested one, which no sum includes")
    elif total.unspecified:
        yield _("for %(n)s no number was stated, or only a rough or contested one, which no sum includes") % _many(
            total.unspecified
        )
    if replaced := sum(decision.is_replaced for decision in decisions):
        yield _("the number of %(n)s gave way to that of a later decision, so that no permit is counted twice") % _many(
            replaced
        )


def _who_gives(saying: int, *, is_one: bool) -> str:
    if is_one:
        return _("it gives a number, at least %(permits)s")
    return ngettext(
        "%(n)s gives a number, at least %(permits)s", "%(n)s give a number, at least %(permits)s together", saying
    )
