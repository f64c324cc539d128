"""What led to an event and what followed from it, two steps either way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policy.choices import Relation
from policy.dates import Precision, first_day, precision

Link = dict[str, Any]
TELLING = (Relation.CONTRADICTS, Relation.CONFIRMS, Relation.IMPLEMENTS)


@dataclass(frozen=True)
class Step:
    """A link from one event, `start`, to another; both as {slug, kind, title, date}."""

    link: Link
    start: dict[str, Any]

    @property
    def event(self) -> dict[str, Any]:
        return self.link["event"]

    @property
    def apart(self) -> str:
        """Say how many days lie between; nothing where a day isn't known."""
        dates = self.start["date"], self.event["date"]
        if any(precision(one) != Precision.DAY for one in dates):
            return ""
        days = (first_day(dates[1]) - first_day(dates[0])).days
        if days == 0:
            return _("the same day")
        if days > 0:
            return ngettext("%(count)d day later", "%(count)d days later", days) % {"count": days}
        return ngettext("%(count)d day earlier", "%(count)d days earlier", -days) % {"count": -days}


@dataclass(frozen=True)
class Chain:
    """The links of an event, oldest first: what came `before`, what came `after`, and a step further either way."""

    event: dict[str, Any]
    before: list[Step]
    after: list[Step]
    further_before: list[Step]
    further_after: list[Step]

    @classmethod
    def of(cls, event: dict[str, Any], documents: Mapping[str, dict[str, Any]]) -> "Chain":
        """Return the chain of a document; `documents` are those of the events that it is linked with, by slug."""
        before, after = (_steps(event, event["links"], is_before=one) for one in (True, False))
        seen = {event["slug"], *(step.event["slug"] for step in (*before, *after))}
        return cls(
            event,
            before,
            after,
            _further(before, documents, seen, is_before=True),
            _further(after, documents, seen, is_before=False),
        )

    @property
    def is_drawn(self) -> bool:
        """Say whether a picture tells more than a line would."""
        return sum(map(len, (self.before, self.after, self.further_before, self.further_after))) > 1

    @property
    def since(self) -> list[tuple[Step, int]]:
        """Return what contradicted, confirmed or carried it out: the first of each sort, and how many more there are."""
        found = (self.answering(relation) for relation in TELLING)
        return [(steps[0], len(steps) - 1) for steps in found if steps]

    def answering(self, relation: str) -> list[Step]:
        """Return the later events that stand to this one in a relation, such as those that contradict it; oldest first."""
        links = ((step, step.link) for step in self.after)
        return [step for step, link in links if link["direction"] == "in" and link["relation"] == relation]


def points_back(link: Link) -> bool:
    """Say whether a link leads to what came before: every relation tells of something earlier but `leads_to`."""
    return (link["direction"] == "out") != (link["relation"] == Relation.LEADS_TO)


def _steps(start: dict[str, Any], links: Iterable[Link], *, is_before: bool) -> list[Step]:
    found = [Step(link, start) for link in links if points_back(link) == is_before]
    return sorted(found, key=lambda step: step.event["date"])


def _further(
    steps: list[Step], documents: Mapping[str, dict[str, Any]], seen: set[str], *, is_before: bool
) -> list[Step]:
    """Return the steps from where some steps lead, each event once, by the first that leads there; oldest first."""
    found: dict[str, Step] = {}
    for step in steps:
        links = documents[step.event["slug"]]["links"] if step.event["slug"] in documents else []
        for further in _steps(step.event, links, is_before=is_before):
            if further.event["slug"] not in seen:
                found.setdefault(further.event["slug"], further)
    return sorted(found.values(), key=lambda step: step.event["date"])
