"""Measures by name: short enough for a cell, or as a sentence says them."""

import re
from typing import Any

from policy.dates import first_day
from policy.record.sentences import joined

NUMBERED = re.compile(r"No\. (?P<number>\d+) of (?P<year>\d{4})")
NUMBERED_IN_CHINESE = re.compile(r"(?P<year>\d{4})年(?P<numbers>第\d+号(?:、第\d+号)*)")
ORDERS = re.compile(r"令\d{4}年|\bOrder No\.")
ANNOUNCEMENTS = re.compile(r"公告|\bAnnouncement No\.")
LONGEST_IN_A_CELL = 22

Document = dict[str, Any]


def number(document: Document) -> str:
    """Return an act's number in its year, such as "No. 57 of 2025", or whatever it is cited by; empty when none is known."""
    cited = document["detail"]["instrument_number"] or ""
    if told := NUMBERED_IN_CHINESE.search(cited):
        numbers = re.findall(r"\d+", told["numbers"])
        return f"No{'s' if len(numbers) > 1 else ''}. {joined(numbers, 'and')} of {told['year']}"
    if told := NUMBERED.search(cited):
        return f"No. {told['number']} of {told['year']}"
    return cited


def short_name(document: Document) -> str:
    """Name an act in a cell: by its number, by its day where it has none that is short."""
    cited = number(document)
    if cited and len(cited) <= LONGEST_IN_A_CELL:
        return f"Order {cited}" if ORDERS.search(document["detail"]["instrument_number"]) else cited
    return f"act of {first_day(document['date']).strftime(_short_words(document['date']))}"


def act_name(document: Document) -> str:
    """Name an act in a sentence, such as "Announcement No. 57 of 2025"; by its title where it has no number."""
    cited, told = number(document), document["detail"]["instrument_number"] or ""
    if not cited.startswith("No"):
        return cited or f"“{document['title']}”"
    if ORDERS.search(told):
        return f"Order {cited}"
    return f"Announcement{'s' if cited.startswith('Nos') else ''} {cited}" if ANNOUNCEMENTS.search(told) else cited


def _short_words(date: str) -> str:
    return {4: "%Y", 7: "%b %Y", 10: "%-d %b %Y"}[len(date)]
