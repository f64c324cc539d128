"""What is the desk's own: neither published nor part of a data set."""

from django.db import models
from django.db.models.functions import MD5

from policy.models.events import Event
from policy.models.history import tracked
from policy.models.measures import Measure


class Finding(models.Model):
    """Something that editors should look at. Written by `policy.actions.refresh_findings`, and by nobody else."""

    rule = models.CharField(max_length=60, help_text="Name of the class of `policy.findings` that found it.")
    event = models.ForeignKey(Event, models.CASCADE, related_name="findings")
    ref = models.TextField(
        "provisions", blank=True, help_text="The provisions that it is about; empty for the whole event."
    )
    day = models.DateField(null=True, blank=True, help_text="The day that it is about.")
    detail = models.TextField()
    first_found_on = models.DateField("known since", help_text="The day of the check that found it first.")

    class Meta:
        ordering = ["rule", "-day", "event__slug", "id"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint("rule", "event", MD5("ref"), MD5("detail"), name="policy_finding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.event.slug} {self.ref}".strip()

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Return what tells a finding from others, for as long as it holds."""
        return self.rule, self.event.slug, self.ref, self.detail


@tracked
class LapseCheck(models.Model):
    """An editor's word that a suspension did lapse, with the source that says so: the finding then rests.

    It changes no state, isn't published, and is neither exported nor loaded with a data set.
    """

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="lapse_checks", help_text="The measure that was suspended."
    )
    ref = models.CharField(
        "provision",
        max_length=80,
        blank=True,
        default="",
        help_text="As the measure cites it, such as Article 2; empty for all that were in force again on that day.",
    )
    day = models.DateField("in force again from", help_text="First day after the suspension.")
    source = models.ForeignKey(
        "policy.Source", models.PROTECT, related_name="lapse_checks", help_text="Where it was checked."
    )
    note = models.TextField(blank=True, default="", help_text="What was found there.")

    class Meta:
        ordering = ["-day", "id"]
        verbose_name = "checked lapse"
        verbose_name_plural = "checked lapses"
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "ref", "day"],
                name="policy_lapsecheck_once",
                violation_error_message="This has been checked already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure.slug} {self.ref}".strip() + f", {self.day}"
