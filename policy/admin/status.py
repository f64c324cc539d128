"""Where an event stands between its editors and its readers."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.http import HttpRequest

from policy.models import Event, Submission
from policy.record.editorial import read_all
from policy.record.models import Action, Revision

CHUNK = 500


class Status(TextChoices):
    DRAFT = "draft", "draft"
    IN_REVIEW = "in_review", "in review"
    PUBLISHED = "published", "published"
    CHANGED = "changed", "published, with unpublished changes"
    CHANGED_IN_REVIEW = "changed_in_review", "published, with changes in review"
    RETRACTED = "retracted", "retracted"

    @property
    def is_public(self) -> bool:
        return self in (Status.PUBLISHED, Status.CHANGED, Status.CHANGED_IN_REVIEW)


def statuses(events: Sequence[Event]) -> dict[int, Status]:
    """Return the status of each event by its key, in a number of queries that doesn't depend on how many there are."""
    keys = [event.pk for event in events]
    newest = Revision.objects.current().filter(event__in=keys).defer("document")
    published = {revision.event_id: revision.facts for revision in newest}
    public = [event for event in events if published.get(event.pk) is not None]
    edited = {event.pk: facts != published[event.pk] for event, facts in zip(public, read_all(public), strict=True)}
    waiting = set(Submission.objects.filter(event__in=keys, closed_at=None).values_list("event_id", flat=True))
    return {key: _status(key in published, edited.get(key), key in waiting) for key in keys}


def _status(has_revisions: bool, edited: bool | None, waits: bool) -> Status:
    if edited is None:
        unpublished = Status.RETRACTED if has_revisions else Status.DRAFT
        return Status.IN_REVIEW if waits else unpublished
    if not edited:
        return Status.PUBLISHED
    return Status.CHANGED_IN_REVIEW if waits else Status.CHANGED


def with_unpublished_changes(events: QuerySet) -> QuerySet:
    """Keep published events that say something else here than in the record.

    Only those saved since their newest revision are compared. Saving an event always touches its own row, so that this
    misses nothing but changes made by SQL to the rows below it.
    """
    newest = Revision.objects.current().public().filter(event=OuterRef("pk"), published_at__lt=OuterRef("updated_at"))
    touched = Event.objects.filter(Exists(newest), pk__in=events.order_by().values("pk"))
    changed = [
        key
        for chunk in _chunks(list(touched))
        for key, status in statuses(chunk).items()
        if status in (Status.CHANGED, Status.CHANGED_IN_REVIEW)
    ]
    return events.filter(pk__in=changed)


def _chunks(rows: list[Event]) -> Iterator[list[Event]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return Status.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        waiting = Exists(Submission.objects.filter(event=OuterRef("pk"), closed_at=None))
        if self.value() == Status.CHANGED:
            return with_unpublished_changes(queryset).exclude(waiting)
        if self.value() == Status.CHANGED_IN_REVIEW:
            return with_unpublished_changes(queryset).filter(waiting)
        newest = Revision.objects.current().filter(event=OuterRef("pk"))
        conditions: dict[str | None, Q] = {
            Status.DRAFT: Q(~Exists(newest), ~waiting),
            Status.IN_REVIEW: Q(~Exists(newest.public()), waiting),
            Status.PUBLISHED: Q(Exists(newest.public())),
            Status.RETRACTED: Q(Exists(newest.filter(action=Action.DELETE)), ~waiting),
        }
        return queryset.filter(conditions.get(self.value(), Q()))


class EventChangeList(ChangeList):
    """A list of events, each of which knows its status."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        found = statuses(self.result_list)
        for event in self.result_list:
            event.status = found[event.pk]
