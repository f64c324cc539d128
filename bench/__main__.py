"""Measure: `python -m bench 1000 100000`. What it is measured with, and how to read it: bench/README.md."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

from bench import databases
from bench.report import Row, as_set, keep
from bench.wrk import Wrong

MILLION, COMPARED_WITH = 1_000_000, 100_000
CONDITIONS = {"PostgreSQL": "shared_buffers 1 GB, jit off, durable commits; on the same machine as all else"}


def main(sizes: list[int]) -> None:
    """Measure each size, and keep what came out as soon as a part of it is done."""
    if not shutil.which("wrk"):
        sys.exit("wrk isn't installed, and nothing can be measured without it: on Debian, apt install wrk.")
    with databases.server() as cluster:
        os.environ |= databases.surroundings(databases.database(cluster, sizes[0]))
        django.setup()
        from bench.stage import stage

        for size in sizes:
            with tempfile.TemporaryDirectory(prefix="bench-") as folder, stage(cluster, size, Path(folder)) as ready:
                for rows in measured(ready):
                    keep(rows, CONDITIONS)


def measured(stage: Any) -> Iterator[list[Row]]:
    """Yield the rows of each part, told as they come."""
    for part in parts(stage.size):
        begun = time.monotonic()
        rows: list[Row] = []
        try:
            for row in map(as_set, part(stage)):
                verdict = {True: "met", False: "falls short", None: ""}[row.met]
                print(f"{row.size:>9,}  {row.row}: {row.got} [{row.goal}] {verdict}", flush=True)
                rows.append(row)
        except Wrong as wrong:
            print(f"{stage.size:>9,}  not measured: {wrong}", flush=True)
        print(f"{'':>9}  {time.monotonic() - begun:.0f} s", flush=True)
        yield rows


def parts(size: int) -> list[Callable[[Any], Iterator[Row]]]:
    """Return what is measured at a size, in its order: what writes comes last."""
    from bench.rows import growing, reading, searching, writing

    grown = [growing.against(COMPARED_WITH)] if size == MILLION else []
    return [
        *(reading.uncached, reading.first, reading.warm, reading.not_modified, reading.far_page, reading.detail),
        reading.filtered,
        *(searching.search, searching.facets, searching.controls, *grown),
        *(writing.exports, writing.memory, writing.publication),
    ]


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 100_000])
