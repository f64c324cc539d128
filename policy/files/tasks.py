"""What the queue's worker does for the files: build them anew once an hour, if something was published."""

from django.utils import timezone
from procrastinate.contrib.django import app

from policy.files import store


@app.periodic(cron="25 * * * *")
@app.task(name="build_files", lock="build_files", queueing_lock="build_files")
def build_files(timestamp: int) -> None:
    """Build the files of a new version. What fails isn't retried: the next hour does it all anew."""
    store.build_newest(timezone.now())
