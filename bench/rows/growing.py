"""How answers slow down as the record grows: the same questions of two sizes, in one run."""

import random
import statistics
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from bench import databases, targets
from bench.report import Row, at_most
from bench.rows import reading, searching
from bench.stage import HTML, LIST, SLUGS, Stage
from bench.synthetic import words
from bench.synthetic.words import SEED
from bench.targets import Target
from bench.wrk import Point, Spread, ratio, rounds

MOST = 1.3


def questions(slugs: list[str]) -> dict[str, list[str]]:
    """Return the paths that are asked, by what they stand for."""
    filters = reading.FILTERED | {"from": reading.DAYS[0], "to": reading.DAYS[1], "page_size": 50}
    terms = [*words.RARE, *words.MEDIUM, *words.COMMON, *words.CHINESE]
    return {
        "list": [LIST],
        "page": [HTML],
        "detail": [f"/api/v1/events/{slug}/" for slug in slugs],
        "filter": [f"/api/v1/events/?{urlencode(filters)}"],
        "search": [f"/api/v1/events/?{urlencode({'q': term, 'page_size': 50})}" for term in terms],
        "controls": [
            f"/api/v1/controls/?{urlencode(searching.ASKED | {'on': day, 'state': 'in_force', 'page_size': 50})}"
            for day in searching.DAYS.values()
        ],
    }


def against(fewer: int) -> Callable[[Stage], Iterator[Row]]:
    """Return the part that compares a size with a smaller one, both without kept answers."""

    def growth(stage: Stage) -> Iterator[Row]:
        environment = databases.surroundings(databases.database(stage.cluster, fewer))
        keys = random.Random(SEED).sample(range(1, fewer + 1), SLUGS)
        slugs = [slug for (slug,) in stage.rows("SELECT slug FROM record_revision WHERE seq = ANY(%s)", [keys])]
        with targets.monazite(environment, stage.folder, cached=False, name="Monazite of fewer events") as small:
            yield from _compared(stage, fewer, small, slugs)

    return growth


def _compared(stage: Stage, fewer: int, small: Target, slugs: list[str]) -> Iterator[Row]:
    medians = []
    for name, paths in questions(slugs).items():
        rates = rounds({"small": Point(small, paths), "large": Point(stage.uncached, paths)})
        got = ratio(rates, "small", "large")
        medians.append(got.median)
        yield at_most(f"{name}: time of an answer, against that at {fewer:,} events", stage.size, got, MOST, "x")
    row = f"time of an answer against that at {fewer:,} events, median of list, page, detail, filter, search, controls"
    yield at_most(row, stage.size, Spread(statistics.median(medians), min(medians), max(medians)), MOST, "x")
