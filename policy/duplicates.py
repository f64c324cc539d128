"""What is on record already, as a draft or published, and may be the same as what is being entered."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Model, Q
from rapidfuzz import fuzz, utils

from policy.dates import first_day, last_day
from policy.models import Citation, Event, Source
from policy.source_addresses import place, same_for_all

NEAR = timedelta(days=3)
LEAST_ALIKE = (
    75  # of 100; titles of the record that stand for different events within three days are hardly ever so close
)
MOST_TOLD = 5
IN_CHINESE = re.compile(r"(?P<year>\d{4})[年〕\])]+\s*(?P<numbers>第?\s*\d+\s*号(?:[、,和]?\s*第?\s*\d+\s*号)*)")
IN_ENGLISH = re.compile(r"\b(?P<numbers>\d+(?:(?:, (?:and )?| and )(?:Nos?\. )?\d+)*) of (?P<year>\d{4})\b")
ORDER = re.compile(r"令|\bOrder No", re.IGNORECASE)
EXECUTIVE_ORDER = re.compile(r"\bE\.?O\.?(?=\s*\d)", re.IGNORECASE)
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Entered:
    """What is compared of an event; `actors` and `sources` are keys: who acts in it, and what it cites."""

    title: str = ""
    title_original: str = ""
    number: str = ""
    actors: frozenset[int] = frozenset()
    sources: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Compared:
    """Which events something is compared with: those of one kind, but for itself."""

    model: type[Event]
    actors: str  # the field that says who acts
    number: str = ""  # the field that an instrument's number stands in, where the kind has one
    but: int | None = None


@dataclass(frozen=True)
class Alike:
    """A row that may be the same, and why."""

    row: Model
    reasons: list[str] = field(default_factory=list)


def numbers(text: str) -> set[str]:
    """Return the numbers of instruments in a text, however they are written: 公告2025年第61号 as "announcement 61 of 2025"."""
    plain = unicodedata.normalize("NFKC", text).strip()
    sort = "order" if ORDER.search(plain) else "announcement"
    found = IN_CHINESE.search(plain) or IN_ENGLISH.search(plain)
    if found:
        return {f"{sort} {int(number)} of {found['year']}" for number in DIGITS.findall(found["numbers"])}
    named = EXECUTIVE_ORDER.sub("Executive Order", plain)
    return {key} if (key := "".join(filter(str.isalnum, named.casefold()))) else set()


def is_similar(one: str, other: str) -> bool:
    """Say whether two titles, English or Chinese, may be those of one event. Different numbers in them say that they aren't."""
    if not one or not other:
        return False
    counted = [set(DIGITS.findall(text)) for text in (one, other)]
    if all(counted) and not (counted[0] <= counted[1] or counted[1] <= counted[0]):
        return False
    return fuzz.token_sort_ratio(one, other, processor=utils.default_process) >= LEAST_ALIKE


def reasons(entered: Entered, other: Entered, *, near: bool) -> Iterator[str]:
    """Yield why two events may be the same; `near` says whether their dates are at most three days apart."""
    acted_together = bool(entered.actors & other.actors)
    own, others = numbers(entered.number), numbers(other.number)
    if own & others:
        if acted_together:
            yield "the same number and issuer"
    elif near and not (own and others and acted_together):
        titles = [(entered.title, other.title), (entered.title_original, other.title_original)]
        if any(is_similar(one, another) for one, another in titles):
            yield "a similar title"
        if acted_together and entered.sources & other.sources:
            yield "the same source"


def alike(entered: Entered, date: str, compared: Compared) -> list[Alike]:
    """Return the events that may be the same as one entered for a partial date, the newest first; at most five."""
    rows = compared.model._default_manager.exclude(pk=compared.but).unmerged()
    near = set(rows.filter(_near(date)).values_list("pk", flat=True)) if date else set()
    wanted = Q(pk__in=near)
    if compared.number and numbers(entered.number):
        wanted |= Q(**{f"{compared.actors}__in": entered.actors}) & ~Q(**{compared.number: ""})
    candidates = list(rows.filter(wanted).distinct().order_by("-date", "-id"))
    others = entered_of(candidates, compared)
    found = (Alike(row, list(reasons(entered, others[row.pk], near=row.pk in near))) for row in candidates)
    return [one for one in found if one.reasons][:MOST_TOLD]


def sources_at(address: str, but: int | None = None) -> list[Source]:
    """Return the sources that are read at an address, whatever is appended to it, or whose archived copy is."""
    if not place(address):
        return []
    held = Q(url__icontains=place(address)) | Q(archive_url__iexact=address.strip())
    found = Source.objects.filter(held).exclude(pk=but).select_related("publisher").order_by("slug")
    wanted = same_for_all(address)
    return [one for one in found if wanted in (same_for_all(one.url), same_for_all(one.archive_url or one.url))]


def _near(date: str) -> Q:
    start, end = first_day(date) - NEAR, last_day(date) + NEAR
    less_precise = [start.strftime("%Y-%m"), start.strftime("%Y")]  # as texts they come before the days that they cover
    return Q(date__gte=start.isoformat(), date__lte=end.isoformat()) | Q(date__in=less_precise)


def entered_of(rows: Iterable[Event], compared: Compared) -> dict[int, Entered]:
    """Return what is compared of events on record, by key."""
    keys = [row.pk for row in rows]
    actors = compared.model._default_manager.filter(pk__in=keys).order_by().values_list("pk", compared.actors)
    sources = Citation.objects.filter(event__in=keys).order_by().values_list("event_id", "source_id")
    acted, cited = _grouped(actors), _grouped(sources)
    return {
        row.pk: Entered(
            row.title,
            row.title_original,
            getattr(row, compared.number) if compared.number else "",
            frozenset(acted.get(row.pk, ())),
            frozenset(cited.get(row.pk, ())),
        )
        for row in rows
    }


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return found
