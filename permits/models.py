from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q

from permits.choices import Counted, CountKind, LicenceType, Outcome, PermitState
from policy.models import Event
from policy.models.constraints import DESTINATION, each_matches, in_order
from policy.models.fields import ChoiceField, OrderedManyToManyField, PartialDateField
from policy.models.history import tracked, tracked_relation
from policy.models.measures import DESTINATIONS_HELP
from policy.record.querysets import BitemporalQuerySet


def counted(name: str, *, optional: bool) -> models.CheckConstraint:
    """A count has a value exactly when its kind is not `unspecified`; an optional one may have neither."""
    kind, value = f"{name}_kind", f"{name}_value"
    stated = ~Q(**{f"{kind}__in": ["", CountKind.UNSPECIFIED]}) & Q(**{f"{value}__isnull": False})
    unstated = Q(
        **{
            f"{kind}__in": ["", CountKind.UNSPECIFIED] if optional else [CountKind.UNSPECIFIED],
            f"{value}__isnull": True,
        }
    )
    return models.CheckConstraint(
        condition=stated | unstated,
        name=f"permits_{name}_value_unless_unspecified",
        violation_error_message="A count has a value exactly when it isn't unspecified.",
    )


@tracked
class PermitDecision(Event):
    """What an authority decided on applications for export permits, as far as it is known."""

    authority = models.ForeignKey("policy.Actor", models.PROTECT, related_name="permit_decisions")
    outcome = ChoiceField(choices=Outcome.choices)
    licence_type = ChoiceField(choices=LicenceType.choices, blank=True, default="")
    count_kind = ChoiceField("count", choices=CountKind.choices, default=CountKind.UNSPECIFIED)
    count_value = models.PositiveIntegerField("number of permits", null=True, blank=True)
    applications_kind = ChoiceField("applications", choices=CountKind.choices, blank=True, default="")
    applications_value = models.PositiveIntegerField("number of applications", null=True, blank=True)
    applicants = OrderedManyToManyField("policy.Actor", related_name="permit_applications", blank=True)
    applicant_text = models.CharField("applicants, in words", max_length=300, blank=True, default="")
    beneficiaries = OrderedManyToManyField("policy.Actor", related_name="permits", blank=True)
    beneficiary_text = models.CharField("beneficiaries, in words", max_length=300, blank=True, default="")
    sectors = ArrayField(models.CharField(max_length=80), default=list, blank=True, help_text="Separated by commas.")
    destinations = ArrayField(models.CharField(max_length=3), default=list, blank=True, help_text=DESTINATIONS_HELP)
    end_use = models.CharField("end use", max_length=300, blank=True, default="", help_text="As the source states it.")
    items = OrderedManyToManyField("policy.ControlledItem", related_name="permits", blank=True)
    materials = OrderedManyToManyField("policy.Material", related_name="permits", blank=True)
    valid_from = PartialDateField(null=True, blank=True, help_text="First day, inclusive.")
    valid_to = PartialDateField(null=True, blank=True, help_text="Last day, inclusive.")
    validity_text = models.CharField("validity as stated", max_length=200, blank=True, default="")
    conditions = models.TextField(
        blank=True, default="", help_text="What the permit is bound to, as the source states it."
    )
    under = OrderedManyToManyField(
        "policy.Measure", related_name="permits_granted", blank=True, help_text="Measures it was granted under."
    )
    replaces = OrderedManyToManyField(
        "self",
        symmetrical=False,
        related_name="replaced_by",
        blank=True,
        help_text="Earlier decisions that this one takes the place of: extended, issued again, granted on appeal, revoked.",
    )

    class Meta:
        verbose_name = "permit decision"
        constraints = [
            counted("count", optional=False),
            counted("applications", optional=True),
            in_order("valid_from", "valid_to", "A permit cannot end before it begins."),
            each_matches("destinations", DESTINATION, "A destination is a country code in capitals, EU, or all."),
        ]


@tracked
class ClaimedCount(models.Model):
    """A number that one party states where others state another: kept beside theirs, and in no sum."""

    permit = models.ForeignKey(PermitDecision, models.CASCADE, related_name="claimed_counts")
    of = ChoiceField("number of", choices=Counted.choices)
    count_kind = ChoiceField("count", choices=[one for one in CountKind.choices if one[0] != CountKind.UNSPECIFIED])
    count_value = models.PositiveIntegerField("number")
    claimant = models.ForeignKey("policy.Actor", models.PROTECT, related_name="claimed_counts")
    source = models.ForeignKey("policy.Source", models.PROTECT, related_name="claimed_counts")

    class Meta:
        ordering = ["id"]
        verbose_name = "contested number"

    def __str__(self) -> str:
        return f"{self.get_count_kind_display()} {self.count_value} {self.get_of_display()}, says {self.claimant}"


class PermitPeriod(models.Model):
    """Days of a permit in one state (`valid`), and when the record said so (`known`), as periods of controls are.

    Derived from published documents, and kept for as long as somebody may ask what was `known`.
    """

    event = models.ForeignKey("policy.Event", models.PROTECT, related_name="permit_periods")
    valid = DateRangeField()
    known = DateTimeRangeField()
    state = ChoiceField(choices=PermitState.choices)
    next_state = ChoiceField(choices=PermitState.choices, blank=True, help_text="State of the day after; empty: none.")
    because = models.JSONField(help_text="Slugs of the decisions that ended the permit.")

    objects = BitemporalQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="permits_period_once",
                expressions=[
                    ("event", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("known", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            GistIndex(fields=["state", "valid"], condition=Q(known__upper_inf=True), name="permits_period_current"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.state} {self.valid}"


PermitApplicant = tracked_relation(PermitDecision.applicants.through, "PermitApplicant")
PermitBeneficiary = tracked_relation(PermitDecision.beneficiaries.through, "PermitBeneficiary")
PermitItem = tracked_relation(PermitDecision.items.through, "PermitItem")
PermitMaterial = tracked_relation(PermitDecision.materials.through, "PermitMaterial")
PermitMeasure = tracked_relation(PermitDecision.under.through, "PermitMeasure")
PermitReplaced = tracked_relation(PermitDecision.replaces.through, "PermitReplaced")
