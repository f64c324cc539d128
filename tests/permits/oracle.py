"""Where a permit stands told a second time, slowly, from the rules in permits.terms: a walk that asks each day anew.

Nothing is shared with that module but the shape of what is asked and answered. The walk goes from 40 days before the first
date of a permit to 40 days after its last one; beyond them nothing can change.
"""

from dataclasses import dataclass, field
from itertools import groupby

from hypothesis import strategies as st

from permits.choices import Outcome, PermitState
from permits.terms import Later, TermPeriod
from tests.record.oracle import CALENDAR, FAR, FIRST, LAST, MARGIN, PLACE, nth

ENDINGS = {
    PermitState.REVOKED: {"revoked"},
    PermitState.REPLACED: {"approved", "approved_temporary", "general_licence"},
}


@dataclass(frozen=True)
class Permit:
    """What is asked of a permit: when it was decided, its own term, and the later decisions that name it."""

    decided: str
    valid_from: str | None
    valid_to: str | None
    later: list[Later] = field(default_factory=list)

    @property
    def asked(self):
        return self.decided, self.valid_from, self.valid_to, self.later

    @property
    def days(self):
        """Return every day from 40 before the first date that is written anywhere to 40 after the last."""
        texts = [self.decided, self.valid_from, self.valid_to, *(one.start for one in self.later)]
        known = [text for text in texts if text not in FAR]
        start, end = min(FIRST[text] for text in known), max(LAST[text] for text in known)
        return CALENDAR[PLACE[start] - MARGIN : PLACE[end] + MARGIN + 1]

    def ending(self, state):
        return [one for one in self.later if one.outcome in ENDINGS.get(state, ())]

    def state(self, day):
        """Ask the rules in their order; the first that holds decides."""
        for state in (PermitState.REVOKED, PermitState.REPLACED):
            if any(FIRST[one.start] <= day for one in self.ending(state)):
                return state
        if self.valid_to not in FAR and day > LAST[self.valid_to]:
            return PermitState.EXPIRED
        if day < FIRST[self.valid_from or self.decided]:
            return PermitState.NOT_YET_VALID
        return PermitState.UNKNOWN if self.valid_to is None else PermitState.VALID


def walked(decided, valid_from, valid_to, later):
    """Return the runs of days in one state; those at either end of the walk have no bound there."""
    permit = Permit(decided, valid_from, valid_to, list(later))
    runs = [(state, list(days)) for state, days in groupby(permit.days, permit.state)]
    following = [state for state, _ in runs[1:]] + [None]
    return [
        TermPeriod(
            state,
            since=None if days[0] == permit.days[0] else days[0],
            until=None if days[-1] == permit.days[-1] else days[-1],
            because=tuple(sorted(one.slug for one in permit.ending(state) if FIRST[one.start] == days[0])),
            next_state=after,
        )
        for (state, days), after in zip(runs, following, strict=True)
    ]


@st.composite
def permits(draw):
    """Permits with up to four later decisions of any outcome; their dates huddle around two days, not far apart."""
    anchor = draw(st.integers(0, 1000))
    days = [nth(anchor + gap + offset) for gap in (0, draw(st.integers(0, 40))) for offset in range(-3, 9)]
    texts = st.sampled_from(days + [day[:7] for day in days[::6]] + [days[0][:4]])
    later = [
        Later(f"later-{number}", draw(st.sampled_from(Outcome.values)), draw(texts))
        for number in draw(st.permutations(range(draw(st.integers(0, 4)))))
    ]
    ends = texts | st.sampled_from(FAR)
    return Permit(draw(texts), draw(st.none() | texts), draw(ends), later)
