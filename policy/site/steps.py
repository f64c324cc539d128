"""One revision after another: what sort of change it was, and what differs for readers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from policy.choices import ChangeKind
from policy.record.differences import NOTHING, Change, differences
from policy.record.models import Action, Revision
from policy.site.document_words import in_words
from policy.site.marked import Mark, Piece, marked

OF_LINKS = {"links", "disputed"}


@dataclass(frozen=True)
class Sort:
    """What sort of change a revision is: a word, and a shape that goes with it."""

    name: str
    word: str
    shape: str


SORTS = {
    ChangeKind.CORRECTION: Sort("correction", _("Correction"), "◆"),
    ChangeKind.UPDATE: Sort("update", _("Update"), "▲"),
    ChangeKind.EDITORIAL: Sort("editorial", _("Editorial change"), "○"),
}
FIRST = Sort("first", _("First publication"), "●")
AGAIN = Sort("first", _("Published again"), "●")
RETRACTED = Sort("retracted", _("Retracted"), "✕")
MOVED = Sort("moved", _("New address"), "→")
LINKS = Sort("links", _("Links"), "⇄")
OTHER = Sort("other", _("Change"), "□")


@dataclass(frozen=True)
class Line:
    """A field that differs: its name, and the old and the new text in one."""

    field: str
    pieces: list[Piece]

    @classmethod
    def of(cls, change: Change) -> "Line":
        before, after = ("" if text == NOTHING else text for text in (change.before, change.after))
        if not (before and after):
            return cls(change.field, [Piece(Mark.ADDED if after else Mark.REMOVED, after or before)])
        return cls(change.field, marked(before, after))


@dataclass(frozen=True)
class Step:
    """A revision, what sort of change it is, and what differs from the document before it."""

    revision: Revision
    sort: Sort
    lines: list[Line]

    @property
    def is_change(self) -> bool:
        """Say whether a document stood before it to compare with."""
        return self.revision.action == Action.MODIFY


def steps(pairs: Sequence[tuple[Revision, str | None]]) -> list[Step]:
    """Return what revisions changed, each given with the text of the document before it; `None`: there was none.

    A constant number of queries, however many they are.
    """
    compared = [(revision.document, before) for revision, before in pairs if revision.document and before]
    texts = list(dict.fromkeys(text for pair in compared for text in pair))
    words = dict(zip(texts, in_words([json.loads(text) for text in texts]), strict=True))
    return [_step(revision, words.get(before or ""), words.get(revision.document or "")) for revision, before in pairs]


def _step(revision: Revision, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Step:
    if before is None or after is None:
        return Step(revision, _sort(revision, set()), [])
    differing = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return Step(revision, _sort(revision, differing), [Line.of(change) for change in differences(before, after)])


def _sort(revision: Revision, differing: set[str]) -> Sort:
    if revision.action == Action.DELETE:
        return MOVED if revision.replaced_by else RETRACTED
    if revision.action == Action.ADD:
        return FIRST if revision.number == 1 else AGAIN
    if revision.change:
        return SORTS[revision.change]
    return LINKS if differing and differing <= OF_LINKS else OTHER
