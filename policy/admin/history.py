"""The history of edits, as the database's triggers kept it: of a row, of the rows below it, of the lists it keeps.

Whatever changed a row stands here, scripts and SQL included. All that one transaction changed is one `Edit`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import models
from django.http import HttpRequest

from policy.models.history import history_of

Values = dict[str, Any]
FATES = {"insert": "added", "delete": "removed"}


@dataclass(frozen=True)
class Line:
    """One field that an edit changed; values are as the database has them, those of references and lists are keys."""

    model: type[models.Model]
    row: Values | None  # the values of the row below, by which it is named; `None` for the page's own row
    fate: str  # of the row: "added", "removed", or empty when it was changed
    field: Any
    before: Any
    after: Any


@dataclass
class Edit:
    """What one transaction changed; `context` is the key of what is known of its author, `None` if nothing is."""

    at: datetime
    context: Any
    fate: str = ""  # of the page's own row
    lines: list[Line] = field(default_factory=list)


class EditReader:
    """Reads the edits of one row of a page (a `ModelAdmin`). `newest` holds the row's last values when that is done."""

    def __init__(self, page: Any, key: Any) -> None:
        self.page, self.key = page, key
        self.edits: dict[tuple[datetime, Any], Edit] = {}
        self.newest: Values = {}

    def read(self, request: HttpRequest) -> list[Edit]:
        """Return the edits that changed something, newest first; inlines that may not be seen are left out."""
        model = self.page.model
        for table in [*model._meta.all_parents, model]:
            self._read_own(table)
        self._read_lists(model, {self.key: None})
        for inline in self.page.history_inlines(request):
            self._read_below(inline.model, inline.get_formset(request).fk)
        return sorted((edit for edit in self.edits.values() if edit.lines), key=lambda edit: edit.at, reverse=True)

    def _read_own(self, table: type[models.Model]) -> None:
        for row, lines in self._changes(table, history_of(table).objects.filter(pgh_obj_id=self.key), None):
            edit = self._edit(row)
            edit.fate = FATES.get(row.pgh_label, edit.fate)
            edit.lines += lines
            self.newest |= _values(table, row)

    def _read_below(self, table: type[models.Model], owner: Any) -> None:
        """Read the rows that ever belonged to the page's row, those that are gone or went elsewhere included."""
        history = history_of(table).objects
        ever_here = history.filter(**{owner.attname: self.key}).values("pgh_obj_id")
        newest: dict[Any, Values | None] = {}
        for row, lines in self._changes(table, history.filter(pgh_obj_id__in=ever_here), owner):
            self._edit(row).lines += lines
            newest[row.pgh_obj_id] = _values(table, row)
        self._read_lists(table, newest)

    def _changes(self, table: Any, history: Any, owner: Any) -> Iterator[tuple[Any, list[Line]]]:
        """Pair each state of a table's rows with what made it differ from the state before."""
        last: dict[Any, Values] = {}
        for row in history.order_by("pgh_id"):
            values, fate = _values(table, row), FATES.get(row.pgh_label, "")
            before = values if fate == "removed" else last.get(row.pgh_obj_id)
            after = None if fate == "removed" else values
            last[row.pgh_obj_id] = values
            named = values if owner else None
            yield row, [Line(table, named, fate, *change) for change in _changed(table, owner, before, after)]

    def _read_lists(self, model: Any, owners: dict[Any, Values | None]) -> None:
        """Read how the lists changed that rows keep, such as a provision's materials; `owners` has the rows' values."""
        for relation in model._meta.many_to_many:
            through = relation.remote_field.through
            here = through._meta.get_field(relation.m2m_field_name()).attname
            there = through._meta.get_field(relation.m2m_reverse_field_name()).attname
            history = history_of(through).objects.filter(**{f"{here}__in": list(owners)}).order_by(here, "pgh_id")
            listed: dict[Any, dict[Any, Any]] = {owner: {} for owner in owners}
            for (owner, _), rows in groupby(history, key=lambda row: (getattr(row, here), _transaction(row))):
                before = list(listed[owner].values())
                for row in rows:
                    if row.pgh_label == "delete":
                        listed[owner].pop(row.pgh_obj_id, None)
                    else:
                        listed[owner][row.pgh_obj_id] = getattr(row, there)
                after = list(listed[owner].values())
                if before != after:
                    self._edit(row).lines.append(Line(model, owners[owner], "", relation, before, after))

    def _edit(self, row: Any) -> Edit:
        return self.edits.setdefault(_transaction(row), Edit(row.pgh_created_at, row.pgh_context_id))


def _transaction(row: Any) -> tuple[datetime, Any]:
    """Return what the history rows of one transaction share: its time and what is known of its author."""
    return row.pgh_created_at, row.pgh_context_id


def _values(table: Any, row: Any) -> Values:
    """Return a row's values; `None` for what the table's history leaves out."""
    return {column.attname: getattr(row, column.attname, None) for column in table._meta.local_concrete_fields}


def _changed(table: Any, owner: Any, before: Values | None, after: Values | None) -> Iterator[tuple[Any, Any, Any]]:
    """Yield (field, before, after) for what differs in what editors enter; of a row that came or went, all that it says."""
    for column in table._meta.local_concrete_fields:
        old, new = (values[column.attname] if values else None for values in (before, after))
        if column.primary_key or not column.editable or old == new:
            continue
        if (before and after) or (column is not owner and (old or new) not in (None, "", [])):
            yield column, old, new
