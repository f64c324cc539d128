"""Moving the day up to which the authorities' lists were read, in one step from the dashboard."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from policy.dates import last_day, validate_partial_date
from policy.models import DataSet

PAGE = "reviewed"


def urls(page: Any) -> list[Any]:
    """Return the address of the page; `page` is the data set's admin."""

    def view(request: HttpRequest) -> HttpResponse:
        return _respond(page, request)

    name = f"{page.opts.app_label}_{page.opts.model_name}_{PAGE}"
    return [path(f"{PAGE}/", page.admin_site.admin_view(view), name=name)]


class ReviewedForm(forms.ModelForm):
    """The day and what was read; `seen` is the day that stood there when the form was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = DataSet
        fields = ("reviewed_through", "note")
        widgets = {
            "reviewed_through": forms.DateInput(attrs={"type": "date", "autofocus": True}),
            "note": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }
        labels = {"note": "What was read"}
        help_texts = {"note": "And what may be missing."}

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.standing = today, self.instance.reviewed_through or ""
        self.fields["reviewed_through"].required = True
        self.initial |= {"seen": self.standing, "reviewed_through": today.isoformat()}

    def clean_reviewed_through(self) -> str:
        day = self.cleaned_data["reviewed_through"]
        validate_partial_date(day)
        if last_day(day) > self.today:
            raise forms.ValidationError("Nobody has read tomorrow’s lists: choose today or a day before.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("seen", "") != self.standing:
            self.data = self.data.copy()
            self.data["seen"] = self.standing
            moved = (
                f"Somebody moved it to {self.standing or 'no day'} since you opened this page: look again, and save."
            )
            self.add_error(None, moved)
        return cleaned


@transaction.atomic
def _respond(page: Any, request: HttpRequest) -> HttpResponse:
    """Move the day; show the form, when nothing was posted or it is refused. Raises `PermissionDenied`."""
    row = DataSet.objects.select_for_update().get()
    if not page.has_change_permission(request, row):
        raise PermissionDenied
    before = row.reviewed_through
    form = ReviewedForm(request.POST if request.method == "POST" else None, instance=row, today=timezone.localdate())
    if form.is_valid():
        page.save_model(request, form.instance, form, change=True)
        done = f"Reviewed through {row.reviewed_through}: it was {before or 'no day'}."
        page.log_change(request, row, done)
        page.message_user(request, done, messages.SUCCESS)
        return redirect(f"{page.admin_site.name}:index")
    context = {
        **page.admin_site.each_context(request),
        "title": "Reviewed through",
        "opts": page.opts,
        "form": form,
        "standing": before,
        "back": reverse(f"{page.admin_site.name}:index"),
    }
    return TemplateResponse(request, "admin/reviewed.html", context)
