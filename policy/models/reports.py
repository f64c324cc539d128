"""What readers say is wrong with a published event, bound to the revision that they read."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from policy.choices import ReportState
from policy.models.events import Event
from policy.models.history import tracked

KEPT = timedelta(days=365)
MOST_LETTERS = 4000
LONGEST_ELSEWHERE = 500
OPEN = [ReportState.OPEN, ReportState.IN_HAND]


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    def open(self) -> "ErrorReportQuerySet":
        """Keep what still asks for somebody's work: nobody has settled it."""
        return self.filter(state__in=OPEN)

    def sent_before(self, instant: datetime) -> "ErrorReportQuerySet":
        return self.filter(sent_at__lt=instant)


@tracked
class ErrorReport(models.Model):
    """One reader's report. Readers write the upper half once, editors the lower; it is shown to nobody else."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="reports", editable=False)
    revision = models.ForeignKey(
        "record.Revision",
        models.PROTECT,
        related_name="reports",
        editable=False,
        help_text="What the reader had before them.",
    )
    what = models.TextField("what is wrong", max_length=MOST_LETTERS)
    elsewhere = models.CharField(
        "where it says otherwise", max_length=LONGEST_ELSEWHERE, blank=True, default="", help_text="As it was typed."
    )
    email = models.EmailField(
        "e-mail for an answer", blank=True, default="", help_text="For an answer to this report, and nothing else."
    )
    sent_at = models.DateTimeField(editable=False)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.OPEN)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="reports_in_hand",
        help_text="Who has it in hand, or settled it.",
    )
    note = models.TextField("what was done", blank=True, default="")
    corrected_by = models.ForeignKey(
        "record.Revision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports_corrected",
        editable=False,
        help_text="The revision that put it right, if one did.",
    )
    settled_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was settled, or marked as spam."
    )

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        default_permissions = ["view", "change"]
        indexes = [models.Index(fields=["state", "-sent_at"], name="policy_errorreport_by_state")]

    def __str__(self) -> str:
        return f"{self.event.slug}, reported on {self.sent_at:%Y-%m-%d}"


class ReportTrace(models.Model):
    """That somebody sent a report from somewhere: for a day, so that nobody floods the inbox. No address is kept."""

    at = models.DateTimeField()
    network_sha256 = models.CharField(max_length=64, help_text="Keyed hash of the sender's network.")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["at"], name="policy_reporttrace_by_time")]

    def __str__(self) -> str:
        return f"report of {self.at:%Y-%m-%d %H:%M}"
