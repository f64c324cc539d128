"""Which events hold the words of a search, as sets in the memory of a serving process (docs/adr/0022).

Each is looked up once in a version and kept, the latest of them, for all numbers of a page and the pages after.
"""

from collections.abc import Iterable
from functools import lru_cache

from django.db import connection, transaction
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.expressions import RawSQL
from pyroaring import BitMap, FrozenBitMap

from policy.record.asked import Asked
from policy.record.models import Projection
from policy.record.searched import NEAR, of_projections
from policy.record.tally import Tally, unpacked
from policy.record.version import Version
from policy.record.vocabulary import vocabulary

AT_MOST = 10_000  # events: where more match, and the words are held by too many, only the newest so many are counted
WHOLE = 50_000  # revisions that hold the words: up to so many are looked up whole
READ_AT_ONCE = 1 << 15  # events that are read to see whether they hold the words
KEPT = 64  # sets of each kind, of 8 KB for each 65,536 revisions at most

# The index is to find them, and not to be passed over because many do: the planner knows nothing of what it takes to read
# the words of each row.
BY_INDEX = "SET LOCAL enable_seqscan = off"
PACKED = "SELECT string_agg(int4send(found.revision_id::integer), ''::bytea) FROM ({}) AS found"


@lru_cache(maxsize=KEPT)
def held(version: Version, language: str, typed: str) -> FrozenBitMap | None:
    """Return all revisions that hold the words typed, superseded ones too; `None` where that is too much.

    In up to two queries, beside those that tell what the words mean; the first tells their share of the newest events.
    """
    asked = vocabulary(version).understood(typed)
    if not asked.is_indexed or _share(asked) * version.seq > 2 * WHOLE:
        return None
    found = _read(Projection.objects.filter(search=asked.query)[: WHOLE + 1])
    return FrozenBitMap(found) if len(found) <= WHOLE else None


@lru_cache(maxsize=KEPT)
def newest_held(
    version: Version, language: str, typed: str, events: FrozenBitMap, tally: Tally
) -> tuple[FrozenBitMap, bool]:
    """Return those of some events that hold the words typed, and whether these are only the newest `AT_MOST` of them."""
    holding = Projection.objects.filter(_in_walk(vocabulary(version).understood(typed))).order_by("-order_key")
    found: list[int] = []
    for some in _at_once(tally.newest_first(BitMap(events))):
        among = RawSQL("record_projection.revision_id = ANY(%s)", [list(some)], BooleanField())
        found += _read(holding.filter(among)[: AT_MOST + 1 - len(found)])
        if len(found) > AT_MOST:
            return FrozenBitMap(found[:AT_MOST]), True
    return FrozenBitMap(found), False


def _share(asked: Asked) -> float:
    """Return which part of the newest events holds the words."""
    newest = Projection.objects.order_by("-order_key").annotate(holds=_in_walk(asked))
    told = list(newest.values_list("holds", flat=True)[:NEAR])
    return sum(told) / max(len(told), 1)


def _in_walk(asked: Asked) -> Q:
    """Return the condition that a projection answers, in a form that the index can't answer where it could."""
    if not asked.is_indexed:
        return of_projections(asked.condition())
    return Q(Func(F("search"), asked.query, function="ts_match_vq", output_field=BooleanField()))


def _at_once(months: Iterable[BitMap]) -> Iterable[BitMap]:
    """Yield the same events, as many together as are read at once."""
    some = BitMap()
    for events in months:
        some |= events
        if len(some) >= READ_AT_ONCE:
            yield some
            some = BitMap()
    if some:
        yield some


def _read(projections: QuerySet) -> list[int]:
    """Return the revisions of some projections, in their order."""
    sql, parameters = projections.values("revision_id").query.sql_with_params()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BY_INDEX)
        (packed,) = cursor.execute(PACKED.format(sql), parameters).fetchone()
    return list(unpacked(packed or b""))
