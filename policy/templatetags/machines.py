"""What the heads of pages tell programs, and what a reader takes along: `{% load machines %}`."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from policy.site import embed, json_ld
from policy.site.citation_files import Citation
from policy.site.entry import Entry
from policy.site.states import ProvisionStates

register = template.Library()
Context = dict[str, Any]
LOCALES = {"en": "en_GB", "zh-hans": "zh_CN"}  # as Open Graph writes them


@register.simple_block_tag
def kept(content: str) -> SafeString:
    """Return what stands in between, to be said more than once: `{% kept as title %}…{% endkept %}`."""
    return mark_safe(content.strip())


@register.filter
def without_site(title: str) -> SafeString:
    """Return a page's title without the name of the site at its end."""
    return mark_safe(title.removesuffix(" – Monazite"))


@register.simple_tag(takes_context=True)
def absolute_address(context: Context, name: str, *args: Any) -> str:
    """Return the full address of a route."""
    return context["request"].build_absolute_uri(reverse(name, args=args))


@register.simple_tag
def locale() -> str:
    """Return the language of the page as Open Graph writes it."""
    return LOCALES[get_language() or settings.LANGUAGE_CODE]


@register.simple_tag
def other_locales() -> list[str]:
    """Return the languages in which the page can be read besides its own."""
    return [LOCALES[code] for code, _ in settings.LANGUAGES if code in LOCALES and code != get_language()]


@register.simple_tag(takes_context=True)
def data_set_json_ld(context: Context) -> SafeString:
    """Return the description of the record as a data set."""
    request = context["request"]
    return json_ld.block(json_ld.data_set(request.version, request.build_absolute_uri))


@register.simple_tag(takes_context=True)
def event_json_ld(context: Context, entry: Entry, states: ProvisionStates | None) -> SafeString:
    """Return the description of an event; `states` are those of its provisions, where it has any."""
    now = [one.state for one in states.provisions if one.state] if states else []
    return json_ld.block(json_ld.event(entry, now, context["request"].build_absolute_uri))


@register.simple_tag(takes_context=True)
def citation_of(context: Context, entry: Entry) -> Citation:
    """Return how an event is cited as it stands in its revision."""
    return Citation(entry.revision, context["request"].build_absolute_uri)


@register.simple_tag(takes_context=True)
def embed_code(context: Context, event: dict[str, Any]) -> SafeString:
    """Return what another page holds to show the card of an event."""
    return embed.frame(absolute_address(context, "embed", event["slug"]), event["title"])
