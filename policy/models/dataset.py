import uuid

from django.db import models

from policy.models.constraints import in_order
from policy.models.fields import PartialDateField
from policy.models.history import tracked


@tracked
class DataSet(models.Model):
    """What this data set is, in one row: made by a migration, described by meta.json."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    uuid = models.UUIDField(
        default=uuid.uuid4, editable=False, help_text="Tells this database's record from any other's."
    )
    title = models.CharField(max_length=200, default="Monazite")
    reviewed_through = PartialDateField(
        null=True,
        blank=True,
        help_text="Day up to which the authorities' lists were read. Answers for later days say so.",
    )
    note = models.TextField(blank=True, default="", help_text="What was read, and what may be missing.")
    licence = models.CharField(max_length=60, default="CC-BY-4.0", help_text="SPDX identifier.")
    first_event = PartialDateField(null=True, blank=True, help_text="Where the record begins.")
    maintainer = models.CharField(max_length=200, blank=True, default="")
    edition = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counts changes of reference rows and of this row: caches rest on it."
    )
    loaded_digest = models.CharField(
        max_length=64, blank=True, default="", editable=False, help_text="SHA-256 of the files loaded last."
    )

    class Meta:
        verbose_name = "data set"
        verbose_name_plural = "data set"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="policy_dataset_single_row"),
            in_order(
                "first_event", "reviewed_through", "The record cannot begin after the day it was reviewed through."
            ),
        ]

    def __str__(self) -> str:
        return self.title
