"""CSV and XLSX files, within limits: their bytes as a data set of texts, and back."""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import islice
from typing import Any, ClassVar

import tablib

from policy.imports.sheets.cells import Unreadable, guarded, unguarded

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 2000
MOST_SCANNED = 10_000  # rows, empty ones included
MOST_COLUMNS = 600
MOST_CHARACTERS = 10_000  # in one cell
LARGEST_EXACT = 10**15  # a spreadsheet program rounds larger whole numbers

AS_TEXT = "format the column as text and write it again"
WIDTHS = {"slug": 44, "title": 44, "summary": 60}


class SheetRefused(Exception):
    """A file that can't be read as a sheet; the sentence says why, and what to do."""


class Format:
    """A format of files: what it is called in an answer, and how it is read and written."""

    CONTENT_TYPE: ClassVar[str]

    def create_dataset(self, content: bytes) -> tablib.Dataset:
        """Return the rows of a file. Raises `SheetRefused`."""
        raise NotImplementedError

    def export_data(self, dataset: tablib.Dataset) -> bytes:
        raise NotImplementedError


class CSV(Format):
    """CSV in UTF-8, with commas, semicolons or tabs."""

    CONTENT_TYPE = "text/csv"

    def create_dataset(self, content: bytes) -> tablib.Dataset:
        told = _decoded(content)
        try:
            rows = csv.reader(StringIO(told, newline=""), delimiter=_delimiter(told))
            return _dataset(list(islice(rows, MOST_SCANNED + 1)))
        except csv.Error as error:
            raise SheetRefused(f"The file can't be read as CSV: {error}.") from None

    def export_data(self, dataset: tablib.Dataset) -> bytes:
        """Return UTF-8 with a mark at its beginning, without which Excel takes it for something else."""
        return _guarded(dataset).export("csv").encode("utf-8-sig")


class XLSX(Format):
    """The first sheet of a workbook. What reads and writes it is heavy, and loaded when there is one."""

    CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def create_dataset(self, content: bytes) -> tablib.Dataset:
        import openpyxl
        from openpyxl.utils.exceptions import InvalidFileException

        _refuse_bomb(content)
        try:
            book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=False)
            with_cells = list(islice(book.worksheets[0].iter_rows(max_col=MOST_COLUMNS + 1), MOST_SCANNED + 1))
        except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError):
            raise SheetRefused("The workbook is damaged: open it, save it as XLSX again, or save it as CSV.") from None
        return _dataset([[_said(cell) for cell in row] for row in with_cells])

    def export_data(self, dataset: tablib.Dataset) -> bytes:
        """Return a workbook whose cells are all of text, so that no date and no code is made into a number."""
        import openpyxl
        from openpyxl.styles import Font

        book = openpyxl.Workbook()
        sheet = book.active
        for row in [dataset.headers, *_guarded(dataset)]:
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            width = WIDTHS.get(cell.value.rpartition(".")[2], max(14, len(cell.value) + 2))
            column = sheet.column_dimensions[cell.column_letter]
            column.width, column.number_format = width, "@"
        for row in sheet.iter_rows():
            for cell in row:
                cell.number_format = "@"
        sheet.freeze_panes = "B2"
        told = BytesIO()
        book.save(told)
        return told.getvalue()


FORMATS: dict[str, type[Format]] = {"csv": CSV, "xlsx": XLSX}


