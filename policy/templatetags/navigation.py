"""What the navigation leads to besides its fixed links: `{% load navigation %}`."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from policy import kinds
from policy.kinds import EventKind
from policy.site.languages import PageLanguages

register = template.Library()


@register.simple_tag
def kinds_with_pages() -> list[EventKind]:
    """Return the kinds of events that have pages of their own, under `/<plural>/`."""
    return [kind for kind in kinds.every() if kind.site_urls]


@register.simple_tag(takes_context=True)
def place_in_navigation(context: Context) -> tuple[str | None, str]:
    """Return all that the navigation follows from: the template of a page, and the kind whose page it is."""
    path = context["request"].path if "request" in context else ""
    return context.template.name, next((kind.name for kind in kinds_with_pages() if path == reverse(kind.plural)), "")


@register.simple_tag(takes_context=True)
def page_languages(context: dict[str, Any]) -> PageLanguages:
    """Return the languages in which the page that is asked for can be read."""
    return PageLanguages.of(context.get("request"))


@register.simple_tag
def all_kinds() -> list[EventKind]:
    """Return all kinds of events."""
    return kinds.every()
