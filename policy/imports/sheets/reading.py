"""What the rows of a sheet would do to a table: which are new, changed or unchanged, and everything that is wrong with them."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import tablib
from django.db import models

from policy.imports.constraints import broken_constraints
from policy.imports.problems import FileProblem
from policy.imports.reading import Record
from policy.imports.sheets import columns
from policy.imports.sheets.cells import Unreadable
from policy.imports.sheets.formats import SheetRefused
from policy.imports.sheets.tables import LINKS, Table, every, in_order
from policy.models import Actor, Event, Provision
from policy.record.facts import Counted
from policy.record.former import ACTOR, EVENT, now_called

SAID_BETTER = {
    "This field may not be null.": "is empty, and has to say something",
    "This field may not be blank.": "is empty, and has to say something",
    "is missing": "is empty, and has to say something",
    "is empty: write null": "is empty, and has to say something",
}


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class CellChange:
    """A cell as it would be exported now, and as it would be after the import."""

    column: str
    before: str
    after: str


@dataclass
class SheetRow:
    """A row of a sheet. `number` is what the spreadsheet program calls it; `problems` are (column, sentence)."""

    number: int
    cells: dict[str, str]
    problems: list[tuple[str, str]] = field(default_factory=list)
    before: dict[str, Any] | None = None
    raw: dict[str, Any] = field(default_factory=dict)
    record: Record | None = None
    changes: list[CellChange] = field(default_factory=list)
    fate: Fate = Fate.UNCHANGED

    @property
    def slug(self) -> str:
        return self.cells["slug"].strip()

    @property
    def title(self) -> str:
        return str(self.raw.get("title") or self.raw.get("name") or self.slug)


class Reading:
    """The rows of a sheet against a table as it stands. `refusal` says why an existing row may not be changed by who asks.

    Raises `SheetRefused` for columns that can't be read; what is wrong with single rows is among their problems.
    """

    def __init__(self, table: Table, dataset: tablib.Dataset, refusal: Callable[[models.Model], str]) -> None:
        self.table, self.refusal = table, refusal
        headers = [*(dataset.headers or [])]
        if wrong := [*columns.problems(table.facts(), headers)]:
            raise SheetRefused(" ".join(wrong))
        self.rows = [row for place, cells in enumerate(dataset, 2) if (row := _row(place, headers, cells))]
        self.ids = {one.name: dict(one.model._default_manager.values_list("slug", "pk")) for one in every()}
        self._read_rows()
        self._check()

    @property
    def problems(self) -> list[tuple[SheetRow, str, str]]:
        return [(row, column, sentence) for row in self.rows for column, sentence in row.problems]

    @property
    def changing(self) -> list[SheetRow]:
        return [row for row in self.rows if row.fate is not Fate.UNCHANGED]

    @cached_property
    def sha256(self) -> str:
        """Return the SHA-256 of all that the rows would do, and of all that is wrong with them."""
        told = [
            [row.number, row.fate, row.problems, [(one.column, one.before, one.after) for one in row.changes]]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def _read_rows(self) -> None:
        slugs = {row.slug for row in self.rows}
        self.present = self.table.model._default_manager.in_bulk(
            [key for slug, key in self.ids[self.table.name].items() if slug in slugs]
        )
        current = self.table.records(self.present)
        facts = self.table.facts()
        for row in self.rows:
            row.before = current.get(row.slug)
            row.raw = in_order(_raw(facts, row))
        facts = self.table.facts(context={"known": self._known(), "provision_refs": self._provision_refs()})
        for row in self.rows:
            if row.before is None or facts.told(row.raw) != facts.told(row.before):
                row.fate = Fate.NEW if row.before is None else Fate.CHANGED
                row.record = Record(self.table.name, row.slug, facts, row.raw)
                row.changes = list(_changes(facts, row))

    def _known(self) -> dict[str, set[str]]:
        known = {name: set(slugs) for name, slugs in self.ids.items()}
        known[self.table.name] |= {row.slug for row in self.rows}
        known["events"] = set().union(*(known[one.name] for one in every() if one.kind))
        return known

    def _provision_refs(self) -> dict[str, set[str]]:
        refs: dict[str, set[str]] = {}
        for slug, ref in Provision.objects.values_list("measure__slug", "ref"):
            refs.setdefault(slug, set()).add(ref)
        said = {row.slug: row.raw.get("provisions") for row in self.rows}
        return refs | {slug: {one["ref"] for one in rows} for slug, rows in said.items() if rows is not None}

    def _check(self) -> None:
        records = {id(row.record): row for row in self.rows if row.record}
        for row in records.values():
            self._tell(row, row.record.problems)  # type: ignore[union-attr]
        rows_to_be = [one for row in records.values() for one in row.record.rows]  # type: ignore[union-attr]
        by_slug = {row.slug: row for row in records.values()}
        for problem in broken_constraints(rows_to_be):
            self._tell(by_slug[problem.slug], [problem])
        for key in ("slug", "url"):
            self._tell_repeated(key)
        for row in self.changing:
            self._check_row(row)

    def _tell(self, row: SheetRow, problems: list[FileProblem]) -> None:
        unread = {column.partition(".")[0] for column, _ in row.problems}
        for problem in problems:
            column = _column(row, problem.field)
            said = column, _better(self.table.facts(), problem)
            if column.partition(".")[0] not in unread and said not in row.problems:
                row.problems.append(said)

    def _tell_repeated(self, key: str) -> None:
        """Say which values that must differ stand in several rows, or in one that isn't in the sheet."""
        if key not in self.table.own.Meta.fields:
            return
        values = Counter(row.raw.get(key) for row in self.rows)
        others = self.table.model._default_manager.exclude(pk__in=self.present)
        taken = set(others.filter(**{f"{key}__in": [value for value in values if value]}).values_list(key, flat=True))
        for row in self.rows:
            value = row.raw.get(key)
            if value and values[value] > 1:
                row.problems.append((key, f"stands in {values[value]} rows: each has to have its own"))
            elif value in taken:
                row.problems.append((key, "is already that of another row"))

    def _now_called(self, slug: str) -> str | None:
        """Return what took the place of a slug in this table, if anything did."""
        table = EVENT if self.table.kind else ACTOR if self.table.model is Actor else ""
        return now_called(table, slug) if table else None

    def _check_row(self, row: SheetRow) -> None:
        own = self.ids[self.table.name].get(row.slug)
        if own is not None and (why := self.refusal(self.present[own])):
            row.problems.append(("slug", why))
        if own is None and (now := self._now_called(row.slug)):
            row.problems.append(("slug", f"leads to {now} for ever, and is nobody's again: that is its name now"))
        if own is None and self.table.kind and Event.objects.filter(slug=row.slug).exists():
            row.problems.append(("slug", "is already that of an event of another kind"))
        links = Counter((link["to"], link["relation"]) for link in row.raw.get(LINKS, []))
        if any(to == row.slug for to, _ in links):
            row.problems.append((LINKS, "has one of the event to itself"))
        row.problems += [(LINKS, f"has the one to {to} twice") for (to, _), times in links.items() if times > 1]


