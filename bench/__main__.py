"""Measure: `python -m bench 1000 100000`. What it is measured with, and how to read it: bench/README.md."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import django

from bench import databases
from bench.report import Row, keep


def main(sizes: list[int]) -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk isn't installed, and nothing can be measured without it: on Debian, apt install wrk.")
    with databases.server() as cluster:
        import os

        os.environ.update(databases.surroundings(databases.database(cluster, sizes[0])))
        django.setup()
        from bench.stage import stage

        for size in sizes:
            with tempfile.TemporaryDirectory(prefix="bench-") as folder, stage(cluster, size, Path(folder)) as ready:
                keep(list(measured(ready)), {"server": "PostgreSQL 18 of the wheel, shared_buffers 1 GB, jit off"})


def measured(stage: "Stage") -> Iterator[Row]:  # type: ignore[name-defined]  # noqa: F821
    from bench.rows import reading, searching, writing

    parts: list[Callable[..., Iterator[Row]]] = [
        *(reading.uncached, reading.warm, reading.not_modified, reading.far_page, reading.detail, reading.filtered),
        *(searching.search, searching.facets, searching.controls),
        *(writing.exports, writing.memory, writing.publication),
    ]
    for part in parts:
        begun = time.monotonic()
        for row in part(stage):
            print(f"{row.size:>9,}  {row.row}: {row.got} [{row.goal}] {row.met}", flush=True)
            yield row
        print(f"           ({time.monotonic() - begun:.0f} s)", flush=True)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 100_000])
