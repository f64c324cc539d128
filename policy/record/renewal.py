"""Bring a record that an older version of the program wrote to the form of this one: nothing is lost, nothing rewritten."""

from django.db import transaction

from policy.record.bitemporal import derive_missing
from policy.record.indexed import SEARCH_FORM
from policy.record.kept_tables import write_missing
from policy.record.models import Projection, Revision
from policy.record.projections import project_anew
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
    while index_anew(BATCH):
        pass
    write_missing()
    slugs = list(Revision.objects.current().public().order_by("seq").values_list("slug", flat=True))
    batches = [slugs[start : start + BATCH] for start in range(0, len(slugs), BATCH)]
    return sum(len(renew_documents(batch, reason=REASON, by=BY)) for batch in batches)


@transaction.atomic
def index_anew(limit: int) -> int:
    """Write the search words of projections that have those of an older version of the program; return of how many."""
    outdated = Projection.objects.exclude(search_form=SEARCH_FORM).select_related("revision").defer("search")
    chosen = list(outdated.order_by("pk")[:limit])
    for projection in chosen:
        project_anew(projection).save(update_fields=["search", "search_form"])
    return len(chosen)
