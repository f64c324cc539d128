"""What the queue's worker did, does and has yet to do: a list to read. The queue's own is left out, for its inline styles."""

from typing import Any

from django.contrib import admin
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from policy.models import BackgroundJob

ADMINISTRATION = "auth.change_user"

admin.site.unregister(ProcrastinateJob)


class Steps(admin.TabularInline):
    """What became of a job, step by step."""

    model = ProcrastinateEvent
    verbose_name_plural = "steps"
    fields = ["at", "type"]
    readonly_fields = fields
    ordering = ["-at", "-id"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # of whoever sees the job


@admin.register(BackgroundJob)
class JobAdmin(ProcrastinateJobAdmin):
    """A list of jobs, newest first. Each does by itself what its task says; one that failed may be tried again."""

    list_display = ["task", "status", "attempts", "last_step"]
    list_filter = ["status", "task_name"]
    fields = ["id", "task_name", "status", "attempts", "args", "scheduled_at"]
    search_fields = ["task_name"]
    ordering = ["-id"]
    inlines = [Steps]
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return admin.ModelAdmin.get_queryset(self, request).annotate(at=Max("procrastinateevent__at"))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(ADMINISTRATION)  # type: ignore[union-attr]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description="task", ordering="task_name")
    def task(self, job: Any) -> str:
        return job.task_name.replace("_", " ")

    @admin.display(description="last step", ordering="at")
    def last_step(self, job: Any) -> str:
        return f"{date_format(job.at, 'j F Y, H:i:s')} UTC" if job.at else ""
