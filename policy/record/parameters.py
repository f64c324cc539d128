"""Parameters of lists: strict, and able to say what is wrong and what is allowed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext
from rapidfuzz import process

from policy.record.former import ACTOR, EVENT, now_called, with_former

LISTED_AT_MOST = 40
# The parameters whose values are slugs that may change.
SLUGS = {"actor": ACTOR, "parent": ACTOR, "publisher": ACTOR, "measure": EVENT, "defined_by": EVENT}
DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
INSTANT = re.compile(
    rf"{DAY.pattern}[T ][0-9]{{2}}(:[0-9]{{2}}){{2}}(\.[0-9]+)?(Z|[+-][0-9]{{2}}:[0-9]{{2}})", re.IGNORECASE
)
TRACKING = ("utm_", "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid")


@dataclass(frozen=True)
class ParameterError:
    """One parameter that can't be meant; `allowed` lists values, or names of parameters, that can."""

    parameter: str
    message: str
    allowed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = {"parameter": self.parameter, "message": self.message, "allowed": ", ".join(self.allowed)}
        if self.allowed:
            return gettext("%(parameter)s %(message)s Allowed: %(allowed)s") % said
        return gettext("%(parameter)s %(message)s") % said


class BadParameters(ValueError):
    """A request whose parameters can't be meant; `errors` holds one `ParameterError` for each."""

    def __init__(self, errors: list[ParameterError]) -> None:
        super().__init__("; ".join(f"{error.parameter}: {error.message}" for error in errors))
        self.errors = errors


def without_noise(query: QueryDict) -> dict[str, list[str]]:
    """Return what a query string gives, without what advertisers append and without a form's empty inputs."""
    return {name: values for name, values in query.lists() if not (name.startswith(TRACKING) or values == [""])}


def malformed(given: Mapping[str, list[str]], allowed: Sequence[str]) -> Iterator[ParameterError]:
    """Yield what is wrong with parameters whatever their values mean: unknown, repeated or empty ones."""
    for name, values in given.items():
        if name not in allowed:
            yield ParameterError(name, gettext("is no parameter of this list."), list(allowed))
        elif len(values) > 1:
            yield ParameterError(name, gettext("is given more than once; a comma joins alternatives."))
        elif not values[0]:
            yield ParameterError(name, gettext("is empty: give a value or leave it out."))


def invalid(form: forms.Form) -> list[ParameterError]:
    """Return what a form of parameters says is wrong with their values."""
    return [
        ParameterError(name, " ".join(error.messages), getattr(error, "allowed", []))
        for name, errors in form.errors.as_data().items()
        for error in errors
    ]


class InvalidValue(forms.ValidationError):
    """A value that a parameter doesn't take, with those that it does."""

    def __init__(self, message: str, allowed: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.allowed = list(allowed)


def as_tags(parameter: str, values: list[str]) -> list[str]:
    """Return the tags that rows with one of the values carry, those of earlier days under former slugs included."""
    named = with_former(SLUGS[parameter], values) if parameter in SLUGS else values
    return [f"{parameter}:{one}" for one in named]


class Allowing(Protocol):
    """What says which values a parameter takes."""

    GROWING: tuple[str, ...]
    labels: dict[str, dict[str, str]]

    def allows(self, parameter: str, value: str) -> bool: ...

    def canonical(self, parameter: str, value: str) -> str: ...


class ValuesField(forms.CharField):
    """Values of a vocabulary; a comma joins alternatives."""

    def __init__(self, parameter: str, vocabulary: Allowing, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "strip": False, **kwargs})
        self.parameter, self.vocabulary = parameter, vocabulary

    @property
    def closed(self) -> list[str]:
        """Return all values that it takes where these are fixed; none where the record may add to them."""
        return [] if self.parameter in self.vocabulary.GROWING else list(self.vocabulary.labels[self.parameter])

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        values = [self.vocabulary.canonical(self.parameter, one) for one in text.split(",")] if text else []
        unknown = [one for one in values if not self.vocabulary.allows(self.parameter, one)]
        if unknown:
            raise InvalidValue(self._refusal(unknown), self._allowed(unknown[0]))
        return list(dict.fromkeys(values))

    def _refusal(self, unknown: list[str]) -> str:
        """Say what isn't allowed, and what it is called by now where it had another slug once."""
        refused = gettext("%(value)s is not allowed here.") % {"value": ", ".join(map(repr, unknown))}
        now = [(one, now_called(SLUGS[self.parameter], one)) for one in unknown if self.parameter in SLUGS]
        return " ".join(
            [refused, *(gettext("%(old)r is now %(new)r.") % {"old": old, "new": new} for old, new in now if new)]
        )

    def _allowed(self, value: str) -> list[str]:
        """List all allowed values, or the nearest ones where they are many."""
        known = sorted(self.vocabulary.labels[self.parameter])
        if len(known) <= LISTED_AT_MOST:
            return known
        return [found for found, _, _ in process.extract(value, known, limit=10)]


class ValueField(ValuesField):
    """One value of a vocabulary; empty when none is given."""

    def clean(self, value: Any) -> Any:
        values = super().clean(value)
        if len(values) > 1:
            raise InvalidValue(gettext("takes one value."))
        return values[0] if values else ""


class DigitsField(forms.CharField):
    """Codes of digits, each of a length that is allowed; a comma joins alternatives."""

    def __init__(self, lengths: Sequence[int], **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.lengths = lengths

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        values = text.split(",") if text else []
        wrong = [one for one in values if not (one.isascii() and one.isdigit() and len(one) in self.lengths)]
        if wrong:
            lengths = ", ".join(map(str, self.lengths))
            said = gettext("%(value)r is not a code of %(lengths)s digits.")
            raise InvalidValue(said % {"value": wrong[0], "lengths": lengths})
        return list(dict.fromkeys(values))


class DayField(forms.CharField):
    """A day of the calendar, YYYY-MM-DD."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"strip": False, **kwargs})

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            day = parse_date(text) if DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None:
            raise InvalidValue(gettext("%(value)r is not a day: write it as YYYY-MM-DD.") % {"value": text})
        return day


class InstantField(forms.CharField):
    """An instant, RFC 3339 with a time zone; cleaned, it is in UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"strip": False, **kwargs})

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            at = parse_datetime(text.upper()) if INSTANT.fullmatch(text) else None
        except ValueError:
            at = None
        if at is None:
            said = gettext("%(value)r is not an instant with a time zone: write it as 2026-01-31T12:00:00Z.")
            raise InvalidValue(said % {"value": text})
        try:
            return at.astimezone(UTC)
        except OverflowError:
            raise InvalidValue(gettext("%(value)r lies outside the calendar.") % {"value": text}) from None


class OneOfField(forms.CharField):
    """One value of a few."""

    def __init__(self, allowed: Iterable[str], **kwargs: Any) -> None:
        super().__init__(**{"required": False, "strip": False, **kwargs})
        self.allowed = list(allowed)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and text not in self.allowed:
            raise InvalidValue(gettext("%(value)s is not allowed here.") % {"value": repr(text)}, self.allowed)
        return text
