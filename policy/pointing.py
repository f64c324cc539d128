"""Rows that refer to another row, found from the models themselves, and how they come to refer to one in its place."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst

from policy.models import Link
from policy.models.history import editorial
from policy.rules import Problem, Refused

TO_ITSELF = "{} would come to speak of itself: change that first."


def point_elsewhere(row: Any, survivor: Any) -> list[str]:
    """Let every editorial row that refers to one refer to another in its place; say of each what was done.

    What would stand twice is deleted, and so is a link of the survivor to itself. What belongs to the row alone stays
    with it. Raises `policy.rules.Refused` where the survivor would come to act on itself otherwise.
    """
    told: list[str] = []
    for relation in row._meta.related_objects:
        if relation.many_to_many:
            told += _listed_elsewhere(relation, row, survivor)
        elif relation.related_model in editorial and relation.on_delete is models.PROTECT:
            told += _referred_elsewhere(relation.field, row, survivor)
    return told


def _referred_elsewhere(field: Any, row: Any, survivor: Any) -> Iterator[str]:
    table = field.model
    for one in table._base_manager.filter(**{field.name: row.pk}).order_by("pk"):
        words = _words(one, field)
        setattr(one, field.attname, survivor.pk)
        if _is_part(table) and _stands_twice(one, survivor):
            one.delete()
            yield f"{words} is taken out, for it would stand there twice, or lead to itself."
        else:
            table._base_manager.filter(pk=one.pk).update(**{field.attname: survivor.pk})
            yield words


def _stands_twice(one: Any, survivor: Any) -> bool:
    """Say whether a row says what another one says, or what can't be said: a link of an event to itself."""
    values = {
        field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields if not field.primary_key
    }
    if type(one)._base_manager.filter(**values).exclude(pk=one.pk).exists():
        return True
    try:
        one.validate_constraints()
    except ValidationError as error:
        if not isinstance(one, Link):
            raise Refused([Problem(survivor.slug, one._meta.verbose_name, " ".join(error.messages))]) from None
        return True
    return False


def _listed_elsewhere(relation: Any, row: Any, survivor: Any) -> Iterator[str]:
    """Put the survivor in the place of the row in each list that holds it; once, where it stands there already."""
    field = relation.field
    lists = relation.through._base_manager
    owner, listed = field.m2m_field_name(), field.m2m_reverse_field_name()
    for one in lists.filter(**{listed: row.pk}).order_by("pk").select_related(owner):
        holder = getattr(one, owner)
        if holder.pk == survivor.pk and isinstance(holder, field.remote_field.model):
            raise Refused([Problem(survivor.slug, field.verbose_name, TO_ITSELF.format(holder))])
        if lists.filter(**{owner: holder.pk, listed: survivor.pk}).exists():
            one.delete()
        else:
            lists.filter(pk=one.pk).update(**{f"{listed}_id": survivor.pk})
        yield _words(holder, field)


def _is_part(table: type[models.Model]) -> bool:
    """Say whether a table's rows belong to another row, and go with it."""
    keys = [field for field in table._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    return any(key.remote_field.on_delete is models.CASCADE and not key.remote_field.parent_link for key in keys)


def _words(one: Any, field: Any) -> str:
    return f"{capfirst(one._meta.verbose_name)} “{one}”: {field.verbose_name}"
