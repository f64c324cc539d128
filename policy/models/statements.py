import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models

from policy.choices import Channel, Stance
from policy.models.constraints import not_blank, short_quotation
from policy.models.events import Event
from policy.models.fields import ChoiceField, OrderedManyToManyField
from policy.models.history import tracked, tracked_relation


def validate_timezone(name: str) -> None:
    """Accept names of the IANA time zone database only."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"{name!r} is not an IANA time zone: write Asia/Shanghai or America/New_York.")


@tracked
class Statement(Event):
    """What somebody said or wrote in public, on their own or for a body."""

    time = models.TimeField(null=True, blank=True, help_text="Local time, when it matters and is known.")
    timezone = models.CharField(
        max_length=64,
        blank=True,
        default="",
        validators=[validate_timezone],
        help_text="IANA name, such as Asia/Shanghai.",
    )
    speaker = models.ForeignKey("policy.Actor", models.PROTECT, related_name="statements")
    on_behalf_of = models.ForeignKey(
        "policy.Actor", models.PROTECT, null=True, blank=True, related_name="statements_for"
    )
    channel = ChoiceField(choices=Channel.choices)
    stance = ChoiceField(choices=Stance.choices)
    materials = OrderedManyToManyField("policy.Material", related_name="statements", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(time__isnull=True) | ~models.Q(timezone=""),
                name="policy_statement_time_has_zone",
                violation_error_message="A time needs its time zone, such as Asia/Shanghai.",
            ),
        ]


@tracked
class Quotation(models.Model):
    """Exact words of a statement, in the language in which they were said or read."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="quotes")
    text = models.TextField(help_text="The exact words, at most 40.")
    language = models.CharField(max_length=12, help_text="Language of the words, such as zh or en.")
    translation = models.TextField(
        blank=True, default="", help_text="English translation, when the words are in another language."
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            not_blank("text"),
            short_quotation("text"),
            short_quotation("translation"),
            models.CheckConstraint(
                condition=models.Q(language__regex=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"),
                name="policy_quotation_language_format",
                violation_error_message="A quotation names its language by its tag, such as zh or en.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


StatementMaterial = tracked_relation(Statement.materials.through, "StatementMaterial")
