"""Who exported which list and when, who imported one; and the file itself between its preview and its import."""

from django.conf import settings
from django.db import models

from policy.choices import SpreadsheetState


class Spreadsheet(models.Model):
    """A file that left the desk or came to it. Its content is kept only while it waits to be confirmed, a day at most."""

    table = models.CharField("list", max_length=40, help_text="The list, by the name of its file in the data set.")
    state = models.CharField("what was done", max_length=10, choices=SpreadsheetState)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="spreadsheets")
    at = models.DateTimeField("when", auto_now_add=True)
    file_name = models.CharField("file", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, help_text="Of the file.")
    rows = models.PositiveIntegerField(null=True, help_text="In the file, the empty ones left out.")
    new = models.PositiveIntegerField(null=True, help_text="Rows that an import added.")
    changed = models.PositiveIntegerField(null=True, help_text="Rows that an import changed.")
    content = models.BinaryField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.file_name}, {self.at:%Y-%m-%d %H:%M} UTC"
