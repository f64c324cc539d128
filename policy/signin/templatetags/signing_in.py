from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def is_second_factor_required() -> bool:
    return settings.SECOND_FACTOR_REQUIRED
