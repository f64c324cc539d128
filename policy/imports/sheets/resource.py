"""One table of the desk as django-import-export sees it: it rehearses, counts, and writes all rows or none."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models
from django.db.models import ProtectedError
from import_export import fields
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import RowResult

from policy import kinds
from policy.imports.sheets import columns
from policy.imports.sheets.reading import Fate, Reading, SheetRow
from policy.imports.sheets.tables import LINKS, Table
from policy.imports.write import Writer, next_ids, write_links
from policy.models import Event

FATES = {
    Fate.NEW: RowResult.IMPORT_TYPE_NEW,
    Fate.CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    Fate.UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
}
ROOM = {"citations": 2}  # rows below that an export has columns for at least; one of any other sort


class ShownOtherwise(Exception):
    """A sheet would by now do something else than what was shown of it."""


class TableResource(Resource):
    """The library frames the work: transaction, rehearsal, results. What cells mean, the serializers of the facts say.

    `refusal` says why an existing row may not be changed; `reading` is what the last import read.
    """

    slug = fields.Field(attribute="slug", column_name="slug")

    class Meta:
        import_id_fields = ["slug"]
        use_transactions = True
        instance_loader_class = BaseInstanceLoader

    def __init__(self, table: Table, refusal: Callable[[models.Model], str]) -> None:
        super().__init__()
        self.table, self.refusal = table, refusal

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Read all rows at once, since they may refer to each other. `shown` is the hash of what was shown, if anything was.

        Raises `SheetRefused` and `ShownOtherwise`.
        """
        self.reading = Reading(self.table, dataset, self.refusal)
        if kwargs.get("shown", self.reading.sha256) != self.reading.sha256 or (
            "shown" in kwargs and self.reading.problems
        ):
            raise ShownOtherwise
        self.by_number = {row.number: row for row in self.reading.rows}

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> RowResult:
        """Say what became of a row; all of them are written after the last."""
        result = RowResult()
        result.import_type = RowResult.IMPORT_TYPE_SKIP
        planned = self.by_number.get(kwargs["row_number"] + 1)
        if planned and planned.problems:
            result.import_type = RowResult.IMPORT_TYPE_INVALID
            result.validation_error = ValidationError([f"{column}: {said}" for column, said in planned.problems])
        elif planned:
            result.import_type = FATES[planned.fate]
        return result

    def after_import(self, dataset: tablib.Dataset, result: Any, **kwargs: Any) -> None:
        """Write what differs, in a rehearsal too: what the database refuses is told before anybody confirms."""
        if not self.reading.problems:
            _Writing(self.table, self.reading).run()
            connection.check_constraints()

    def handle_import_error(self, result: Any, error: Exception, raise_errors: bool = False) -> None:
        """Keep what the database refuses for whoever asked; anything else is none of their making."""
        if not isinstance(error, IntegrityError | ProtectedError):
            raise error
        super().handle_import_error(result, error, raise_errors)

    def export(self, queryset: Iterable[int] | None = None, **kwargs: Any) -> tablib.Dataset:
        """Return the rows with the keys given, in their order; with none, the columns alone."""
        facts = self.table.facts()
        records = self.table.records(list(queryset or []))
        widths = dict(ROOM)
        for record in records.values():
            for key in facts.fields:
                if isinstance(record.get(key), list):
                    widths[key] = max(widths.get(key, 1), len(record[key]))
        headers = columns.columns(facts, widths)
        dataset = tablib.Dataset(headers=headers)
        for record in records.values():
            cells = columns.written(facts, record)
            dataset.append([cells.get(name, "") for name in headers])
        return dataset


class _Writing:
    """Writes the rows of a reading that differ from what stands there."""

    def __init__(self, table: Table, reading: Reading) -> None:
        self.table, self.reading = table, reading
        self.ids = reading.ids
        new = [row.slug for row in reading.changing if row.fate is Fate.NEW]
        self.ids[table.name] |= dict(zip(new, next_ids(Event if table.kind else table.model, len(new)), strict=True))

    def run(self) -> None:
        writer, facts = Writer(self.ids), self.table.own()
        rows = [(self._row(planned), planned.record.attrs) for planned in self.reading.changing]  # type: ignore[union-attr]
        for row, attrs in rows:
            writer.write(row, facts, attrs)
        writer.flush()
        for row, attrs in rows:
            writer.write_late(row, facts, attrs)
        writer.flush()
        writer.delete_gone()
        if self.table.kind:
            write_links([row.pk for row, _ in rows], dict(self._links(rows)))

    def _row(self, planned: SheetRow) -> Any:
        key = self.ids[self.table.name][planned.slug]
        row = self.reading.present.get(key) or self.table.model(pk=key, id=key)
        if self.table.kind:
            row.kind = self.table.kind.name
        return row

    def _links(self, rows: list[tuple[Any, dict[str, Any]]]) -> Iterator[tuple[tuple[int, int, str], str]]:
        events = {slug: key for kind in kinds.every() for slug, key in self.ids[kind.file].items()}
        for row, attrs in rows:
            for link in attrs[f"{LINKS}_out"]:
                yield (row.pk, events[link["to_event"]], link["relation"]), link["note"]
