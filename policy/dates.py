"""Dates written as precisely as they are known: "2025-05-12", "2025-05" or "2025".

Where a day is needed, a start counts as the first day of its month or year, an end as the last (design.md, section 3).
"""

import calendar
import re
from datetime import date, timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError

DAY = timedelta(days=1)
PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Precision(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


def parts(text: str) -> tuple[int, int | None, int | None]:
    """Split a partial ISO date into year, month and day; what isn't stated is `None`.

    Raises `ValueError` for anything that is no calendar date, such as "2025-02-30" or "2025-5".
    """
    match = PARTIAL_DATE.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a date: write 2025-05-12, 2025-05 or 2025.")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise ValueError(f"{text!r} is not a day of the calendar.") from None
    return year, month, day


def first_day(text: str) -> date:
    """Return the first day that a partial date covers (inclusive)."""
    year, month, day = parts(text)
    return date(year, month or 1, day or 1)


def last_day(text: str) -> date:
    """Return the last day that a partial date covers (inclusive)."""
    year, month, day = parts(text)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def precision(text: str) -> Precision:
    """Say how precisely a partial date is known."""
    return {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[len(text)]


def validate_partial_date(text: str) -> None:
    """Refuse, as a form or serializer expects it, what `parts` refuses."""
    try:
        parts(text)
    except ValueError as error:
        raise ValidationError(str(error), code="invalid_date") from None
