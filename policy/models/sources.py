from django.db import models

from policy.choices import Checked, SourceTier
from policy.models.constraints import not_blank, short_quotation, slug_format
from policy.models.fields import ChoiceField, PartialDateField
from policy.models.history import tracked


@tracked
class Source(models.Model):
    """A document that facts are taken from."""

    slug = models.SlugField(max_length=120, unique=True, help_text="Stable name in addresses.")
    title = models.CharField(max_length=300)
    publisher = models.ForeignKey("policy.Actor", models.PROTECT, related_name="sources")
    url = models.URLField(
        "address", max_length=800, unique=True, help_text="Where the document is read (http or https)."
    )
    published = PartialDateField(
        null=True, blank=True, help_text="Day, month or year of publication: 2025-06-07, 2025-06 or 2025."
    )
    language = models.CharField(max_length=12, default="en", help_text="Language tag of the text, such as en or zh.")
    tier = ChoiceField(choices=SourceTier.choices, help_text="Primary is the authority's own text.")
    checked = ChoiceField(choices=Checked.choices, help_text="Whether someone read the passage that supports the fact.")
    archive_url = models.URLField(
        "archived copy",
        max_length=1000,
        blank=True,
        default="",
        help_text="Where an archive keeps the page as it was read (http or https). Readers see it.",
    )

    class Meta:
        ordering = ["slug"]
        constraints = [
            slug_format(),
            not_blank("title"),
            models.CheckConstraint(
                condition=models.Q(url__regex=r"^https?://[^/]+"),
                name="%(app_label)s_%(class)s_url_http",
                violation_error_message="A source's address begins with http:// or https://.",
            ),
            models.CheckConstraint(
                condition=models.Q(archive_url="") | models.Q(archive_url__regex=r"^https?://[^/]+"),
                name="%(app_label)s_%(class)s_archive_url_http",
                violation_error_message="An archived copy's address begins with http:// or https://.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@tracked
class Citation(models.Model):
    """Which fact of an event a source supports, and where in the source it stands."""

    event = models.ForeignKey("policy.Event", models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations")
    supports = models.TextField(help_text="Which fact it supports, in a few words.")
    locator = models.CharField(max_length=300, blank=True, default="", help_text="Where: page, article or paragraph.")
    quote = models.TextField(blank=True, default="", help_text="An exact short quotation, at most 40 words.")

    class Meta:
        ordering = ["id"]
        constraints = [not_blank("supports"), short_quotation("quote")]

    def __str__(self) -> str:
        return f"{self.source}: {self.supports}"
