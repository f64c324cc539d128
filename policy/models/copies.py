"""Copies of documents that editors keep for the day on which the document is gone."""

from django.conf import settings
from django.db import models

from policy.models.history import tracked
from policy.models.sources import Source

SHA256 = r"^[0-9a-f]{64}$"


@tracked
class SourceCopy(models.Model):
    """A file that an editor has kept of a source, for the desk alone: its text may be under copyright.

    The file itself is under its SHA-256 in the folder of copies (`policy.copies`), once for all sources that have it.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="copies")
    sha256 = models.CharField("SHA-256", max_length=64, help_text="Of the file's bytes, in hexadecimal.")
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    media_type = models.CharField(max_length=40, help_text="As the content itself shows, whatever the file was called.")
    original_name = models.CharField("file name", max_length=200, help_text="What the file was called where it was.")
    note = models.CharField(
        max_length=300, blank=True, default="", help_text="Where and when it was taken, or what it lacks."
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="source_copies")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        verbose_name = "copy"
        verbose_name_plural = "copies"
        default_permissions = ["add", "view", "delete"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "sha256"],
                name="policy_sourcecopy_once",
                violation_error_message="This source has this very file already.",
            ),
            models.CheckConstraint(condition=models.Q(sha256__regex=SHA256), name="policy_sourcecopy_sha256_format"),
        ]

    def __str__(self) -> str:
        return self.original_name
