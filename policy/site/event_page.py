"""What the page of one event is made of, whoever shows it: readers see what is published, the desk what would be."""

from datetime import date
from typing import Any

from policy import kinds
from policy.record.models import Revision
from policy.site.corrections import notice_of
from policy.site.entry import Entry
from policy.site.states import ProvisionStates


def event_page(revision: Revision, today: date) -> tuple[str, dict[str, Any]]:
    """Return the template of an event's page and its context; the revision has a document."""
    entry = Entry.read(revision)
    kind = kinds.get(revision.kind)
    context = {
        "entry": entry,
        "states": ProvisionStates.of(revision.event_id, entry.event, today) if kind.has_provisions else None,
        "panels": kinds.panels(revision.kind, revision.slug),
        "correction": notice_of(revision),
        **kind.page(revision, entry.event, today),
    }
    return f"events/kinds/{revision.kind}.html", context
