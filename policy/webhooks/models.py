"""Who is told of publications, how far each of them has come, and what became of each attempt."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q, Subquery

from policy.models.fields import ChoiceField
from policy.record.models import Revision

LONGEST_FILTERS = 1000
LONGEST_ANSWER = 500  # characters that are kept of what a receiver answers


class State(models.TextChoices):
    """Whether a subscription is delivered to."""

    ACTIVE = "active", "active"
    OFF = "off", "switched off"
    GIVEN_UP = "given_up", "given up"


class Purpose(models.TextChoices):
    """Why a message was sent."""

    DELIVERY = "delivery", "delivery"
    REPLAY = "replay", "replay"
    TEST = "test", "test"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> "SubscriptionQuerySet":
        return self.filter(state=State.ACTIVE)

    def due(self, now: datetime) -> "SubscriptionQuerySet":
        """Keep what is to be delivered to by an instant: active, behind the record, and not waiting to be tried again."""
        newest = Revision.objects.order_by("-seq").values("seq")[:1]
        may_be_tried = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
        return self.active().filter(may_be_tried, position__lt=Subquery(newest))

    def in_trouble(self) -> "SubscriptionQuerySet":
        """Keep what somebody should look at: given up, or failing now."""
        return self.filter(Q(state=State.GIVEN_UP) | Q(state=State.ACTIVE, failing_since__isnull=False))


class Subscription(models.Model):
    """Somebody's wish to be told of publications at an address of theirs.

    Administrators write what it is, the worker how far it has come: neither saves the other's columns.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False, help_text="Part of each message's id.")
    name = models.CharField(max_length=100, unique=True, help_text="Whose it is, and what for.")
    contact = models.EmailField("contact", help_text="Who is told when nothing gets through any more.")
    url = models.URLField("address", max_length=500, help_text="Where messages are posted to: https only.")
    filters = models.CharField(
        max_length=LONGEST_FILTERS,
        blank=True,
        help_text="Parameters of the timeline, such as kind=measure&country=CN,US; empty for every publication.",
    )
    state = ChoiceField(choices=State.choices, default=State.ACTIVE, editable=False)
    reason = models.TextField(blank=True, editable=False, help_text="Why nothing is delivered; empty while it is.")
    position = models.BigIntegerField(
        editable=False, help_text="Sequence number of the last revision that was delivered, or passes the filters by."
    )
    failures = models.PositiveIntegerField(
        default=0, editable=False, help_text="Attempts that failed since one went well."
    )
    failing_since = models.DateTimeField(null=True, editable=False, help_text="When the first of them failed.")
    next_attempt_at = models.DateTimeField(null=True, editable=False, help_text="Not before then; empty: at once.")
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="webhook_subscriptions"
    )

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "webhook"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Secret(models.Model):
    """A secret that messages are signed with, encrypted; one that was replaced signs too until it expires."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="secrets")
    sealed = models.TextField(help_text="The secret, encrypted with a key that is derived from SECRET_KEY.")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, help_text="From when on it signs nothing; empty for the newest.")

    class Meta:
        ordering = ["-made_at", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"secret of {self.made_at:%Y-%m-%d %H:%M}"


class Attempt(models.Model):
    """One request to a receiver, and what came of it; kept for 30 days."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="attempts")
    purpose = ChoiceField(choices=Purpose.choices)
    seq = models.BigIntegerField("revision", null=True, help_text="Its sequence number; empty for a test.")
    message_id = models.CharField("webhook-id", max_length=100)
    at = models.DateTimeField("when")
    seconds = models.FloatField(help_text="Until there was an answer, or none.")
    status = models.PositiveSmallIntegerField(null=True, help_text="Of the answer; empty when there was none.")
    error = models.CharField("why it failed", max_length=300, blank=True, help_text="Empty when it went well.")
    answer = models.CharField(max_length=LONGEST_ANSWER, blank=True, help_text="The beginning of what came back.")

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "delivery attempt"
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["subscription", "-at", "-id"], name="webhooks_attempt_of"),
            models.Index(fields=["at"], name="webhooks_attempt_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.at:%Y-%m-%d %H:%M:%S}"
