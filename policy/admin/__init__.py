"""The editors' back office: Django's admin, one module per concept."""

from django.contrib import admin

from policy.admin import actors, dataset, events, materials, measures, meetings, sources, statements, topics

admin.site.site_header = "Monazite"
admin.site.site_title = "Monazite"
admin.site.index_title = "Editing"

__all__ = ["actors", "dataset", "events", "materials", "measures", "meetings", "sources", "statements", "topics"]
