"""Measures by name: short enough for a cell, or as a sentence says them."""

import re
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from policy.dates import first_day
from policy.record.sentences import joined
from policy.site.wording import heading

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
        known = {"numbers": joined(numbers, "and"), "year": told["year"]}
        return ngettext("No. %(numbers)s of %(year)s", "Nos. %(numbers)s of %(year)s", len(numbers)) % known
    if told := NUMBERED.search(cited):
        return ngettext("No. %(numbers)s of %(year)s", "Nos. %(numbers)s of %(year)s", 1) % {
            "numbers": told["number"],
            "year": told["year"],
        }
    return cited


def short_name(document: Document) -> str:
    """Name an act in a cell: by its number, by its day where it has none that is short."""
    cited = number(document)
    if cited and len(cited) <= LONGEST_IN_A_CELL:
        told = document["detail"]["instrument_number"]
        return _("Order %(number)s") % {"number": cited} if ORDERS.search(told) else cited
    return _("act of %(day)s") % {"day": short_date(document["date"])}


def act_name(document: Document) -> str:
    """Name an act in a sentence, such as "Announcement No. 57 of 2025"; by its title where it has no number."""
    cited, told = {"number": number(document)}, document["detail"]["instrument_number"] or ""
    if not (NUMBERED_IN_CHINESE.search(told) or NUMBERED.search(told)):
        return told or _("“%(title)s”") % {"title": heading(document)}
    if ORDERS.search(told):
        return _("Order %(number)s") % cited
    if not ANNOUNCEMENTS.search(told):
        return cited["number"]
    several = len(re.findall(r"第\d+号", told)) or 1
    return ngettext("Announcement %(number)s", "Announcements %(number)s", several) % cited


def short_date(date: str) -> str:
    """Say a date where there is little room, as precisely as it is known."""
    known = {4: pgettext("format of a year alone", "Y"), 7: pgettext("format of a month in a cell", "M Y")}
    return date_format(first_day(date), known.get(len(date), "SHORT_DATE_FORMAT"))
