"""The record as related tables: one for events, one for each kind's detail, one for each list of things in them.

They are read off the serializers of the documents. A row of a table below another has the key of the row above it, and its
place there, counted from 1, unless a text of its own tells it apart.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rest_framework import serializers

from policy import kinds
from policy.api.columns import DETAIL, Column, columns_of, event_columns
from policy.record.control_rows import ControlRow
from policy.record.documents import EventDocument

CITATIONS, PROVISIONS = "citations", "provisions"
NAMES = {"events_citations": CITATIONS}  # tables that aren't called after the table above them
NATURAL = {PROVISIONS: "ref"}  # what tells rows of one measure apart, where it isn't their place
NUMBER = "number"
LEADING = "(key)"  # where a row has what leads to the row above, and its number: no key of a document is called so


class Leading(Column):
    """A column of the key of a row below another."""

    @property
    def name(self) -> str:
        return self.path[-1]


@dataclass(frozen=True)
class Reference:
    """Columns whose values are those of a row of another table."""

    columns: tuple[str, ...]
    table: str
    of: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: what its rows are, and where they stand in the row above, at `path`.

    `above` names, by its own columns, those of the table above that lead to it.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    refers: tuple[Reference, ...] = ()
    path: tuple[str, ...] = ()
    parts: tuple["Table", ...] = ()

    def rows(self, above: Mapping[str, Any], found: Any) -> Iterator[tuple["Table", dict[str, Any]]]:
        """Yield the rows of this table and of those below it, for what was `found` in a row above."""
        led = {own: _key(above, of) for one in self.refers[:1] for own, of in zip(one.columns, one.of, strict=True)}
        for number, entry in enumerate([found] if isinstance(found, dict) else found, 1):
            row = {**entry, LEADING: {**led, NUMBER: number}}
            yield self, row
            for part in self.parts:
                yield from part.rows(row, _at(row, part.path))

    def every(self) -> Iterator["Table"]:
        """Yield this table and all below it."""
        yield self
        for part in self.parts:
            yield from part.every()


@dataclass(frozen=True)
class Relations:
    """All tables: of `events`, of `details` by kind, and of `controls`."""

    events: Table
    details: dict[str, Table]
    controls: Table

    def every(self) -> Iterator[Table]:
        yield from self.events.every()
        for table in self.details.values():
            yield from table.every()
        yield self.controls

    def rows(self, event: dict[str, Any]) -> Iterator[tuple[Table, dict[str, Any]]]:
        """Yield all rows about an event, given as it is served."""
        yield from self.events.rows({}, event)
        yield from self.details[event["kind"]].rows(event, event["detail"])


def relations() -> Relations:
    """Return the tables of the registered kinds."""
    columns = [column for column in event_columns(None, []) if column.path != DETAIL]
    events = Table("events", "Published events, the newest first.", tuple(columns), ("slug",))
    controls = Table(
        "controls",
        "What each provision controls, with its state on the day of this version’s publication.",
        tuple(columns_of(ControlRow(), [])),
        refers=(
            Reference(("measure_slug", "provision_ref"), PROVISIONS, ("measure", "ref")),
            Reference(("measure_slug",), events.name, ("slug",)),
        ),
    )
    events = replace(events, parts=tuple(_parts(EventDocument(), events, "event")))
    return Relations(events, {kind.name: _details(kind) for kind in kinds.every()}, controls)


def _details(kind: kinds.EventKind) -> Table:
    """Return the table of what only events of a kind have."""
    slug = Leading((LEADING, "slug"), EventDocument().fields["slug"])
    about = f"What only events of the kind {kind.name} have."
    columns = (slug, *columns_of(kind.detail(), []))
    table = Table(kind.plural, about, columns, ("slug",), (Reference(("slug",), "events", ("slug",)),))
    return replace(table, parts=tuple(_parts(kind.detail(), table, kind.name, is_detail=True)))


def _parts(described: serializers.Serializer, above: Table, thing: str, *, is_detail: bool = False) -> Iterator[Table]:
    """Yield the tables of the lists of things in what a row of the table above holds; `thing` is what such a row is."""
    for path, entries in _lists(described):
        own = "_".join(path)
        name = own if is_detail else f"{above.name}_{own}"
        name = NAMES.get(name, name)
        led = tuple(_led(column, above, thing) for column in above.key)
        key = (*led, NATURAL.get(name, NUMBER))
        columns = [*map(_leading, led), _numbering(), *columns_of(entries.child, [])]
        table = Table(name, str(entries.help_text), tuple(columns), key, (Reference(led, above.name, above.key),), path)
        yield replace(table, parts=tuple(_parts(entries.child, table, name.removesuffix("s"))))


def _led(column: str, above: Table, thing: str) -> str:
    """Return what a column of the key above is called below: what leads further up keeps its name."""
    if any(column in one.columns for one in above.refers) and column != "slug":
        return column
    return thing if column == "slug" else f"{thing}_{column}"


def _leading(name: str) -> Column:
    return Leading(
        (LEADING, name), serializers.CharField(help_text=f"Leads to the row above: its {name.replace('_', ' ')}.")
    )


def _numbering() -> Column:
    return Leading((LEADING, NUMBER), serializers.IntegerField(help_text="Its place among them, counted from 1."))


def _key(row: Mapping[str, Any], name: str) -> Any:
    """Return the value of a column of a row's key."""
    led = row.get(LEADING, {})
    return led[name] if name in led else row[name]


def _lists(described: serializers.Serializer, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the lists of things in what a serializer describes, with the keys that lead to each."""
    for name, part in described.fields.items():
        if isinstance(part, serializers.ListSerializer):
            yield (*path, name), part
        elif isinstance(part, serializers.Serializer):
            yield from _lists(part, (*path, name))


def _at(row: Any, path: tuple[str, ...]) -> Any:
    """Return the list that stands at a path of a row; an empty one where something on the way there is null."""
    for key in path:
        row = row[key] if row is not None else None
    return row or []
