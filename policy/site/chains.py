"""How the events of a page hang together: what each answers, carries out or contradicts, and what came of it."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policy.choices import Relation
from policy.dates import Precision, first_day, precision
from policy.record.provisions import Document
from policy.site.wording import day, relation

LINES_AT_MOST = 3
NEAR = 92  # days, up to which a distance says more than a date
SHAPES = {
    Relation.RESPONDS_TO: "↩",
    Relation.IMPLEMENTS: "↳",
    Relation.CONTRADICTS: "≠",
    Relation.FOLLOWS: "→",
    Relation.LEADS_TO: "→",
    Relation.CONFIRMS: "✓",
}


@dataclass(frozen=True)
class Line:
    """One link of an event; `is_here`: the event that it leads to stands on the same page."""

    link: dict[str, Any]
    of: Document
    is_here: bool

    @property
    def event(self) -> dict[str, Any]:
        return self.link["event"]

    @property
    def is_contradiction(self) -> bool:
        return self.link["relation"] == Relation.CONTRADICTS

    @property
    def shape(self) -> str:
        return SHAPES[Relation(self.link["relation"])]

    @property
    def words(self) -> str:
        return relation(self.link)

    @property
    def days_later(self) -> int | None:
        """Return how many days after the event the linked one lies; `None` where a day isn't known."""
        dates = (self.of["date"], self.event["date"])
        if any(precision(one) != Precision.DAY for one in dates):
            return None
        return (first_day(dates[1]) - first_day(dates[0])).days

    @property
    def when(self) -> str:
        """Say how far apart both lie, such as "3 days before"; the date where they are far apart."""
        days = self.days_later
        if days is None or abs(days) > NEAR:
            return day(self.event["date"])
        if days == 0:
            return _("the same day")
        if days > 0:
            return ngettext("{count} day later", "{count} days later", days).format(count=days)
        return ngettext("{count} day before", "{count} days before", -days).format(count=-days)

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Order contradictions before all, then what is on the page, then what is near in time."""
        distance = abs((first_day(self.event["date"]) - first_day(self.of["date"])).days)
        return not self.is_contradiction, not self.is_here, distance


@dataclass(frozen=True)
class Chain:
    """The lines that a card shows of an event's links, and how many more there are."""

    lines: list[Line]
    more: int


def chain(document: Document, here: Container[str]) -> Chain | None:
    """Return the chain of an event; `here` are the slugs of the page that it stands on. `None`: it has no links."""
    lines = [Line(link, document, link["event"]["slug"] in here) for link in document["links"]]
    lines.sort(key=lambda line: line.rank)
    return Chain(lines[:LINES_AT_MOST], len(lines) - LINES_AT_MOST) if lines else None
