"""A publication at a set time, planned by a publisher and bound to what the event said then."""

from datetime import datetime

from django.conf import settings
from django.db import models

from policy.choices import ChangeKind, ScheduleState
from policy.models.events import Event
from policy.models.history import tracked


class ScheduledPublicationQuerySet(models.QuerySet["ScheduledPublication"]):
    def waiting(self) -> "ScheduledPublicationQuerySet":
        return self.filter(state=ScheduleState.WAITING)

    def due(self, now: datetime) -> "ScheduledPublicationQuerySet":
        """Keep what waits and was to be public by an instant, that instant included; the oldest comes first."""
        return self.waiting().filter(publish_at__lte=now).order_by("publish_at", "id")


@tracked
class ScheduledPublication(models.Model):
    """An event that is to be public at an instant, and not before it: the row is its embargo for as long as it waits."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="schedules")
    publish_at = models.DateTimeField(
        "to be public at", help_text="Not earlier, and no more than a minute or so later."
    )
    reason = models.TextField(help_text="The reason for the public.")
    change = models.CharField(
        "sort of change",
        max_length=20,
        choices=ChangeKind,
        blank=True,
        default="",
        help_text="Where readers see an earlier version.",
    )
    content_sha256 = models.CharField(max_length=64, help_text="Of what was scheduled: nothing else is published.")
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="schedules", help_text="It is published in their name."
    )
    scheduled_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=ScheduleState, default=ScheduleState.WAITING)
    told = models.TextField(
        "what came of it", blank=True, default="", help_text="Why it was refused, or who cancelled it."
    )
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it was published, refused or cancelled.")

    objects = ScheduledPublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-publish_at", "-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=models.Q(state="waiting"), name="policy_scheduledpublication_one_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event.slug}, {self.publish_at:%Y-%m-%d %H:%M} UTC"

    def settle(self, state: ScheduleState, *, now: datetime, told: str = "") -> None:
        """Say what came of it."""
        self.state, self.settled_at, self.told = state, now, told
        self.save(update_fields=["state", "settled_at", "told"])
