"""Parts of pages that are rendered once: `{% load kept %}`."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.translation import get_language

from policy.site.kept import kept

register = template.Library()


class OnceNode(template.Node):
    """A part of a page that is kept by its name, the language spoken, and what else it follows from."""

    def __init__(self, name: str, follows_from: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.follows_from, self.nodelist = name, follows_from, nodelist

    def render(self, context: Any) -> str:
        values = [one.resolve(context, ignore_failures=True) for one in self.follows_from]
        if values[0] is None:
            return self.nodelist.render(context)
        return kept.get((self.name, get_language(), *values), lambda: self.nodelist.render(context))


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    """Keep what stands in between by all that it follows from: `{% once name value … %}…{% endonce %}`.

    It is rendered each time where the first of the values is `None`.
    """
    _, name, *values = token.split_contents()
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(name, [parser.compile_filter(value) for value in values], nodelist)
