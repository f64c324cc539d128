"""What the index of the back office shows, and how its lists are grouped."""

from typing import Any

from django import template
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from policy import kinds
from policy.admin import reviewed
from policy.admin.waiting import Waiting, waiting_for
from policy.models import DataSet

register = template.Library()


def groups() -> dict[str, list[str]]:
    """Return the names of models by caption; the timeline has those of all registered kinds of events."""
    return {
        "To look at": ["Event", "Finding", "ErrorReport", "ScheduledPublication", "LapseCheck"],
        "Timeline": list(dict.fromkeys(["Statement", *(kind.model.__name__ for kind in kinds.every())])),
        "What events refer to": ["Actor", "Source", "Material", "ControlledItem", "Topic"],
        "The record": ["DataSet", "Spreadsheet", "BackgroundJob"],
        "Accounts": ["User", "Group", "SecondFactor", "SignIn", "ApiKey"],
    }


@register.filter
def grouped(app_list: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return (caption, entries) for the admin's `app_list`; what belongs to no group stays with its app."""
    entries = {model["object_name"]: model for app in app_list for model in app["models"]}
    captioned = groups()
    named = {name for names in captioned.values() for name in names}
    found = [(caption, [entries[name] for name in names if name in entries]) for caption, names in captioned.items()]
    found += [(app["name"], [one for one in app["models"] if one["object_name"] not in named]) for app in app_list]
    return [(caption, models) for caption, models in found if models]


@register.filter
def events_to_enter(app_list: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the kinds of events for which a form may be opened, each as (address, what one is called)."""
    entries = {model["object_name"]: model for app in app_list for model in app["models"]}
    own = [entries[name] for name in groups()["Timeline"] if name in entries]
    return [(one["add_url"], str(one["model"]._meta.verbose_name)) for one in own if one["add_url"]]


@register.simple_tag(takes_context=True)
def what_waits(context: dict[str, Any]) -> list[Waiting]:
    """Return the dashboard's items for whoever is signed in: what waits first, then what doesn't."""
    return list(waiting_for(context["user"], timezone.localdate()))


@register.simple_tag(takes_context=True)
def coverage(context: dict[str, Any]) -> dict[str, Any]:
    """Return the data set's row, and the address at which whoever is signed in may move its day; empty where they may not."""
    page = admin.site.get_model_admin(DataSet)
    request, row = context["request"], DataSet.objects.get()
    may = page.has_change_permission(request, row)
    return {"row": row, "address": page.url(reviewed.PAGE) if may else ""}  # type: ignore[attr-defined]


@register.simple_tag(takes_context=True)
def is_new_here(context: dict[str, Any]) -> bool:
    """Say whether who is signed in has done nothing at the desk yet."""
    return not LogEntry.objects.filter(user=context["user"].pk).exists()
