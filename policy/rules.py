"""What has to hold before an event may be published or retracted.

One class per rule; its docstring is the message that an editor reads. What the database can hold by itself is a constraint
of the models; these rules look across rows.
"""

import inspect
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from policy.kinds.base import EventKind, PublicEvent

Published = Mapping[str, dict[str, Any]]  # the facts of the events that are public once a publication is done, by slug


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field of one event, and why."""

    slug: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.slug}: {self.field}: {self.message}"

    @property
    def called(self) -> str:
        """Return what the field is called in a sentence."""
        return self.field.replace("_", " ")


class Refused(Exception):
    """Publication or retraction was refused; `problems` says why. Nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Worded:
    """What has a name, that of its class, and a message: its docstring."""

    @property
    def name(self) -> str:
        return type(self).__name__

    @property
    def message(self) -> str:
        return inspect.cleandoc(self.__doc__ or "")


class Rule(Worded):
    field: str

    def breaches(self, event: PublicEvent, published: Published) -> Iterable[str]:
        """Yield what to add to the message, once per breach; an empty text adds nothing."""
        raise NotImplementedError

    def problems(self, event: PublicEvent, published: Published) -> Iterable[Problem]:
        for detail in self.breaches(event, published):
            yield Problem(event.slug, self.field, f"{self.message} {detail}".strip())


class CitesASourceThatWasRead(Rule):
    """A published event cites at least one source whose text was read (checked: text)."""

    field = "citations"

    def breaches(self, event: PublicEvent, published: Published) -> Iterable[str]:
        if not any(citation["source"].checked == "text" for citation in event.citations):
            yield ""


class SaysWhatHappened(Rule):
    """A published event says what happened, in a summary."""

    field = "summary"

    def breaches(self, event: PublicEvent, published: Published) -> Iterable[str]:
        if not (event.facts[event.kind.summary_key] or "").strip():
            yield ""


class NamesWhoActs(Rule):
    """A published event names who acts: issuers, speaker, participants or authority."""

    field = "actors"

    def breaches(self, event: PublicEvent, published: Published) -> Iterable[str]:
        if not event.kind.acting(event.facts):
            yield ""


class SlugBeginsWithItsDate(Rule):
    """An event's slug begins with its date, as precisely as both are known."""

    field = "slug"

    def breaches(self, event: PublicEvent, published: Published) -> Iterable[str]:
        date = event.facts[event.kind.date_key]
        dated = re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?=-)", event.slug)
        if not dated or not (date.startswith(dated[0]) or dated[0].startswith(date)):
            yield f"The date is {date}."


class BuildsOnPublishedEvents(Rule):
    """An event that this one acts on, was granted under, or replaces has to be published first."""

    def problems(self, event: PublicEvent, published: Published) -> Iterable[Problem]:
        for missing in missing_foundations(event.kind, event.facts, published):
            yield Problem(event.slug, missing.field, f"{self.message} {missing.message}")


RULES: list[Rule] = [
    CitesASourceThatWasRead(),
    SaysWhatHappened(),
    NamesWhoActs(),
    SlugBeginsWithItsDate(),
    BuildsOnPublishedEvents(),
]


def problems(event: PublicEvent, published: Published) -> Iterable[Problem]:
    """Yield every problem of an event that is to be public."""
    return (problem for rule in (*RULES, *event.kind.rules) for problem in rule.problems(event, published))


def broken(events: Iterable[PublicEvent], published: Published) -> list[Problem]:
    """Return every problem of every event that is to be public."""
    return [problem for event in events for problem in problems(event, published)]


def missing_foundations(kind: EventKind, facts: dict[str, Any], published: Published) -> Iterable[Problem]:
    """Yield a problem, under the slug built on, for each event or provision that an event builds on in vain."""
    for field, slug in kind.foundations(facts):
        if slug not in published:
            yield Problem(slug, field, f"{slug} is not.")
    for field, slug, ref in kind.provisions(facts):
        if slug in published and all(provision["ref"] != ref for provision in published[slug]["provisions"]):
            yield Problem(slug, field, f"{slug} has no provision {ref!r} there.")
