"""Import and export of lists as spreadsheets: a file is read, shown, and imported as it was shown, or not at all."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pghistory
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from policy.choices import SpreadsheetState
from policy.imports.sheets import formats
from policy.imports.sheets.reading import Fate, Reading
from policy.imports.sheets.resource import TableResource
from policy.imports.sheets.tables import Table
from policy.models import Event, Spreadsheet
from policy.record.turns import hold_publications
from policy.record.version import rows_changed

KEPT = timedelta(days=1)

Refusal = Callable[[models.Model], str]


class Refused(Exception):
    """The database refuses a sheet whose rows could all be read; `cause` is its error."""

    def __init__(self, cause: Exception, reading: Reading) -> None:
        super().__init__(str(cause))
        self.cause, self.reading = cause, reading


@transaction.atomic
def keep(table: Table, user: Any, file_name: str, content: bytes) -> Spreadsheet:
    """Keep a file until it is confirmed, in place of the one that the user looked at before for the same list."""
    Spreadsheet.objects.filter(table=table.name, by=user, state=SpreadsheetState.READ).update(content=None)
    return Spreadsheet.objects.create(
        table=table.name, state=SpreadsheetState.READ, by=user, content=content, **_named(file_name, content)
    )


def rehearse(table: Table, content: bytes, refusal: Refusal) -> Reading:
    """Import a file and undo it; return what it would do. `refusal` says why an existing row may not be changed.

    Raises `formats.SheetRefused` for a file that can't be read, and `Refused` for one that the database refuses.
    """
    return _import(TableResource(table, refusal), formats.read(content), dry_run=True)


@transaction.atomic
def carry_out(upload: Spreadsheet, table: Table, refusal: Refusal, *, shown: str) -> Reading:
    """Import a kept file, if that does exactly what was shown: `shown` is the hash of that reading. All rows or none.

    What is imported is a draft, an unpublished change, or a row that no published event shows. Raises `ShownOtherwise`,
    and what `rehearse` raises.
    """
    _lock(table)
    kept = Spreadsheet.objects.select_for_update().get(pk=upload.pk)
    with pghistory.context(reason=f"Imported from {kept.file_name}.", spreadsheet=kept.pk):
        reading = _import(TableResource(table, refusal), formats.read(bytes(kept.content or b"")), shown=shown)
    if not table.kind:
        rows_changed()
    fates = [row.fate for row in reading.rows]
    kept.rows, kept.new, kept.changed = len(fates), fates.count(Fate.NEW), fates.count(Fate.CHANGED)
    kept.state, kept.content = SpreadsheetState.IMPORTED, None
    kept.save()
    return reading


def export(table: Table, keys: Sequence[int], user: Any, file_name: str, file_format: str) -> bytes:
    """Return a file of the rows with these keys, in their order, and note who took it. With none, it has columns only."""
    content = formats.FORMATS[file_format]().export_data(TableResource(table, lambda row: "").export(keys))
    Spreadsheet.objects.create(
        table=table.name, state=SpreadsheetState.EXPORTED, by=user, rows=len(keys), **_named(file_name, content)
    )
    return content


def forget_old(now: datetime) -> None:
    """Drop the contents of files that were never confirmed."""
    Spreadsheet.objects.filter(content__isnull=False, at__lt=now - KEPT).update(content=None)


def _named(file_name: str, content: bytes) -> dict[str, str]:
    return {"file_name": file_name[-200:], "sha256": hashlib.sha256(content).hexdigest()}


def _import(resource: TableResource, dataset: Any, **kwargs: Any) -> Reading:
    result = resource.import_data(dataset, use_transactions=True, rollback_on_validation_errors=True, **kwargs)
    for error in result.base_errors:
        if isinstance(error.error, IntegrityError | ProtectedError):
            raise Refused(error.error, resource.reading)
    return resource.reading


def _lock(table: Table) -> None:
    """Lock what an import reads and writes, in the order in which loads and publications lock it."""
    if table.kind:
        list(Event.objects.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        return
    hold_publications()  # nobody publishes an event that shows one of the rows meanwhile
    list(table.model._default_manager.order_by("pk").select_for_update(no_key=True).values_list("pk"))
