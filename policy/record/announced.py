"""Who is told of new revisions, in the transaction that appends them: what they enqueue is done if it commits, or never."""

from collections.abc import Callable, Sequence

from policy.record.models import Revision

Listener = Callable[[Sequence[Revision]], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> Listener:
    """Let a function be called with the revisions of each publication, in their order, before it commits.

    It runs while the publication's lock is held, so it may do no more than enqueue work, and what it raises undoes the
    publication. An app registers its own when it is ready.
    """
    _listeners.append(listener)
    return listener


def announce(revisions: Sequence[Revision]) -> None:
    """Tell every listener of the revisions that a publication appended; of none, there is nothing to tell."""
    if revisions:
        for listener in _listeners:
            listener(revisions)
