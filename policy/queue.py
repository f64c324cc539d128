"""Work for the queue's worker, enqueued in the transaction of whoever asks for it: it is done if that commits, or never."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from procrastinate.types import JSONValue

# A worker's own connector has connections of its own, where a job would be enqueued before the transaction commits.
_jobs = JobManager(DjangoConnector())


def enqueue(task: str, *, priority: int = 0, at: datetime | None = None, **arguments: JSONValue) -> None:
    """Ask for a task, by name, with these arguments; `at` says when it may begin, at once by default.

    The worker begins with those of the highest priority; that of most is 0.
    """
    configure_task(name=task, job_manager=_jobs, priority=priority, schedule_at=at).defer(**arguments)


def enqueue_once(task: str, *, lock: str, priority: int = 0, **arguments: JSONValue) -> None:
    """Ask for a task unless one that has not begun bears the same lock; those of one lock are done one after the other.

    Call it when what the task will read is committed: one that has not begun may begin, and end, before this transaction
    does.
    """
    asked = configure_task(name=task, job_manager=_jobs, priority=priority, lock=lock, queueing_lock=lock)
    with suppress(AlreadyEnqueued), transaction.atomic():
        asked.defer(**arguments)
