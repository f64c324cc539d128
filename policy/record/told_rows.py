"""The statement that reads the facts of events of a kind, with the rows below them, as JSON: one question for many events."""

from functools import cache
from typing import Any

from django.db import connection, models
from rest_framework import serializers

from policy.kinds.base import EventKind
from policy.record.facts import Counted, Facts, Ref, RefList

LINKS = """
    SELECT coalesce(json_agg(json_build_object(
        'to', slug, 'relation', relation, 'note', nullif(note, '')
    ) ORDER BY policy_link.id), '[]')
    FROM policy_link JOIN policy_event ON policy_event.id = to_event_id WHERE from_event_id = t0.{key}
"""
WRITTEN_AS_THEY_ARE = (models.CharField, models.TextField)  # in JSON as in facts, but for texts that say nothing


def read(kind: EventKind, keys: list[int]) -> dict[int, dict[str, Any]]:
    """Return the facts of events of a kind by key, as the serializer of the kind's facts would write them, with `links`."""
    facts, statement, others = _statement(kind)
    with connection.cursor() as cursor:
        rows = cursor.execute(statement, [keys]).fetchall()
    return {key: _said(facts, told, others, links) for key, told, links in rows}


def _said(facts: Facts, told: dict[str, Any], others: dict[str, Any], links: list[Any]) -> dict[str, Any]:
    for name, column in others.items():
        if told[name] is not None:
            told[name] = facts.fields[name].to_representation(column.to_python(told[name]))
    return {**facts.told(told), "links": links}


@cache
def _statement(kind: EventKind) -> tuple[Facts, str, dict[str, Any]]:
    """Return the serializer of a kind's facts, what reads them by keys, and those columns that JSON writes in its own way."""
    facts: Any = kind.facts()
    meta = facts.Meta.model._meta
    joined = " ".join(
        f"JOIN {parent._meta.db_table} AS t0_parent ON t0_parent.{parent._meta.pk.column} = t0.{link.column}"
        for parent, link in meta.parents.items()
    )
    links = LINKS.format(key=meta.pk.column)
    statement = (
        f"SELECT t0.{meta.pk.column}, {_object(facts, 0)}, ({links})"
        f" FROM {meta.db_table} AS t0 {joined} WHERE t0.{meta.pk.column} = ANY(%s)"
    )
    columns = {name: meta.get_field(field.source) for name, field in facts.fields.items() if field.source != "*"}
    times = {name: column for name, column in columns.items() if isinstance(column, models.TimeField)}
    return facts, statement, times


def _object(facts: Any, depth: int) -> str:
    """Return the expression of a row's facts; `t<depth>` is the row."""
    values = {name: _value(facts.Meta.model, field, depth) for name, field in facts.fields.items()}
    if facts.is_text:
        return f"coalesce({', '.join(values.values())})"
    pairs = ", ".join(f"'{name}', {value}" for name, value in values.items())
    return f"json_build_object({pairs})"


def _value(model: Any, field: Any, depth: int) -> str:
    if isinstance(field, Counted):
        kind, number = (_column(model, f"{field.name}_{part}", depth) for part in ("kind", "value"))
        return f"CASE WHEN {kind} <> '' THEN json_build_object('kind', {kind}, 'value', {number}) END"
    column, own = model._meta.get_field(field.source), f"t{depth}.{model._meta.pk.column}"
    if isinstance(field, RefList):
        return f"({_listed(column, own)})"
    if isinstance(field, serializers.ListSerializer):
        return f"({_below(field.child, column, own, depth + 1)})"
    if column.is_relation:
        named = column.related_model._meta.get_field("slug" if isinstance(field, Ref) else "ref")
        table = named.model._meta
        key = _column(model, field.source, depth)
        return f"(SELECT {named.column} FROM {table.db_table} AS named WHERE named.{table.pk.column} = {key})"
    value = _column(model, field.source, depth)
    return f"nullif({value}, '')" if isinstance(column, WRITTEN_AS_THEY_ARE) else value


def _column(model: Any, name: str, depth: int) -> str:
    """Return a column of a row, or of the row that it extends."""
    field = model._meta.get_field(name)
    row = f"t{depth}" if field.model is model else f"t{depth}_parent"
    return f'{row}."{field.column}"'


def _listed(relation: Any, key: str) -> str:
    """Return what selects the slugs that a row lists, in their order."""
    through = relation.remote_field.through._meta
    here = through.get_field(relation.m2m_field_name()).column
    there = through.get_field(relation.m2m_reverse_field_name()).column
    named = relation.related_model._meta.get_field("slug").model._meta  # the table that holds the slug: events' own
    return (
        f"SELECT coalesce(json_agg(named.slug ORDER BY listed.id), '[]') FROM {through.db_table} AS listed"
        f" JOIN {named.db_table} AS named ON named.{named.pk.column} = listed.{there} WHERE listed.{here} = {key}"
    )


def _below(facts: Any, relation: Any, key: str, depth: int) -> str:
    """Return what selects the facts of the rows below one, in their order."""
    model = relation.related_model
    order = ", ".join(_column(model, name, depth) for name in model._meta.ordering)
    return (
        f"SELECT coalesce(json_agg({_object(facts, depth)} ORDER BY {order}), '[]')"
        f" FROM {model._meta.db_table} AS t{depth} WHERE t{depth}.{relation.field.column} = {key}"
    )
