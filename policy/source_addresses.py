"""Addresses of sources: when two lead to the same document, and what an address tells by itself. No network is asked."""

import re
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from policy.record.parameters import TRACKING

ADDRESS = re.compile(r"https?://[^\s/\x00]+[^\s\x00]*", re.IGNORECASE)
ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\d+(?:[a-z]{2}_)?/(?P<original>.+)", re.IGNORECASE)
OLDEST_YEAR = 1995
# 2025/06/07, 2025-06/07, 2025/0607, 202506/07, 20250607 (as in t20250607_1): nothing else of digits beside it.
DAY = re.compile(r"(?<!\d)(?P<year>\d{4})[-/_]?(?P<month>\d{2})[-/_]?(?P<day>\d{2})(?!\d)")
MONTH = re.compile(r"(?<!\d)(?P<year>\d{4})[-/](?P<month>\d{2})(?=/)")


def is_address(text: str) -> bool:
    """Say whether a text is one web address, as it is copied from a browser."""
    return bool(ADDRESS.fullmatch(text.strip()))


def original(address: str) -> str:
    """Return the address of the page that an archived copy shows; any other address as it is."""
    copy = ARCHIVED.fullmatch(address.strip())
    if not copy:
        return address.strip()
    told = copy["original"]
    return told if is_address(told) else f"http://{told}"


def host(address: str) -> str:
    """Return the host of an address without "www."; empty where there is none."""
    try:
        return (urlsplit(original(address)).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def place(address: str) -> str:
    """Return host, port and path of an address: what each address of the same document holds. Empty where it is no address."""
    try:
        parts = urlsplit(original(address))
        own_port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ""
    return f"{host(address)}{own_port}{parts.path.rstrip('/')}" if host(address) else ""


def without_tracking(address: str) -> str:
    """Return an address without what advertisers append; all else of it stays as it is written."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address
    kept = [one for one in parts.query.split("&") if not one.lower().startswith(TRACKING)]
    return urlunsplit(parts._replace(query="&".join(kept)))


def same_for_all(address: str) -> str:
    """Return what all addresses of one document have in common.

    Left out are the scheme, "www.", a fragment, a last slash and what advertisers append; of an archived copy, the archive.
    """
    found = place(address)
    if not found:
        return address.strip()
    pairs = parse_qsl(urlsplit(original(address)).query, keep_blank_values=True)
    kept = sorted((name, value) for name, value in pairs if not name.lower().startswith(TRACKING))
    return f"{found}?{urlencode(kept)}" if kept else found


def published_in(address: str, today: date) -> str:
    """Return the day or month that an address names, as a partial date; empty where it names none, or one to come."""
    path = urlsplit(original(address)).path if host(address) else ""
    for pattern, form in ((DAY, "%Y-%m-%d"), (MONTH, "%Y-%m")):
        for found in pattern.finditer(path):
            day = _day(found.groupdict())
            if day and day.year >= OLDEST_YEAR and day <= today:
                return day.strftime(form)
    return ""


def _day(found: dict[str, str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found.get("day") or 1))
    except ValueError:
        return None
