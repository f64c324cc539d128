from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from policy.choices import Direction, EffectKind, InstrumentType, Requirement
from policy.models.constraints import DESTINATION, country_format, each_matches, in_order, not_blank
from policy.models.events import Event
from policy.models.fields import ChoiceField, OrderedManyToManyField, PartialDateField
from policy.models.history import tracked, tracked_relation

DESTINATIONS_HELP = "Country codes separated by commas, EU for the European Union, or all."


@tracked
class Measure(Event):
    """A legal or administrative instrument with issuer(s) and usually a number."""

    instrument_number = models.CharField(
        max_length=120, blank=True, default="", help_text="As the issuer writes it, such as 商务部公告2025年第61号."
    )
    instrument_type = ChoiceField(choices=InstrumentType.choices)
    issuers = OrderedManyToManyField("policy.Actor", related_name="measures_issued")
    country = models.CharField("issuing country", max_length=2, help_text="ISO 3166-1 code, EU for the European Union.")
    direction = ChoiceField(choices=Direction.choices)
    legal_basis = models.CharField(max_length=300, blank=True, default="", help_text="The law that it rests on.")

    class Meta:
        constraints = [country_format()]

    def listed_items(self) -> list[Any]:
        """Return the controlled items that it lists, once each: its provisions' in their order, then others it defines."""
        named = [item for provision in self.provisions.all() for item in provision.items.all()]
        return list(dict.fromkeys([*named, *self.defined_items.all()]))

    def listed_materials(self) -> list[Any]:
        """Return the materials of its provisions in their order, then those of other items that it lists, once each."""
        named = [material for provision in self.provisions.all() for material in provision.materials.all()]
        return list(dict.fromkeys([*named, *(item.material for item in self.listed_items())]))


@tracked
class Target(models.Model):
    """Whom a measure is aimed at: a country, everyone, or a named actor (then it binds dealings with that actor)."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="targets")
    country = models.CharField(max_length=3, blank=True, default="", help_text="ISO 3166-1 code, EU, or all.")
    actor = models.ForeignKey("policy.Actor", models.PROTECT, null=True, blank=True, related_name="targeted_by")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(country="", actor__isnull=False)
                | models.Q(country__regex=DESTINATION, actor__isnull=True),
                name="policy_target_country_or_actor",
                violation_error_message="A target is either a country code (or all) or an actor.",
            ),
        ]

    def __str__(self) -> str:
        return self.actor.slug if self.actor else self.country


@tracked
class Provision(models.Model):
    """The smallest part of a measure with its own dates, scope and requirement."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="provisions")
    position = models.PositiveSmallIntegerField(
        "order", default=0, help_text="Its place among the measure's provisions."
    )
    ref = models.CharField(max_length=80, help_text="How it is cited, such as Article 1(1)(a).")
    summary = models.TextField(help_text="What it demands, in our own words.")
    requirement = ChoiceField(choices=Requirement.choices)
    items = OrderedManyToManyField("policy.ControlledItem", related_name="provisions", blank=True)
    materials = OrderedManyToManyField("policy.Material", related_name="provisions", blank=True)
    destinations = ArrayField(models.CharField(max_length=3), default=list, blank=True, help_text=DESTINATIONS_HELP)
    commencement = PartialDateField(
        null=True,
        blank=True,
        help_text="First day with legal effect, inclusive; empty when none is recorded (a proposal).",
    )
    expiry = PartialDateField(
        null=True, blank=True, help_text="Last day with legal effect, inclusive; empty when open-ended."
    )
    notes = models.TextField(
        blank=True, default="", help_text="What a reader must know beside its state; shown wherever the state is."
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "ref"],
                name="policy_provision_ref_once",
                violation_error_message="This measure has a provision of that name already.",
            ),
            not_blank("ref"),
            not_blank("summary"),
            in_order("commencement", "expiry", "A provision cannot expire before it commences."),
            each_matches("destinations", DESTINATION, "A destination is a country code in capitals, EU, or all."),
        ]

    def __str__(self) -> str:
        return f"{self.measure.slug} {self.ref}"


@tracked
class Effect(models.Model):
    """What a measure does to an earlier provision, or to a whole earlier measure when no provision is named."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="effects")
    target = models.ForeignKey(Measure, models.PROTECT, related_name="effects_on")
    provision = models.ForeignKey(
        Provision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="effects_on",
        help_text="Empty: the whole instrument.",
    )
    effect = ChoiceField(choices=EffectKind.choices)
    start = PartialDateField("from", help_text="First day of the effect, inclusive.")
    until = PartialDateField(null=True, blank=True, help_text="Last day, inclusive; empty: until further notice.")

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("start", "until", "An effect cannot end before it begins."),
            models.CheckConstraint(
                condition=~models.Q(measure=models.F("target")),
                name="policy_effect_not_on_itself",
                violation_error_message="An instrument has no effect on itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effect} {self.provision or self.target.slug}"


MeasureIssuer = tracked_relation(Measure.issuers.through, "MeasureIssuer")
ProvisionItem = tracked_relation(Provision.items.through, "ProvisionItem")
ProvisionMaterial = tracked_relation(Provision.materials.through, "ProvisionMaterial")
