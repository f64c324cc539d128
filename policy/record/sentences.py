"""Say a list's filters in words."""

from datetime import date, datetime
from typing import Any, Literal

from babel.lists import format_list
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_noop, to_locale

from policy import kinds
from policy.record.vocabulary import Vocabulary

STYLES: dict[str, Literal["or", "standard"]] = {"or": "or", "and": "standard"}
LISTED_AS = {"en": "en_GB"}  # no comma before the last one
ADJECTIVES = ("disputed", "certainty", "direction")
SCOPE = {
    "country": gettext_noop("that concern %(names)s"),
    "actor": gettext_noop("with %(names)s"),
    "material": gettext_noop("about %(names)s"),
    "form": gettext_noop("in the form of %(names)s"),
    "topic": gettext_noop("on the topic %(names)s"),
}


def day(value: date) -> str:
    return date_format(value, "DATE_FORMAT")


def joined(words: list[str], conjunction: str = "or") -> str:
    """Join words as the language spoken does: "a", "a or b", "a, b or c"."""
    locale = to_locale(get_language() or "en")
    return format_list(words, style=STYLES[conjunction], locale=LISTED_AS.get(locale, locale))


def sentence(params: dict[str, Any], vocabulary: Vocabulary) -> str:
    """Return one sentence without a full stop; `params` are a listing's cleaned filters."""
    named = {
        name: joined([vocabulary.label(name, one) for one in value])
        for name, value in params.items()
        if isinstance(value, list)
    }
    own = [parameter for kind in kinds.every() for parameter in kind.parameters]
    parts = {
        "adjectives": _run([named[name] for name in ADJECTIVES if name in named]),
        "events": _subject(params),
        "own": _run([gettext("(%(names)s)") % {"names": named[name]} for name in own if name in named]),
        "scope": _run([gettext(words) % {"names": named[name]} for name, words in SCOPE.items() if name in named]),
        "dates": _run(_dates(params)),
    }
    # Translators: put in the order of your language; each part is empty where nothing was asked. Spaces are run together.
    text = " ".join((gettext("%(adjectives)s %(events)s %(own)s %(scope)s %(dates)s") % parts).split())
    return text[0].upper() + text[1:]


def _run(parts: list[str]) -> str:
    """Put phrases after each other, with a space where the language has one between words."""
    text = "".join(parts[:1])
    for part in parts[1:]:
        text = gettext("%(phrase)s %(next)s") % {"phrase": text, "next": part}
    return text


def _subject(params: dict[str, Any]) -> str:
    plurals = [gettext(kinds.get(name).plural) for name in params.get("kind", [])]
    return joined(plurals, "and") if plurals else gettext("events")


def _dates(params: dict[str, Any]) -> list[str]:
    parts = []
    if "q" in params:
        parts.append(gettext("that mention “%(words)s”") % {"words": params["q"]})
    days = {name: day(params[name]) for name in ("from", "to") if name in params}
    if len(days) == 2:
        parts.append(gettext("from %(from)s to %(to)s") % days)
    elif "from" in days:
        parts.append(gettext("since %(from)s") % days)
    elif "to" in days:
        parts.append(gettext("up to %(to)s") % days)
    at: datetime | None = params.get("known_at")
    if at:
        parts.append(gettext("as the record stood at %(at)s") % {"at": date_format(at, "DATETIME_FORMAT")})
    return parts
