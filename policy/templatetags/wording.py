"""Filters that say values of documents in the language that a page speaks: `{% load wording %}`."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from policy.site import acts, changes, months, source_words, state_words, wording

register = template.Library()

for function in (
    *(wording.day, wording.instant, wording.moment, wording.place, wording.places, wording.label),
    *(wording.certainty_means, wording.relation, wording.counted, wording.byline, wording.role, wording.host),
    *(
        wording.state,
        source_words.language_name,
        wording.heading,
        wording.other_title,
        wording.named,
        wording.lang,
        wording.other_name,
        wording.counted_of,
    ),
    *(acts.short_name, acts.act_name, state_words.short_day, state_words.short_month_day, state_words.full_day),
    *(changes.happens, changes.provisions, changes.causes, changes.together, months.lane),
):
    register.filter(function)


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """Look up a key that a variable holds; `None` when it isn't there."""
    return mapping.get(key)


@register.simple_tag
def when(date: str, end: str | None = None) -> SafeString:
    """Return a date, or the span to its last day, as `<time>` elements: "9–10 June 2025"."""
    if end is None:
        return format_html('<time datetime="{}">{}</time>', date, wording.day(date))
    first, last = wording.span(date, end)
    parts = (date, first, end, last)
    return format_html('<time datetime="{}">{}</time>–<time datetime="{}">{}</time>', *parts)
