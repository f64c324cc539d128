"""Which current public events carry each tag and lie on each day, in the memory of a serving process (docs/adr/0022).

Read once when a worker begins, and brought up to each later version by what changed since. `current` gives it to those who
count; it gives none where the database is to count: in other processes, until it is read, and within a transaction, which
may see what nobody else does.
"""

import logging
import sys
import threading
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import ProgrammingError, connection
from pyroaring import BitMap

from policy.record.version import Version, version

CHUNK = 1 << 16  # revisions read at once: those of one container of a roaring bitmap

# The revisions that carry each word, as their sequence numbers: tags, days and months.
WORDS = """
    SELECT word, string_agg(int4send(seq::integer), ''::bytea)
    FROM record_revision JOIN record_projection ON revision_id = seq, unnest(
        tags || ARRAY['day:' || to_char(date, 'YYYY-MM-DD'), 'month:' || to_char(date, 'YYYY-MM')]
    ) AS word
    WHERE superseded_at IS NULL AND document IS NOT NULL AND {}
    GROUP BY word
"""
OF_CHUNK = WORDS.format("seq >= %s AND seq < %s")
# In one statement, hence of one state of the record; all revisions of the events that changed come under an empty word.
CHANGED = f"""
    WITH changed AS (
        SELECT event_id FROM record_revision WHERE seq > %s
        UNION
        SELECT event_id FROM record_refresh JOIN record_revision ON seq = revision_id WHERE edition > %s
    )
    SELECT '', string_agg(int4send(seq::integer), ''::bytea) FROM record_revision
    WHERE event_id IN (SELECT event_id FROM changed)
    UNION ALL ({WORDS.format("event_id IN (SELECT event_id FROM changed)")})
"""

logger = logging.getLogger(__name__)


