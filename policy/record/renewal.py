"""Bring a record that an older version of the program wrote to the form of this one: nothing is lost, nothing rewritten."""

from django.db import transaction

from policy.record.bitemporal import derive_missing
from policy.record.models import Revision
from policy.record.publish import renew_documents

BATCH = 500
REASON = "The form of the documents changed: their facts are what they were."
BY = "renewal"


def renew() -> int:
    """Store what is derived and missing, publish anew each event whose document would be written otherwise now.

    Return how many events have a new revision. Facts stay as they were published; doing it again changes nothing.
    """
    with transaction.atomic():
        derive_missing()
    slugs = list(Revision.objects.current().public().order_by("seq").values_list("slug", flat=True))
    batches = [slugs[start : start + BATCH] for start in range(0, len(slugs), BATCH)]
    return sum(len(renew_documents(batch, reason=REASON, by=BY)) for batch in batches)
