"""The queue's jobs, under the name by which the desk shows them."""

from procrastinate.contrib.django.models import ProcrastinateJob


class BackgroundJob(ProcrastinateJob):
    """Something that the queue's worker does, did, or has yet to do. The queue writes it, and nobody else."""

    class Meta:
        proxy = True
        verbose_name = "background job"
        default_permissions = ["view"]
