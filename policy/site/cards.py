"""Events as cards: each document with its revision, its chain, and the states of its provisions on a day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from policy.choices import State
from policy.models import Material
from policy.record.models import Action, ControlPeriod, Revision
from policy.record.provisions import Document
from policy.record.served import revision_entry
from policy.record.spoken import title_of
from policy.record.version import Version
from policy.site.chains import chain
from policy.site.kept import kept

STATES = [State.IN_FORCE, State.SUSPENDED, State.NOT_YET_EFFECTIVE, State.EXPIRED, State.REPEALED, State.UNDATED]
States = tuple[tuple[State, int], ...]


class Outline(NamedTuple):
    """What a list has to know of a document whose card is kept: its date, and what it is linked to, as slug and title."""

    date: str
    linked: tuple[tuple[str, str], ...]


class Card(Mapping[str, Any]):
    """A document as its card reads it, parsed where that isn't kept.

    Beside what is published, it holds `revision` as it is served, `chain`, and `states`: (state, provisions). `identity`
    is all that the card follows from beside the language; `None` where it isn't to be kept.
    """

    def __init__(self, revision: Revision, version: Version, states: States, here: frozenset[str]) -> None:
        self.revision, self.version, self.states, self.here = revision, version, states, here
        self.outline: Outline = kept.get(("outline", revision.sha256), self._outline)
        self.identity: tuple[Any, ...] | None = self._identity()

    def __getitem__(self, name: str) -> Any:
        return self.outline.date if name == "date" else self.whole[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole)

    def __len__(self) -> int:
        return len(self.whole)

    @cached_property
    def document(self) -> Document:
        return self.revision.content

    @cached_property
    def whole(self) -> dict[str, Any]:
        numbers = atomic_numbers(self.version)
        materials = [one | {"atomic_number": numbers.get(one["slug"])} for one in self.document["materials"]]
        return self.document | {
            "materials": materials,
            "revision": revision_entry(self.revision),
            "chain": chain(self.document, self.here),
            "states": self.states,
        }

    def _outline(self) -> Outline:
        linked = [link["event"] for link in self.document["links"]]
        return Outline(self.document["date"], tuple((one["slug"], one["title"]) for one in linked))

    def _identity(self) -> tuple[Any, ...]:
        linked = tuple((slug in self.here, title_of(slug, title)) for slug, title in self.outline.linked)
        return self.revision.sha256, type(self.version), self.version.edition, self.states, linked


def cards(
    revisions: Iterable[Revision], version: Version, on: date, known_at: datetime | None, *, are_marked: bool = False
) -> list[Card]:
    """Return the documents of revisions as their cards read them, in two queries at most; tombstones have none.

    Those that `are_marked` show what was searched for, and aren't kept.
    """
    shown = [one for one in revisions if one.action != Action.DELETE]
    _read_documents(shown)
    here = frozenset(one.slug for one in shown)
    states = states_on(version, on, tuple(one.event_id for one in shown), known_at)
    found = [Card(one, version, states.get(one.event_id, ()), here) for one in shown]
    for one in found if are_marked else []:
        one.identity = None
    return found


def _read_documents(revisions: list[Revision]) -> None:
    """Read the documents of revisions that were read without, in one query."""
    lacking = [one.seq for one in revisions if "document" in one.get_deferred_fields()]
    texts = dict(Revision.objects.filter(seq__in=lacking).values_list("seq", "document")) if lacking else {}
    for one in revisions:
        if one.seq in texts:
            one.document = texts[one.seq]


def states_on(version: Version, on: date, events: tuple[int, ...], known_at: datetime | None) -> Mapping[int, States]:
    """Return how many provisions of each event are in which state on a day, by its id; those without states are left out.

    They are read once per process, version, day and events, in one query.
    """
    return kept.get(("states", version, on, events, known_at), lambda: _states_on(on, events, known_at))


def _states_on(on: date, events: tuple[int, ...], known_at: datetime | None) -> Mapping[int, States]:
    periods = ControlPeriod.objects.known_at(known_at).on(on).filter(provision__event__in=events)
    counts: dict[int, Counter[str]] = {}
    for event, state in periods.order_by().values_list("provision__event", "state"):
        counts.setdefault(event, Counter())[state] += 1
    return {event: tuple((state, found[state]) for state in STATES if found[state]) for event, found in counts.items()}


@lru_cache(maxsize=2)
def atomic_numbers(version: Version) -> dict[str, int]:
    """Return the atomic numbers of the materials that have one, by slug; read once per process and version."""
    rows = Material.objects.exclude(atomic_number=None).values_list("slug", "atomic_number")
    return {slug: number for slug, number in rows if number}
