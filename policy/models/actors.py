from django.db import models

from policy.choices import ActorKind
from policy.models.constraints import country_format, not_blank, slug_format
from policy.models.fields import ChoiceField
from policy.models.history import tracked


@tracked
class Actor(models.Model):
    """A ministry, official, company, medium or organisation that acts, speaks, publishes or is named."""

    slug = models.SlugField(max_length=120, unique=True, help_text="Stable name in addresses, such as mofcom.")
    name = models.CharField(max_length=200, help_text="The name in English, as readers see it.")
    name_zh = models.CharField("name in Chinese", max_length=200, blank=True, default="")
    kind = ChoiceField(choices=ActorKind.choices)
    country = models.CharField(
        max_length=2, blank=True, default="", help_text="ISO 3166-1 code, EU for the European Union."
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", help_text="The body it belongs to."
    )
    role = models.CharField(
        max_length=200, blank=True, default="", help_text="Office held, such as Foreign ministry spokesperson."
    )

    class Meta:
        ordering = ["name", "slug"]
        constraints = [
            slug_format(),
            not_blank("name"),
            country_format(),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="%(app_label)s_%(class)s_not_own_parent",
                violation_error_message="An actor cannot be its own parent.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
