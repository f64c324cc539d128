"""What stands between a draft and its publication: it is submitted, and somebody else approves exactly what it says."""

from django.conf import settings
from django.db import models

from policy.models.events import Event
from policy.models.history import tracked


@tracked
class Submission(models.Model):
    """An event given to review. It is open until it is published, sent back or withdrawn; `answer` then says which, and why."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="submissions")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions")
    submitted_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="answered_submissions"
    )
    answer = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["submitted_at", "id"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=models.Q(closed_at__isnull=True), name="policy_submission_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event.slug}, submitted by {self.submitted_by}"


@tracked
class Approval(models.Model):
    """Somebody's word that an event may be published as it stood: one character changed afterwards voids it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="approvals")
    content_sha256 = models.CharField(max_length=64, help_text="Of what was approved.")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="approvals")
    approved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["approved_at", "id"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "content_sha256", "approved_by"], name="policy_approval_once_for_each_content"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event.slug}, approved by {self.approved_by}"
