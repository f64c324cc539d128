"""The form above the board: the day and the direction of trade at hand, the rest folded away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext, gettext_noop

from policy.record.control_filters import ControlFilters
from policy.record.control_vocabulary import ControlVocabulary
from policy.record.parameters import ParameterError, without_noise
from policy.record.sentences import joined
from policy.record.vocabulary import TERRITORIES, country_name
from policy.site.addresses import Params, query_string, text_of, without
from policy.site.controls import Chip
from policy.site.wording import day, instant

ALWAYS_SHOWN = ("on", "destination", "issuer", "material")
FOLDED = ("form", "state", "requirement", "hs", "code", "as_announced", "known_at")
ON_DEMAND = ("measure", "actor")  # asked by links, and shown when they are in use
INPUTS = {"on": "date", "as_announced": "date", **dict.fromkeys(("material", "hs", "code", "known_at"), "text")}
LABELS = {
    "on": gettext_noop("On"),
    "destination": gettext_noop("To"),
    "issuer": gettext_noop("Controls of"),
    "material": gettext_noop("Material"),
    "hs": gettext_noop("HS code"),
    "code": gettext_noop("Control code"),
    "known_at": gettext_noop("As known at"),
    "as_announced": gettext_noop("As announced by"),
    "actor": gettext_noop("Company or body"),
    "form": gettext_noop("Form"),
    "state": gettext_noop("State"),
    "requirement": gettext_noop("Requirement"),
    "measure": gettext_noop("Measure"),
}
HINTS = {
    "material": gettext_noop("Dy, 镝, magnets …"),
    "hs": "2805",
    "code": "1C902.a",
    "known_at": "2026-01-31T12:00:00Z",
}
UNSET = {
    "state": gettext_noop("in force, suspended or to come"),
    "requirement": gettext_noop("licence, ban or reporting"),
}


@dataclass(frozen=True)
class Field:
    """One parameter as the form shows it: `input` is the type of its input, or "select"; choices come in groups."""

    name: str
    label: str
    input: str
    value: str
    errors: list[ParameterError]
    groups: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    suggestions: list[tuple[str, str]] = field(default_factory=list)

    @property
    def hint(self) -> str:
        return gettext(HINTS[self.name]) if self.name in HINTS else ""

    @property
    def unset(self) -> str:
        """Return what a select says while nothing is chosen; empty where one is always chosen."""
        return "" if self.name in ALWAYS_SHOWN else gettext(UNSET.get(self.name, "any"))


class BoardForm:
    """What was asked of the board, `asked`, and what stands for what was not, `defaults`."""

    def __init__(
        self, asked: Params, defaults: Params, vocabulary: ControlVocabulary, errors: Sequence[ParameterError] = ()
    ) -> None:
        self.asked, self.defaults, self.vocabulary, self.errors = asked, defaults, vocabulary, list(errors)

    @classmethod
    def refused(
        cls, query: QueryDict, defaults: Params, vocabulary: ControlVocabulary, errors: Sequence[ParameterError]
    ) -> "BoardForm":
        """Return the form of a query that can't be meant, as it was filled in; `errors` say why."""
        asked = {name: query[name] for name in without_noise(query) if name in ControlFilters.PARAMETERS}
        return cls(asked, defaults, vocabulary, errors)

    @property
    def shown(self) -> list[Field]:
        return [self._field(name) for name in ALWAYS_SHOWN]

    @property
    def folded(self) -> list[Field]:
        return [self._field(name) for name in (*FOLDED, *(one for one in ON_DEMAND if one in self.asked))]

    @property
    def folded_in_use(self) -> int:
        return sum(name not in ALWAYS_SHOWN for name in self.asked)

    @property
    def wrong_in_folded(self) -> list[Field]:
        """Return the folded fields that say what is wrong, so that they have to be found."""
        return [one for one in self.folded if one.errors]

    @property
    def homeless_errors(self) -> list[ParameterError]:
        """Return the errors that no field stands beside."""
        fields = {one.name for one in (*self.shown, *self.folded)}
        return [error for error in self.errors if error.parameter not in fields]

    @property
    def query(self) -> str:
        """Return the query string of what is asked, without what is wrong."""
        wrong = {error.parameter for error in self.errors}
        return query_string({name: value for name, value in self.asked.items() if name not in wrong})

    @property
    def query_to_day(self) -> str:
        """Return the query string of the same question about another day, up to that day."""
        return query_string({name: value for name, value in self.asked.items() if name != "on"} | {"on": ""})

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(label(name), self._text(name, value), query_string(without(self.asked, name, value)))
            for name, value in self._narrowing()
        ]

    def _narrowing(self) -> Iterator[tuple[str, Any]]:
        """Yield each value that narrows the board; the day and the direction of trade are in its title."""
        for name, value in self.asked.items():
            if name not in ("on", "destination", "issuer"):
                yield from ((name, one) for one in (value if isinstance(value, list) else [value]))

    def _field(self, name: str) -> Field:
        errors = [error for error in self.errors if error.parameter == name]
        kind = INPUTS.get(name, "select")
        # Browsers show nothing for a day that is none, and complain about it.
        value = "" if errors and kind == "date" else text_of(self.asked.get(name, self.defaults.get(name, "")))
        suggestions = sorted(self.vocabulary.labels["material"].items()) if name == "material" else []
        groups = self._groups(name, value, is_refused=bool(errors)) if kind == "select" else []
        return Field(name, label(name), kind, value, errors, groups, suggestions)

    def _groups(self, name: str, value: str, *, is_refused: bool) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the options of a select, and what is chosen when it isn't one of them."""
        used = list(self.vocabulary.labels[name].items())
        groups = [("", used)]
        if name == "destination":
            others = [(code, country_name(code)) for code in TERRITORIES if len(code) == 2 and code not in dict(used)]
            groups = [
                (gettext("Named in the record"), used),
                (gettext("Others"), sorted(others, key=lambda choice: choice[1])),
            ]
        if value and value not in {code for _, choices in groups for code, _ in choices}:
            said = value if is_refused else joined([self._text(name, one) for one in value.split(",")])
            groups = [("", [(value, said)]), *groups]
        return groups

    def _text(self, name: str, value: Any) -> str:
        if isinstance(value, datetime):
            return instant(value)
        if isinstance(value, date):
            return day(value.isoformat())
        return value if name in ("hs", "code", "measure") else self.vocabulary.label(name, value)


def label(name: str) -> str:
    return gettext(LABELS[name])