class Tally:
    """Events, as the numbers of their revisions, by parameter and value of each tag; "day" and "month" are parameters, too.

    What it answers is of `version` or of a later one: who finds after all counting that the record is still at the version
    asked for, has counted that one.
    """

    def __init__(self) -> None:
        self.is_ready = False
        self.version: Version
        self._lock = threading.Lock()
        self._public = BitMap()
        self._events: defaultdict[str, defaultdict[str, BitMap]] = defaultdict(lambda: defaultdict(BitMap))

    def read(self) -> None:
        """Read all events, a chunk at a time; what was published meanwhile is read again."""
        self.version = version()
        with connection.cursor() as cursor:
            for first in range(0, self.version.seq + 1, CHUNK):
                self._add(cursor.execute(OF_CHUNK, [first, first + CHUNK]).fetchall())
        self.is_ready = self.advance(version())

    def advance(self, to: Version) -> bool:
        """Take in what changed up to a version at least; `False`: the record isn't the one that was read.

        Tags change with a revision, or with a refresh, which raises the edition in its transaction (migration 0015).
        Both numbers are given out under locks that are held until the commit: who sees one sees all below it.
        """
        with self._lock:
            if to == self.version:
                return True
            now = version()
            if not (_reaches(now, self.version) and _reaches(now, to)):  # it may have been restored
                return False
            with connection.cursor() as cursor:
                found = dict(cursor.execute(CHANGED, [self.version.seq, self.version.edition]).fetchall())
            self._drop(BitMap(unpacked(found.pop("") or b"")))
            self._add(found.items())
            self.version = now
            return True

    def carrying(self, tags: Iterable[str]) -> BitMap:
        """Return the events with at least one of some tags."""
        words = [tag.partition(":") for tag in tags]
        with self._lock:
            return BitMap().union(*(self._events[parameter].get(value, BitMap()) for parameter, _, value in words))

    def between(self, first: date | None, last: date | None) -> BitMap:
        """Return the events from one day to another, both inclusive; `None`: without end."""
        low, high = (first or date.min).isoformat(), (last or date.max).isoformat()
        ends = (low[:7], high[:7])
        with self._lock:
            if first is None and last is None:
                return self._public.copy()
            months = [events for month, events in self._events["month"].items() if ends[0] < month < ends[1]]
            days = [day for month in {*ends} for day in days_of(month) if low <= day <= high]
            return BitMap().union(*months, *(self._events["day"].get(day, BitMap()) for day in days))

    def numbers(self, parameter: str, among: BitMap) -> dict[str, int]:
        """Return how many of some events carry each value of a parameter; values without one are left out."""
        with self._lock:
            values = self._events[parameter].items()
            numbers = {value: events.intersection_cardinality(among) for value, events in values}
        return {value: number for value, number in numbers.items() if number}

    def newest_first(self, events: BitMap) -> Iterator[BitMap]:
        """Yield some events month by month, the newest first."""
        return (self._among(events, "month", month) for month in self._months(None, descends=True))

    def first(self, events: BitMap, number: int, since: date | None, *, descends: bool) -> BitMap:
        """Return those of some events on the first days that hold a number of them together; all, if need be.

        The days begin with one of them, or the very first. All events of the last of these days are among them.
        """
        found, start = BitMap(), since.isoformat() if since else ""
        for month in self._months(since, descends=descends):
            some = self._among(events, "month", month)
            if month != start[:7] and len(found) + len(some) < number:
                found |= some
                continue
            days = days_of(month)[:: -1 if descends else 1]
            for day in days[days.index(start) :] if start in days else days:
                found |= self._among(some, "day", day)
                if len(found) >= number:
                    return found
        return found

    def _among(self, events: BitMap, parameter: str, value: str) -> BitMap:
        """Return those of some events that carry a tag."""
        with self._lock:
            return events & self._events[parameter].get(value, BitMap())

    def _months(self, since: date | None, *, descends: bool) -> list[str]:
        """Return the months that have events, in their order, from that of a day on."""
        with self._lock:
            months = sorted(self._events["month"], reverse=descends)
        if since is None:
            return months
        start = since.isoformat()[:7]
        return [month for month in months if (month <= start if descends else month >= start)]

    def _add(self, rows: Iterable[tuple[str, Any]]) -> None:
        for word, packed in rows:
            parameter, _, value = word.partition(":")
            events = BitMap(unpacked(packed))
            self._events[parameter][value] |= events
            if parameter == "month":
                self._public |= events

    def _drop(self, changed: BitMap) -> None:
        self._public -= changed
        for values in self._events.values():
            for events in values.values():
                events.difference_update(changed)


def days_of(month: str) -> list[str]:
    """Return the days of a month such as "2025-06", in their order, and those after it up to a 31st."""
    return [f"{month}-{day:02}" for day in range(1, 32)]


_tally: Tally | None = None


def begin() -> None:
    """Read the tally in the background, and forget the one there was: the record may have been restored."""
    global _tally
    _tally = Tally()
    threading.Thread(target=_read, args=(_tally,), name="tally", daemon=True).start()


def current(of: Version) -> Tally | None:
    """Return the tally, brought up to a version; `None`: ask the database."""
    tally = _tally
    if tally is None or not tally.is_ready or connection.in_atomic_block:
        return None
    if tally.advance(of):
        return tally
    begin()
    return None


def _read(tally: Tally) -> None:
    try:
        tally.read()
    except ProgrammingError as error:  # there is no table yet, which /readyz tells
        logger.info("There is nothing to count yet: %s", error)
    except Exception as error:  # whatever it was: the process goes on serving, and counts in the database
        logger.warning("Events are counted in the database, since the tally couldn't be read: %s", error)
    finally:
        connection.close()


def unpacked(packed: Any) -> "array[int]":
    """Return sequence numbers from their four bytes each, in network order."""
    numbers = array("I", bytes(packed))
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _reaches(one: Version, other: Version) -> bool:
    """Tell whether one version holds all that another one does."""
    return one.data_set == other.data_set and one.seq >= other.seq and one.edition >= other.edition
