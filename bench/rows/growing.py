"""How answers slow down as the record grows: the same questions of two sizes, in one run."""

import random
import statistics
from collections.abc import Iterator
from urllib.parse import urlencode

from bench.report import Row, number
from bench.rows import reading, searching
from bench.stage import HTML, LIST
from bench.synthetic import words
from bench.synthetic.words import SEED
from bench.targets import Target
from bench.wrk import Point, ratio, rounds

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


def growth(size: int, small: Target, large: Target, slugs: list[str]) -> Iterator[Row]:
    """Compare two servers without kept answers; `slugs` are events that both have."""
    random.Random(SEED).shuffle(slugs)
    medians = {}
    for name, paths in questions(slugs).items():
        rates = rounds({"small": Point(small, paths), "large": Point(large, paths)})
        medians[name] = ratio(rates, "small", "large").median
    got = f"{number(statistics.median(medians.values()))}x: "
    got += ", ".join(f"{name} {number(value)}x" for name, value in medians.items())
    met = statistics.median(medians.values()) <= MOST
    yield Row("time of an answer at 1,000,000 events against 100,000, median", size, got, f"at most {MOST}x", met)
