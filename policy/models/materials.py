from django.contrib.postgres.fields import ArrayField
from django.db import models

from policy.choices import Form, MaterialGroup
from policy.models.constraints import HS_CODE, each_matches, not_blank, slug_format
from policy.models.fields import ChoiceField
from policy.models.history import tracked


@tracked
class Material(models.Model):
    """An element, another mineral, or a collective name such as rare earths."""

    slug = models.SlugField(max_length=120, unique=True, help_text="Stable name in addresses, such as dysprosium.")
    symbol = models.CharField(max_length=3, blank=True, default="", help_text="Chemical symbol, of elements.")
    atomic_number = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of elements.")
    name = models.CharField(max_length=120)
    name_zh = models.CharField("name in Chinese", max_length=120, blank=True, default="")
    group = ChoiceField(choices=MaterialGroup.choices)
    aliases = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, help_text="Other names, separated by commas."
    )
    uses = models.TextField(help_text="What it is used for, in one to four sentences of our own.")

    class Meta:
        ordering = ["atomic_number", "name"]
        constraints = [
            slug_format(),
            not_blank("name"),
            not_blank("uses"),
            models.CheckConstraint(
                condition=models.Q(atomic_number__isnull=True) | models.Q(atomic_number__range=(1, 118)),
                name="%(app_label)s_%(class)s_atomic_number",
                violation_error_message="An atomic number lies between 1 and 118.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.symbol})" if self.symbol else self.name


@tracked
class ControlledItem(models.Model):
    """A material in a form, with its export control code and reference HS codes."""

    slug = models.SlugField(max_length=120, unique=True, help_text="Stable name, such as 2025-18-sm-alloys.")
    material = models.ForeignKey(Material, models.PROTECT, related_name="items")
    form = ChoiceField(choices=Form.choices)
    control_code = models.CharField(
        max_length=40,
        blank=True,
        default="",
        help_text="Export control code or ECCN, such as 1C902.a; empty where the source gives none.",
    )
    hs_codes = ArrayField(
        models.CharField(max_length=13),
        default=list,
        blank=True,
        verbose_name="HS codes",
        help_text="Reference customs codes, each with as many digits as its source gives, separated by commas.",
    )
    description = models.TextField(help_text="What the list names, in our own words.")
    defined_by = models.ForeignKey(
        "policy.Measure", models.PROTECT, related_name="defined_items", help_text="The measure that lists it."
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = "controlled item"
        constraints = [
            slug_format(),
            not_blank("description"),
            each_matches("hs_codes", HS_CODE, "An HS code has 4 to 13 digits and nothing else."),
        ]

    def __str__(self) -> str:
        return f"{self.material.name}, {self.form} ({self.control_code or self.slug})"
