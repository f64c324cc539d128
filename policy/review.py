"""Four eyes: who wrote what is about to be public, who approved exactly that, and whether one person stands alone.

Rows of events are locked while somebody decides about them, so that what was decided about is what stands there.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import rfc8785
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from policy import kinds
from policy.models import Approval, Event, Submission
from policy.record.editorial import read_all
from policy.record.models import Revision
from policy.record.renamed import CalledNow
from policy.rules import Problem, Refused

CHANGED_SINCE = "It was changed since you opened this page: look at it again."
ALONE = "You wrote this, and nobody else has approved it as it now stands: ask somebody for a review."

RENAMING = "renaming"  # in the context of an edit: it gives a row another slug, and nobody wrote anything

Facts = dict[str, Any]


def content_sha256(facts: Facts) -> str:
    """Return the SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) of an event's facts, links included."""
    return hashlib.sha256(rfc8785.dumps(facts)).hexdigest()


def authors(events: Iterable[int]) -> dict[int, set[str]]:
    """Return the user names of those who changed each event since it was last published, by event id.

    What is published again because a row or an event that it names has changed isn't published by that. Saving an event
    always touches its own row. The last change counts in any case: it may have begun before a publication and ended after
    it. Changes that nobody is known to have made (SQL, scripts) have no author, and another slug isn't something written.
    """
    keys = list(events)
    return _authors(keys, _published_at(_revisions(keys)))


def _authors(keys: list[int], published: Mapping[int, datetime]) -> dict[int, set[str]]:
    history: Any = apps.get_model("policy", "EventHistory")._default_manager.filter(pgh_obj_id__in=keys)
    wrote: dict[int, set[Any]] = {}
    seen: set[int] = set()
    for event, at, context in history.order_by("-pgh_id").values_list(
        "pgh_obj_id", "pgh_created_at", "pgh_context__metadata"
    ):
        told = context or {}
        if RENAMING not in told and (event not in seen or event not in published or at > published[event]):
            wrote.setdefault(event, set()).add(told.get("user"))
            seen.add(event)
    users = {user for found in wrote.values() for user in found if isinstance(user, int)}
    names = {row.pk: row.get_username() for row in get_user_model()._default_manager.filter(pk__in=users)}
    return {event: {names.get(user, str(user)) for user in found if user} for event, found in wrote.items()}


def _revisions(events: Iterable[int]) -> list[Any]:
    """Return all that events said in public: of each revision event id, kind, instant, facts, and when they ended."""
    revisions = Revision.objects.filter(event__in=events, facts__isnull=False).order_by("seq")
    return list(revisions.values_list("event_id", "kind", "published_at", "facts", "superseded_at"))


def _published_at(told: list[Any]) -> dict[int, datetime]:
    """Return when what each event says itself was last published, by event id; of names that changed, the new ones count."""
    before: dict[int, Facts] = {}
    found: dict[int, datetime] = {}
    if len({event for event, *_ in told}) == len(told):
        return {event: at for event, _, at, *_ in told}  # once each: whatever it names
    names = CalledNow.read()
    for event, kind, at, facts, _ in told:
        says = names.facts(kinds.get(kind), facts)
        if before.get(event) != says:
            before[event], found[event] = says, at
    return found


def approvers(contents: Mapping[int, str]) -> dict[int, set[str]]:
    """Return the user names of those who approved exactly what is given of each event, as its hash, by event id."""
    found: dict[int, set[str]] = {}
    approvals = Approval.objects.filter(event__in=contents).select_related("approved_by")
    for approval in approvals:
        if approval.content_sha256 == contents[approval.event_id]:
            found.setdefault(approval.event_id, set()).add(approval.approved_by.get_username())
    return found


