"""Events as cards: each document with its revision, its chain, and the states of its provisions on a day."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache

from policy.choices import State
from policy.models import Material
from policy.record.models import ControlPeriod, Revision
from policy.record.provisions import Document
from policy.record.served import revision_entry
from policy.record.version import Version
from policy.site.chains import chains

STATES = [State.IN_FORCE, State.SUSPENDED, State.NOT_YET_EFFECTIVE, State.EXPIRED, State.REPEALED, State.UNDATED]


def cards(revisions: Iterable[Revision], version: Version, on: date, known_at: datetime | None) -> list[Document]:
    """Return the documents of revisions as their cards read them, in one query; tombstones have none.

    Beside what is published, a document holds `revision` as it is served, `chain`, and `states`: (state, provisions).
    """
    shown = [one for one in revisions if one.document]
    documents = [json.loads(one.document or "") for one in shown]
    chained, states = chains(documents), states_on(on, (one.event_id for one in shown), known_at)
    numbers = atomic_numbers(version)
    for revision, document in zip(shown, documents, strict=True):
        document["revision"] = revision_entry(revision)
        document["chain"] = chained.get(revision.slug)
        document["states"] = states.get(revision.event_id, [])
        for material in document["materials"]:
            material["atomic_number"] = numbers.get(material["slug"])
    return documents


def states_on(on: date, events: Iterable[int], known_at: datetime | None) -> Mapping[int, list[tuple[State, int]]]:
    """Return how many provisions of each event are in which state on a day, by its id; those without states are left out."""
    periods = ControlPeriod.objects.known_at(known_at).on(on).filter(provision__event__in=[*events])
    counts: dict[int, Counter[str]] = {}
    for event, state in periods.order_by().values_list("provision__event", "state"):
        counts.setdefault(event, Counter())[state] += 1
    return {event: [(state, found[state]) for state in STATES if found[state]] for event, found in counts.items()}


@lru_cache(maxsize=2)
def atomic_numbers(version: Version) -> dict[str, int]:
    """Return the atomic numbers of the materials that have one, by slug; read once per process and version."""
    rows = Material.objects.exclude(atomic_number=None).values_list("slug", "atomic_number")
    return {slug: number for slug, number in rows if number}
