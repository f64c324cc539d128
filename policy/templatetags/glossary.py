"""Links to what words mean: `{% load glossary %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from policy.site.glossary import address

register = template.Library()


@register.simple_block_tag
def term(content: str, name: str) -> SafeString:
    """Let a word lead to its entry in the glossary: `{% term "in_force" %}in force{% endterm %}`."""
    return format_html('<a class="term" href="{}">{}</a>', address(name), content)