def _row(number: int, headers: list[str], said: Any) -> SheetRow | None:
    """Return a row of the sheet; `None` for an empty one."""
    unread = [(name, cell.reason) for name, cell in zip(headers, said, strict=True) if isinstance(cell, Unreadable)]
    cells = {name: str(cell) for name, cell in zip(headers, said, strict=True)}
    if not unread and not any(cell.strip() for cell in cells.values()):
        return None
    row = SheetRow(number, cells, unread)
    if not row.slug and not any(column == "slug" for column, _ in unread):
        row.problems.append(("slug", "is empty: give the row a stable name of its own, by which it is found again"))
    return row


def _raw(facts: Any, row: SheetRow) -> dict[str, Any]:
    """Return what a row says. A cell that stands as it would be exported, and a column that isn't there, change nothing."""
    raw: dict[str, Any] = {}
    given = columns.by_key(row.cells)
    standing = columns.by_key(columns.written(facts, row.before)) if row.before else None
    for key, said in facts.fields.items():
        shape = columns.shape(said)
        raw[key] = row.before.get(key, shape.nothing) if row.before else shape.nothing
        if key not in given or (standing is not None and given[key] == standing.get(key, {})):
            continue
        try:
            raw[key] = shape.read(key, given[key])
        except ValueError as error:
            row.problems.append((key, str(error)))
    return raw


def _changes(facts: Any, row: SheetRow) -> Iterator[CellChange]:
    before, after = (columns.written(facts, record or {}) for record in (row.before, row.raw))
    for column in dict.fromkeys([*before, *after]):
        old, new = before.get(column, ""), after.get(column, "")
        if old != new:
            yield CellChange(column, old, new)


def _better(facts: Any, problem: FileProblem) -> str:
    """Say what is wrong so that it tells what to do."""
    if not problem.reason.endswith("is not a valid choice."):
        return SAID_BETTER.get(problem.reason, problem.reason)
    said: Any = None
    for key in re.sub(r"\[\d+\]", "", problem.field).split("."):
        said = facts.fields[key]
        facts = getattr(said, "child", None)
    choices = said.kind.choices if isinstance(said, Counted) else said.choices
    return f"is none of: {', '.join(str(value) for value in choices if value)}"


def _column(row: SheetRow, path: str) -> str:
    """Return the column of a path such as "citations[2].source", whose places count filled rows only."""
    match = re.fullmatch(r"(\w+)\[(\d+)\](?:\.(.*))?", path)
    if not match:
        return path
    key, place, rest = match.groups()
    numbers = sorted({int(name.split(".")[1]) for name in columns.by_key(row.cells).get(key, {}) if "." in name})
    number = numbers[int(place) - 1] if int(place) <= len(numbers) else place
    return ".".join(part for part in (key, str(number) if numbers else "", rest if numbers else "") if part)
