"""What tests of keys share: keys, and a clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from policy.keys.models import ApiKey, issue

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def make_key(**changes):
    """Issue a key that works on the day of `NOON`; return its row and its text."""
    given = {"name": "a test", "owner": "Ministry of Tests", "contact": "tests@example.org"}
    row = ApiKey(**given | {"expires_on": NOON.date() + timedelta(days=100)} | changes)
    return row, issue(row)


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


@pytest.fixture
def clock(monkeypatch):
    """The clock by which keys are judged and requests are counted."""
    clock = SimpleNamespace(now=NOON)
    monkeypatch.setattr("policy.keys.access.timezone", SimpleNamespace(now=lambda: clock.now))
    return clock


@pytest.fixture
def few(settings):
    """Limits that a test reaches."""
    settings.API_LIMITS = {"search": 2, "facets": 3, "export": 1, "keyed": 4, "partner": 6}
