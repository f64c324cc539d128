"""The facts of events as editors read them, in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from policy import kinds
from policy.models import Event
from policy.record.facts import LinkFacts
from policy.record.naming import said, with_names


def readable(versions: Sequence[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return facts of events, each given with the name of its kind, in words; one query for each table that they name."""
    return in_words([(_fields(kind), facts) for kind, facts in versions])


def in_words(versions: Sequence[tuple[Mapping[str, Any], dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return facts of any rows in words, each given with the fields that stand under its keys."""
    return with_names(lambda name: [said(fields, facts, name) for fields, facts in versions], _titles)


def _fields(kind: str) -> dict[str, Any]:
    return {**kinds.get(kind).facts().fields, "links": LinkFacts(many=True)}


def _titles(slugs: set[str]) -> Iterable[tuple[str, str]]:
    """Return the titles that events have at the desk, drafts among them."""
    return [(event.slug, str(event)) for event in Event.objects.filter(slug__in=slugs)]
