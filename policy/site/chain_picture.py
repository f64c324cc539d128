"""The chain of an event as a drawing: a row of tiles for each step, oldest above. Lengths are those of the drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import pgettext

from policy.choices import Relation
from policy.dates import Precision, first_day, precision
from policy.site.chain import Chain, Step

COLUMNS = 4
PITCH, GAP = 80, 34  # from tile to tile, and between rows, where the relations are written
TILE_WIDTH, TILE_HEIGHT = 70, 46
MIDDLE = COLUMNS * PITCH / 2


@dataclass(frozen=True)
class Tile:
    """An event, or the `more` events for which its row has no room; `step` is `None` for the event itself.

    `among` is the id of the list that names them all.
    """

    left: float
    top: float
    event: dict[str, Any] | None
    step: Step | None = None
    more: int = 0
    among: str = ""
    width, height = TILE_WIDTH, TILE_HEIGHT

    @property
    def middle(self) -> float:
        return self.left + TILE_WIDTH / 2

    @property
    def bottom(self) -> float:
        return self.top + TILE_HEIGHT

    @property
    def day(self) -> str:
        """Return the day without its year, or as much of it as is known."""
        written = self.event["date"] if self.event else ""
        formats = {
            Precision.DAY: pgettext("day in a tile", "j M"),
            Precision.MONTH: pgettext("month in a tile", "M"),
            Precision.YEAR: "Y",
        }
        return date_format(first_day(written), formats[precision(written)])

    @property
    def slug(self) -> str:
        return self.event["slug"] if self.event else ""


@dataclass(frozen=True)
class Edge:
    """The line between two tiles, the later one below; `relation` is written beside the tile that `step` leads to."""

    upper: Tile
    lower: Tile
    step: Step | None
    is_before: bool

    @property
    def path(self) -> str:
        start, end = self.upper.bottom, self.lower.top
        half = (start + end) / 2
        x, to = self.upper.middle, self.lower.middle
        return f"M{x:g} {start:g}C{x:g} {half:g} {to:g} {half:g} {to:g} {end:g}"

    @property
    def is_contradiction(self) -> bool:
        return bool(self.step and self.step.link["relation"] == Relation.CONTRADICTS)

    @property
    def words_at(self) -> tuple[float, float]:
        return (
            (self.upper.middle, self.upper.bottom + 12) if self.is_before else (self.lower.middle, self.lower.top - 5)
        )


class ChainPicture:
    """The tiles and edges of a chain. A row shows what is nearest in time; the lists beside it name all."""

    tile_width, tile_height, width = TILE_WIDTH, TILE_HEIGHT, COLUMNS * PITCH

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        rows = [len(part) for part in (chain.further_before, chain.before) if part]
        self.own_top = len(rows) * (TILE_HEIGHT + GAP) + 1.0
        self.own = Tile(MIDDLE - TILE_WIDTH / 2, self.own_top, chain.event)

    @cached_property
    def edges(self) -> list[Edge]:
        return [*self._edges(is_before=True), *self._edges(is_before=False)]

    @property
    def tiles(self) -> list[Tile]:
        """Return the tiles around the event's own, those above first."""
        return [edge.upper if edge.is_before else edge.lower for edge in self.edges]

    @property
    def height(self) -> float:
        return max([self.own.bottom, *(tile.bottom for tile in self.tiles)]) + 1

    def _edges(self, *, is_before: bool) -> Iterator[Edge]:
        near, further = (
            (self.chain.before, self.chain.further_before)
            if is_before
            else (self.chain.after, self.chain.further_after)
        )
        row = list(_row(near, self._top(1, is_before=is_before), is_before=is_before))
        yield from (_edge(self.own, tile, is_before=is_before) for tile in row)
        shown = {tile.slug: tile for tile in row if tile.event}
        steps = [step for step in further if step.start["slug"] in shown]
        nearest = steps[-COLUMNS:] if is_before else steps[:COLUMNS]
        nearest.sort(key=lambda step: shown[step.start["slug"]].left)
        for tile in _row(nearest, self._top(2, is_before=is_before), is_before=is_before):
            if tile.step:
                yield _edge(shown[tile.step.start["slug"]], tile, is_before=is_before)

    def _top(self, steps: int, *, is_before: bool) -> float:
        distance = steps * (TILE_HEIGHT + GAP)
        return self.own_top - distance if is_before else self.own_top + distance


def _row(steps: Sequence[Step], top: float, *, is_before: bool) -> Iterator[Tile]:
    """Yield the tiles of a row, in the middle; where there are too many, one tile says how many more there are."""
    more = len(steps) - COLUMNS + 1 if len(steps) > COLUMNS else 0
    shown: list[Step | None] = [*(steps[more:] if is_before else steps[: len(steps) - more])]
    if more:
        shown.insert(0 if is_before else len(shown), None)
    start = MIDDLE - len(shown) * PITCH / 2 + (PITCH - TILE_WIDTH) / 2
    for place, step in enumerate(shown):
        left = start + place * PITCH
        among = "before" if is_before else "after"
        yield Tile(left, top, step.event, step) if step else Tile(left, top, None, more=more, among=among)


def _edge(near: Tile, far: Tile, *, is_before: bool) -> Edge:
    return Edge(far, near, far.step, is_before) if is_before else Edge(near, far, far.step, is_before)
