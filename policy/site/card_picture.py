"""The picture that shows when an address is shared: a card in the look of the site, drawn in Latin letters, in English.

The same document always gives the same bytes. Lengths are in pixels.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import translation
from PIL import Image, ImageDraw, ImageFont

from policy.choices import Direction
from policy.site import wording
from policy.site.card import HEIGHT, WIDTH
from policy.site.months import Lane, lane

FONT = Path(__file__).parent / "fonts" / "SourceSerif4-SemiBold.ttf"
MARGIN = 72
PAPER, SURFACE, INK, SOFT, LINE, EASING = "#faf9f5", "#fffefb", "#1b1e23", "#575e69", "#ddd8cb", "#0b6e63"
EDGES = {Lane.CHINA: "#a8321f", Lane.UNITED_STATES: "#1d4f91", Lane.JOINT: "#5b4b8a", Lane.THIRD: SOFT}
EDGE = 12
TITLE_TOP, TITLE_BOTTOM = 226, 450
TITLE_SIZES = (66, 58, 50, 44)
FOOT = 518
TILE, GAP, MORE = 64, 12, 64  # the last: the room for how many more there are
DASHES = {"official": (), "reported": (14, 8), "claimed": (3, 6)}  # of the frame: drawn and left out
ELLIPSIS = "…"


@dataclass(frozen=True)
class Tile:
    """An element: its symbol and, where it is known, its atomic number."""

    symbol: str
    number: int | None


def event_card(document: dict[str, Any], numbers: dict[str, int | None]) -> bytes:
    """Return the picture of an event as PNG; `numbers` are the atomic numbers of its materials, by slug."""
    picture = Picture()
    with translation.override("en"):
        picture.edge(EDGES[lane(document)], dashed=lane(document) == Lane.THIRD)
        picture.brand()
        picture.line(164, _where_and_when(document), 30, SOFT)
        bottom = picture.title(document["title"])
        picture.line(bottom + 14, wording.byline(document), 28, SOFT)
        left = picture.direction(document["direction"]) if document["direction"] else MARGIN
        left = picture.framed(left, document["certainty"], DASHES[document["certainty"]])
        if document["disputed"]:
            left = picture.framed(left, "disputed", ())
        elements = [Tile(one["symbol"], numbers.get(one["slug"])) for one in document["materials"] if one["symbol"]]
        picture.tiles(elements, left)
    return picture.png()


def site_card(title: str) -> bytes:
    """Return the picture of pages that are about no single event, as PNG."""
    picture = Picture()
    picture.edge(INK, dashed=False)
    picture.brand()
    picture.title(title)
    return picture.png()


class Picture:
    """A sheet to draw on; each method draws one part at its place."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def png(self) -> bytes:
        file = BytesIO()
        self.image.save(file, "PNG", compress_level=6)
        return file.getvalue()

    def edge(self, colour: str, *, dashed: bool) -> None:
        """Draw the side that acts along the top; dashed for third parties."""
        step = 60 if dashed else WIDTH
        for left in range(0, WIDTH, step):
            self.pen.rectangle((left, 0, left + (40 if dashed else step), EDGE - 1), fill=colour)

    def brand(self) -> None:
        """Draw the mark, a tile with the number of the rare earths, and the name."""
        self.tile(MARGIN, 58, Tile("Mz", 17), 76)
        self.pen.text((MARGIN + 96, 90), "Monazite", font=_font(38), fill=INK, anchor="ls")
        told = "The public record of US–China rare-earth policy"
        self.pen.text((MARGIN + 96, 124), told, font=_font(24), fill=SOFT, anchor="ls")

    def line(self, top: int, text: str, size: int, colour: str) -> None:
        """Write one line, cut short where it would leave the sheet."""
        self.pen.text((MARGIN, top), _cut(text, _font(size)), font=_font(size), fill=colour)

    def title(self, text: str) -> int:
        """Write the title as large as it fits, with an ellipsis where the smallest size doesn't; return where it ends."""
        for size in TITLE_SIZES:
            height, font = round(size * 1.18), _font(size)
            lines, room = _wrapped(text, font), (TITLE_BOTTOM - TITLE_TOP) // height
            if len(lines) <= room:
                break
        else:
            lines = [*lines[: room - 1], _cut(" ".join(lines[room - 1 :]), font, is_cut=True)]
        for row, one in enumerate(lines):
            self.pen.text((MARGIN, TITLE_TOP + row * height), _cut(one, font), font=font, fill=INK)
        return TITLE_TOP + len(lines) * height

    def direction(self, value: str) -> int:
        """Draw what an event does by shape and word; return where the next mark begins."""
        colour = EASING if value == Direction.EASING else INK
        top, left = FOOT + 21, MARGIN
        if value == Direction.TIGHTENING:
            self.pen.polygon([(left, top + 22), (left + 26, top + 22), (left + 13, top)], fill=colour)
        elif value == Direction.EASING:
            self.pen.polygon([(left, top), (left + 26, top), (left + 13, top + 22)], outline=colour, width=3)
        begins = left + (38 if value != Direction.NEUTRAL else 0)
        self.pen.text((begins, FOOT + 42), value, font=_font(30), fill=colour, anchor="ls")
        return begins + round(_font(30).getlength(value)) + 32

    def framed(self, left: int, word: str, dash: tuple[int, ...]) -> int:
        """Write a word in a frame whose line says how sure it is; return where the next mark begins."""
        right = left + round(_font(28).getlength(word)) + 36
        box = (left, FOOT + 8, right, FOOT + 56)
        for start, end in _sides(box):
            self._stroke(start, end, dash)
        self.pen.text((left + 18, FOOT + 42), word, font=_font(28), fill=INK, anchor="ls")
        return right + 20

    def tiles(self, elements: list[Tile], begin: int) -> None:
        """Draw elements at the right of the foot, as many as its room from `begin` holds, and how many more there are."""
        room = (WIDTH - MARGIN - begin + GAP) // (TILE + GAP)
        shown = elements if len(elements) <= room else elements[: (WIDTH - MARGIN - begin - MORE) // (TILE + GAP)]
        more = f"+{len(elements) - len(shown)}" if len(elements) > len(shown) else ""
        left = WIDTH - MARGIN - len(shown) * (TILE + GAP) + GAP - (MORE if more else 0)
        for place, one in enumerate(shown):
            self.tile(left + place * (TILE + GAP), FOOT, one, TILE)
        if more:
            self.pen.text((WIDTH - MARGIN, FOOT + 42), more, font=_font(30), fill=SOFT, anchor="rs")

    def tile(self, left: int, top: int, tile: Tile, size: int) -> None:
        self.pen.rectangle((left, top, left + size, top + size), fill=SURFACE, outline=INK, width=3)
        if tile.number:
            self.pen.text((left + 9, top + 7), str(tile.number), font=_font(size // 5), fill=INK)
        foot = (left + size // 2, top + size - size // 6)
        self.pen.text(foot, tile.symbol, font=_font(size // 2), fill=INK, anchor="ms")

    def _stroke(self, start: tuple[int, int], end: tuple[int, int], dash: tuple[int, ...]) -> None:
        if not dash:
            self.pen.line((start, end), fill=INK, width=2)
            return
        (x, y), (across, down) = start, (end[0] - start[0], end[1] - start[1])
        length = across or down
        for begin in range(0, length, sum(dash)):
            stop = min(begin + dash[0], length)
            points = (x + begin, y, x + stop, y) if across else (x, y + begin, x, y + stop)
            self.pen.line(points, fill=INK, width=2)


def _where_and_when(document: dict[str, Any]) -> str:
    end = document["date_end"]
    days = wording.day(document["date"])
    if end:
        days = "–".join(wording.span(document["date"], end))
    where = wording.places(document["acting_countries"]) or "International"
    return f"{document['kind'].capitalize()}  ·  {where}  ·  {days}"


def _sides(box: tuple[int, int, int, int]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    left, top, right, bottom = box
    yield (left, top), (right, top)
    yield (left, bottom), (right, bottom)
    yield (left, top), (left, bottom)
    yield (right, top), (right, bottom)


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Break a text into lines at its spaces."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(text: str, font: ImageFont.FreeTypeFont, *, is_cut: bool = False) -> str:
    """Return a text with an ellipsis where it is cut: already, or because a line doesn't hold it."""
    words = text.split(" ")
    while len(words) > 1 and font.getlength(" ".join(words) + ELLIPSIS * is_cut) > WIDTH - 2 * MARGIN:
        words, is_cut = words[:-1], True
    return " ".join(words).rstrip(",;:–") + ELLIPSIS if is_cut else text


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)
