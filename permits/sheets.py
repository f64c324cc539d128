"""The figures as tables of a file. A number that nobody stated is an empty cell, never a zero."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from permits.choices import Outcome
from permits.figures import APPLICATIONS, Figure, Line

if TYPE_CHECKING:
    from permits.site import Statistics

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
STATED = ["applications_kind", "applications_value"]
SUMS = ["key", "label", "decisions", *Outcome.values, "known_minimum", "unspecified", *STATED, "events"]
CLAIMS = ["event", "date", "title", "certainty", "outcome", "permits_kind", "permits_value", *STATED, "sources"]


def sheet(by: str, statistics: "Statistics") -> Iterator[list[Any]]:
    """Yield the rows of a figure, the names of its columns first; text that a spreadsheet would run is quoted."""
    rows = _claims(statistics) if by == APPLICATIONS else _sums(statistics.figure(by))
    yield CLAIMS if by == APPLICATIONS else SUMS
    for row in rows:
        yield [_safe(cell) for cell in row]


def _sums(figure: Figure) -> Iterator[list[Any]]:
    for line in figure.lines:
        row, counts = line.row, line.by_outcome
        outcomes = [counts.get(outcome, 0) for outcome in Outcome]
        sums = [line.known, row.unspecified, *_stated(row.applications)]
        yield [_key(line), line.label, row.decisions, *outcomes, *sums, " ".join(row.slugs)]


def _claims(statistics: "Statistics") -> Iterator[list[Any]]:
    for one in statistics.stating:
        document = statistics.documents[one.slug]
        sources = " ".join(citation["source"]["url"] for citation in document["citations"])
        counts = [*_stated(one.count), *_stated(one.applications)]
        yield [one.slug, one.date, document["title"], document["certainty"], one.outcome, *counts, sources]


def _key(line: Line) -> str:
    return line.row.key or ""


def _stated(count: dict[str, Any] | None) -> list[Any]:
    return [count["kind"], count["value"]] if count else [None, None]


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
