"""What test_worker.py asks of a database of its own, as a process.

python scheduler.py prepare NUMBER SECONDS      writes drafts, scheduled to be public in as many seconds, one after the other
python scheduler.py standing                    prints what has come of all that, as JSON
"""

import json
import sys
from collections import Counter
from datetime import timedelta

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.utils import timezone  # noqa: E402

from policy import schedule  # noqa: E402
from policy.models import BackgroundJob, ScheduledPublication  # noqa: E402
from policy.record.models import Revision  # noqa: E402
from tests.makers import make_statement  # noqa: E402


def prepare(number, seconds):
    by, now = User.objects.create_superuser("ben"), timezone.now()
    step = timedelta(seconds=float(seconds) / int(number))
    for place in range(int(number)):
        event = make_statement(f"2025-05-01-statement-{place:02}")
        schedule.schedule(event, publish_at=now + step * (place + 1), reason="In time.", by=by, now=now)


def standing():
    plans = ScheduledPublication.objects.select_related("event")
    revisions = Counter(Revision.objects.values_list("slug", flat=True))
    early = [one.slug for one in Revision.objects.all() if one.published_at < plans.get(event=one.event_id).publish_at]
    jobs = Counter(BackgroundJob.objects.values_list("status", flat=True))
    told = {"states": Counter(plan.state for plan in plans), "revisions": revisions, "jobs": jobs, "early": early}
    print(json.dumps(told))


if __name__ == "__main__":
    verb, *arguments = sys.argv[1:]
    {"prepare": prepare, "standing": standing}[verb](*arguments)
