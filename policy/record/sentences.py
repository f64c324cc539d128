"""Say a list's filters in words."""

from datetime import date, datetime
from typing import Any

from policy import kinds
from policy.record.vocabulary import Vocabulary


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def joined(words: list[str], conjunction: str = "or") -> str:
    """Join words as English does: "a", "a or b", "a, b or c"."""
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def sentence(params: dict[str, Any], vocabulary: Vocabulary) -> str:
    """Return one sentence without a full stop; `params` are a listing's cleaned filters."""
    named = {
        name: [vocabulary.label(name, one) for one in value]
        for name, value in params.items()
        if isinstance(value, list)
    }
    parts = [*_adjectives(named), _subject(params), *_scope(named), *_dates(params)]
    text = " ".join(part for part in parts if part)
    return text[0].upper() + text[1:]


def _subject(params: dict[str, Any]) -> str:
    plurals = [kinds.get(name).plural for name in params.get("kind", [])]
    return joined(plurals, "and") if plurals else "events"


def _adjectives(named: dict[str, list[str]]) -> list[str]:
    return [joined(named[name]) for name in ("disputed", "certainty", "direction") if name in named]


def _scope(named: dict[str, list[str]]) -> list[str]:
    own = [parameter for kind in kinds.every() for parameter in kind.parameters]
    words = {
        "country": "that concern",
        "actor": "with",
        "material": "about",
        "form": "in the form of",
        "topic": "on the topic",
    }
    scope = [f"{words[name]} {joined(named[name])}" for name in words if name in named]
    return [*(f"({joined(named[name])})" for name in own if name in named), *scope]


def _dates(params: dict[str, Any]) -> list[str]:
    parts = []
    if "q" in params:
        parts.append(f"that mention “{params['q']}”")
    if "from" in params and "to" in params:
        parts.append(f"from {day(params['from'])} to {day(params['to'])}")
    elif "from" in params:
        parts.append(f"since {day(params['from'])}")
    elif "to" in params:
        parts.append(f"up to {day(params['to'])}")
    at: datetime | None = params.get("known_at")
    if at:
        parts.append(f"as the record stood at {at:%Y-%m-%d %H:%M %Z}")
    return parts
