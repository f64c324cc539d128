"""Who wants to be told of what, what was told, and how often anybody asked lately."""

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from policy.alerts.choices import AlertState, Frequency
from policy.models.fields import ChoiceField

LONGEST_QUERY = 2000  # characters
FORGOTTEN_UNCONFIRMED = timedelta(days=7)
FORGOTTEN_DISABLED = timedelta(days=30)


class AlertQuerySet(models.QuerySet["Alert"]):
    def confirmed(self) -> Self:
        return self.filter(state=AlertState.CONFIRMED)

    def behind(self, seq: int, frequency: Frequency) -> Self:
        """Keep what is sent in one rhythm and wasn't yet told of all revisions up to one (inclusive)."""
        return self.confirmed().filter(frequency=frequency, position__lt=seq).order_by("pk")

    def forgettable(self, now: datetime) -> Self:
        """Keep what nobody confirmed in time, and what was disabled long ago."""
        asked = Q(state=AlertState.ASKED, asked_at__lte=now - FORGOTTEN_UNCONFIRMED)
        return self.filter(asked | Q(state=AlertState.DISABLED, disabled_at__lte=now - FORGOTTEN_DISABLED))


class Alert(models.Model):
    """One e-mail address that wants to be told of one list. The row is deleted when its owner wants no more of it."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False, help_text="What its links are signed for.")
    email = models.EmailField("e-mail address", help_text="Personal data: for these mails, and nothing else.")
    query = models.CharField(
        max_length=LONGEST_QUERY, blank=True, help_text="The filters of the list, as the timeline's address has them."
    )
    language = models.CharField(max_length=10, help_text="Of the page where it was asked for.")
    frequency = ChoiceField(choices=Frequency.choices)
    state = ChoiceField(choices=AlertState.choices, default=AlertState.ASKED)
    position = models.BigIntegerField(
        default=0, help_text="Sequence number of the revision up to which everything was told that there was to tell."
    )
    asked_at = models.DateTimeField(help_text="When it was asked for, the last time.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    refusals = models.PositiveSmallIntegerField(
        default=0, help_text="Mails in a row that its server refused for good; three disable it."
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        default_permissions = ["view", "change", "delete"]
        constraints = [models.UniqueConstraint(Lower("email"), "query", name="alerts_list_once_for_each_address")]
        indexes = [models.Index(fields=["frequency", "position"], name="alerts_behind", condition=Q(state="confirmed"))]

    def __str__(self) -> str:
        return f"alert {self.pk}"


class SentDigest(models.Model):
    """That a mail was handed over; kept for 90 days. What it said isn't kept: it is in the record."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="digests")
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    after = models.BigIntegerField(help_text="It tells of the revisions after this one …")
    upto = models.BigIntegerField("up to", help_text="… up to this one, inclusive.")
    entries = models.PositiveIntegerField(help_text="How many events it tells of.")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at", "-id"]
        default_permissions = ["view"]
        indexes = [models.Index(fields=["-sent_at"], name="alerts_digest_by_time")]

    def __str__(self) -> str:
        return f"digest {self.pk}"


class AlertTrace(models.Model):
    """That somebody asked for an alert: for a day, so that nobody fills a stranger’s mailbox. No address is kept."""

    at = models.DateTimeField()
    network_sha256 = models.CharField(max_length=64, help_text="Keyed hash of the network it came from.")
    email_sha256 = models.CharField(max_length=64, help_text="Keyed hash of the address that is written to.")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["at"], name="alerts_trace_by_time")]

    def __str__(self) -> str:
        return f"asked {self.at:%Y-%m-%d %H:%M}"
