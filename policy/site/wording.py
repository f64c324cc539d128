"""How values of documents are said, in the language that a page speaks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop, ngettext, pgettext
from rest_framework import serializers

from policy import kinds
from policy.choices import EffectKind, Relation, State
from policy.dates import first_day, precision
from policy.meanings import CERTAINTY
from policy.record.documents import EventDocument
from policy.record.periods import EffectOn
from policy.record.sentences import joined
from policy.record.spoken import Text, name_of, title_of
from policy.record.vocabulary import country_name

DATE_FORMATS = {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT"}
PARTS_OF_A_DATE = re.compile(r"\d+[年月日]|\w+")
ARTICLED = {"AE", "BS", "CD", "CF", "CZ", "DO", "EU", "GB", "GM", "MV", "NL", "PH", "SB", "SC", "US"}
ROLES = {
    "issuer": gettext_noop("Issued by"),
    "speaker": gettext_noop("Said by"),
    "on_behalf_of": gettext_noop("On behalf of"),
    "participant": gettext_noop("Taking part"),
    "authority": gettext_noop("Decided by"),
    "beneficiary": gettext_noop("Granted to"),
    "applicant": gettext_noop("Applied for by"),
    "claimant": gettext_noop("Whose numbers differ"),
}
ACTING = ("issuer", "speaker", "participant", "authority")
SEEN_FROM_ITS_TARGET = {
    Relation.RESPONDS_TO: gettext_noop("answered by"),
    Relation.IMPLEMENTS: gettext_noop("implemented by"),
    Relation.CONTRADICTS: gettext_noop("contradicted by"),
    Relation.FOLLOWS: gettext_noop("followed by"),
    Relation.LEADS_TO: gettext_noop("came out of"),
    Relation.CONFIRMS: gettext_noop("confirmed by"),
}


PASSIVE = {
    EffectKind.SUSPENDS: gettext_noop("suspended by"),
    EffectKind.EXTENDS_SUSPENSION: gettext_noop("suspension extended by"),
    EffectKind.RESUMES: gettext_noop("resumed by"),
    EffectKind.REPEALS: gettext_noop("repealed by"),
    EffectKind.AMENDS: gettext_noop("amended by"),
    EffectKind.IMPLEMENTS: gettext_noop("implemented by"),
}
# What a suspension that is over was, of what is in force again.
PAST_PERFECT = {
    EffectKind.SUSPENDS: gettext_noop("had been suspended by"),
    EffectKind.EXTENDS_SUSPENSION: gettext_noop("suspension had been extended by"),
}


def day(date: str) -> str:
    """Say a date as precisely as it is known: "4 April 2025", "April 2025" or "2025"."""
    known = DATE_FORMATS.get(precision(date)) or pgettext("format of a year alone", "Y")
    return date_format(first_day(date), known)


def span(start: str, end: str) -> tuple[str, str]:
    """Say the start and the end of a span, without what one repeats of the other: "9" and "10 June 2025"."""
    first, last = PARTS_OF_A_DATE.findall(day(start)), PARTS_OF_A_DATE.findall(day(end))
    if first[0].endswith("年"):
        return "".join(first), "".join(_after_what_repeats(last, first))
    kept = _after_what_repeats(first[::-1], last[::-1])[::-1]
    return " ".join(kept), " ".join(last)


def instant(at: datetime) -> str:
    """Say an instant in UTC, to the minute."""
    return date_format(at, "DATETIME_FORMAT")


def moment(at: datetime) -> str:
    """Write an instant for programs, in UTC, to the second: "2026-10-05T08:30:00Z"."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def place(code: str) -> str:
    """Say a country or destination; "all" is every one."""
    return gettext("all countries") if code == "all" else country_name(code)


def with_article(code: str) -> str:
    """Say a country or bloc in a sentence: "the United States", "China"."""
    return gettext("the %(country)s") % {"country": place(code)} if code in ARTICLED else place(code)


def places(codes: list[str]) -> str:
    return joined([place(code) for code in codes], "and") if codes else ""


def label(value: str, field: str) -> str:
    """Say a value of a closed vocabulary, by the name of the field that holds it in documents."""
    return gettext(_labels().get(field, {}).get(value, value).replace("_", " ")) if value else ""


