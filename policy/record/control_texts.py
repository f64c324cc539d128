"""Pages of controls as JSON texts, from parts that are kept in memory.

A row follows from a scope, a period and a document, none of which ever changes, and from the question (docs/adr/0025).
"""

from collections.abc import Sequence
from functools import cached_property, partial
from typing import NamedTuple

from policy.record.control_places import Place, places
from policy.record.control_rows import control_rows, row_keys
from policy.record.controls import Control, Controls, amended_by, stored_period, via
from policy.record.cursors import Cursor, window
from policy.record.documents import compact
from policy.record.kept import Kept
from policy.record.models import ControlPeriod, ControlScope, Revision
from policy.record.periods import EffectOn, Period
from policy.record.provisions import Document

BYTES_AT_MOST = 4_000_000  # some three thousand rows

kept = Kept(BYTES_AT_MOST)


class Parts(NamedTuple):
    """The text of a row, but for what follows from the question; `before` stands before `via`, and so on."""

    before: str
    between: str
    after: str
    material: str
    amendments: tuple[EffectOn, ...]

    @classmethod
    def of(cls, control: Control) -> "Parts":
        (row,) = control_rows([control])
        keys = row_keys()
        cuts = [keys.index(key) for key in ("via", "amended_by", "reviewed_through")]
        spans = [keys[: cuts[0]], keys[cuts[0] + 1 : cuts[1]], keys[cuts[1] + 1 : cuts[2]]]
        before, between, after = (compact({key: row[key] for key in span})[1:-1] for span in spans)
        return cls(before, between, after, control.scope.material, control.amendments)


def text_page(controls: Controls, cursor: Cursor | None, size: int) -> tuple[list[str], Cursor | None, Cursor | None]:
    """Return the rows that `Controls.page` does, as JSON texts, and the cursors of the pages after and before.

    Without a query where all is kept, and in three for rows that aren't; not for questions `as_announced`, of which nothing
    is stored.
    """
    found = places(controls, cursor, size + 1)
    shown, following, before = window(
        found, size, cursor, lambda place, back: Cursor("controls", [place.order_key], back)
    )
    return _texts(controls, shown), following, before


def _texts(controls: Controls, places: Sequence[Place]) -> list[str]:
    reading, data_set = _Reading(controls, places), controls.version.data_set
    told = compact(controls.told)[1:-1]
    return [_text(kept.get((data_set, *place[1:]), partial(reading.parts, place)), controls, told) for place in places]


def _text(parts: Parts, controls: Controls, told: str) -> str:
    before, between, after, material, amendments = parts
    group = via(material, controls.params)
    named = compact(group) if group else "null"
    amending = compact(amended_by(amendments, controls.on)) if amendments else "[]"
    return f'{{{before},"via":{named},{between},"amended_by":{amending},{after},{told}}}'


class _Reading:
    """Rows of a page that aren't kept: read all at once, when the first is asked for."""

    def __init__(self, controls: Controls, places: Sequence[Place]) -> None:
        self.controls, self.places = controls, places

    def parts(self, place: Place) -> Parts:
        period, amendments = self._periods[place.period]
        document = self._documents[place.seq]
        return Parts.of(Control(self._scopes[place.scope], period, amendments, document, self.controls))

    @cached_property
    def _scopes(self) -> dict[int, ControlScope]:
        return ControlScope.objects.select_related("provision").in_bulk([place.scope for place in self.places])

    @cached_property
    def _periods(self) -> dict[int, tuple[Period, tuple[EffectOn, ...]]]:
        found = ControlPeriod.objects.in_bulk([place.period for place in self.places])
        return {key: stored_period(row) for key, row in found.items()}

    @cached_property
    def _documents(self) -> dict[int, Document]:
        found = Revision.objects.filter(seq__in={place.seq for place in self.places}).only("document")
        return {one.seq: one.content for one in found}
