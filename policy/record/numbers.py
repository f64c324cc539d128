"""Numbers as people write them: of instruments, of control lists, of the customs tariff, and dates.

However a number is written, in English or Chinese, it becomes the same word of the index: Announcement No. 61 of 2025 and
公告2025年第61号 are both `no61y2025`. Without its year it is `no61y`, with which all of the words with a year begin.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

YEAR = r"(?:19|20)\d\d"
NUMBER = rf"(?!{YEAR}\b)\d{{1,4}}(?!\d)"
KINDS = r"\b(?:announcements?|notices?|decrees?|orders?|circulars?)\s+"
SERIES_YEAR = rf"(?:\s*(?:of|/|,|\(|in)?\s*(?P<year>{YEAR})\b\)?)?"
ENGLISH = re.compile(
    rf"(?:{KINDS}(?:nos?\b\.?\s*)?|\bnos?\b\.?\s*|#)"
    rf"(?P<series>{NUMBER}(?:\s*(?:,|and|to|&|,\s*and)\s*(?:nos?\b\.?\s*)?{NUMBER})*){SERIES_YEAR}",
    re.IGNORECASE,
)
CHINESE = re.compile(
    rf"(?:公告|令)?\s*(?:[〔\[(]?(?P<year>{YEAR})[〕\])]?\s*年?\s*)?"
    rf"(?P<series>第?\s*{NUMBER}\s*号(?:\s*[、和及与]\s*第?\s*{NUMBER}\s*号)*)(?:公告|令)?"
)
WITH_YEAR = re.compile(
    rf"(?<![\d/])(?:(?P<series>\d{{1,4}})/(?P<year>{YEAR})|(?P<year_first>{YEAR})/(?P<last>\d{{1,3}}))(?![\d/])"
)
EXECUTIVE_ORDER = re.compile(r"(?:\bexecutive\s+orders?|\be\.?\s?o\.?)\s*(?:nos?\.?\s*)?(\d{4,5})\b", re.IGNORECASE)
FEDERAL_REGISTER = re.compile(r"\b(\d{2,3})\s*(?:f\.?\s?r\.?|fed\.?\s+reg\.?)\s*(\d{3,6})\b", re.IGNORECASE)
DOCUMENT = re.compile(rf"\b(?:fr\s*(?:doc\.?\s*)?)?({YEAR})-(\d{{5}})\b", re.IGNORECASE)
DISPUTE = re.compile(r"\b(?:wt/)?ds\s?(\d{3})\b(?:(?:/ab)?/r\b)?", re.IGNORECASE)
CONTROL_CODE = re.compile(r"(?<![\w.])(\d[a-e]\d{3}(?:\.[a-z0-9]+)*)(?!\w)", re.IGNORECASE)
HS_CODE = re.compile(r"(?<![\w.])(\d{4}\.?\d{2}(?:\.?\d{2}){0,3}\d?)(?![\w])")
MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]
MONTH = "|".join([*MONTHS, *(name[:3] for name in MONTHS), "sept"])
DATES = (
    re.compile(rf"(?<!\w)(?:(?P<day>\d{{1,2}})\s+)?(?P<name>{MONTH})\.?\s+(?P<year>{YEAR})(?!\w)", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?P<name>{MONTH})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>{YEAR})(?!\w)", re.IGNORECASE),
    re.compile(rf"(?P<year>{YEAR})\s*年\s*(?P<month>\d{{1,2}})\s*月(?:\s*(?P<day>\d{{1,2}})\s*[日号])?"),
    re.compile(rf"(?<![\w-])(?P<year>{YEAR})-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?![\w-])"),
    re.compile(rf"(?P<year>{YEAR})\s*年(?!\s*第?\s*\d+\s*号)"),
)


@dataclass(frozen=True)
class Number:
    """A number in a text, from `start` to `end` (exclusive), and the words of the index that stand for it."""

    start: int
    end: int
    words: tuple[str, ...]


def numbers(text: str) -> list[Number]:
    """Find the numbers of instruments and the codes of control lists in a text, in their order."""
    found: list[Number] = []
    for pattern, words in PATTERNS if re.search(r"\d", text) else ():
        matches = [Number(match.start(), match.end(), tuple(words(match))) for match in pattern.finditer(text)]
        if matches:
            found += matches
            text = pattern.sub(_blank, text)
    return sorted(found, key=lambda number: number.start)


def dates(text: str) -> list[Number]:
    """Find the dates in a text; the word of each is the beginning of the words of its days."""
    found = []
    for pattern in DATES:
        for match in pattern.finditer(text):
            found.append(Number(match.start(), match.end(), (_date(match.groupdict()),)))
        text = pattern.sub(_blank, text)
    return found


def date_word(date: str) -> str:
    """Return the word of the index for a date as precise as it is known."""
    return "on" + date.replace("-", "")


def hs_word(code: str) -> str:
    """Return the word of the index for a code of the customs tariff; its first digits begin those of its parts."""
    return "hs" + re.sub(r"\D", "", code)


def with_years(words: Iterable[str], year: str) -> list[str]:
    """Return words of the index with those of numbers without a year read as numbers of this one."""
    return [word + year if re.fullmatch(r"no\d+y", word) else word for word in words]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _date(parts: dict[str, str | None]) -> str:
    name = (parts.get("name") or "")[:3].lower()
    month = next((place for place, one in enumerate(MONTHS, 1) if one[:3] == name), None) or parts.get("month")
    day = parts.get("day") if month else None
    return date_word(f"{parts['year']}{int(month):02}" if month else f"{parts['year']}") + (
        f"{int(day):02}" if day else ""
    )


def _series(match: re.Match[str]) -> Iterator[str]:
    """Yield the words of "18", of "55, 56 and 61" and of "55 to 58"."""
    year, series = match["year"] or "", match["series"]
    places = [int(digits) for digits in re.findall(r"\d+", series)]
    if re.fullmatch(r"\d+\s*to\s*\d+", series) and 0 < places[1] - places[0] < 50:
        places = list(range(places[0], places[1] + 1))
    yield from (f"no{place}y{year}" for place in places)


def _either_way(match: re.Match[str]) -> Iterator[str]:
    yield f"no{int(match['series'] or match['last'])}y{match['year'] or match['year_first']}"


def _code(match: re.Match[str]) -> Iterator[str]:
    yield "cc" + re.sub(r"\W", "", match[1]).lower()


PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterable[str]]], ...] = (
    (EXECUTIVE_ORDER, lambda match: [f"eo{match[1]}"]),
    (FEDERAL_REGISTER, lambda match: [f"fr{match[1]}p{match[2]}"]),
    (DOCUMENT, lambda match: [f"frd{match[1]}n{match[2]}"]),
    (DISPUTE, lambda match: [f"ds{match[1]}"]),
    (CONTROL_CODE, _code),
    (CHINESE, _series),
    (ENGLISH, _series),
    (WITH_YEAR, _either_way),
)
