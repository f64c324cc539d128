"""What a plain project does to enter events: it saves their rows through the ORM, one by one."""

import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Max, Model

from bench.synthetic.load import Lines
from policy.models import Event


def saved(lines: Lines, copied: Any) -> tuple[float, int]:
    """Save editorial rows as instances of their models, an event a transaction; return the seconds, and how many events.

    `copied` writes the lines, from which the instances are read; that is undone and not timed.
    """
    by_event = _instances(lines, copied)
    begun = time.perf_counter()
    for rows in by_event:
        with transaction.atomic():
            for row in rows:
                row.save(force_insert=(Model,))
    return time.perf_counter() - begun, sum(isinstance(row, Event) for rows in by_event for row in rows)


def _instances(lines: Lines, copied: Any) -> list[list[Any]]:
    """Return the rows as instances of their models, by event, what belongs to none first."""
    tables = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    models = [model for model in tables if model._meta.db_table in lines]
    before = {model: model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for model in models}
    found: dict[int, list[Any]] = defaultdict(list)
    with transaction.atomic():
        copied(lines)
        for model in models:
            if model is not Event:  # each is saved as what it is: a measure, a statement ...
                for row in model._default_manager.filter(pk__gt=before[model]).order_by("pk"):
                    found[_event(row)].append(row)
        transaction.set_rollback(True)
    return [found[key] for key in sorted(found)]


def _event(row: Any) -> int:
    """Return the id of the event that a row is part of; 0: of none."""
    if isinstance(row, Event):
        return row.pk
    owners: Iterable[Any] = (field for field in row._meta.fields if field.is_relation)
    for field in owners:
        if issubclass(field.related_model, Event):
            return getattr(row, field.attname)
        if field.related_model._meta.model_name == "provision":
            return getattr(row, field.name).measure_id
    return 0
