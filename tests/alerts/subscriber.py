"""Readers of alerts for tests."""

from datetime import UTC, datetime

from policy.alerts import delivery
from policy.alerts.models import Alert
from policy.record.version import version

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
READER = "reader@example.org"


def subscribe(query="", email=READER, **changes):
    """Make an alert that is confirmed, and was told of everything so far."""
    values = {"frequency": "instant", "language": "en", "state": "confirmed", "asked_at": NOW, "confirmed_at": NOW}
    return Alert.objects.create(email=email, query=query, **{**values, "position": version().seq, **changes})


def go_round(frequency="instant", now=NOW):
    """Tell everybody of a rhythm, as the queue does, and return the alerts that a mail went to, by their keys."""
    return [pk for pk, upto in delivery.due(frequency) if delivery.tell(pk, upto=upto, now=now)]
