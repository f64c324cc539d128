"""Sheets: what is exported comes back as it was, and what can't be read is told, all of it."""

import csv
import datetime
import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
from import_export.resources import Resource

from policy.imports.sheets import cells, columns, formats
from policy.imports.sheets.formats import SheetRefused
from policy.imports.sheets.guide import guide
from policy.imports.sheets.resource import TableResource
from policy.imports.sheets.tables import every
from policy.record.facts import LARGEST_INTEGER

ROOT = Path(__file__).resolve().parent.parent.parent
TABLES = {table.name: table for table in every()}


def resource(name):
    return TableResource(TABLES[name], lambda row: "")


def exported(name, file_format):
    one = resource(name)
    keys = one.table.model.objects.values_list("pk", flat=True)
    return formats.FORMATS[file_format]().export_data(one.export(keys))


def book(*rows, formats=()):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for place, number_format in formats:
        workbook.active[place].number_format = number_format
    told = io.BytesIO()
    workbook.save(told)
    return told.getvalue()


def refused(content):
    with pytest.raises(SheetRefused) as error:
        formats.read(content)
    return str(error.value)


def read(content):
    return [list(row) for row in formats.read(content)]


def told(name, *rows):
    """Return what is wrong with rows of a table, given as lists below the names of the columns."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    one = resource(name)
    one.import_data(formats.read(text.getvalue().encode()), dry_run=True)
    return [(row.number, column, sentence) for row, column, sentence in one.reading.problems]


@pytest.mark.slow
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_importing_what_was_exported_changes_nothing(shipped, file_format):
    for name in TABLES:
        one = resource(name)
        result = one.import_data(formats.read(exported(name, file_format)), dry_run=True)
        assert ([(row.slug, row.changes) for row in one.reading.changing], one.reading.problems) == ([], []), name
        assert result.totals["skip"] == one.table.model.objects.count() > 0, name


def test_the_cells_of_every_record_say_all_of_it(shipped):
    for table in TABLES.values():
        facts = table.facts()
        for record in table.records(table.model.objects.values_list("pk", flat=True)[:60]).values():
            row = columns.by_key(columns.written(facts, record))
            again = {key: columns.shape(field).read(key, row.get(key, {})) for key, field in facts.fields.items()}
            assert facts.told(again) == facts.told(record)


def test_the_library_frames_the_import():
    assert issubclass(TableResource, Resource)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\ta", "＝1", "'=1", "''=1", " =1", "'quoted'", "a=1", ""])
def test_nothing_exported_is_run_and_all_of_it_comes_back(text):
    guarded = cells.guarded(text)
    assert cells.unguarded(guarded) == text
    assert not guarded.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "＝"))


def test_lists_keep_what_their_entries_say():
    chosen = random.Random(7)
    for _ in range(300):
        entries = ["".join(chosen.choices('ab;" \n', k=chosen.randint(1, 5))) for _ in range(chosen.randint(0, 4))]
        assert cells.split(cells.joined(entries)) == entries


def test_an_open_quotation_mark_is_told():
    with pytest.raises(ValueError, match="isn't closed"):
        cells.split('a; "b')


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_reads_the_csv_files_that_spreadsheet_programs_write(sign, encoding):
    assert read(f"slug{sign}name\r\na{sign}稀土\r\n{sign}\r\n".encode(encoding)) == [["a", "稀土"]]


def test_reads_workbooks_as_they_were_typed():
    day, moment = datetime.date(2025, 6, 7), datetime.time(19, 30)
    content = book(["slug", "date", "time", "code", None], ["a", day, moment, 280530], [None], ["b"], [None])
    assert read(content) == [["a", "2025-06-07", "19:30", "280530"], ["", "", "", ""], ["b", "", "", ""]]


@pytest.mark.parametrize(
    ("value", "number_format", "said"),
    [
        (datetime.date(2025, 5, 1), "mmm-yy", "was turned into a date (2025-05-01)"),
        ("=1+1", "General", "holds a formula"),
        (True, "General", "true or false"),
        (0.5, "General", "a fraction"),
        (10**16, "General", "too large"),
        ("a" * 10_001, "General", "10000 characters"),
    ],
)
def test_says_of_a_cell_what_to_do_about_it(value, number_format, said):
    cell = read(book(["slug"], [value], formats=[("A2", number_format)]))[0][0]
    assert said in cell.reason


def bomb():
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(formats.MOST_UNPACKED + 1))
    return told.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("slug\né\n".encode("latin-1"), "neither UTF-8 nor UTF-16"),
        ("slug\n稀土\n".encode("gb18030"), "neither UTF-8 nor UTF-16"),
        (b"\xd0\xcf\x11\xe0 old", "save it as XLSX"),
        (b"PK\x03\x04 damaged", "damaged"),
        (b"slug\n\0", "no CSV file"),
        (b"", "empty"),
        (b"slug\n\n", "empty"),
        (b"slug\n" + b"a\n" * 2001, "at most 2000"),
        (b"\n" * 20_000, "10000 rows"),
        (b"," * 600 + b"a\nb\n", "600 columns"),
        (b"a" * (5 * 1024**2 + 1), "larger than 5 MB"),
        (b'slug\n"' + b"a" * 200_000 + b'"\n', "can't be read as CSV"),
        (bomb(), "larger than 60 MB"),
        (book(), "empty"),
    ],
)
def test_says_of_a_file_why_it_is_not_read(content, said):
    assert said in refused(content)


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        (["name"], "no column slug"),
        (["slug", "colour"], "Nothing is known of the column colour"),
        (["slug", "title", "title"], "More than once: the column title"),
        (["slug", "status"], "stays unpublished"),
        (["slug", "citations.1.source"], "citations.1.supports, citations.1.locator, citations.1.quote"),
        (["slug", "links.1.to", "links.1.relation", "links.1.note", "links.3.to"], "links.3.relation, links.3.note"),
    ],
)
def test_says_of_columns_what_is_wrong_with_them(headers, said):
    assert said in " ".join(columns.problems(TABLES["statements"].facts(), headers))


def test_every_mistake_of_every_row_is_told_with_its_row_and_column(shipped):
    names = ["slug", "name", "name_zh", "kind", "country", "parent", "role"]
    found = told(
        "actors", names, ["a", "A", "", "wizard", "CN", "", ""], [], ["", "B"], ["c", "", "", "media", "x", "d"]
    )
    assert (
        2,
        "kind",
        "is none of: government, official, company, media, industry_body, international_org, research, person",
    ) in found
    assert {(number, column) for number, column, _ in found} == {
        (2, "kind"), (4, "slug"), (4, "kind"), (5, "name"), (5, "country"), (5, "parent")
    }  # fmt: skip


def test_rows_below_are_named_by_the_numbers_of_their_columns(shipped):
    slug = TABLES["statements"].model.objects.values_list("slug", flat=True)[0]
    group = ["source", "supports", "locator", "quote"]
    names = ["slug", *(f"citations.{number}.{part}" for number in (1, 3) for part in group)]
    found = told("statements", names, [slug, "", "", "", "", "no-such-source", "it"])
    assert [(number, column) for number, column, _ in found] == [(2, "citations.3.source")]


@pytest.mark.permits
def test_numbers_that_no_column_of_the_database_takes_are_told(shipped):
    names = ["slug", "count.kind", "count.value"]
    permit = TABLES["permits"].model.objects.values_list("slug", flat=True)[0]
    found = told("permits", names, [permit, "exact", str(LARGEST_INTEGER + 1)])
    assert [(number, column) for number, column, _ in found] == [(2, "count")]


def test_slugs_and_addresses_stand_once(shipped):
    taken = TABLES["sources"].model.objects.values_list("url", flat=True)[0]
    names = ["slug", "url"]
    found = told("sources", names, ["a", "https://example.org/1"], ["a", "https://example.org/1"], ["b", taken])
    assert {(2, "slug"), (3, "slug"), (2, "url"), (3, "url"), (4, "url")} <= {one[:2] for one in found}


@pytest.mark.permits
def test_the_columns_are_documented():
    page = (ROOT / "docs/spreadsheets.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        section = page.partition(f"### {table.name}\n")[2].partition("\n### ")[0]
        listed = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
        assert listed == [entry.column for entry in guide(table.facts())]
