"""Two people changed the same row: what each of them did to it, what goes together, and what somebody has to choose."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict

from policy.admin.entered import NOTHING, Content, Sheet, Value, Values, in_words
from policy.site.marked import Piece, marked

THEIRS, MINE, BOTH, RESTORED, FORM = "theirs", "mine", "both", "restored", "form"
REMOVED = "(removed)"
Puts = dict[str, dict[str, Value]]


@dataclass
class Difference:
    """One field, or one row, that is no longer what it was when the form was opened.

    `outcome` is whose version stands in the form, "theirs", "mine", "both" where they are the same, or "restored" where a
    row that they removed stands there as a new one, since it was changed here. It is empty where somebody has to choose:
    then `puts` has what either version puts into the form, by the names of its fields, and `chosen` what was chosen
    since. The three texts are for reading.
    """

    name: str
    label: str
    base: str
    theirs: str
    mine: str
    outcome: str = ""
    puts: Puts = field(default_factory=dict)
    chosen: str = ""

    @property
    def asks(self) -> str:
        """The name of the question which version it shall be."""
        return f"_take-{self.name}"

    @property
    def their_pieces(self) -> list[Piece]:
        return self._pieces(self.theirs)

    @property
    def my_pieces(self) -> list[Piece]:
        return self._pieces(self.mine)

    def _pieces(self, text: str) -> list[Piece]:
        return marked("" if self.base == NOTHING else self.base, text)


@dataclass(frozen=True)
class _Row:
    """A row below as either side has it; `None` where that side has no such row."""

    prefix: str
    key: str
    base: Values | None
    theirs: Values | None
    mine: Values | None


class Merge:
    """Three versions brought together. `data` is what the form is to show, `differences` what to tell and to ask."""

    def __init__(self, sheet: Sheet, base: Content, sent: QueryDict) -> None:
        self.sheet, self.base = sheet, base
        self.theirs, self.mine = sheet.content(), sheet.typed(sent)
        self.data = sent.copy()
        self.differences: list[Difference] = []
        self._put(self._fields("", self.base.own, self.theirs.own, self.mine.own))
        for prefix in sheet.formsets:
            self._merge_rows(prefix)
        self.differences.sort(key=lambda one: not one.puts)  # what is asked comes first

    def _merge_rows(self, prefix: str) -> None:
        """Write the rows of an inline anew: first those that are there, in their order, then the new ones."""
        self._clear(prefix)
        base, theirs, mine = (one.rows.get(prefix, {}) for one in (self.base, self.theirs, self.mine))
        removed = self.mine.removed.get(prefix, set())
        for place, (key, values) in enumerate(theirs.items()):
            own = None if key in removed else mine.get(key, base.get(key))
            self._keep(place, _Row(prefix, key, base.get(key), values, own))
        place = len(theirs)
        for key, values in base.items():
            if key not in theirs and key in mine and key not in removed:
                place += self._restore(place, _Row(prefix, key, values, None, mine[key]))
        new = [values for key, values in theirs.items() if key not in base]
        for values in self.mine.added.get(prefix, []):
            if values not in new:
                place += self._add(place, _Row(prefix, "", None, None, values))
        self.data[f"{prefix}-TOTAL_FORMS"] = str(place)
        self.data[f"{prefix}-INITIAL_FORMS"] = str(len(theirs))

    def _keep(self, place: int, row: _Row) -> None:
        """Write a row that is there by now."""
        name = f"{row.prefix}-{place}"
        self.data[f"{name}-{self._key_of(row.prefix)}"] = row.key
        theirs = row.theirs or {}
        if row.base is None and row.mine is None:
            self._tell_row(name, row, outcome=THEIRS)
        if row.base is None or row.mine is not None:
            mine = theirs if row.mine is None else row.mine
            unknown = theirs if row.mine is None else {}
            self._put(self._fields(name, unknown if row.base is None else row.base, theirs, mine))
            return
        self._put({f"{name}-{key}": value for key, value in theirs.items()})
        box = f"{name}-{DELETION_FIELD_NAME}"
        self.data[box] = "on"
        if theirs == row.base:
            self._tell_row(name, row, outcome=MINE)
        else:
            self._tell_row(name, row, puts={THEIRS: {box: []}, MINE: {box: "on"}})

    def _restore(self, place: int, row: _Row) -> int:
        """Write a row that they removed, as a new one, if it was changed here; return how many rows were written."""
        name = f"{row.prefix}-{row.key}-gone"
        if row.mine == row.base:
            self._tell_row(name, row, outcome=THEIRS)
            return 0
        self._put({f"{row.prefix}-{place}-{key}": value for key, value in (row.mine or {}).items()})
        self._tell_row(name, row, outcome=RESTORED)
        return 1

    def _add(self, place: int, row: _Row) -> int:
        """Write a row that was added here; tell of it unless it is an empty one. Return how many were written: one."""
        name = f"{row.prefix}-{place}"
        self._put({f"{name}-{key}": value for key, value in (row.mine or {}).items()})
        blank = Sheet(self.sheet.formsets[row.prefix].empty_form, []).content().own
        if row.mine != blank:
            self._tell_row(name, row, outcome=MINE)
        return 1

    def _fields(self, row: str, base: Values, theirs: Values, mine: Values) -> dict[str, Value]:
        """Return what of the fields goes into the form, by their names in it; note those that differ."""
        prefix = row.rpartition("-")[0]
        found: dict[str, Value] = {}
        for name, field_ in self.sheet.fields(prefix).items():
            versions = [one.get(name) for one in (base, theirs, mine)]
            posted = f"{row}-{name}" if row else name
            found[posted] = self._decided(posted, *versions)
            if any(version not in (None, versions[1]) for version in versions):
                label = self.sheet.label(name, prefix)
                label = f"{self.sheet.row_name(prefix, theirs)}: {label}" if row else label
                self._tell(posted, label, [in_words(field_, one) for one in versions], versions)
        return found

    def _decided(self, name: str, base: Any, theirs: Any, mine: Any) -> Value:
        return theirs if mine == base else mine

    def _tell(self, name: str, label: str, texts: list[str], versions: list[Any]) -> None:
        base, theirs, mine = versions
        outcome = BOTH if mine == theirs else THEIRS if mine == base else MINE if theirs == base else ""
        puts: Puts = {} if outcome else {THEIRS: {name: theirs}, MINE: {name: mine}}
        self.differences.append(Difference(name, label, *texts, outcome=outcome, puts=puts))

    def _tell_row(self, name: str, row: _Row, *, outcome: str = "", puts: Puts | None = None) -> None:
        versions = [row.base, row.theirs, row.mine]
        label = self.sheet.row_name(row.prefix, next(one for one in reversed(versions) if one is not None))
        absent = NOTHING if row.base is None else REMOVED
        texts = [self.sheet.row_in_words(row.prefix, one) if one is not None else absent for one in versions]
        self.differences.append(Difference(name, label, *texts, outcome=outcome, puts=puts or {}))

    def _key_of(self, prefix: str) -> str:
        return self.sheet.formsets[prefix].model._meta.pk.name

    def _clear(self, prefix: str) -> None:
        numbered = [
            name for name in self.data if name.startswith(f"{prefix}-") and name[len(prefix) + 1 :][:1].isdigit()
        ]
        for name in numbered:
            del self.data[name]

    def _put(self, values: dict[str, Value]) -> None:
        put(self.data, values)


def put(data: QueryDict, values: dict[str, Value]) -> None:
    """Write values into what a form is filled with, each in its place; an empty list takes the field away."""
    for name, value in values.items():
        if isinstance(value, list):
            data.setlist(name, value)
        else:
            data[name] = value
        if value == []:
            del data[name]


def undecided(differences: Iterable[Difference]) -> bool:
    return any(one.puts and not one.chosen for one in differences)
