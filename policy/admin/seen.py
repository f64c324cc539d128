"""What somebody confirms is what they saw: a page of confirmation carries the hash of each event that it shows."""

from collections.abc import Iterable

from django.http import HttpRequest

from policy import review
from policy.models import Event
from policy.record.editorial import read_all
from policy.rules import Problem, Refused

SEEN = "seen"


def marks(events: Iterable[Event]) -> list[str]:
    """Return what a page's form carries in its `seen` fields, one for each event that the page shows.

    Read it before what is shown: then an edit in between is refused, instead of confirmed unseen.
    """
    shown = list(events)
    contents = read_all(shown)
    return [f"{event.pk}:{review.content_sha256(facts)}" for event, facts in zip(shown, contents, strict=True)]


def refuse_unseen(request: HttpRequest, events: Iterable[Event]) -> None:
    """Lock events against edits until the transaction ends. Raises `Refused` for those that are not as the page showed them."""
    keys = [event.pk for event in events]
    locked = list(Event.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True))
    seen = set(request.POST.getlist(SEEN))
    shown = {mark.partition(":")[0] for mark in seen}
    unseen = [
        event for event, mark in zip(locked, marks(locked), strict=True) if str(event.pk) in shown and mark not in seen
    ]
    if unseen:
        raise Refused([Problem(event.slug, "review", review.CHANGED_SINCE) for event in unseen])
