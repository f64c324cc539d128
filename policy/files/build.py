"""All files of a version, from one snapshot of the record."""

import json
import os
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from policy.choices import Requirement, State
from policy.files.database import Sqlite
from policy.files.lines import Csv, Ndjson
from policy.files.lists import Lists
from policy.files.package import DATASETTE, NAME, Told, datasette, package
from policy.files.parquet import Parquet
from policy.files.writing import Writer
from policy.record.chain import instant
from policy.record.change_feed import change_text, changes_after
from policy.record.control_rows import control_rows
from policy.record.controls import Controls
from policy.record.home import at_home
from policy.record.listing import CHUNK, Listing
from policy.record.served import served
from policy.record.snapshot import snapshot
from policy.record.version import Version

LANGUAGE = "en"  # of what the files say about themselves


class NothingPublished(Exception):
    """The record is empty: there is no version to build files of."""


def build(folder: Path) -> dict[str, Any]:
    """Write all files of the record's newest version into an empty folder; return what datapackage.json says.

    The same version, described alike, gives the same bytes wherever the same packages are installed. No more than a chunk of
    rows is in memory. Raises `NothingPublished`, and what the disk and the libraries that write the files raise.
    """
    lists = Lists()
    with translation.override(LANGUAGE):
        with snapshot() as version:
            told = _told(version)
            writers = _writers(folder, told, lists, version)
            _read(version, told, writers)
        for writer in writers:  # what takes long is done when the database is let go
            writer.finish()
        _write_json(folder / DATASETTE, datasette(told, lists.relations))
        rows = {name: number for writer in writers for name, number in writer.rows.items()}
        described = package(folder, told, lists, rows)
        _write_json(folder / NAME, described)
    _to_disk(folder)
    return described


def _told(version: Version) -> Told:
    if version.published_at is None:
        raise NothingPublished
    day = version.published_at.astimezone(UTC).date().isoformat()
    query = f"on={day}&requirement={','.join(Requirement)}&state={','.join(State)}"
    return Told(
        version=version.seq,
        data_set=str(version.data_set),
        published_at=instant(version.published_at),
        reviewed_through=version.reviewed_through,
        home=at_home("/"),
        query=at_home(f"{reverse('api:controls')}?{query}"),
    )


def _writers(folder: Path, told: Told, lists: Lists, version: Version) -> list[Writer]:
    from policy.files.workbook import Workbooks  # heavy, and only builders need it

    assert version.published_at
    words = told.words()
    return [
        Ndjson(folder),
        Csv(folder, lists),
        Parquet(folder, words),
        Sqlite(folder, lists.relations, words),
        Workbooks(folder, lists, words.items(), version.published_at),
    ]


def _read(version: Version, told: Told, writers: Iterable[Writer]) -> None:
    """Let each writer see every row once, in the order of the API's lists."""
    for revision in Listing.parse(QueryDict(), version).whole():
        text = served(revision, at_home)
        event = json.loads(text)
        for writer in writers:
            writer.event(event, text)
    assert version.published_at
    asked = Controls.parse(QueryDict(told.query.partition("?")[2]), version, version.published_at.date())
    for row in control_rows(asked.whole()):
        for writer in writers:
            writer.control(row)
    for revision in changes_after(0).iterator(chunk_size=CHUNK):
        text = change_text(revision, at_home)
        for writer in writers:
            writer.change(text)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _to_disk(folder: Path) -> None:
    """Wait until the files are on the disk: only then may the folder get its name."""
    for path in (*folder.iterdir(), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
