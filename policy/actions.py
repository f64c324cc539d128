"""What is done to the desk's own rows."""

import json
from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from policy import findings, kinds, schedule
from policy.choices import Held
from policy.findings import Act, Desk, Found, Lapse, Unpublished, Vanished
from policy.models import Citation, Effect, Event, Finding, LapseCheck, LinkStatus, ScheduledPublication
from policy.record.models import Revision
from policy.record.periods import EffectOn
from policy.record.provisions import Document
from policy.record.querysets import RevisionQuerySet

REFRESH_LOCK = 0x4D6F6E617A66  # "Monazf"


@transaction.atomic
def refresh_findings(*, today: date) -> None:
    """Bring the findings up to date: add what is new, remove what no longer holds, and leave the rest as it is.

    The number of queries doesn't depend on how many there are. Two refreshes at once wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REFRESH_LOCK])
    found = {_key(one): one for one in findings.find(read_desk(today))}
    rows = {row.key: row for row in Finding.objects.select_related("event")}
    gone = [rows[key].pk for key in rows.keys() - found.keys()]
    if gone:
        Finding.objects.filter(pk__in=gone).delete()
    new = [one for key, one in found.items() if key not in rows]
    if new:
        ids = dict(Event.objects.filter(slug__in={one.slug for one in new}).values_list("slug", "pk"))
        Finding.objects.bulk_create(_row(one, ids[one.slug], today) for one in new)


def read_desk(today: date) -> Desk:
    """Read what findings are looked for in: the public record, and what editors have entered."""
    public = Revision.objects.current().public()
    scheduled = public.filter(facts__held=Held.SCHEDULED)
    checked = LapseCheck.objects.values_list("measure__slug", "ref", "day")
    return Desk(
        today,
        {document["slug"]: document for document in _documents(public.filter(kind__in=kinds.with_provisions()))},
        tuple(_documents(scheduled)),
        frozenset(_entered()),
        frozenset(Lapse(*values) for values in checked),
        _by_kind(public),
        tuple(Unpublished(one.event.slug, _day(one), one.told) for one in schedule.unanswered()),
        tuple(_vanished()),
    )


def _vanished() -> Iterable[Vanished]:
    """Yield the sources that vanished with nothing kept of them, each with the events that cite it, the newest first."""
    unkept = LinkStatus.objects.vanished().filter(source__archive_url="", source__copies__isnull=True)
    citing: dict[int, list[str]] = {}
    for source, slug in (
        Citation.objects.filter(source__link__in=unkept)
        .order_by("-event__date", "-event_id")
        .values_list("source", "event__slug")
    ):
        citing.setdefault(source, []).append(slug)
    for status in unkept.filter(source__in=citing).select_related("source").order_by("source__slug"):
        assert status.vanished_on
        slugs = tuple(dict.fromkeys(citing[status.source_id]))
        yield Vanished(status.source.slug, status.source.title, status.vanished_on, slugs)


def _documents(revisions: Iterable[Revision]) -> list[Document]:
    return [json.loads(one.document) for one in revisions.order_by("slug").only("document") if one.document]  # type: ignore[attr-defined]


def _day(one: ScheduledPublication) -> date:
    return timezone.localdate(one.publish_at)


def _by_kind(public: RevisionQuerySet) -> dict[str, list[Document]]:
    """Read the documents of the kinds that bring rules of their own; one query."""
    found: dict[str, list[Document]] = {kind.name: [] for kind in kinds.every() if kind.findings}
    for document in _documents(public.filter(kind__in=found)):
        found[document["kind"]].append(document)
    return found


def _entered() -> Iterable[Act]:
    """Yield the effects that editors have entered, but for those of measures that were retracted on purpose."""
    retracted = Revision.objects.current().filter(document__isnull=True).values("event")
    columns = ["target__slug", "provision__ref", "measure__slug", "effect", "start", "until"]
    for target, ref, *effect in Effect.objects.exclude(measure__in=retracted).values_list(*columns):
        yield Act(target, ref or "", EffectOn(*effect))


def _key(found: Found) -> tuple[str, str, str, str]:
    return found.rule, found.slug, found.ref, found.detail


def _row(found: Found, event_id: int, today: date) -> Finding:
    return Finding(
        rule=found.rule,
        event_id=event_id,
        ref=found.ref,
        day=found.day,
        detail=found.detail,
        first_found_on=today,
    )
