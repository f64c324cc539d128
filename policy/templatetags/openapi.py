"""Texts of the API's schema on a page: `{% load openapi %}`."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def coded(words: str) -> SafeString:
    """Set what stands in backticks as code, as the schema's own language has it (CommonMark)."""
    return mark_safe(re.sub(r"`([^`]+)`", r'<code class="code">\1</code>', conditional_escape(words)))


@register.filter
def paragraphs(words: str) -> list[str]:
    return words.split("\n\n")
