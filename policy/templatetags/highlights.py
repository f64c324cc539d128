"""Tags that mark in texts what was searched for: `{% load highlights %}`. They read `found` from the context."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from policy.record.search import Where
from policy.site.found import Found
from policy.site.highlights import Piece, Snippet

register = template.Library()


@register.simple_tag(takes_context=True)
def marked(context: Context, text: str | None) -> SafeString:
    """Return a text, escaped, with what was searched for marked; as it is where nothing was."""
    found: Found | None = context.get("found")
    return shown(found.marker.pieces(text)) if found and text else conditional_escape(text or "")


@register.simple_tag(takes_context=True)
def snippet(context: Context, document: dict[str, Any]) -> Snippet | None:
    """Return the part of an event that shows what was searched for, where its title and summary don't."""
    found: Found | None = context.get("found")
    return found.marker.snippet(document) if found else None


@register.filter
def shown(pieces: list[Piece]) -> SafeString:
    """Return pieces of a text, escaped, with hits marked."""
    return format_html_join("", "{}", ((_shown(piece),) for piece in pieces))


@register.filter
def part(where: Where) -> str:
    """Say which part of an event a snippet is from."""
    return {
        Where.NUMBER: _("Number"),
        Where.ORIGINAL: _("Original title"),
        Where.PROVISION: _("Provision"),
        Where.ITEM: _("Controlled item"),
        Where.QUOTATION: _("Quotation"),
        Where.PLACE: _("Place"),
        Where.TERMS: _("Terms"),
        Where.SOURCE: _("Source"),
        Where.LINK: _("Linked event"),
    }[where]


def _shown(piece: Piece) -> SafeString:
    return format_html('<mark class="hit">{}</mark>', piece.text) if piece.is_hit else conditional_escape(piece.text)
