"""How the back office groups its pages: what editors enter first, then what that refers to."""

from typing import Any

from django import template

from policy import kinds
from policy.models import Finding
from policy.reports import open_reports

register = template.Library()


def groups() -> dict[str, list[str]]:
    """Return the names of models by caption; the timeline has those of all registered kinds of events."""
    return {
        "To look at": ["Finding", "ErrorReport", "ScheduledPublication", "LapseCheck"],
        "Timeline": list(dict.fromkeys(["Statement", *(kind.model.__name__ for kind in kinds.every())])),
        "What events refer to": ["Actor", "Source", "Material", "ControlledItem", "Topic"],
        "The record": ["DataSet", "Spreadsheet", "BackgroundJob"],
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
def waiting(object_name: str) -> int | None:
    """Return how many rows of a list wait for somebody; `None` for lists that wait for nobody."""
    counted = {"Finding": Finding.objects.all, "ErrorReport": open_reports}.get(object_name)
    return counted().count() if counted else None
