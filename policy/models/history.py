"""Edit history by database trigger: every insert, update and delete of an editorial row, whoever made it.

The public history of an event is its revisions (`policy.record`); this one is for the editors.
"""

from typing import Any

import pghistory
import pghistory.models
from django.apps import apps
from django.db import models

editorial: set[type[models.Model]] = set()  # the tables that editors write, as opposed to what follows from them


def tracked(model: Any) -> Any:
    """Class decorator: keep a `<Model>History` row, with the row's values, for every change to the model's table."""
    editorial.add(model)
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        obj_field=pghistory.ObjForeignKey(related_name="%(class)s_rows"),
        model_name=f"{model.__name__}History",
    )(model)


def tracked_relation(through: Any, name: str) -> Any:
    """Keep the history of a many-to-many relation's join table, as `<name>History`."""
    options = type("Meta", (), {"proxy": True, "app_label": through._meta.app_label})
    proxy: type[models.Model] = type(name, (through,), {"__module__": through.__module__, "Meta": options})
    return tracked(proxy)


def history_of(model: type[models.Model]) -> Any:
    """Return the model of a table's history."""
    histories = (one for one in apps.get_models() if issubclass(one, pghistory.models.Event))
    return next(one for one in histories if one.pgh_tracked_model._meta.concrete_model is model)
