"""Filters that say values of documents in English: `{% load wording %}`."""

from collections.abc import Mapping
from typing import Any

from django import template

from policy.site import months, wording

register = template.Library()

for function in (
    *(wording.day, wording.day_before, wording.instant, wording.place, wording.places, wording.label),
    *(wording.certainty_means, wording.relation, wording.counted, wording.byline, wording.script, wording.host),
    months.lane,
):
    register.filter(function)


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """Look up a key that a variable holds; `None` when it isn't there."""
    return mapping.get(key)