def read(content: bytes) -> tablib.Dataset:
    """Return the rows of a file as texts, or as `Unreadable` cells; empty rows in between are kept, so that rows count.

    Raises `SheetRefused`.
    """
    if len(content) > MOST_BYTES:
        raise SheetRefused(f"The file is larger than {MOST_BYTES // 1024**2} MB: import it in parts.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetRefused("This is an old or an encrypted workbook: save it as XLSX, without a password.")
    return (XLSX() if content.startswith(b"PK") else CSV()).create_dataset(content)


def _decoded(content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        told = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise SheetRefused(
            "The file is neither UTF-8 nor UTF-16: save it as “CSV UTF-8” (in Excel under Save as), or as XLSX."
        ) from None
    if "\0" in told:
        raise SheetRefused("This is no CSV file: save it as “CSV UTF-8” or as XLSX.")
    return told


def _delimiter(content: str) -> str:
    """Return the sign that parts the names in the first line."""
    first = content.lstrip("\r\n").partition("\n")[0]
    return max((",", ";", "\t"), key=first.count)


def _refuse_bomb(content: bytes) -> None:
    try:
        unpacked = sum(part.file_size for part in zipfile.ZipFile(BytesIO(content)).infolist())
    except zipfile.BadZipFile:
        raise SheetRefused("The workbook is damaged: open it, save it as XLSX again, or save it as CSV.") from None
    if unpacked > MOST_UNPACKED:
        raise SheetRefused(f"Unpacked, the workbook is larger than {MOST_UNPACKED // 1024**2} MB: import it in parts.")


def _said(cell: Any) -> str | Unreadable:
    """Return what a cell of a workbook says, as it was typed if that can be known."""
    value = cell.value
    if getattr(cell, "data_type", "") == "f":
        return Unreadable("holds a formula: paste its value instead")
    if isinstance(value, bool):
        return Unreadable(f"is true or false to the spreadsheet program: {AS_TEXT}")
    if isinstance(value, datetime | date):
        return _day(value, cell.number_format)
    if isinstance(value, time):
        return value.isoformat().removesuffix(":00")
    if isinstance(value, int | float):
        whole = value == int(value) and abs(value) < LARGEST_EXACT
        return str(int(value)) if whole else Unreadable(f"is a number with a fraction, or too large a one: {AS_TEXT}")
    return value if isinstance(value, str) else ""


def _day(value: datetime | date, number_format: str) -> str | Unreadable:
    """Return a day that the spreadsheet program knows as one; a month that it made a day of is told."""
    shown = re.sub(r'\[[^]]*\]|"[^"]*"|\\.', "", number_format).lower()
    midnight = not isinstance(value, datetime) or value.time() == time()
    if "d" in shown and midnight:
        return value.strftime("%Y-%m-%d")
    return Unreadable(
        f"was turned into a date ({value:%Y-%m-%d}) by the spreadsheet program: {AS_TEXT}, such as {value:%Y-%m}"
    )


def _dataset(rows: list[list[Any]]) -> tablib.Dataset:
    if len(rows) > MOST_SCANNED:
        raise SheetRefused(f"The sheet has more than {MOST_SCANNED} rows, if only empty ones: delete them.")
    while rows and not any(map(_is_filled, rows[-1])):
        rows.pop()
    if len(rows) > MOST_ROWS + 1:
        raise SheetRefused(
            f"The sheet has {len(rows) - 1} rows below the first; at most {MOST_ROWS} are imported at once."
        )
    width = max((place for row in rows for place, cell in enumerate(row, 1) if _is_filled(cell)), default=0)
    if width > MOST_COLUMNS:
        raise SheetRefused(f"The sheet has more than {MOST_COLUMNS} columns.")
    if len(rows) < 2:
        raise SheetRefused("The sheet is empty: its first row names the columns, and each row below is a record.")
    whole = [[_text(cell) for cell in [*row[:width], *[""] * (width - len(row))]] for row in rows]
    return tablib.Dataset(*whole[1:], headers=[str(name).strip() for name in whole[0]])


def _is_filled(cell: Any) -> bool:
    return isinstance(cell, Unreadable) or bool(cell.strip())


def _text(cell: Any) -> str | Unreadable:
    if isinstance(cell, Unreadable):
        return cell
    if len(cell) > MOST_CHARACTERS:
        return Unreadable(f"has more than {MOST_CHARACTERS} characters")
    return unguarded(cell.replace("\r\n", "\n").replace("\r", "\n"))


def _guarded(dataset: tablib.Dataset) -> Any:
    rows: Iterable[Iterator[str]] = ((guarded(cell) for cell in row) for row in dataset)
    return tablib.Dataset(*map(list, rows), headers=dataset.headers)
