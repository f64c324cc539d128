"""Questions about the record, by name. Instants are aware datetimes; every order is total."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery

from policy.choices import ChangeKind

if TYPE_CHECKING:
    from policy.record.models import Revision


class RevisionQuerySet(models.QuerySet["Revision"]):
    def current(self) -> Self:
        """Keep what is not superseded: one revision per event, tombstones of retracted events included."""
        return self.filter(superseded_at__isnull=True)

    def known_at(self, at: datetime | None) -> Self:
        """Keep what was current at an instant: published at or before it, superseded after it or never; now, for `None`."""
        if at is None:
            return self.current()
        return self.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=at), published_at__lte=at)

    def public(self) -> Self:
        """Keep revisions that carry a document; tombstones carry none."""
        return self.filter(document__isnull=False)

    def last_public(self, at: datetime | None = None) -> Self:
        """Keep the last document of each event, published by an instant (now, when none is given).

        That of a retracted event is the one before its tombstone.
        """
        published = self.public() if at is None else self.public().filter(published_at__lte=at)
        newest = published.order_by().values("event").annotate(newest=models.Max("seq"))
        return self.filter(seq__in=newest.values("newest"))

    def showing(self, *refs: str) -> Self:
        """Keep revisions whose facts name one of `refs`, such as "actor:mofcom" or "event:2025-05-geneva-trade-talks"."""
        return self.filter(projection__refs__overlap=list(refs))

    def last_named(self, table: str) -> dict[str, datetime]:
        """Return when the newest of the revisions was published that names each row of a table, by its slug."""
        refs = Func(F("projection__refs"), function="unnest", output_field=models.TextField())
        found = self.order_by().annotate(ref=refs).values_list("ref").annotate(told=models.Max("published_at"))
        return {ref.partition(":")[2]: told for ref, told in found if ref.startswith(f"{table}:")}

    def corrections(self) -> Self:
        """Keep the revisions that corrected a public event."""
        return self.filter(reason__startswith=ChangeKind.CORRECTION.told(""), action="modify")

    def with_document_before(self) -> Self:
        """Add `before`, the document of the event's revision before; `None` for the first and after a tombstone."""
        before = self.model._default_manager.filter(event=OuterRef("event"), number=OuterRef("number") - 1)
        return self.annotate(before=Subquery(before.values("document")))

    def with_own_change(self) -> Self:
        """Add `own`, the sequence number of the event's last revision up to each that changed what the event itself says.

        Revisions that show a changed link from elsewhere, or a changed reference row, don't.
        """
        revisions = self.model._default_manager
        before = revisions.filter(event=OuterRef("event"), number=OuterRef("number") - 1).values("facts")
        until = revisions.filter(event=OuterRef("event"), number__lte=OuterRef("number")).annotate(
            before=Subquery(before)
        )
        own = until.filter(Q(before__isnull=True) | ~Q(facts=F("before"))).order_by("-number")
        return self.annotate(own=Subquery(own.values("seq")[:1]))

    def of(self, slug: str) -> Self:
        return self.filter(slug=slug).order_by("number")

    def called(self, slug: str, kind: str | None = None) -> Self:
        """Keep the revisions of a slug; none of another kind, where one is given."""
        return self.filter(slug=slug, **({"kind": kind} if kind else {}))

    def replaced(self) -> Self:
        """Keep the revisions that ended an address for another one."""
        return self.exclude(replaced_by="")

    def merged_into(self, newest: "Revision") -> Self:
        """Keep the last revisions of events that were merged into one, whatever it was called then; oldest first."""
        own = self.model._default_manager.filter(event=newest.event_id).values("slug")
        found = self.replaced().exclude(event=newest.event_id).filter(replaced_by__in=own)
        return found.defer("document", "facts").order_by("seq")

    def newest(self) -> "Revision | None":
        return self.order_by("-seq").first()

    def days(self) -> tuple[date | None, date | None]:
        """Return the first day and the last one on which the revisions' events begin; `None` when there are none."""
        days = self.filter(projection__isnull=False).values_list("projection__date", flat=True)
        ends = sorted(days.order_by("projection__order_key")[:1].union(days.order_by("-projection__order_key")[:1]))
        return (ends[0], ends[-1]) if ends else (None, None)


class BitemporalQuerySet(models.QuerySet):
    """Rows with `known`, the instants during which the record said so."""

    def current(self) -> Self:
        return self.filter(known__upper_inf=True)

    def known_at(self, at: datetime | None) -> Self:
        """Keep what the record said at an instant; now, when none is given."""
        return self.filter(known__contains=at) if at else self.current()

    def on(self, day: date) -> Self:
        """Keep periods that hold a day."""
        return self.filter(valid__contains=day)
