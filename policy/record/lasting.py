"""Filters that somebody keeps: the record goes on, and what they name may be called otherwise by now, or be gone."""

from typing import Any
from urllib.parse import parse_qsl

from policy.record.filters import EventFilters
from policy.record.former import now_called
from policy.record.parameters import SLUGS
from policy.record.version import Version
from policy.record.vocabulary import Vocabulary, vocabulary


class LastingVocabulary:
    """A vocabulary that takes values which no public event has any more: that the last of them went is worth telling."""

    def __init__(self, now: Vocabulary) -> None:
        self.now, self.labels, self.understood = now, now.labels, now.understood

    def allows(self, parameter: str, value: str) -> bool:
        return True

    def canonical(self, parameter: str, value: str) -> str:
        """Return what a value is called by now."""
        return (now_called(SLUGS[parameter], value) if parameter in SLUGS else None) or value


def lasting_filters(query: str, version: Version) -> EventFilters:
    """Return the filters of a query string that was valid once, read in a version of the record, in the language spoken.

    Their form has been validated; what it can't read is among its errors.
    """
    words: Any = LastingVocabulary(vocabulary(version))
    filters = EventFilters(dict(parse_qsl(query)), words)
    filters.form.full_clean()
    return filters


def given(filters: EventFilters) -> dict[str, Any]:
    """Return the cleaned values of those filters that were given."""
    return {name: value for name, value in filters.form.cleaned_data.items() if value not in (None, "", [])}
