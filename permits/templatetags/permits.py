"""Filters that say of permits what pages show: `{% load permits %}`."""

from django import template

from permits.words import counted_noun, stands

register = template.Library()
register.filter(stands)
register.filter(counted_noun)
