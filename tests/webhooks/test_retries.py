"""When a message is sent again: the table of docs/webhooks.md."""

from datetime import UTC, datetime, timedelta

import pytest

from policy.webhooks.checks import check_addresses
from policy.webhooks.retries import asked_for, next_attempt

BEGAN = datetime(2026, 11, 1, 12, tzinfo=UTC)


def course(chance):
    """Return how long after the first attempt each of the following ones is made."""
    now, failures, after = BEGAN, 1, []
    while then := next_attempt(failures, BEGAN, now, chance=lambda: chance):
        after.append(then - BEGAN)
        now, failures = then, failures + 1
    return after


def test_the_table():
    hours = [one.total_seconds() / 3600 for one in course(0)]
    assert [round(hour * 60) for hour in hours[:7]] == [1, 6, 16, 46, 106, 226, 466]
    assert [round(hour, 2) for hour in hours[7:]] == [13.77, 21.77, 29.77, 37.77, 45.77, 53.77, 61.77, 69.77, 72]


def test_waits_grow_by_a_fifth_at_most_and_three_days_are_the_end():
    slow = course(1)
    assert slow[0] == timedelta(seconds=72)
    assert slow[-1] == timedelta(days=3)


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [
        (429, "120", 120),
        (503, "Sun, 01 Nov 2026 12:05:00 GMT", 300),
        (503, "Sun, 01 Nov 2020 12:05:00 GMT", 0),
        (503, "", None),
        (503, "soon", None),
        (503, "-5", None),
        (503, "Sun, 01 Nov 99999999999999999999 12:05:00 GMT", None),
        (500, "120", None),
    ],
)
def test_a_receiver_asks_for_rest_in_seconds_or_until_a_date(status, header, seconds):
    asked = asked_for(status, header, BEGAN)
    assert (asked.total_seconds() if asked is not None else None) == seconds


def test_rest_is_given_for_a_day_at_most_and_never_shortens_a_wait():
    def wait(asked):
        return next_attempt(1, BEGAN, BEGAN, asked=timedelta(seconds=asked), chance=lambda: 0) - BEGAN

    assert [wait(one).total_seconds() for one in (1, 600, 10**9)] == [60, 600, 86400]


def test_a_deployment_is_warned_that_webhooks_may_reach_private_addresses(settings):
    settings.LOCAL_SETUP, settings.WEBHOOK_PRIVATE_ADDRESSES = False, True
    assert [one.id for one in check_addresses(None)] == ["webhooks.W001"]
    settings.WEBHOOK_PRIVATE_ADDRESSES = False
    assert check_addresses(None) == []
