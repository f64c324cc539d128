"""Which state of the record an answer shows."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Subquery
from django.db.models.functions import Coalesce

from policy.models import DataSet
from policy.record.models import Revision


@dataclass(frozen=True)
class Version:
    """The state of the record: `seq` is the newest sequence number (0 before the first publication).

    `edition` counts what appears in no revision: changes of reference rows and of the data set's own description, and
    pages of sources that vanish or come back. `title` and `first_event` are of that description. `published_at` is when
    the newest revision was published.
    """

    data_set: UUID
    seq: int
    edition: int
    reviewed_through: str | None
    title: str
    first_event: str | None
    published_at: datetime | None

    def follows(self, other: "Version") -> bool:
        """Tell whether this is the other version or a later one, or that of another data set."""
        return self.data_set != other.data_set or (self.seq, self.edition) >= (other.seq, other.edition)

    def etag(self, *depends_on: str) -> str:
        """Return a strong entity tag for an answer that rests on this version, this build and what else is given."""
        parts = [str(self.data_set), str(self.seq), str(self.edition), settings.BUILD, *depends_on]
        return '"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32] + '"'


def version() -> Version:
    """Read the version of the record, in one query; answers to readers take `policy.record.known.known_version`."""
    newest = Revision.objects.order_by("-seq")
    row = DataSet.objects.annotate(
        seq=Coalesce(Subquery(newest.values("seq")[:1]), 0), published_at=Subquery(newest.values("published_at")[:1])
    ).get()
    described = row.reviewed_through, row.title, row.first_event
    return Version(row.uuid, row.seq, row.edition, *described, row.published_at)


def rows_changed() -> None:
    """Let the version tell that readers may see other reference rows, though nothing was published; at the commit."""
    DataSet.objects.update(edition=F("edition") + 1)
