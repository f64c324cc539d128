from django.db import models

from policy.models.constraints import not_blank, slug_format
from policy.models.history import tracked


@tracked
class Topic(models.Model):
    """A subject that gathers events, such as licensing or talks."""

    slug = models.SlugField(max_length=120, unique=True, help_text="Stable name in addresses.")
    name = models.CharField(max_length=120)
    name_zh = models.CharField("name in Chinese", max_length=120)

    class Meta:
        ordering = ["name", "slug"]
        constraints = [slug_format(), not_blank("name")]

    def __str__(self) -> str:
        return self.name
