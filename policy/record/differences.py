"""What differs between two versions of something, in rows that a person can read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator

from policy.record.field_names import field_name

# What tells an entry of a list of objects from the others; where it has none of these, its place does.
NAMES = ("ref", "source", "item", "to", "target", "text")
NAMED_AT_MOST = 60  # characters
NOTHING = "—"


@dataclass(frozen=True)
class Change:
    """One field: what it is called, and how it read before and after."""

    field: str
    before: str
    after: str


def differences(before: Any, after: Any, *path: str) -> Iterator[Change]:
    """Yield what differs between two values, down to the single fields of nested objects."""
    if before == after or not (_says_something(before) or _says_something(after)):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from differences(before.get(key), after.get(key), *path, field_name(key))
    elif _has_entries(before) and _has_entries(after):
        yield from _between_entries(_by_name(before), _by_name(after), *path)
    else:
        yield Change(" › ".join(path), shown(before), shown(after))


def shown(value: Any) -> str:
    """Write a value as people read it: lists with commas, objects as "key: value", one a line, nothing as a dash."""
    if not _says_something(value):
        return NOTHING
    if isinstance(value, dict):
        said = {key: inner for key, inner in value.items() if _says_something(inner)}
        return "; ".join(f"{field_name(key)}: {shown(inner)}" for key, inner in said.items())
    if isinstance(value, list):
        return ("\n" if isinstance(value[0], dict) else ", ").join(map(shown, value))
    return str(value)


def _says_something(value: Any) -> bool:
    return value not in (None, "", [], {})


def _has_entries(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _by_name(entries: list[dict[str, Any]]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for place, entry in enumerate(entries, 1):
        name = next((str(entry[key]) for key in NAMES if entry.get(key)), str(place))
        named[f"{name} ({place})" if name in named else name] = entry
    return named


def _between_entries(old: dict[str, Any], new: dict[str, Any], *path: str) -> Iterator[Change]:
    """Yield what differs between lists of objects, by name; one that goes by another name is known by its place."""
    pairs = zip(old, new, strict=False)
    renamed = {after: before for before, after in pairs if before not in new and after not in old}
    for name in dict.fromkeys([*old, *new]):
        if name in renamed.values():
            continue
        before, after = old.get(renamed.get(name, name)), new.get(name)
        own = [Truncator(name).chars(NAMED_AT_MOST)] if before and after else []
        yield from differences(before, after, *path, *own)
    if _order(old, new) != _order(new, old):
        yield Change(" › ".join([*path, field_name("order")]), "; ".join(old), "; ".join(new))


def _order(entries: dict[str, Any], others: dict[str, Any]) -> list[str]:
    return [name for name in entries if name in others]
