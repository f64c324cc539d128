"""Whether sources still answer at their addresses. Nothing here says anything about what a source told of."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from policy.choices import LinkState
from policy.models.sources import Source


class LinkStatusQuerySet(models.QuerySet["LinkStatus"]):
    def current(self) -> "LinkStatusQuerySet":
        """Keep what is known of the addresses that sources have now."""
        return self.filter(url=F("source__url"))

    def vanished(self) -> "LinkStatusQuerySet":
        """Keep the pages that are gone: confirmed by a second failure, a day or more after the first."""
        return self.current().filter(vanished_on__isnull=False)

    def due(self, now: datetime) -> "LinkStatusQuerySet":
        """Keep what is to be asked for by an instant: first what editors asked for, then what never was, then the oldest."""
        is_due = Q(due_at__isnull=True) | Q(due_at__lte=now) | Q(asked_at__isnull=False) | ~Q(url=F("source__url"))
        order = [F("asked_at").asc(nulls_last=True), F("due_at").asc(nulls_first=True), "pk"]
        return self.filter(is_due).select_related("source").order_by(*order)


class LinkStatus(models.Model):
    """What the checks of a source's address have shown so far. Written by `policy.links`, and by nobody else."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="link")
    url = models.URLField(max_length=800, help_text="The address that was asked for.")
    state = models.CharField(max_length=12, choices=LinkState, blank=True, default="")
    told = models.CharField(max_length=300, blank=True, default="", help_text="What came of it, in words.")
    moved_to = models.TextField(blank=True, default="", help_text="Where it redirects for good.")
    answered_at = models.DateTimeField(null=True, help_text="When it last answered.")
    checked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="When it is to be asked for again.")
    asked_at = models.DateTimeField(null=True, help_text="When an editor asked for a check that is still to be made.")
    failing_since = models.DateTimeField(null=True, help_text="First of the failures after which it never answered.")
    vanished_on = models.DateField(null=True, help_text="Day (UTC) of that failure, once another has confirmed it.")

    objects = LinkStatusQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return f"{self.url}: {self.get_state_display() or 'not checked yet'}"


class LinkCheck(models.Model):
    """One check of a source's address; the newest of each source are kept."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="link_checks")
    at = models.DateTimeField()
    url = models.URLField(max_length=800)
    state = models.CharField(max_length=12, choices=LinkState)
    status_code = models.PositiveSmallIntegerField(null=True, help_text="Of the last answer; none if nothing answered.")
    told = models.CharField(max_length=300)
    final_url = models.TextField(blank=True, default="", help_text="Where redirects led.")

    class Meta:
        ordering = ["-at", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.told}"
