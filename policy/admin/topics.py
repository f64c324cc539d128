from django.contrib import admin

from policy.admin.references import ReferenceAdmin
from policy.models import Topic


@admin.register(Topic)
class TopicAdmin(ReferenceAdmin):
    table = "topic"
    fields = ["name", "name_zh", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    list_display = ["name", "name_zh", "slug"]
    search_fields = ["name", "name_zh", "slug"]
