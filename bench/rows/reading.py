"""Lists, pages, details and filters: the product beside the plain project, Datasette and nginx."""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from bench import databases, targets
from bench.report import Row, at_least, skipped, within
from bench.serve import count
from bench.stage import HTML, LIST, PLAIN_LIST, Stage
from bench.targets import Target
from bench.wrk import Point, Spread, Wrong, number, ratio, rounds

FILTERED = {"country": "US", "material": "synthetic-material-03"}
DAYS = ("2012-01-01", "2015-12-31")
FAR_PAGE = 1000
STARTS, ANOTHER = 3, "/about/"


def slugs(target: Target, path: str) -> list[str]:
    """Return the slugs of a list, whoever answers it."""
    answer = json.loads(target.get(path))
    return [row["slug"] for row in (answer["results"] if isinstance(answer, dict) else answer)]


def same(*lists: list[str]) -> None:
    """Raise `Wrong` unless all lists are the same, and not empty."""
    if not lists[0] or any(one != lists[0] for one in lists):
        raise Wrong(f"The lists differ: {[one[:3] for one in lists]}, {[len(one) for one in lists]} rows.")


def uncached(stage: Stage) -> Iterator[Row]:
    same(slugs(stage.uncached, LIST), slugs(stage.plain, PLAIN_LIST))
    points = {"list": Point(stage.uncached, [LIST]), "plain list": Point(stage.plain, [PLAIN_LIST])}
    points |= {"page": Point(stage.uncached, [HTML]), "plain page": Point(stage.plain, [HTML])}
    rates = rounds(points)
    name = "API list of 50, uncached, against plain DRF"
    yield at_least(name, stage.size, ratio(rates, "list", "plain list"), 20)
    name = "timeline page, uncached, against the plain Django template page"
    yield at_least(name, stage.size, ratio(rates, "page", "plain page"), 15)


def first(stage: Stage) -> Iterator[Row]:
    """Time the page in a process that has rendered none of its parts, once it has shown another page."""
    took = []
    for _ in range(STARTS):
        with targets.monazite(databases.surroundings(stage.address), stage.folder, name="just started") as fresh:
            fresh.get(ANOTHER)
            begun = time.perf_counter()
            fresh.get(HTML)
            took.append((time.perf_counter() - begun) * 1000)
    yield Row("timeline page, the first time in a process", stage.size, Spread.of(took).told(" ms"), "", None)


def warm(stage: Stage) -> Iterator[Row]:
    for name, path, file in (("API list", LIST, "/list.json"), ("timeline page", HTML, "/page.html")):
        row, behind = f"{name}, warm, against nginx serving the same bytes", f"{name}, behind the nginx cache"
        if stage.nginx is None or stage.cache is None:
            yield skipped(row, stage.size, "at least 0.3", "nginx")
            yield skipped(behind, stage.size, "at least 0.8", "nginx")
            continue
        behind_cache = stage.cache.get(path).replace(str(stage.cache.port).encode(), str(stage.cached.port).encode())
        if not stage.cached.get(path) == stage.nginx.get(file) == behind_cache:  # links hold the address asked
            raise Wrong(f"nginx serves other bytes of {path}.")
        points = {"own": Point(stage.cached, [path]), "nginx": Point(stage.nginx, [file])}
        rates = rounds(points | {"cache": Point(stage.cache, [path])})
        yield at_least(row, stage.size, ratio(rates, "own", "nginx"), 0.3)
        yield at_least(behind, stage.size, ratio(rates, "cache", "nginx"), 0.8)
        yield _asked_behind(stage, name, stage.cache, path)


def _asked_behind(stage: Stage, name: str, cache: Target, path: str) -> Row:
    """Count what reaches the product while nginx answers for it."""
    point = Point(cache, [path], seconds=5)
    before, begun = count(stage.counted), time.monotonic()
    point.rate()
    a_second = (count(stage.counted) - before) / (time.monotonic() - begun)
    row = f"{name}, requests a second that the application sees behind the nginx cache"
    return Row(row, stage.size, f"{a_second:.1f}", "at most 1", a_second <= 1.05)


def far_page(stage: Stage) -> Iterator[Row]:
    page, first = 1, ""
    following: str | None = LIST
    last = ""
    while following and page <= FAR_PAGE:
        answer = json.loads(stage.uncached.get(following))
        following = answer["next"] and answer["next"].removeprefix(stage.uncached.address)
        page += 1
        first, last = first or following or "", following or last
    rates = rounds({"far": Point(stage.uncached, [last]), "near": Point(stage.uncached, [first])})
    got = ratio(rates, "far", "near")
    yield within(f"page {FAR_PAGE:,} (or the last) against page 1, by cursor", stage.size, got, 0.2)


def detail(stage: Stage) -> Iterator[Row]:
    own = [f"/api/v1/events/{slug}/" for _, slug in stage.events]
    plain = [f"/api/events/{slug}/" for _, slug in stage.events]
    for mine, theirs in zip(own[:3], plain[:3], strict=True):
        same([json.loads(stage.uncached.get(mine))["slug"]], [json.loads(stage.plain.get(theirs))["slug"]])
    points = {"own": Point(stage.uncached, own), "plain": Point(stage.plain, plain)}
    if stage.datasette:
        name = database_of(stage.datasette)
        rows = [f"/{name}/events/{key}.json?_shape=objects" for key, _ in stage.events]
        points["datasette"] = Point(stage.datasette, rows)
    rates = rounds(points)
    yield at_least("event detail against plain DRF", stage.size, ratio(rates, "own", "plain"), 10)
    row = "event detail against Datasette"
    if not stage.datasette:
        yield skipped(row, stage.size, "at least 3x", "Datasette")
        return
    yield at_least(row, stage.size, ratio(rates, "own", "datasette"), 3)


def filtered(stage: Stage) -> Iterator[Row]:
    own = "/api/v1/events/?" + urlencode(FILTERED | {"from": DAYS[0], "to": DAYS[1], "page_size": 50})
    plain = "/api/events/?" + urlencode(FILTERED | {"date_after": DAYS[0], "date_before": DAYS[1]})
    same(slugs(stage.uncached, own), slugs(stage.plain, plain))
    rates = rounds({"own": Point(stage.uncached, [own]), "plain": Point(stage.plain, [plain])})
    least = 40 if stage.size >= 1_000_000 else 12
    name = "filter by country, material and dates against plain DRF"
    yield at_least(name, stage.size, ratio(rates, "own", "plain"), least)


def not_modified(stage: Stage) -> Iterator[Row]:
    """Measure answers without content, and count the transactions that they take in the database."""
    etag = _etag(stage.cached, HTML)
    point = Point(stage.cached, [HTML], {"If-None-Match": etag}, status=304)
    asked = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"
    time.sleep(1.5)
    before, requests = stage.rows(asked)[0][0], count(stage.counted)
    rates = [point.rate() for _ in range(5)]
    time.sleep(1.5)  # PostgreSQL tells its numbers a second late
    taken, answered = stage.rows(asked)[0][0] - before, count(stage.counted) - requests
    got = f"{taken / max(answered, 1):.3f} transactions each, at {number(Spread.of(rates).median)}/s"
    yield Row("timeline page, 304 without a query", stage.size, got, "0", taken < answered / 100)


def _etag(target: Target, path: str) -> str:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", target.port)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers["ETag"]


def database_of(target: Target) -> str:
    """Return what Datasette calls the only database that it serves."""
    found: list[dict[str, Any]] = json.loads(target.get("/-/databases.json"))
    return next(one["route"] for one in found if not one["is_memory"])
