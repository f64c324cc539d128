"""Filters that say of permits what pages show: `{% load permits %}`."""

from django import template

from permits.words import stands

register = template.Library()
register.filter(stands)
