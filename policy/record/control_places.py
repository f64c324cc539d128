"""Which rows stand on a page of controls: found in memory, whatever the day, where it was read which scopes the filters leave.

Filters say nothing of days and states, but for a destination's blocs. So the scopes that meet them are kept, a stretch of
their order at a time, with the days of all their periods: the next day asked about needs no query (docs/adr/0025).
"""

from array import array
from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import NamedTuple

from policy.choices import State
from policy.record.controls import Controls, few_provisions
from policy.record.cursors import Cursor
from policy.record.kept import Kept
from policy.record.models import ControlPeriod, ControlScope
from policy.record.version import Version

SCOPES = 256  # of a stretch
STRETCHES_AT_MOST = 4  # that a page is looked for in; the rest of it is asked of the database
SMALL = 5_000  # scopes of a record
BYTES_AT_MOST = 1_000_000  # some thirty stretches
STATES = list(State)
END = date.max.toordinal() + 1  # after the last day that there is
APART = ("on", "state", "destination")  # the destination counts with its blocs of the day

kept = Kept(BYTES_AT_MOST)


class Place(NamedTuple):
    """Which row stands at a place in the order: the keys of its scope and of its period, and the document's revision."""

    order_key: str
    scope: int
    period: int
    seq: int


class Stretch(NamedTuple):
    """Scopes next to each other, as (order key, key, provision, revision), and the periods of their provisions.

    Periods are told by five numbers each: the provision, the key, the state, the first day and the day after the last.
    Days are ordinals.
    """

    scopes: tuple[tuple[str, int, int, int], ...]
    periods: tuple["array[int]", ...]

    def holding(self, on: date, states: Sequence[str]) -> Iterator[Place]:
        """Yield the places whose provisions have a period in one of some states that answers about a day show."""
        day, wanted = on.toordinal(), {STATES.index(State(state)) for state in states}
        found = {
            provision: period
            for provision, period, state, first, end in zip(*self.periods, strict=True)
            if first <= day < end and state in wanted
        }
        for order_key, scope, provision, seq in self.scopes:
            if provision in found:
                yield Place(order_key, scope, found[provision], seq)


def places(controls: Controls, cursor: Cursor | None, number: int) -> list[Place]:
    """Return the first places after (or before) a cursor, those next to it first; not for questions `as_announced`.

    From memory, as far as that was read. In a large record few periods lead to their scopes without reading a stretch.
    """
    found: list[Place] = []
    for _ in range(STRETCHES_AT_MOST):
        key = _key(controls, cursor)
        if not (key in kept or _is_small(controls.version) or _are_many(controls)):
            break
        stretch = kept.get(key, partial(_read, controls, cursor))
        found += stretch.holding(controls.on, controls.states)
        if len(found) >= number or len(stretch.scopes) < SCOPES:
            return found[:number]
        cursor = Cursor("controls", [stretch.scopes[-1][0]], bool(cursor and cursor.backwards))
    rest = controls.holding(controls.following(cursor)).annotate(seq=controls.revision_of_measure)
    rows = rest.values_list("order_key", "pk", "period_id", "seq")
    return found + [Place(*row) for row in rows[: number - len(found)]]


def _key(controls: Controls, cursor: Cursor | None) -> Hashable:
    """Return all that a stretch follows from: the version and the question, but for its day and its states."""
    asked = tuple((name, str(value)) for name, value in controls.params.items() if name not in APART)
    start = (cursor.key[0], cursor.backwards) if cursor else None
    return controls.version, tuple(controls.destinations), asked, start


@lru_cache(maxsize=4)
def _is_small(version: Version) -> bool:
    """Tell whether a stretch takes little to read, however seldom the filters are met."""
    return not ControlScope.objects.all()[SMALL : SMALL + 1].exists()


def _are_many(controls: Controls) -> bool:
    return few_provisions(controls.version, controls.on, tuple(controls.states), controls.known_at) is None


def _read(controls: Controls, cursor: Cursor | None) -> Stretch:
    scopes = controls.following(cursor).annotate(seq=controls.revision_of_measure)
    rows = tuple(scopes.values_list("order_key", "pk", "provision", "seq")[:SCOPES])
    periods = ControlPeriod.objects.known_at(controls.known_at).filter(provision__in={row[2] for row in rows})
    told = periods.filter(shown__isempty=False).values_list(
        "provision", "pk", "state", "shown__startswith", "shown__endswith"
    )
    numbers = [
        (
            provision,
            period,
            STATES.index(State(state)),
            first.toordinal() if first else 0,
            end.toordinal() if end else END,
        )
        for provision, period, state, first, end in told
    ]
    return Stretch(rows, tuple(array("q", column) for column in zip(*numbers, strict=True)))
