"""Work for the queue's worker, enqueued in the transaction of whoever asks for it: it is done if that commits, or never."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from procrastinate.types import JSONValue

# A worker's own connector has connections of its own, where a job would be enqueued before the transaction commits.
_jobs = JobManager(DjangoConnector())


def enqueue(
    task: str, *, lock: str | None = None, priority: int = 0, at: datetime | None = None, **arguments: JSONValue
) -> None:
    """Ask for a task, by name, with these arguments; `at` says when it may begin, at once by default.

    The worker begins with those of the highest priority; that of most is 0. Those of one lock are done one after the other.
    """
    configure_task(name=task, job_manager=_jobs, lock=lock, priority=priority, schedule_at=at).defer(**arguments)


def waiting(task: str) -> set[str | None]:
    """Return the locks (`None` where there is none) of a task's jobs that have not begun, or are to be tried again."""
    return set(ProcrastinateJob.objects.filter(task_name=task, status=Status.TODO.value).values_list("lock", flat=True))


def enqueue_once(task: str, *, lock: str, priority: int = 0, **arguments: JSONValue) -> None:
    """Ask for a task unless one that has not begun bears the same lock; those of one lock are done one after the other.

    Not for a task that is retried: where another one waits by then, the worker can't put it back. See `waiting`.

    Call it when what the task will read is committed: one that has not begun may begin, and end, before this transaction
    does.
    """
    asked = configure_task(name=task, job_manager=_jobs, priority=priority, lock=lock, queueing_lock=lock)
    with suppress(AlreadyEnqueued), transaction.atomic():
        asked.defer(**arguments)
