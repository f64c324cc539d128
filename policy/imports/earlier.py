"""What a row said at an earlier instant, as facts: rebuilt from the history of edits that the database keeps."""

from datetime import datetime
from typing import Any

from django.db import models
from rest_framework import serializers

from policy.kinds.measure import ProvisionRef
from policy.models import Actor, Event, Link
from policy.models.history import history_of
from policy.record.editorial import links_told
from policy.record.facts import Facts, Ref, RefList
from policy.record.former import ACTOR, now_called
from policy.rules import Problem, Refused

Values = dict[str, Any]
NAMES = ("title", "name", "ref", "slug")  # what a row is called whose own words are gone with it
GONE = "“{}” has been deleted since."


def facts_at(facts: Facts, key: int, at: datetime) -> dict[str, Any] | None:
    """Return what a row said, with the rows below it and its lists, when all edits up to an instant (inclusive) were done.

    `None`: there was no such row. Raises `policy.rules.Refused` where it referred to rows that are gone by now.
    """
    past = _Past(at)
    row = past.row(facts, key)
    if row is None:
        return None
    said = dict(facts.to_representation(row))
    if isinstance(row, Event):
        said["links"] = links_told(past.links(row))
    if past.gone:
        raise Refused([Problem(row.slug, field, GONE.format(name)) for field, name in past.gone])
    return said


class _Past:
    """Rows as they stood at an instant; `gone` collects what they referred to in vain, as (field, name)."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.gone: list[tuple[str, str]] = []

    def row(self, facts: Facts, key: int) -> Any:
        model = facts.Meta.model
        values: Values = {}
        for table in [*model._meta.all_parents, model]:
            for own in self._states(table, "pgh_obj_id", key):
                values |= own
        return self._built(facts, values) if model._meta.pk.attname in values else None

    def links(self, event: Event) -> list[Link]:
        links = [Link(**values) for values in self._states(Link, "from_event_id", event.pk)]
        for link in links:
            self._refer(link, Link._meta.get_field("to_event"))
        return [link for link in links if link.to_event_id]

    def _states(self, table: Any, owner: str, key: int) -> list[Values]:
        """Return the values of the rows of a table that belonged to an owner then, in the order of their keys."""
        history = history_of(table).objects.filter(pgh_created_at__lte=self.at)
        ever = history.filter(**{owner: key}).values("pgh_obj_id")
        newest = history.filter(pgh_obj_id__in=ever).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
        here = [row for row in newest if row.pgh_label != "delete" and getattr(row, owner) == key]
        columns = [column.attname for column in table._meta.local_concrete_fields]
        return [{name: getattr(row, name) for name in columns} for row in here]

    def _built(self, facts: Facts, values: Values) -> Any:
        """Return a row that reads as it did: what its facts are made of is at hand, as if it had been fetched."""
        row: Any = facts.Meta.model(**values)
        row._prefetched_objects_cache = {}
        for field in facts.fields.values():
            column = None if field.source == "*" else facts.Meta.model._meta.get_field(field.source)
            if isinstance(field, serializers.ListSerializer):
                row._prefetched_objects_cache[field.source] = self._below(field.child, column, row.pk)
            elif isinstance(field, RefList):
                row._prefetched_objects_cache[field.source] = self._listed(column, row.pk)
            elif isinstance(field, Ref | ProvisionRef):
                self._refer(row, column)
        return row

    def _below(self, facts: Any, relation: Any, key: int) -> list[Any]:
        model = relation.related_model
        order = model._meta.ordering
        states = self._states(model, relation.field.attname, key)
        return [self._built(facts, one) for one in sorted(states, key=lambda values: [values[name] for name in order])]

    def _listed(self, relation: Any, key: int) -> list[Any]:
        through = relation.remote_field.through
        here = through._meta.get_field(relation.m2m_field_name()).attname
        there = through._meta.get_field(relation.m2m_reverse_field_name()).attname
        model = relation.related_model
        then = [entry[there] for entry in self._states(through, here, key)]
        there_now = model._default_manager.in_bulk(then)
        keys = list(dict.fromkeys(one if one in there_now else _survivor(model, one) or one for one in then))
        rows = model._default_manager.in_bulk(keys)
        self.gone += [(relation.name, _last_name(relation.related_model, one)) for one in keys if one not in rows]
        return [rows[one] for one in keys if one in rows]

    def _refer(self, row: Any, relation: Any) -> None:
        """Note a reference that leads nowhere any more."""
        key, model = getattr(row, relation.attname), relation.related_model
        if key is not None and not model._default_manager.filter(pk=key).exists():
            survivor = _survivor(model, key)
            if survivor is None:
                self.gone.append((relation.name, _last_name(model, key)))
            setattr(row, relation.attname, survivor)


def _survivor(model: type[models.Model], key: int) -> int | None:
    """Return the key of the row into which one was merged that is gone, if it was an actor of the public record."""
    last = history_of(model).objects.filter(pgh_obj_id=key).order_by("pgh_id").last() if model is Actor else None
    survivor = now_called(ACTOR, last.slug) if last else None
    return model._default_manager.filter(slug=survivor).values_list("pk", flat=True).first() if survivor else None


def _last_name(model: type[models.Model], key: int) -> str:
    """Return what a row was called that is gone."""
    tables = [*model._meta.all_parents, model]
    last = [history_of(table).objects.filter(pgh_obj_id=key).order_by("pgh_id").last() for table in tables]
    return next((getattr(row, name) for name in NAMES for row in last if getattr(row, name, "")), str(key))
