"""Search, counts per filter value, and controls on a day."""

import json
import statistics
from collections.abc import Iterator
from functools import partial
from urllib.parse import quote, urlencode

from bench.report import Row, at_least, at_most, skipped, within
from bench.rows.reading import database_of, same, slugs
from bench.stage import DATASETTE, Stage
from bench.synthetic import words
from bench.wrk import Point, Spread, Wrong, alone, milliseconds, ratio, rounds
from policy.record.search import pairs

MOST_MS = 50
CLASSES = {"rare": list(words.RARE)[:1], "medium": list(words.MEDIUM)[:1], "common": list(words.COMMON)[:1]}
CLASSES["Chinese"] = list(words.CHINESE)
NARROWED = {"country": "CN", "kind": "measure"}
DAYS = {"middle": "2016-06-01", "early": "2007-06-01", "late": "2025-06-01"}
ASKED = {"issuer": "CN", "destination": "US"}
NEVER_ASKED = [
    {"issuer": one, "destination": other} for one in ("US", "JP", "DE") for other in ("FR", "GB", "CA", "BR")
]


def search(stage: Stage) -> Iterator[Row]:
    every = [term for terms in CLASSES.values() for term in terms]
    paths = {term: f"/api/v1/events/?{urlencode({'q': term, 'page_size': 50})}" for term in every}
    for term, path in paths.items():
        _check_found(stage, term, slugs(stage.uncached, path))
    times = alone({term: lambda path=path: stage.uncached.get(path) for term, path in paths.items()})  # type: ignore[misc]
    for name, terms in CLASSES.items():
        slowest = max((Spread.of(times[term]) for term in terms), key=lambda spread: spread.median)
        yield at_most(f"search for {name} terms, each alone", stage.size, slowest, MOST_MS, " ms")
    row = "search, median over terms against Datasette"
    if not stage.datasette:
        yield skipped(row, stage.size, "at least 1x", "Datasette")
        return
    points = {}
    for term, path in paths.items():
        points[term] = Point(stage.uncached, [path])
        points["datasette " + term] = Point(stage.datasette, [_of_datasette(stage, term)])
    rates = rounds(points)
    ratios = [ratio(rates, term, "datasette " + term).median for term in every]
    got = Spread(statistics.median(ratios), min(ratios), max(ratios))
    yield at_least(f"{row} (least and most: of terms)", stage.size, got, 1)


def _check_found(stage: Stage, term: str, found: list[str]) -> None:
    """Hold the first page of a search to a plain look through the documents of the database."""
    about = "document LIKE %s AND superseded_at IS NULL"
    query = f"SELECT slug, document FROM record_revision JOIN record_projection ON revision_id = seq WHERE {about}"
    texts = dict(stage.rows(f"{query} ORDER BY order_key DESC LIMIT 50", [f"%{term}%"]))
    if list(texts) != found:
        raise Wrong(f"Search for {term} finds {len(found)} events, {found[:2]}; the documents say {list(texts)[:2]}.")


def _of_datasette(stage: Stage, term: str) -> str:
    """Return the path at which Datasette answers the same search, newest first."""
    assert stage.datasette is not None
    chinese = pairs(term)
    asked = f'"{" ".join(chinese)}"' if chinese else term
    query = f"_search={quote(asked)}&_searchmode=raw&_sort_desc=date&{DATASETTE}"
    return f"/{database_of(stage.datasette)}/events.json?{query}"


def facets(stage: Stage) -> Iterator[Row]:
    path = f"/api/v1/facets/?{urlencode(NARROWED)}"
    exact = _check_counts(stage, json.loads(stage.uncached.get(path))["facets"])
    got = Spread.of(alone({"facets": lambda: stage.uncached.get(path)})["facets"])
    yield at_most("facet counts under a filter, alone", stage.size, got, MOST_MS, " ms")
    yield Row("facet counts against a plain count", stage.size, "exact" if exact else "bounded", "exact", exact or None)


def _check_counts(stage: Stage, told: dict[str, list[dict[str, object]]]) -> bool:
    """Compare counts with those of a plain query; return whether all are exact. Raises `Wrong` for one that is off."""
    query = """
        SELECT tag, count(*) FROM record_revision JOIN record_projection ON revision_id = seq, unnest(tags) AS tag
        WHERE superseded_at IS NULL AND tags @> %s GROUP BY tag
    """
    counts = dict(stage.rows(query, [[f"{name}:{value}" for name, value in NARROWED.items()]]))
    exact = True
    for name in ("material", "topic", "certainty", "actor"):
        for one in told[name]:
            wanted = counts.get(f"{name}:{one['value']}", 0)
            if one["count"] != wanted and not (isinstance(one["count"], int) and 10_000 <= one["count"] < wanted):
                raise Wrong(f"{name}:{one['value']} is counted {one['count']}, not {wanted}.")
            exact = exact and one["count"] == wanted
    return exact


def controls(stage: Stage) -> Iterator[Row]:
    own = {name: _of_day(ASKED, day) for name, day in DAYS.items()}
    plain = "/api/provisions/?" + urlencode(ASKED | {"on": DAYS["middle"]})
    theirs = [f"{row['measure']['slug']} {row['ref']}" for row in json.loads(stage.plain.get(plain))["results"]]
    found = json.loads(stage.uncached.get(own["middle"]))["results"]
    same([f"{row['measure']['slug']} {row['provision']['ref']}" for row in found], theirs)
    points = {name: Point(stage.uncached, [path]) for name, path in own.items()}
    rates = rounds(points | {"plain": Point(stage.plain, [plain])})
    yield at_least("controls on a day against a plain ORM query", stage.size, ratio(rates, "middle", "plain"), 50)
    for name in ("early", "late"):
        row = f"controls on an {name} day against one in the middle" if name == "early" else None
        yield within(
            row or "controls on a late day against one in the middle", stage.size, ratio(rates, name, "middle"), 0.5
        )
    paths = [_of_day(asked, DAYS["middle"]) for asked in NEVER_ASKED]
    took = [milliseconds(partial(stage.uncached.get, path)) for path in paths]
    row = "controls, by filters that nobody asked for before, alone"
    yield Row(row, stage.size, Spread.of(took).told(" ms"), "", None)


def _of_day(filters: dict[str, str], day: str) -> str:
    return "/api/v1/controls/?" + urlencode(filters | {"on": day, "state": "in_force", "page_size": 50})
