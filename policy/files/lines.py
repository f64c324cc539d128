"""The files of lines: NDJSON, compressed, and CSV."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

from policy.files.lists import FlatList, Lists
from policy.files.writing import Writer

LEVEL = 6


class Lines:
    """A gzip file of JSON texts, one a line. Its bytes tell neither when nor where they were written."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("wb")
        self.packed = gzip.GzipFile(filename="", mode="wb", fileobj=self.file, compresslevel=LEVEL, mtime=0)
        self.number = 0

    def add(self, text: str) -> None:
        self.packed.write(f"{text}\n".encode())
        self.number += 1

    def close(self) -> None:
        self.packed.close()
        self.file.close()


class Ndjson(Writer):
    """The documents of all events, and the whole change feed."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.files = {name: Lines(folder / name) for name in ("events.ndjson.gz", "changes.ndjson.gz")}

    def event(self, event: dict[str, Any], text: str) -> None:
        self.files["events.ndjson.gz"].add(text)

    def change(self, text: str) -> None:
        self.files["changes.ndjson.gz"].add(text)

    def finish(self) -> None:
        for name, lines in self.files.items():
            lines.close()
            self.rows[name] = lines.number


class Csv(Writer):
    """The flat lists that are files: what the API answers to `format=csv`, RFC 4180 with a header."""

    def __init__(self, folder: Path, lists: Lists) -> None:
        super().__init__()
        self.lists = lists
        self.files = {one.name: _Table(folder, one) for one in lists.every if one.is_file}

    def event(self, event: dict[str, Any], text: str) -> None:
        for name, row in self.lists.rows(event):
            if name in self.files:
                self.files[name].add(row)

    def control(self, row: dict[str, Any]) -> None:
        self.files["controls"].add(row)

    def finish(self) -> None:
        for name, table in self.files.items():
            table.file.close()
            self.rows[f"{name}.csv"] = table.number


class _Table:
    def __init__(self, folder: Path, one: FlatList) -> None:
        self.columns, self.number = one.columns, 0
        self.file = (folder / f"{one.name}.csv").open("w", encoding="utf-8", newline="")
        self.write: Callable[[Any], Any] = csv.writer(self.file).writerow
        self.write(column.name for column in one.columns)

    def add(self, row: dict[str, Any]) -> None:
        self.write(column.cell(row) for column in self.columns)
        self.number += 1
