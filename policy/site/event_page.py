"""What the page of one event is made of, whoever shows it: readers see what is published, the desk what would be."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from policy import kinds
from policy.dates import last_day
from policy.record.controls import beyond_coverage
from policy.record.models import Revision
from policy.record.version import Version
from policy.site.acted_on import Acted
from policy.site.chain_picture import ChainPicture
from policy.site.corrections import notice_of
from policy.site.entry import Entry
from policy.site.provision_groups import grouped
from policy.site.states import ProvisionStates
from policy.site.today import today_of


def event_page(revision: Revision, today: date, version: Version) -> tuple[str, dict[str, Any]]:
    """Return the template of an event's page and its context; the revision has a document."""
    entry = Entry.read(revision)
    kind = kinds.get(revision.kind)
    context = {
        "entry": entry,
        "today": today,
        "is_ahead": last_day(entry.event["date"]) > today,
        "coverage": version.reviewed_through if beyond_coverage(today, version) else None,
        "picture": ChainPicture(entry.chain) if entry.chain.is_drawn else None,
        **(dict(_provisions(revision, entry.event, today)) if kind.has_provisions else {}),
        "panels": kinds.panels(revision.kind, revision.slug),
        "correction": notice_of(revision),
        **kind.page(revision, entry.event, today),
    }
    return f"events/kinds/{revision.kind}.html", context


def _provisions(revision: Revision, event: dict[str, Any], today: date) -> Iterator[tuple[str, Any]]:
    states = ProvisionStates.of(revision.event_id, event, today)
    groups = grouped(states.provisions)
    yield "states", states
    yield "groups", groups
    yield "holds_today", today_of(groups)
    yield "acted", Acted.of(event["detail"]["effects"], today)