def problems(contents: Mapping[int, Facts], by: str) -> list[Problem]:
    """Return a problem for each event that one person alone stands behind, if that isn't allowed; `by` is a user name.

    `contents` are the facts about to be public, by event id; what readers see already needs nobody.
    """
    if not settings.FOUR_EYES:
        return []
    told = _revisions(contents)
    public = {event: facts for event, _, _, facts, superseded_at in told if superseded_at is None}
    changed = [event for event, facts in contents.items() if public.get(event) != facts]
    if not changed:
        return []
    published = _published_at([one for one in told if public.get(one[0]) != contents[one[0]]])
    own = [event for event, wrote in _authors(changed, published).items() if by in wrote]
    if not own:
        return []
    approved = approvers({event: content_sha256(contents[event]) for event in own})
    alone = [event for event in own if not approved.get(event, set()) - {by}]
    return [Problem(contents[event]["slug"], "review", ALONE) for event in alone]


def waiting_for(user: Any) -> list[int]:
    """Return the ids of the events that wait for a user's review, in a constant number of queries.

    What the user alone wrote isn't theirs to approve, and what they approved as it now stands waits for others.
    """
    waiting = list(Event.objects.filter(pk__in=Submission.objects.filter(closed_at=None).values("event")))
    wrote, name = authors(event.pk for event in waiting), user.get_username()
    others = [event for event in waiting if wrote.get(event.pk) != {name}]
    mine = set(Approval.objects.filter(event__in=others, approved_by=user).values_list("event", "content_sha256"))
    seen = [event for event in others if event.pk in {key for key, _ in mine}]
    done = {
        event.pk for event, facts in zip(seen, read_all(seen), strict=True) if (event.pk, content_sha256(facts)) in mine
    }
    return [event.pk for event in others if event.pk not in done]


def written_by(user: Any) -> QuerySet:
    """Return the ids of the events that a user changed since their newest revision."""
    history: Any = apps.get_model("policy", "EventHistory")._default_manager.all()
    published = Revision.objects.current().filter(event=OuterRef("pgh_obj_id")).values("published_at")
    mine = history.filter(pgh_context__metadata__user=user.pk).annotate(published=Subquery(published))
    return mine.filter(Q(published=None) | Q(pgh_created_at__gt=F("published"))).values("pgh_obj_id")


@transaction.atomic
def submit(event: Event, user: Any) -> Submission:
    """Give an event to review. One that waits already goes on waiting. Raises `Refused` where there is nothing to review."""
    facts = _locked(event)
    public = Revision.objects.current().filter(event=event).values_list("facts", flat=True).first()
    if facts == public:
        raise Refused([Problem(event.slug, "review", "Readers see all of this already.")])
    waiting, _ = Submission.objects.get_or_create(event=event, closed_at=None, defaults={"submitted_by": user})
    return waiting


@transaction.atomic
def approve(event: Event, user: Any, content: str) -> None:
    """Approve an event as it was seen: `content` is the hash of that. Raises `Refused` where it stands otherwise by now.

    Nobody approves what they alone wrote.
    """
    if content_sha256(_locked(event)) != content:
        raise Refused([Problem(event.slug, "review", CHANGED_SINCE)])
    if authors([event.pk]).get(event.pk) == {user.get_username()}:
        raise Refused([Problem(event.slug, "review", "You wrote this: somebody else has to approve it.")])
    Approval.objects.get_or_create(event=event, content_sha256=content, approved_by=user)


@transaction.atomic
def answer(event: Event, user: Any, words: str) -> None:
    """Close an event's submission: it is sent back, or withdrawn; `words` say why. Raises `Refused` where there is none."""
    _locked(event)
    open_ones = Submission.objects.filter(event=event, closed_at=None)
    if not open_ones.update(closed_at=timezone.now(), answered_by=user, answer=words):
        raise Refused([Problem(event.slug, "review", "It doesn't wait for review any more.")])


def _locked(event: Event) -> Facts:
    """Lock an event against edits until the transaction ends, and return what it says."""
    return read_all([Event.objects.select_for_update(no_key=True).get(pk=event.pk)])[0]
