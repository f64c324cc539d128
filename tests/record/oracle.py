"""The states of a provision told a second time, slowly, from design.md, section 3: sets of days, and a walk along them.

Nothing is shared with policy.record.periods but the shape of what is asked and answered. The walk goes from 40 days before
the first date of an instrument to 40 days after its last one; beyond them nothing can change.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from hypothesis import strategies as st

from policy.choices import EffectKind, State
from policy.record.periods import EffectOn, Period

SUSPENDING = {EffectKind.SUSPENDS, EffectKind.EXTENDS_SUSPENSION}
MARGIN = 40
FAR = [None, "9999-12-31", "9999"]

CALENDAR = [date(2009, 1, 1) + timedelta(days=number) for number in range(22 * 365 + 5)]
PLACE = {day: number for number, day in enumerate(CALENDAR)}
FIRST: dict[str, date] = {}
LAST: dict[str, date] = {}
for _day in CALENDAR:
    for _text in (_day.isoformat(), _day.isoformat()[:7], _day.isoformat()[:4]):
        FIRST.setdefault(_text, _day)
        LAST[_text] = _day


@dataclass(frozen=True)
class Instrument:
    """A provision's dates and what falls on it: effects on its whole instrument, and on itself."""

    commencement: str | None
    expiry: str | None
    on_whole: list[EffectOn] = field(default_factory=list)
    on_provision: list[EffectOn] = field(default_factory=list)

    @property
    def effects(self):
        return [*self.on_whole, *self.on_provision]


class Walk:
    """Every day of an instrument's span, and the sets of them that the rules speak of."""

    def __init__(self, commencement, expiry, effects):
        self.days = span(commencement, expiry, effects)
        self.effects = sorted(effects, key=lambda effect: FIRST[effect.start])
        self.repealed = {day for effect in self._of(EffectKind.REPEALS) for day in self.since(effect.start)}
        self.expired = set(self.days) - self.through(expiry)
        self.commenced = self.since(commencement)
        self.covered = [(effect, self.covered_by(effect)) for effect in self.effects if effect.effect in SUSPENDING]
        self.suspended = set().union(*(days for _, days in self.covered))

    def _of(self, kind):
        return [effect for effect in self.effects if effect.effect == kind]

    def since(self, text):
        return {day for day in self.days if day >= FIRST[text]}

    def through(self, text):
        return set(self.days) if text in FAR else {day for day in self.days if day <= LAST[text]}

    def covered_by(self, suspension):
        """The days that a suspension covers: each resumption from a later day than its own takes the rest away."""
        days = self.since(suspension.start) & self.through(suspension.until)
        for resumption in self._of(EffectKind.RESUMES):
            if FIRST[suspension.start] < FIRST[resumption.start]:
                days -= self.since(resumption.start)
        return days

    def state(self, day):
        if day in self.repealed:
            return State.REPEALED
        if day in self.expired:
            return State.EXPIRED
        if day not in self.commenced:
            return State.NOT_YET_EFFECTIVE
        return State.SUSPENDED if day in self.suspended else State.IN_FORCE

    def resumed_on(self, day):
        return [effect for effect in self._of(EffectKind.RESUMES) if FIRST[effect.start] == day]

    def ended_before(self, day):
        """Suspensions of which the day before is the last covered one."""
        return [effect for effect, days in self.covered if days and max(days) + timedelta(days=1) == day]

    def lapses(self, state, day):
        return state == State.IN_FORCE and bool(self.ended_before(day)) and not self.resumed_on(day)

    def because(self, state, days):
        if state == State.REPEALED:
            return [effect for effect in self._of(EffectKind.REPEALS) if FIRST[effect.start] <= days[0]]
        if state == State.SUSPENDED:
            return [effect for effect, covered in self.covered if covered & set(days)]
        if state == State.IN_FORCE and self.ended_before(days[0]):
            return self.resumed_on(days[0]) or self.ended_before(days[0])
        return []

    def periods(self):
        """Return the runs of days in one state; those at either end of the walk have no bound there."""
        runs = [(state, list(days)) for state, days in groupby(self.days, self.state)]
        following = [state for state, _ in runs[1:]] + [None]
        return [
            Period(
                state,
                since=None if days[0] == self.days[0] else days[0],
                until=None if days[-1] == self.days[-1] else days[-1],
                because=tuple(self.because(state, days)),
                lapsed_suspension=self.lapses(state, days[0]),
                next_state=after,
            )
            for (state, days), after in zip(runs, following, strict=True)
        ]


def span(commencement, expiry, effects):
    """Return every day from 40 before the first date that is written anywhere to 40 after the last."""
    texts = [commencement, expiry, *(text for effect in effects for text in (effect.start, effect.until))]
    known = [text for text in texts if text not in FAR]
    start = PLACE[min(FIRST[text] for text in known)] - MARGIN
    end = PLACE[max(LAST[text] for text in known)] + MARGIN
    assert start >= 0
    assert end < len(CALENDAR)
    return CALENDAR[start : end + 1]


def walked(commencement, expiry, effects):
    return [] if commencement is None else Walk(commencement, expiry, effects).periods()


# Random dates are of 2024 to 2026, and huddle around a few days, so that ends and starts often meet or miss by a day.
DRAWN = [day.isoformat() for day in CALENDAR if 2024 <= day.year <= 2026]
ANCHORS = st.sampled_from([number for number, text in enumerate(DRAWN) if text.endswith("-01")]) | st.integers(0, 1090)
KINDS = st.sampled_from(
    ["suspends"] * 4 + ["extends_suspension"] * 3 + ["resumes"] * 4 + ["repeals"] * 2 + ["amends", "implements"]
)
LINKS = st.sampled_from([(length, gap) for length in (0, 1, 2, 5, 12) for gap in (0, 1, 2)])
RESUMED = st.sampled_from([None, None, None, -3, -1, 0, 1, 2])


def nth(number):
    return DRAWN[max(0, min(number, len(DRAWN) - 1))]


def in_order(start, end):
    """Return a start and an end such that the end is not over before the start begins."""
    if end not in FAR and LAST[end] < FIRST[start]:
        return end, start
    return start, end


@st.composite
def chains(draw, start):
    """A suspension and its extensions, each from the last day of the one before, the day after or later; or resumed."""
    effects = []
    for kind in ["suspends"] + ["extends_suspension"] * draw(st.integers(0, 3)):
        length, gap = draw(LINKS)
        end = start + length
        effects.append(EffectOn("chain", kind, nth(start), nth(end)))
        start = end + gap
    resumed = draw(RESUMED)
    return effects if resumed is None else [*effects, EffectOn("chain", "resumes", nth(end + resumed), None)]


@st.composite
def instruments(draw):
    """Instruments with up to five effects of any kind, and a chain on the whole of half of them; a few are undated."""
    anchors = draw(st.lists(ANCHORS, min_size=1, max_size=3))
    days = [nth(anchor + offset) for anchor in anchors for offset in range(-3, 9)]
    rough = [day[:length] for day in days[::12] for length in (7, 7, 4)]
    texts = st.sampled_from(days + rough)
    ends = st.sampled_from(days + days + rough + FAR * 4)
    commencement, expiry = in_order(draw(texts), draw(ends))
    on_whole = draw(chains(draw(st.sampled_from(anchors)))) if draw(st.booleans()) else []
    on_provision = [
        EffectOn("loose", draw(KINDS), *in_order(draw(texts), draw(ends))) for _ in range(draw(st.integers(0, 5)))
    ]
    is_undated = draw(st.integers(0, 29)) == 29
    return Instrument(None if is_undated else commencement, expiry, on_whole, on_provision)
