"""Read what files say, field by field: what can be read is kept, so that every mistake is told at once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from policy.imports.problems import FileProblem
from policy.imports.write import columns
from policy.record.facts import Facts, RefList


@dataclass(frozen=True)
class Row:
    """A row of the database to be, of a record or below it, with those of its plain columns that could be read."""

    record: "Record"
    facts: Facts
    columns: dict[str, Any]
    path: str


class Record:
    """One record of a file as it was read. `attrs`, in the database's terms, are whole when there are no `problems`."""

    def __init__(self, file: str, slug: str, facts: Facts, raw: Any) -> None:
        self.file, self.slug, self.facts = file, slug, facts
        self.problems: list[FileProblem] = []
        self.rows: list[Row] = []
        self.attrs = self._read(facts, raw, "")

    def tell(self, path: str, reason: str) -> None:
        self.problems.append(FileProblem(f"{self.file}.json", self.slug, path, reason))

    def _read(self, facts: Facts, raw: Any, path: str) -> dict[str, Any]:
        known = len(self.problems)
        attrs: dict[str, Any] = {}
        try:
            data = facts.keyed(raw)
        except serializers.ValidationError as error:
            self._tell_all(path, error)
            return attrs
        for key in data.keys() - facts.fields.keys():
            self.tell(_join(path, key), "is not a key of SCHEMA.md")
        unread = {
            key for key, field in facts.fields.items() if not self._read_field(facts, key, field, data, path, attrs)
        }
        self.rows.append(Row(self, facts, columns(facts, attrs, unread), path))
        if len(self.problems) == known:
            self._validate(facts, attrs, path)
        return attrs

    def _read_field(self, facts: Facts, key: str, field: Any, data: Any, path: str, attrs: dict[str, Any]) -> bool:
        """Read one field into `attrs`; return whether it could be read, or may be left out."""
        path = _join(path, key)
        if key not in data:
            if key not in facts.added:
                self.tell(path, "is missing")
            elif isinstance(field, RefList | serializers.ListSerializer):
                attrs[field.source] = []
            return key in facts.added
        if isinstance(field, serializers.ListSerializer):
            return self._read_list(field, data[key], path, attrs)
        try:
            value = field.run_validation(_filled(field, data[key]))
        except serializers.ValidationError as error:
            self._tell_all(path, error)
            return False
        attrs |= value if field.source == "*" else {field.source: value}
        return True

    def _read_list(self, field: Any, value: Any, path: str, attrs: dict[str, Any]) -> bool:
        if not isinstance(value, list):
            self.tell(path, "is not a list")
            return False
        attrs[field.source] = [self._read(field.child, raw, f"{path}[{place}]") for place, raw in enumerate(value, 1)]
        key = getattr(field.child.Meta, "key", None)
        for name, times in Counter(child.get(key) for child in attrs[field.source]).items():
            if name is not None and times > 1:
                self.tell(path, f"has {name!r} {times} times")
        return True

    def _validate(self, facts: Facts, attrs: dict[str, Any], path: str) -> None:
        try:
            facts.validate(attrs)
        except serializers.ValidationError as error:
            self._tell_all(path, error)

    def _tell_all(self, path: str, error: serializers.ValidationError) -> None:
        for place, message in _flat(error.detail):
            self.tell(_join(path, place), message)


def _filled(field: Any, value: Any) -> Any:
    """Return what a field reads: an empty text, where null in files stands for one."""
    if not getattr(field, "allow_blank", False) or field.allow_null:
        return value
    if value == "":
        raise serializers.ValidationError("is empty: write null")
    return "" if value is None else value


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (path, message) for each message of a field's errors; list places count from 1."""
    if isinstance(detail, dict):
        for key, nested in detail.items():
            yield from _flat(nested, _join(path, f"[{key + 1}]" if isinstance(key, int) else key))
    else:
        yield from ((path, str(message)) for message in detail)


def _join(path: str, key: str) -> str:
    return f"{path}{key}" if key.startswith("[") or not path or not key else f"{path}.{key}"
