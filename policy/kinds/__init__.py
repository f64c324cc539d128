"""The kinds of events: a small registry, so that a kind is one class and no code asks which kind it has.

`policy` registers measure, statement and meeting; `permits` registers permit when its app is ready.
"""

from policy.kinds.base import EventKind, Panel, PublicEvent, Subject

_kinds: dict[str, EventKind] = {}


def register(kind: EventKind) -> None:
    """Add a kind of event; called once, when its app is ready."""
    _kinds[kind.name] = kind


def get(name: str) -> EventKind:
    """Return a kind by its name, such as "measure"; raises `KeyError` for a name that no app registered."""
    return _kinds[name]


def every() -> list[EventKind]:
    """Return all kinds in the order in which they were registered."""
    return list(_kinds.values())


def with_provisions() -> list[str]:
    """Return the names of the kinds whose provisions have states."""
    return [kind.name for kind in _kinds.values() if kind.has_provisions]


def panels(kind: str, slug: str) -> list[Panel]:
    """Return what all kinds add to the page of a subject, such as that of the "material" with the slug "dysprosium"."""
    subject = Subject(kind, slug)
    return [panel for one in _kinds.values() for panel in one.panels(subject)]


__all__ = ["EventKind", "Panel", "PublicEvent", "Subject", "every", "get", "panels", "register", "with_provisions"]
