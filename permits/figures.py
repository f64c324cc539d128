"""What the figures of the permits page say: rows of counts, each with the decisions that make it."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from permits.choices import APPROVALS, Outcome
from permits.summary import BY, Decision, Row, Summary, summary
from policy.record.listing import Listing
from policy.site.addresses import Params, query_string
from policy.site.wording import day, label, place, sentence_case

APPLICATIONS = "applications"
FIGURES = (*BY, APPLICATIONS)
TITLES = {
    "month": gettext_noop("Decisions by month and outcome"),
    "sector": gettext_noop("Decisions by sector"),
    "destination": gettext_noop("Decisions by destination"),
    "outcome": gettext_noop("Permits known, and decisions without a number"),
    "material": gettext_noop("Decisions by material"),
    APPLICATIONS: gettext_noop("Approvals against applications"),
}
NOTES = {
    "month": gettext_noop("Months without a decision are left out."),
    "sector": gettext_noop("A decision that names several sectors stands in each; all are counted once in the total."),
    "destination": gettext_noop(
        "A decision that names several destinations stands in each; all are counted once in the total."
    ),
    "outcome": gettext_noop(
        "Two different things, so apart: permits on the one hand, decisions whose permits nobody counted on the other."
        " A count that is rough or not stated is no zero, and in no sum."
    ),
    "material": gettext_noop("A decision about several materials stands in each; all are counted once in the total."),
    APPLICATIONS: gettext_noop("Each as one source states it; numbers of different statements are never added up."),
}
KEYS = (gettext_noop("Month"), gettext_noop("Sector"), gettext_noop("Destination"), gettext_noop("Outcome"))
NONE = "–"
KNOWN, UNCOUNTED, OTHERWISE = "known", "uncounted", "otherwise"
NOT_LISTS = ("kind", "order")
DECIDED = [outcome for outcome in Outcome if outcome != Outcome.PENDING]


@dataclass(frozen=True)
class Cell:
    """A count, and where the rows that make it are listed; `text` stands where there is no number."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Part:
    """Some decisions of a line that one of its numbers counts, where they are listed on the page."""

    anchor: str
    decisions: list[Decision]


@dataclass(frozen=True)
class Line:
    """A row of a figure with its decisions; `label` is what its key is called."""

    row: Row
    label: str
    anchor: str
    decisions: list[Decision]
    query: str = ""
    parts: Sequence[Part] = ()

    @property
    def by_outcome(self) -> dict[Outcome, int]:
        outcomes = [decision.outcome for decision in self.decisions]
        return {outcome: outcomes.count(outcome) for outcome in Outcome if outcome in outcomes}

    @property
    def known(self) -> int | None:
        """Return the sum of the permits known to have been granted; `None` where no decision says how many."""
        return self.row.known_minimum if any(one.known is not None for one in self.decisions) else None

    @property
    def approvals(self) -> list[Decision]:
        return [one for one in self.decisions if one.outcome in APPROVALS]

    @property
    def known_words(self) -> str:
        """Say how many permits are known to have been granted, in words where no number enters the sum."""
        if self.known is not None:
            return f"{self.known:,}"
        if not self.approvals:
            return NONE
        return _("none stated") if any(one.is_uncounted for one in self.approvals) else _("counted later")


