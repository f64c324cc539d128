"""Which changes of a published event are worth a mail.

- That it was published or withdrawn.
- A correction, whatever it corrected.
- Any difference in its facts: dates, provisions, effects, outcomes, counts, certainty, who, for whom, which sources with
  which quotations. That facts stand in another order is none, nor that something is called by another slug since.
- A difference in our own words about it only where an editor published it as an update, since then there is more to know. In
  an editorial change it is a typo.

What it takes from elsewhere is none: links that other events tell of, names of actors and materials, topics, descriptions of
sources. Two revisions are compared by their facts, which hold nothing of that.
"""

import json
from collections.abc import Mapping
from typing import Any

from policy import kinds
from policy.alerts.period import EventChange
from policy.choices import ChangeKind
from policy.record.former import ACTOR, EVENT, SOURCE, successors
from policy.record.models import Revision

OWN_WORDS = {"title", "title_original", "summary", "notes", "note", "supports", "description", "translation"}
FILED_UNDER = {"slug", "topics"}  # where it is found, not what it says
Renamed = Mapping[str, str]


def renamed() -> Renamed:
    """Return what took the place of former slugs of all tables, by former slug; three queries."""
    return {old: new for table in (EVENT, ACTOR, SOURCE) for old, new in successors(table).items()}


def has_meaning(change: EventChange, names: Renamed) -> bool:
    """Say whether a change is one that the module's text tells of; `names` are the slugs that were `renamed`."""
    if change.is_published or change.is_withdrawn:
        return True
    if not change.is_changed or change.before is None:
        return False
    if change.was_called(ChangeKind.CORRECTION):
        return True
    if _facts(change.before, names) != _facts(change.after, names):
        return True
    told = _told(change.before.facts, names, set()) != _told(change.after.facts, names, set())
    return told and change.was_called(ChangeKind.UPDATE)


def _facts(revision: Revision, names: Renamed) -> Any:
    """Return what a revision says without our own words, of which its kind knows those that sum it up."""
    return _told(revision.facts, names, OWN_WORDS | {kinds.get(revision.kind).summary_key})


def _told(value: Any, names: Renamed, left_out: set[str]) -> Any:
    """Return a value to compare: with the slugs of today, lists in one order, keys left out that say nothing."""
    if isinstance(value, dict):
        kept = {key: inner for key, inner in value.items() if key not in left_out | FILED_UNDER}
        told = {key: _told(inner, names, left_out) for key, inner in kept.items()}
        return {key: inner for key, inner in told.items() if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return sorted((_told(one, names, left_out) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return names.get(value, value) if isinstance(value, str) else value
