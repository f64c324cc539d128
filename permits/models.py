from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from permits.choices import CountKind, LicenceType, Outcome
from policy.models import Event
from policy.models.constraints import DESTINATION, each_matches, in_order
from policy.models.fields import ChoiceField, OrderedManyToManyField, PartialDateField
from policy.models.history import tracked, tracked_relation
from policy.models.measures import DESTINATIONS_HELP


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
    beneficiaries = OrderedManyToManyField("policy.Actor", related_name="permits", blank=True)
    beneficiary_text = models.CharField("beneficiaries, in words", max_length=300, blank=True, default="")
    sectors = ArrayField(models.CharField(max_length=80), default=list, blank=True, help_text="Separated by commas.")
    destinations = ArrayField(models.CharField(max_length=3), default=list, blank=True, help_text=DESTINATIONS_HELP)
    items = OrderedManyToManyField("policy.ControlledItem", related_name="permits", blank=True)
    materials = OrderedManyToManyField("policy.Material", related_name="permits", blank=True)
    valid_from = PartialDateField(null=True, blank=True, help_text="First day, inclusive.")
    valid_to = PartialDateField(null=True, blank=True, help_text="Last day, inclusive.")
    validity_text = models.CharField("validity as stated", max_length=200, blank=True, default="")
    under = OrderedManyToManyField(
        "policy.Measure", related_name="permits_granted", blank=True, help_text="Measures it was granted under."
    )

    class Meta:
        verbose_name = "permit decision"
        constraints = [
            counted("count", optional=False),
            counted("applications", optional=True),
            in_order("valid_from", "valid_to", "A permit cannot end before it begins."),
            each_matches("destinations", DESTINATION, "A destination is a country code in capitals, EU, or all."),
        ]


PermitBeneficiary = tracked_relation(PermitDecision.beneficiaries.through, "PermitBeneficiary")
PermitItem = tracked_relation(PermitDecision.items.through, "PermitItem")
PermitMaterial = tracked_relation(PermitDecision.materials.through, "PermitMaterial")
PermitMeasure = tracked_relation(PermitDecision.under.through, "PermitMeasure")
