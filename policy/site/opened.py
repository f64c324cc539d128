"""Forms without account, cookie or script: what keeps machines out of them, and what they carry instead of a session.

A browser that holds no session can't be made to send anything in somebody's name, so such a form needs no token against
that; it carries a signed one that says what it is about, and since when it was open.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.utils.translation import gettext_noop

QUICKEST = timedelta(seconds=3)
OPEN_AT_MOST = timedelta(days=1)
FORM_TYPE = "application/x-www-form-urlencoded"
TOO_QUICK = gettext_noop("That was quicker than anybody types. Please look it over, and send it once more.")
TOO_OLD = gettext_noop("This form was open for very long. Please look it over, and send it once more.")


def opened_token(what: Any, opened: datetime, salt: str) -> str:
    """Return what a form carries that was opened about something, as JSON can say it, at an instant."""
    return signing.dumps([what, int(opened.timestamp())], salt=salt)


def read_token(token: str, now: datetime, salt: str) -> tuple[Any, datetime] | None:
    """Return what a form was opened about, and when; `None` where it doesn't say so."""
    try:
        what, seconds = signing.loads(token, salt=salt)
    except (signing.BadSignature, ValueError):
        return None
    return what, datetime.fromtimestamp(seconds, now.tzinfo)


def wrong_time(opened: datetime | None, now: datetime) -> str:
    """Return what is wrong with the time since a form was opened (`None`: nobody knows); empty when nothing is."""
    if opened is None or now - opened > OPEN_AT_MOST:
        return TOO_OLD
    return TOO_QUICK if now - opened < QUICKEST else ""
