"""What the navigation leads to besides its fixed links: `{% load navigation %}`."""

from django import template

from policy import kinds
from policy.kinds import EventKind

register = template.Library()


@register.simple_tag
def kinds_with_pages() -> list[EventKind]:
    """Return the kinds of events that have pages of their own, under `/<plural>/`."""
    return [kind for kind in kinds.every() if kind.site_urls]


@register.simple_tag
def all_kinds() -> list[EventKind]:
    """Return all kinds of events."""
    return kinds.every()
