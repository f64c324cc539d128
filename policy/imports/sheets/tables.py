"""Which lists of the desk can be imported and exported, and what a row of each holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from policy import kinds
from policy.imports.export import RELATED
from policy.imports.files import REFERENCE_FILES
from policy.kinds.base import EventKind
from policy.models import Link
from policy.record.editorial import rows_with_facts
from policy.record.facts import Facts, Ref

LINKS = "links"


class ToldLinkFacts(Facts):
    """A link as the event has it that tells it."""

    to = Ref("events", source="to_event")

    class Meta:
        model = Link
        fields = ["to", "relation", "note"]


@dataclass(frozen=True)
class Table:
    """A list of rows by the name of its file in the data set. `facts` are those of a sheet, `own` those of the row itself."""

    name: str
    own: type[Facts]
    facts: type[Facts]
    kind: EventKind | None = None

    @property
    def model(self) -> Any:
        return self.own.Meta.model

    def records(self, keys: Iterable[int]) -> dict[str, dict[str, Any]]:
        """Return what rows say, by slug, in the order of their keys; links stand in an order of their own."""
        read = self.facts(self._rows().filter(pk__in=list(keys)), many=True).data
        records = {record["slug"]: in_order(record) for record in read}
        slugs = dict(self.model._default_manager.filter(pk__in=list(keys)).values_list("pk", "slug"))
        return {slugs[key]: records[slugs[key]] for key in keys if key in slugs}

    def _rows(self) -> Any:
        if self.kind:
            return rows_with_facts(self.kind)
        return self.model._default_manager.select_related(*RELATED.get(self.name, []))


def in_order(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with its links in an order that doesn't depend on who entered them when: they have none."""
    links = record.get(LINKS)
    if not links:
        return record
    return {**record, LINKS: sorted(links, key=lambda link: (str(link["to"]), str(link["relation"])))}


def every() -> list[Table]:
    """Return all tables, events first."""
    events = [Table(kind.file, kind.facts, _with_links(kind.facts), kind) for kind in kinds.every()]
    return [*events, *(Table(name, facts, facts) for name, facts in REFERENCE_FILES.items())]


def table_of(model: type[models.Model]) -> Table:
    """Return the table of a model's rows. Raises `StopIteration` for a model whose rows no data set has."""
    return next(table for table in every() if table.model is model)


def _with_links(facts: Any) -> type[Facts]:
    fields, added = [*facts.Meta.fields, LINKS], (*getattr(facts.Meta, "added", ()), LINKS)
    meta = type("Meta", (facts.Meta,), {"fields": fields, "added": added})
    links = ToldLinkFacts(many=True, source="links_out")
    return type(f"{facts.__name__}WithLinks", (facts,), {LINKS: links, "Meta": meta})
