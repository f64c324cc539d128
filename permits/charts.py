"""The figures as pictures: where each bar and word stands in an SVG. What has no number has no bar, but words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from permits.choices import APPROVALS, CountKind, Outcome
from permits.figures import Figure, Line
from permits.summary import Decision
from policy.site.wording import counted, heading, label, sentence_case

WIDTH, LABEL_WIDTH, GAP = 360, 124, 6
ROW, BAR, HEADING, LETTER = 24, 14, 32, 6.6
LEAST = 1  # the narrowest part of a bar: what is counted is seen, however much there is of all else
LABEL_LETTERS, HEADING_LETTERS = 20, 52
UNCOUNTED, KNOWN, STATED, ROUGH = "uncounted", "known", "stated", "rough"
WORDS = {
    UNCOUNTED: gettext_noop("Decisions without a number"),
    KNOWN: gettext_noop("Permits known"),
    STATED: gettext_noop("A number as stated"),
    ROUGH: gettext_noop("A rough number"),
}
# Meaning is never colour alone: each pattern is the fill of one meaning, and the legend names it.
PATTERNS: dict[str, tuple[str, str]] = {
    Outcome.APPROVED: ("ease", "M0 0H8V8H0z"),
    Outcome.APPROVED_TEMPORARY: ("ease", "M0 8L8 0H5L0 5zM8 8V5L5 8z"),
    Outcome.GENERAL_LICENCE: ("ease", "M0 0H8V3H3V8H0z"),
    Outcome.DENIED: ("tighten", "M0 0H8V8H0z"),
    Outcome.RETURNED: ("tighten", "M0 0H8V3H0z"),
    Outcome.REVOKED: ("tighten", "M0 0H3V8H0z"),
    Outcome.PENDING: ("other", "M0 0H4V4H0z"),
    KNOWN: ("ease", "M0 0H8V8H0z"),
    UNCOUNTED: ("other", "M0 0L8 8H5L0 3zM8 0V3L5 0z"),
    STATED: ("other", "M0 0H8V8H0z"),
    ROUGH: ("other", "M2 2H5V5H2z"),
}
FILLS = {"ease": "#0b6e63", "tighten": "#a8321f", "other": "#575e69"}


@dataclass(frozen=True)
class Pattern:
    """How a meaning is filled; `tone` is its colour by name, `fill` the same where there is no style sheet."""

    name: str
    words: str
    tone: str
    fill: str
    path: str
    y: float = 0


@dataclass(frozen=True)
class Segment:
    x: float
    width: float
    pattern: str


@dataclass(frozen=True)
class Bar:
    """One row as it is to be drawn: parts with their values, none for what has no number, and words after them."""

    label: str
    parts: list[tuple[str, int]]
    words: str

    @property
    def value(self) -> int:
        return sum(value for _, value in self.parts)


@dataclass(frozen=True)
class Section:
    """Bars of one scale, on which `most` is the full width."""

    heading: str
    bars: list[Bar]
    most: int


@dataclass
class Placed:
    """A bar in its place; `y` is its top, `text_x` where its words begin."""

    label: str
    y: float
    segments: list[Segment]
    words: str
    text_x: float

    @property
    def base(self) -> float:
        return self.y + BAR - 3


@dataclass
class Chart:
    """A picture that is drawn with and without a style sheet."""

    name: str
    title: str
    width: int = WIDTH
    height: float = 0
    bar: int = BAR
    label_x: int = LABEL_WIDTH
    headings: list[tuple[float, str]] = field(default_factory=list)
    bars: list[Placed] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)


def chart(figure: Figure) -> Chart:
    """Draw a figure: stacked by outcome, or permits apart from decisions without a number."""
    return _placed(figure.by, figure.title, _known(figure) if figure.by == "outcome" else [_stacked(figure)])


def chart_of_applications(title: str, decisions: list[Decision], documents: dict[str, Any]) -> Chart:
    """Draw what each decision says of applications, and of how many were approved or refused; all bars have one scale."""
    most = max([one["value"] or 0 for each in decisions for one in (each.applications, each.count) if one], default=0)
    sections = [
        Section(
            str(heading(documents[one.slug])),
            [_counted(_("Applications"), one.applications or {}), _counted(_decided(one.outcome), one.count)],
            most,
        )
        for one in decisions
    ]
    return _placed("applications", title, sections)


def _stacked(figure: Figure) -> Section:
    bars = [
        Bar(line.label, [(outcome, count) for outcome, count in line.by_outcome.items()], str(line.row.decisions))
        for line in figure.lines
    ]
    return Section("", bars, max([bar.value for bar in bars], default=0))


def _known(figure: Figure) -> list[Section]:
    lines = [line for line in figure.lines if line.row.key != Outcome.PENDING]
    permits = [_known_bar(line) for line in lines if line.approvals]
    without = [Bar(line.label, [(UNCOUNTED, line.row.unspecified)], str(line.row.unspecified)) for line in lines]
    shown = [bar for bar in without if bar.value]
    return [
        Section(
            _("Permits known to have been granted, at least"), permits, max([bar.value for bar in permits], default=0)
        ),
        Section(_("Decisions without an exact or least number"), shown, max([bar.value for bar in shown], default=0)),
    ]


def _known_bar(line: Line) -> Bar:
    return Bar(line.label, [] if line.known is None else [(KNOWN, line.known)], line.known_words)


def _counted(name: str, count: dict[str, Any]) -> Bar:
    if count["value"] is None:
        return Bar(name, [], _("number not stated"))
    rough = count["kind"] == CountKind.APPROXIMATELY
    return Bar(name, [(ROUGH if rough else STATED, count["value"])], counted(count))


def _decided(outcome: str) -> str:
    return _("Approvals") if outcome in APPROVALS else sentence_case(label(outcome, "outcome"))


def _placed(name: str, title: str, sections: Iterable[Section]) -> Chart:
    drawn = Chart(name, title)
    used: dict[str, None] = {}
    for section in (one for one in sections if one.bars):
        if section.heading:
            drawn.headings.append((drawn.height + HEADING - 10, _cut(section.heading, HEADING_LETTERS)))
            drawn.height += HEADING
        room = WIDTH - LABEL_WIDTH - 2 * GAP - max([len(bar.words) for bar in section.bars], default=0) * LETTER
        for bar in section.bars:
            segments = list(_segments(bar, room / section.most if section.most else 0))
            used.update(dict.fromkeys(segment.pattern for segment in segments))
            end = segments[-1].x + segments[-1].width if segments else LABEL_WIDTH
            drawn.bars.append(Placed(_cut(bar.label, LABEL_LETTERS), drawn.height + 5, segments, bar.words, end + GAP))
            drawn.height += ROW
    drawn.patterns = [_pattern(one, drawn.height + 10 + number * 20) for number, one in enumerate(_in_order(used))]
    drawn.height += 10 + 20 * len(drawn.patterns)
    return drawn


def _segments(bar: Bar, unit: float) -> Iterator[Segment]:
    x: float = LABEL_WIDTH + GAP
    for pattern, value in bar.parts:
        if value:
            width = max(value * unit, LEAST)
            yield Segment(round(x, 1), round(width, 1), pattern)
            x += width


def _in_order(used: Iterable[str]) -> list[str]:
    return [name for name in PATTERNS if name in used]


def _pattern(name: str, y: float) -> Pattern:
    tone, path = PATTERNS[name]
    words = _(WORDS[name]) if name in WORDS else sentence_case(label(name, "outcome"))
    return Pattern(name, words, tone, FILLS[tone], path, y)


def _cut(text: str, letters: int) -> str:
    """Cut a text to so many letters, between words where there are any."""
    if len(text) <= letters:
        return text
    words = text[:letters].rpartition(" ")[0]
    return f"{(words or text[: letters - 1]).rstrip(' ,;:–(')}…"