@cache
def _labels() -> dict[str, dict[str, str]]:
    """Return the labels of all closed vocabularies by field name, as the documents' serializers declare them."""
    found: dict[str, dict[str, str]] = {}
    found["kind"] = {kind.name: kind.name for kind in kinds.every()}
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
    known = Relation(link["relation"])
    words = known.label if link["direction"] == "out" else SEEN_FROM_ITS_TARGET[known]
    return gettext(words)


def counted(count: dict[str, Any]) -> str:
    """Say a count as it was given: "3", "at least 3"; "count not stated" where no number was, and never a number then."""
    if count["value"] is None:
        return gettext("count not stated")
    number = f"{count['value']:,}"
    if count["kind"] == "exact":
        return number
    return gettext("%(at_least)s %(number)s") % {"at_least": label(count["kind"], "kind"), "number": number}


def counted_of(count: dict[str, Any], noun: str) -> str:
    """Say a count of what `noun` names: "at least 3 licences"."""
    if count["value"] is None:
        return gettext("count not stated")
    known = {"number": counted(count)}
    if noun == "application":
        return ngettext("%(number)s application", "%(number)s applications", count["value"]) % known
    return ngettext("%(number)s licence", "%(number)s licences", count["value"]) % known


def byline(document: dict[str, Any]) -> str:
    """Say who acts: issuers, participants, authority, or the speaker and on whose behalf."""
    acting = joined(_called(document, ACTING), "and")
    behalf = joined(_called(document, ("on_behalf_of",)), "and")
    return gettext("%(who)s, on behalf of %(whom)s") % {"who": acting, "whom": behalf} if behalf else acting


def role(name: str) -> str:
    """Say what those who have a role did, above their names; it suits one as well as many."""
    return gettext(ROLES[name])


def named(row: Any, table: str) -> Text:
    """Name an "actor", a "material" or a "topic", given as a row or as documents have it."""
    slug, name = (row["slug"], row["name"]) if isinstance(row, Mapping) else (row.slug, row.name)
    return Text(name_of(table, slug, name))


def other_name(row: Any) -> Text | None:
    """Return the name of a row in the language that isn't the page's: Chinese beside English, or English beside Chinese."""
    if not row or not row.name_zh:
        return None
    return Text(row.name_zh if get_language() == settings.LANGUAGE_CODE else row.name)


def heading(event: Any) -> Text:
    """Return an event's title: its original one on Chinese pages where that is Chinese. Documents, links and rows have it."""
    if isinstance(event, Mapping):
        return Text(title_of(event.get("slug", ""), event["title"], event.get("title_original")))
    return Text(title_of(event.slug, event.title))


def other_title(event: Any) -> Text | None:
    """Return the title of a document beside its heading: the original one, or the English one beside that."""
    is_original = heading(event).text != event["title"]
    other = event["title"] if is_original else event["title_original"]
    return Text(other) if other else None


def lang(text: str) -> SafeString:
    """Return the attribute that tags a text which isn't in the page's language; nothing for others."""
    return Text(str(text)).tagged


def host(address: str) -> str:
    """Return the site that an address leads to, such as "mofcom.gov.cn"."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def state(value: str) -> str:
    """Say the state of a provision, such as "not yet effective"."""
    return gettext(State(value).label)


def effect_told(effect: EffectOn, *, is_over: bool = False) -> str:
    """Say what an effect did, such as "suspended by"; where it `is_over`, "had been suspended by"."""
    kind = EffectKind(effect.effect)
    return gettext(PAST_PERFECT.get(kind, PASSIVE[kind]) if is_over else PASSIVE[kind])


def sentence_case(text: str) -> str:
    """Begin a text with a capital letter and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def _called(document: dict[str, Any], roles: Sequence[str]) -> list[str]:
    named = [actor for actor in document["actors"] if actor["role"] in roles]
    return [name_of("actor", actor["slug"], actor["name"]) for actor in named]


def _after_what_repeats(parts: list[str], other: list[str]) -> list[str]:
    """Return the parts after those with which both begin; one is always left."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(parts[:-1], other, strict=False)))
    return parts[same:]
