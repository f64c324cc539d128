"""What differs between two versions of an event's facts, in rows that a person can read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# What tells an entry of a list of objects from the others; where it has none of these, its place does.
NAMES = ("ref", "source", "to", "target", "text")
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
    old, new = _parts(before), _parts(after)
    if old is None or new is None:
        yield Change(" › ".join(path), shown(before), shown(after))
        return
    for name in dict.fromkeys([*old, *new]):
        yield from differences(old.get(name), new.get(name), *path, name.replace("_", " "))
    if isinstance(after, list) and _order(old, new) != _order(new, old):
        yield Change(" › ".join([*path, "order"]), "; ".join(old), "; ".join(new))


def shown(value: Any) -> str:
    """Write a value as people read it: lists with commas, objects as "key: value", one a line, nothing as a dash."""
    if not _says_something(value):
        return NOTHING
    if isinstance(value, dict):
        said = {key: inner for key, inner in value.items() if _says_something(inner)}
        return "; ".join(f"{key.replace('_', ' ')}: {shown(inner)}" for key, inner in said.items())
    if isinstance(value, list):
        return ("\n" if isinstance(value[0], dict) else ", ").join(map(shown, value))
    return str(value)


def _says_something(value: Any) -> bool:
    return value not in (None, "", [], {})


def _parts(value: Any) -> dict[str, Any] | None:
    """Return what an object or a list of objects is made of, by name; `None` for what is compared as a whole."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return None
    parts: dict[str, Any] = {}
    for place, entry in enumerate(value, 1):
        name = next((str(entry[key]) for key in NAMES if entry.get(key)), str(place))
        parts[f"{name} ({place})" if name in parts else name] = entry
    return parts


def _order(parts: dict[str, Any], others: dict[str, Any]) -> list[str]:
    return [name for name in parts if name in others]