class Figure:
    """The decisions of a listing added up by one of `BY`, as a table."""

    def __init__(self, by: str, decisions: list[Decision], listing: Listing) -> None:
        self.by, self.title, self.note, self.listing = by, _(TITLES[by]), _(NOTES[by]), listing
        self.summary: Summary = summary(decisions, by)
        self._decisions = {decision.slug: decision for decision in decisions}
        keys = [row.key for row in self.summary.rows]
        self.lines = [self._line(number, row, keys) for number, row in enumerate(self.summary.rows, 1)]
        self.total = Line(self.summary.total, _("All decisions"), "", self._of(self.summary.total))

    @property
    def outcomes(self) -> list[Outcome]:
        return [outcome for outcome in DECIDED if outcome in self.total.by_outcome]

    @property
    def columns(self) -> list[str]:
        if self.by == "outcome":
            return [_("Decisions"), _("Permits, at least"), _("Decisions without a number")]
        return [*(sentence_case(label(outcome, "outcome")) for outcome in self.outcomes), _("All")]

    @property
    def table(self) -> list[tuple[Line, list[Cell]]]:
        return [(line, self._cells(line)) for line in self.lines]

    @property
    def totals(self) -> list[str]:
        if self.by == "outcome":
            return _known(self.total)
        counts = self.total.by_outcome
        return [*(str(counts[outcome]) for outcome in self.outcomes), str(self.total.row.decisions)]

    def _cells(self, line: Line) -> list[Cell]:
        if self.by == "outcome":
            decisions, known, uncounted = _known(line)
            which = KNOWN if line.known is not None else UNCOUNTED if line.row.unspecified else OTHERWISE
            return [
                Cell(decisions, _address(line.query, line.anchor)),
                _cell(known, f"#{line.anchor}-{which}"),
                _cell(uncounted, f"#{line.anchor}-{UNCOUNTED}"),
            ]
        counts = line.by_outcome
        cells = [
            self._count(line, [one], counts.get(one, 0), f"{line.anchor}-{one}".replace("_", "-"))
            for one in self.outcomes
        ]
        return [*cells, self._count(line, list(counts), line.row.decisions, line.anchor)]

    def _count(self, line: Line, outcomes: list[Outcome], count: int, anchor: str) -> Cell:
        query = f"{line.query}&{query_string({'outcome': outcomes})}" if line.query else ""
        return _cell(str(count or NONE), _address(query, anchor))

    def _line(self, number: int, row: Row, keys: list[str | None]) -> Line:
        name, query = _label(self.by, row.key, self.listing), _query(self.by, row.key, keys, self.listing)
        anchor, decisions = f"{self.by}-{number}", self._of(row)
        return Line(row, name, anchor, decisions, query, self._parts(anchor, decisions))

    def _parts(self, anchor: str, decisions: list[Decision]) -> list[Part]:
        """Tell decisions apart as the numbers of a line do: by outcome, or by whether a sum includes them."""
        parts: dict[str, list[Decision]] = {}
        for decision in decisions:
            name = _counting(decision) if self.by == "outcome" else decision.outcome.replace("_", "-")
            parts.setdefault(name, []).append(decision)
        return [Part(f"{anchor}-{name}", found) for name, found in parts.items()]

    def _of(self, row: Row) -> list[Decision]:
        return [self._decisions[slug] for slug in row.slugs]


def chosen(listing: Listing) -> Params:
    """Return the filters of a listing that narrow what is counted."""
    return {name: value for name, value in listing.params.items() if name not in NOT_LISTS}


def stating_applications(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that say how many applications there were."""
    return [decision for decision in decisions if decision.is_decided and decision.stated_applications]


def _known(line: Line) -> list[str]:
    if line.row.key == Outcome.PENDING:
        return [_("%(n)s (not decided)") % {"n": line.row.decisions}, NONE, NONE]
    return [
        str(line.row.decisions),
        line.known_words,
        str(line.row.unspecified or NONE),
    ]


def _counting(decision: Decision) -> str:
    """Say whether a sum includes the number of a decision, nobody counted, or it is no number of the sum."""
    if decision.is_uncounted:
        return UNCOUNTED
    return OTHERWISE if decision.known is None else KNOWN


def _cell(text: str, address: str) -> Cell:
    return Cell(text, "" if text == NONE else address)


def _address(query: str, anchor: str) -> str:
    return f"{reverse('permits')}?{query}#listed" if query else f"#{anchor}"


def _label(by: str, key: str | None, listing: Listing) -> str:
    if key is None:
        return _("Not named")
    said: dict[str, Any] = {
        "month": day,
        "destination": place,
        "outcome": lambda value: label(value, "outcome"),
        "material": lambda value: listing.vocabulary.label("material", value),
    }
    return sentence_case(said[by](key) if by in said else key)


def _query(by: str, key: str | None, keys: list[str | None], listing: Listing) -> str:
    """Return the query string, less outcomes, that lists the decisions of a key alone; empty where no filter does."""
    params = chosen(listing)
    if by == "outcome":
        return query_string(params | {"outcome": [key]})
    # A date of which only the year is known is listed under its first of January.
    if by != "month" or key is None or len(key) == 4 or (key.endswith("-01") and key[:4] in keys):
        return ""
    year, month = int(key[:4]), int(key[5:])
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    days = {"from": max(first, params.get("from", first)), "to": min(last, params.get("to", last))}
    return query_string({name: value for name, value in params.items() if name != "outcome"} | days)
