"""The flat lists as a workbook, for spreadsheet programs: one sheet for each, and a first one that says what it is."""

import re
import shutil
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from policy.api.columns import Column
from policy.files.lists import FlatList, Lists
from policy.files.package import WORKBOOK
from policy.files.types import DAY, is_partial, type_of
from policy.files.writing import Writer

# What the format allows: rows of a sheet, the header among them, and characters of a cell.
MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767
FIRST_DAY = "1900-03-01"  # no earlier one is the same in all of these programs
CUT = " … (cut here: the other files have all of it)"
WIDE = ("title", "title_original", "summary", "notes", "supports", "description")
WIDE_COLUMN, TEXT_COLUMN, NARROW_COLUMN = 60, 24, 12
BOLD = Font(bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
CORE = "docProps/core.xml"


class Workbooks(Writer):
    """All flat lists, without the columns of JSON, which have tables of their own elsewhere; dates are dates."""

    def __init__(self, folder: Path, lists: Lists, told: Iterable[tuple[str, str]], made: datetime) -> None:
        """`told` is what the first sheet says; `made` is the instant that the file tells as that of its making."""
        super().__init__()
        self.path, self.lists, self.made = folder / WORKBOOK, lists, made.astimezone(UTC)
        self.book = Workbook(write_only=True)
        self.book.properties.creator = self.book.properties.title = "Monazite"
        self.book.properties.created = self.made.replace(tzinfo=None)
        self._tell(told)
        self.sheets = {one.name: Sheet(self.book, one) for one in lists.every}
        self.rows[WORKBOOK] = 0

    def event(self, event: dict[str, Any], text: str) -> None:
        self.rows[WORKBOOK] += 1
        for name, row in self.lists.rows(event):
            self.sheets[name].add(row)

    def control(self, row: dict[str, Any]) -> None:
        self.sheets["controls"].add(row)

    def finish(self) -> None:
        draft = self.path.with_suffix(".draft")
        self.book.save(draft)
        _pack_anew(draft, self.path, self.made)
        draft.unlink()

    def _tell(self, told: Iterable[tuple[str, str]]) -> None:
        sheet = self.book.create_sheet("about")
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = TEXT_COLUMN, 2 * WIDE_COLUMN
        for name, value in told:
            heading, text = WriteOnlyCell(sheet, name), WriteOnlyCell(sheet, value)
            heading.font, text.alignment = BOLD, WRAPPED
            sheet.append([heading, text])


class Sheet:
    """One list in a workbook; what is more than a sheet can hold goes on in the next one."""

    def __init__(self, book: Workbook, one: FlatList) -> None:
        self.book, self.name, self.numbers = book, one.name, count(2)
        self.columns = [column for column in one.columns if not column.is_json]
        self.sheet = self._begun(one.name)

    def add(self, row: dict[str, Any]) -> None:
        if self.left == 0:
            self.sheet = self._begun(f"{self.name} {next(self.numbers)}")
        self.sheet.append([_cell(column, row) for column in self.columns])
        self.left -= 1

    def _begun(self, name: str) -> Any:
        sheet: Any = self.book.create_sheet(name)
        sheet.freeze_panes = "B2"
        for place, column in enumerate(self.columns, 1):
            sheet.column_dimensions[get_column_letter(place)].width = _width(column)
        headings = [WriteOnlyCell(sheet, column.name) for column in self.columns]
        for heading in headings:
            heading.font = BOLD
        sheet.append(headings)
        self.left = MOST_ROWS - 1
        return sheet


def _cell(column: Column, row: dict[str, Any]) -> Any:
    """Return what stands in a cell: a number, a date where the day is known, or a text.

    Instants are texts: no cell holds them exactly. What a spreadsheet program would run has an apostrophe before it, as in
    the CSV files.
    """
    value = column.value(row)
    if value is None or column.is_list or not isinstance(value, str):
        return value if isinstance(value, bool | int) or value is None else _fitting(column.cell(row))
    sort = type_of(column.described, column.path[-1])
    is_day = sort is DAY or (is_partial(column.described) and len(value) == len(FIRST_DAY))
    if is_day and value >= FIRST_DAY:
        return date.fromisoformat(value)
    return _fitting(column.cell(row))


def _fitting(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - len(CUT)] + CUT


def _width(column: Column) -> int:
    if column.path[-1] in WIDE and not column.is_of_many:
        return WIDE_COLUMN
    sort = type_of(column.described, column.path[-1])
    is_short = not column.is_list and (sort.table_schema != "string" or is_partial(column.described))
    return max(NARROW_COLUMN, len(column.name) + 2) if is_short else TEXT_COLUMN


def _pack_anew(draft: Path, path: Path, made: datetime) -> None:
    """Write a workbook again without the instants of its writing: openpyxl notes them in each part and in one of them."""
    with zipfile.ZipFile(draft) as given, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in given.infolist():
            told = zipfile.ZipInfo(part.filename, made.timetuple()[:6])
            told.compress_type, told.file_size = zipfile.ZIP_DEFLATED, part.file_size
            with given.open(part) as source, packed.open(told, "w") as target:
                if part.filename == CORE:
                    target.write(MODIFIED.sub(rb"\g<1>" + made.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), source.read()))
                else:
                    shutil.copyfileobj(source, target)
