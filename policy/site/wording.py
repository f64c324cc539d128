"""How values of documents are said in English."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from rest_framework import serializers

from policy import kinds
from policy.choices import EffectKind, Relation, State
from policy.dates import first_day, precision
from policy.meanings import CERTAINTY
from policy.record.documents import EventDocument
from policy.record.periods import EffectOn
from policy.record.sentences import joined
from policy.record.vocabulary import country_name

DATE_WORDS = {"day": "%-d %B %Y", "month": "%B %Y", "year": "%Y"}
KANA = re.compile(r"[\u3040-\u30ff]")
HAN = re.compile(r"[\u3400-\u9fff]")
ARTICLED = {"AE", "BS", "CD", "CF", "CZ", "DO", "EU", "GB", "GM", "MV", "NL", "PH", "SB", "SC", "US"}
ROLES = {
    "issuer": "Issued by",
    "speaker": "Said by",
    "on_behalf_of": "On behalf of",
    "participant": "Taking part",
    "authority": "Decided by",
    "beneficiary": "Granted to",
    "applicant": "Applied for by",
    "claimant": "Whose numbers differ",
}
ACTING = ("issuer", "speaker", "participant", "authority")
SEEN_FROM_ITS_TARGET = {
    Relation.RESPONDS_TO: "answered by",
    Relation.IMPLEMENTS: "implemented by",
    Relation.CONTRADICTS: "contradicted by",
    Relation.FOLLOWS: "followed by",
    Relation.LEADS_TO: "came out of",
    Relation.CONFIRMS: "confirmed by",
}


PASSIVE = {
    EffectKind.SUSPENDS: "suspended by",
    EffectKind.EXTENDS_SUSPENSION: "suspension extended by",
    EffectKind.RESUMES: "resumed by",
    EffectKind.REPEALS: "repealed by",
    EffectKind.AMENDS: "amended by",
    EffectKind.IMPLEMENTS: "implemented by",
}
# What a suspension that is over was, of what is in force again.
PAST_PERFECT = {
    EffectKind.SUSPENDS: "had been suspended by",
    EffectKind.EXTENDS_SUSPENSION: "suspension had been extended by",
}


def day(date: str) -> str:
    """Say a date as precisely as it is known: "4 April 2025", "April 2025" or "2025"."""
    return first_day(date).strftime(DATE_WORDS[precision(date)])


def day_before(start: str, end: str) -> str:
    """Say the start of a span without what its end repeats: "9" before "10 June 2025"."""
    words, after = day(start).split(), day(end).split()
    while len(words) > 1 and words[-1] == after[-1]:
        words, after = words[:-1], after[:-1]
    return " ".join(words)


def instant(at: datetime) -> str:
    """Say an instant in UTC, to the minute."""
    return at.strftime("%-d %B %Y, %H:%M UTC")


def place(code: str) -> str:
    """Say a country or destination; "all" is every one."""
    return "all countries" if code == "all" else country_name(code)


def with_article(code: str) -> str:
    """Say a country or bloc in a sentence: "the United States", "China"."""
    return f"the {place(code)}" if code in ARTICLED else place(code)


def places(codes: list[str]) -> str:
    return joined([place(code) for code in codes], "and") if codes else ""


def label(value: str, field: str) -> str:
    """Say a value of a closed vocabulary, by the name of the field that holds it in documents."""
    return _labels().get(field, {}).get(value, value).replace("_", " ")


@cache
def _labels() -> dict[str, dict[str, str]]:
    """Return the labels of all closed vocabularies by field name, as the documents' serializers declare them."""
    found: dict[str, dict[str, str]] = {}
    for serializer in (EventDocument(), *(kind.detail() for kind in kinds.every())):
        for name, field in _choices(serializer):
            found.setdefault(name, {}).update(field.choices)
    return found


def _choices(serializer: serializers.Serializer) -> Iterator[tuple[str, serializers.ChoiceField]]:
    for name, field in serializer.fields.items():
        part = getattr(field, "child", field)
        if isinstance(part, serializers.Serializer):
            yield from _choices(part)
        elif isinstance(part, serializers.ChoiceField):
            yield name, part


def certainty_means(certainty: str) -> str:
    return CERTAINTY.means[certainty]


def relation(link: dict[str, Any]) -> str:
    """Say how the linked event stands to the one whose link it is, such as "responds to" or "answered by"."""
    return Relation(link["relation"]).label if link["direction"] == "out" else SEEN_FROM_ITS_TARGET[link["relation"]]


def counted(count: dict[str, Any]) -> str:
    """Say a count as it was given: "3", "at least 3"; "count not stated" where no number was, and never a number then."""
    if count["value"] is None:
        return "count not stated"
    number = f"{count['value']:,}"
    return number if count["kind"] == "exact" else f"{label(count['kind'], 'kind')} {number}"


def byline(document: dict[str, Any]) -> str:
    """Say who acts: issuers, participants, authority, or the speaker and on whose behalf."""
    acting = [actor["name"] for actor in document["actors"] if actor["role"] in ACTING]
    behalf = [actor["name"] for actor in document["actors"] if actor["role"] == "on_behalf_of"]
    return joined(acting, "and") + (f", on behalf of {joined(behalf, 'and')}" if behalf else "")


def role(name: str) -> str:
    """Say what those who have a role did, above their names; it suits one as well as many."""
    return ROLES[name]


def script(text: str) -> str:
    """Return the language tag of a text in Chinese or Japanese characters; empty for others."""
    if KANA.search(text):
        return "ja"
    return "zh" if HAN.search(text) else ""


def host(address: str) -> str:
    """Return the site that an address leads to, such as "mofcom.gov.cn"."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def state(value: str) -> str:
    """Say the state of a provision, such as "not yet effective"."""
    return State(value).label


def effect_told(effect: EffectOn, *, is_over: bool = False) -> str:
    """Say what an effect did, such as "suspended by"; where it `is_over`, "had been suspended by"."""
    kind = EffectKind(effect.effect)
    return PAST_PERFECT.get(kind, PASSIVE[kind]) if is_over else PASSIVE[kind]


def sentence_case(text: str) -> str:
    """Begin a text with a capital letter and leave the rest as it is."""
    return text[:1].upper() + text[1:]
