"""How fast a server answers: eight connections at once, by wrk; or one request after the other."""

import http.client
import math
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.targets import ROOT, Target

CONNECTIONS = 8
ROUNDS = 5
SECONDS, LONGEST_SECONDS = 1, 10  # of a point; longer where a single answer takes long
REQUESTS_AT_LEAST = 6
ALONE_AT_LEAST = 2.0  # seconds of one answer, from which on it is timed alone


class Wrong(Exception):
    """A server answered otherwise than it should have."""


@dataclass
class Point:
    """Something asked of a server, again and again: its paths one after the other."""

    target: Target
    paths: Sequence[str]
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    seconds: int = SECONDS
    is_alone: bool = False  # timed one at a time, being too slow for more

    def __post_init__(self) -> None:
        took = min(self._once(path) for path in [*self.paths[:1], *self.paths[:2]])
        self.is_alone = took >= ALONE_AT_LEAST
        self.seconds = min(max(self.seconds, math.ceil(took * REQUESTS_AT_LEAST)), LONGEST_SECONDS)

    def _once(self, path: str) -> float:
        begun = time.perf_counter()
        status, content = ask(self.target, path, self.headers)
        if status != self.status or (status == 200 and not content):
            raise Wrong(f"{self.target.name} answers {path} with {status}: {content[:200]!r}")
        return time.perf_counter() - begun

    def rate(self) -> float:
        """Return answers per second in one round; one that got none is repeated for longer, and in the end timed alone."""
        self.target.quiet()
        while not self.is_alone:
            if found := self._loaded():
                return found
            self.is_alone = self.seconds >= LONGEST_SECONDS
            self.seconds = min(2 * self.seconds, LONGEST_SECONDS)
            self.target.quiet()
        return 1 / self._once(self.paths[0])

    def _loaded(self) -> float:
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("\n".join(self.paths) + "\n")
            file.flush()
            command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{self.seconds}s", "--timeout", "60s"]
            command += [part for name, value in self.headers.items() for part in ("-H", f"{name}: {value}")]
            command += ["-s", str(ROOT / "bench" / "paths.lua"), self.target.address, "--", file.name]
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if (self.status == 200 and "Non-2xx" in told) or "Socket errors" in told:
            raise Wrong(f"{self.target.name} fails under load: {told}")
        found = re.search(r"Requests/sec:\s+([\d.]+)", told)
        return float(found[1]) if found else 0.0


def ask(target: Target, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
    """Ask once, on a connection of its own; return status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=300)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@dataclass(frozen=True)
class Spread:
    """The median of some rounds, with the least and the most of them."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Spread":
        found = list(values)
        return cls(statistics.median(found), min(found), max(found))

    def told(self, unit: str = "") -> str:
        return f"{number(self.median)}{unit} ({number(self.least)}–{number(self.most)})"


def number(value: float) -> str:
    """Write a number with two or three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def rounds(points: Mapping[str, Point]) -> dict[str, list[float]]:
    """Return the rates of points, one of each in every round."""
    rates: dict[str, list[float]] = {name: [] for name in points}
    for _ in range(ROUNDS):
        for name, point in points.items():
            rates[name].append(point.rate())
    return rates


def ratio(rates: Mapping[str, Sequence[float]], one: str, other: str) -> Spread:
    """Return how many times as fast one point was as another, round by round."""
    return Spread.of(mine / theirs for mine, theirs in zip(rates[one], rates[other], strict=True))


def alone(asks: Mapping[str, Callable[[], object]], count: int = 2 * ROUNDS + 1) -> dict[str, list[float]]:
    """Return the milliseconds of single calls, interleaved; the first of each, which warms what it needs, isn't told."""
    times: dict[str, list[float]] = {name: [] for name in asks}
    for place in range(count):
        for name, call in asks.items():
            took = milliseconds(call)
            if place:
                times[name].append(took)
    return times


def milliseconds(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000
