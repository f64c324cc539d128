"""What tests of webhooks share: a receiver, a clock that is set by hand, subscriptions, and the reference library."""

from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks.webhooks
from django.contrib.auth.models import User
from standardwebhooks import Webhook

from policy.webhooks import actions
from policy.webhooks.delivery import Turn
from policy.webhooks.models import Subscription
from tests.webhooks.receiver import listening


class Clock:
    """Tells the time that it was set to."""

    def __init__(self):
        self.now = datetime(2026, 11, 1, 12, tzinfo=UTC)

    def __call__(self):
        return self.now

    def advance(self, **time):
        self.now += timedelta(**time)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def receiver():
    with listening() as receiver:
        yield receiver


@pytest.fixture(autouse=True)
def may_reach_this_machine(settings):
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    settings.WEBHOOK_SECONDS = 0.5


@pytest.fixture
def subscribe(receiver, clock, db):
    """Return what makes a subscription of the receiver's, with its secret as `given`."""

    def make(name="Partner", *, after=None, **more):
        by = User.objects.get_or_create(username="ada")[0]
        row = Subscription(name=name, contact="partner@example.org", **{"url": receiver.url} | more)
        row.given = actions.subscribe(row, after=after, by=by, now=clock())
        return row

    return make


@pytest.fixture
def deliver(clock):
    """Return what gives a subscription its turn, and reads it again."""

    def turn(row, **more):
        Turn(row.pk, clock=clock, **more).deliver()
        return fresh(row)

    return turn


def fresh(row):
    again = Subscription.objects.get(pk=row.pk)
    again.given = getattr(row, "given", None)
    return again


@pytest.fixture
def verify(monkeypatch, clock):
    """Return what verifies a request as the specification's own library does, at the time of the clock."""

    class Now(datetime):
        @classmethod
        def now(cls, tz=None):
            return clock()

    monkeypatch.setattr(standardwebhooks.webhooks, "datetime", Now)
    return lambda secret, came: Webhook(secret).verify(came.body, came.headers)
