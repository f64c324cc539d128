"""What is true of a measure on a day, in a sentence for each state that its provisions are in."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.utils.translation import ngettext

from policy.choices import State
from policy.record.provisions import Document
from policy.record.states import provision_states

STRONGEST_FIRST = (
    *(State.IN_FORCE, State.SUSPENDED, State.NOT_YET_EFFECTIVE),
    *(State.EXPIRED, State.REPEALED, State.UNDATED),
)


def holding(document: Document, event_id: int, today: date) -> Iterator[str]:
    """Yield what holds today, the provisions in force first; nothing for a measure whose provisions have no states."""
    states = Counter(one.state for one in provision_states(document, event_id, today))
    for state in STRONGEST_FIRST:
        if number := states[state]:
            yield _told(state, number) % {"number": number}


def _told(state: State, number: int) -> str:
    match state:
        case State.IN_FORCE:
            return ngettext("%(number)d provision is in force.", "%(number)d provisions are in force.", number)
        case State.SUSPENDED:
            return ngettext("%(number)d provision is suspended.", "%(number)d provisions are suspended.", number)
        case State.NOT_YET_EFFECTIVE:
            return ngettext(
                "%(number)d provision is not yet effective.", "%(number)d provisions are not yet effective.", number
            )
        case State.EXPIRED:
            return ngettext("%(number)d provision has expired.", "%(number)d provisions have expired.", number)
        case State.REPEALED:
            return ngettext("%(number)d provision was repealed.", "%(number)d provisions were repealed.", number)
        case _:
            return ngettext(
                "Of %(number)d provision no commencement is recorded.",
                "Of %(number)d provisions no commencement is recorded.",
                number,
            )
