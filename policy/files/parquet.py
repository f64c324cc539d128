"""Events as Parquet, with typed columns: dates, instants, lists and structs. DuckDB writes it."""

from pathlib import Path
from typing import Any

from rest_framework import serializers

from policy import kinds
from policy.files.types import day_key, day_of, is_partial, type_of
from policy.files.writing import Writer
from policy.record.change_feed import ServedDocument
from policy.record.documents import compact

NAME = "events.parquet"
MEMORY = "512MB"
SETTINGS = {"threads": 1, "memory_limit": MEMORY, "autoinstall_known_extensions": False}


class Parquet(Writer):
    """Every event as it is served; beside each date as precisely as it is known, the day for which it counts.

    `detail` has the keys of all kinds, and is null where an event's own kind has none of that name.
    """

    def __init__(self, folder: Path, told: dict[str, str]) -> None:
        """`told` is what the file says of itself."""
        super().__init__()
        self.folder, self.told = folder, told
        self.draft = folder / f"{NAME}.ndjson"
        self.file = self.draft.open("w", encoding="utf-8")
        self.document = ServedDocument()
        self.details = {kind.name: kind.detail() for kind in kinds.every()}
        self.rows[NAME] = 0

    def event(self, event: dict[str, Any], text: str) -> None:
        dated = _dated(self.document, event) | {"detail": _dated(self.details[event["kind"]], event["detail"])}
        self.file.write(f"{compact(dated)}\n")
        self.rows[NAME] += 1

    def finish(self) -> None:
        import duckdb  # heavy, and nothing else of the site needs it

        self.file.close()
        told = ", ".join(f"{name}: {_quoted(value)}" for name, value in self.told.items())
        types = ", ".join(f"{_quoted(name)}: {_quoted(sort)}" for name, sort in columns().items())
        rows = f"read_json({_quoted(str(self.draft))}, format = 'newline_delimited', columns = {{{types}}})"
        with duckdb.connect(config=SETTINGS | {"temp_directory": str(self.folder / "duckdb")}) as database:
            database.execute(
                f"COPY (SELECT * FROM {rows}) TO {_quoted(str(self.folder / NAME))}"
                f" (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{told}}})"
            )
        self.draft.unlink()


def columns() -> dict[str, str]:
    """Return the columns of the file, each with its type. Raises `TypeError` where kinds mean different things by a key."""
    detail: dict[str, str] = {}
    for kind in kinds.every():
        for name, sort in _types(kind.detail()).items():
            if detail.setdefault(name, sort) != sort:
                raise TypeError(f"detail.{name} of {kind.name} is {sort}, but {detail[name]} of another kind.")
    return _types(ServedDocument()) | {"detail": _struct(detail)}


def _types(described: serializers.Serializer) -> dict[str, str]:
    found = {}
    for name, part in described.fields.items():
        found[name] = _type(part, name)
        if is_partial(part):
            found[day_key(name)] = "DATE"
    return found


def _type(described: serializers.Field, name: str) -> str:
    if isinstance(described, serializers.ListSerializer | serializers.ListField):
        return f"{_type(described.child, name)}[]"
    if isinstance(described, serializers.Serializer):
        return _struct(_types(described))
    return type_of(described, name).duckdb


def _struct(types: dict[str, str]) -> str:
    return f"STRUCT({', '.join(f'{_named(name)} {sort}' for name, sort in types.items())})"


def _dated(described: serializers.Serializer, value: Any) -> Any:
    """Return a value with the days of its partial dates."""
    if value is None:
        return None
    found = {}
    for name, part in described.fields.items():
        found[name] = _dated_part(part, value.get(name))
        if is_partial(part):
            found[day_key(name)] = day_of(name, value.get(name))
    return found


def _dated_part(described: serializers.Field, value: Any) -> Any:
    if isinstance(described, serializers.ListSerializer):
        return [_dated(described.child, one) for one in value or []]
    return _dated(described, value) if isinstance(described, serializers.Serializer) else value


def _quoted(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _named(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
