"""Sheets: what is exported comes back as it was, and what can't be read is told, all of it."""

import pytest

from policy.imports.sheets import formats
from policy.imports.sheets.resource import TableResource
from policy.imports.sheets.tables import every

ALL = [table.name for table in every()]


def resource(name):
    return TableResource(next(table for table in every() if table.name == name), lambda row: "")


def exported(name, file_format):
    one = resource(name)
    keys = one.table.model.objects.values_list("pk", flat=True)
    return formats.FORMATS[file_format]().export_data(one.export(keys))


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ALL)
def test_importing_what_was_exported_changes_nothing(shipped, name, file_format):
    one = resource(name)
    result = one.import_data(formats.read(exported(name, file_format)), dry_run=True)
    assert [(row.slug, row.changes[:3]) for row in one.reading.changing][:5] == []
    assert one.reading.problems == []
    assert len(one.reading.rows) == one.table.model.objects.count()
    assert result.totals["skip"] == len(one.reading.rows)
