"""Parameters of lists: strict, and able to say what is wrong and what is allowed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_date, parse_datetime
from rapidfuzz import process

from policy.record.vocabulary import Vocabulary

LISTED_AT_MOST = 40


@dataclass(frozen=True)
class ParameterError:
    """One parameter that can't be meant; `allowed` lists values, or names of parameters, that can."""

    parameter: str
    message: str
    allowed: list[str] = field(default_factory=list)


class BadParameters(ValueError):
    """A request whose parameters can't be meant; `errors` holds one `ParameterError` for each."""

    def __init__(self, errors: list[ParameterError]) -> None:
        super().__init__("; ".join(f"{error.parameter}: {error.message}" for error in errors))
        self.errors = errors


class InvalidValue(forms.ValidationError):
    """A value that a parameter doesn't take, with those that it does."""

    def __init__(self, message: str, allowed: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.allowed = list(allowed)


class ValuesField(forms.CharField):
    """Values of a vocabulary; a comma joins alternatives."""

    def __init__(self, parameter: str, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.parameter, self.vocabulary = parameter, vocabulary

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        values = text.split(",") if text else []
        unknown = [one for one in values if not self.vocabulary.allows(self.parameter, one)]
        if unknown:
            raise InvalidValue(f"{', '.join(map(repr, unknown))} is not allowed here.", self._allowed(unknown[0]))
        return list(dict.fromkeys(values))

    def _allowed(self, value: str) -> list[str]:
        """List all allowed values, or the nearest ones where they are many."""
        known = sorted(self.vocabulary.labels[self.parameter])
        if len(known) <= LISTED_AT_MOST:
            return known
        return [found for found, _, _ in process.extract(value, known, limit=10)]


class DayField(forms.CharField):
    """A day of the calendar, YYYY-MM-DD."""

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None or len(text) != 10:
            raise InvalidValue(f"{text!r} is not a day: write it as YYYY-MM-DD.")
        return day


class InstantField(forms.CharField):
    """An instant, RFC 3339 with a time zone."""

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            at = parse_datetime(text)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise InvalidValue(f"{text!r} is not an instant with a time zone: write it as 2026-01-31T12:00:00Z.")
        return at


class OneOfField(forms.CharField):
    """One value of a few."""

    def __init__(self, allowed: Iterable[str], **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.allowed = list(allowed)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and text not in self.allowed:
            raise InvalidValue(f"{text!r} is not allowed here.", self.allowed)
        return text
