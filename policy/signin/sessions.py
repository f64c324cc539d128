"""How long a session lasts: eight hours without a request (Django's own doing), and a day altogether.

All instants are seconds since 1970, as `time.time()` gives them.
"""

from django.contrib.sessions.backends.base import SessionBase

BEGAN = "began_at"
SEEN = "seen_at"
LONGEST_SECONDS = 24 * 3600
IDLE_SECONDS = 8 * 3600
SEEN_SECONDS = 300
JUST_NOW_SECONDS = 600


def begin(session: SessionBase, now: float) -> None:
    session[BEGAN] = session[SEEN] = now


def has_ended(session: SessionBase, now: float) -> bool:
    """Tell whether a session is older than a day, or was idle for eight hours."""
    return now - session.get(BEGAN, now) >= LONGEST_SECONDS or now - session.get(SEEN, now) >= IDLE_SECONDS


def keep_alive(session: SessionBase, now: float) -> None:
    """Note that somebody is there: every five minutes, so that most requests write nothing."""
    if BEGAN not in session:
        begin(session, now)
    elif now - session[SEEN] >= SEEN_SECONDS:
        session[SEEN] = now


def began_just_now(session: SessionBase, now: float) -> bool:
    return now - session.get(BEGAN, 0) < JUST_NOW_SECONDS
