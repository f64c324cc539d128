"""Readers' reports of errors: how they come in, what editors make of them, when they are forgotten."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from policy.choices import ReportState
from policy.models import ErrorReport, ReportTrace
from policy.models.reports import KEPT, OPEN, ErrorReportQuerySet
from policy.record.models import Revision
from policy.rules import Problem, Refused

PERMISSION = "policy.change_errorreport"
WINDOW = timedelta(hours=1)
MOST_FROM_ONE_NETWORK = 5
MOST_FROM_ALL = 100
LOCK = 0x4D7A5270  # "MzRp"
MOVED = "Somebody else was quicker: it is {} by now."
SAYS_NOTHING = "Say what was done, or choose the revision that put it right."
NOT_LATER = "This revision is not one that came after the reported one."


class TooManyReportsError(Exception):
    """So many reports came within the hour that no more is taken for a while."""


def open_reports() -> ErrorReportQuerySet:
    """Return the reports that nobody has settled, the newest first."""
    return ErrorReport.objects.open()


@transaction.atomic
def receive(
    revision: Revision, *, what: str, elsewhere: str, email: str, network: str, now: datetime, is_spam: bool = False
) -> ErrorReport:
    """Keep a reader's report, one that was sent twice once. Raises `TooManyReportsError`.

    Of `network`, which is where it came from, only a keyed hash is kept, for the hour in which it counts.
    """
    with connection.cursor() as cursor:  # reports wait for one another, so that none slips through the counting
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    said = {"revision": revision, "what": what, "elsewhere": elsewhere, "email": email}
    if known := ErrorReport.objects.filter(**said).first():
        return known
    _count(network, now)
    state = {"state": ReportState.SPAM, "settled_at": now} if is_spam else {}
    return ErrorReport.objects.create(event_id=revision.event_id, sent_at=now, **said, **state)


def _count(network: str, now: datetime) -> None:
    hashed = salted_hmac("policy.reports", network, algorithm="sha256").hexdigest()
    lately = ReportTrace.objects.filter(at__gt=now - WINDOW)
    if lately.filter(network_sha256=hashed).count() >= MOST_FROM_ONE_NETWORK or lately.count() >= MOST_FROM_ALL:
        raise TooManyReportsError
    ReportTrace.objects.create(at=now, network_sha256=hashed)


def take(report: ErrorReport, *, by: Any, note: str) -> ErrorReport:
    """Take a report in hand, also one that somebody else had. Raises `Refused` where it is settled."""
    return _move(report, OPEN, state=ReportState.IN_HAND, handled_by=by, note=note)


def settle(report: ErrorReport, *, by: Any, note: str, corrected_by: Revision | None, now: datetime) -> ErrorReport:
    """Settle a report: `note` says what was done, `corrected_by` is the revision that put it right, if one did.

    Raises `Refused` where it is settled already, where nothing is said, and where that revision isn't a later one.
    """
    if not (note or corrected_by):
        raise Refused([Problem(report.event.slug, "note", SAYS_NOTHING)])
    if corrected_by and (corrected_by.event_id != report.event_id or corrected_by.pk <= report.revision_id):
        raise Refused([Problem(report.event.slug, "corrected_by", NOT_LATER)])
    told = {"note": note, "corrected_by": corrected_by, "settled_at": now}
    return _move(report, OPEN, state=ReportState.SETTLED, handled_by=by, **told)


def mark_spam(report: ErrorReport, *, by: Any, note: str, now: datetime) -> ErrorReport:
    """Put a report aside that is none. Raises `Refused` where it is settled."""
    return _move(report, OPEN, state=ReportState.SPAM, handled_by=by, note=note, settled_at=now)


def reopen(report: ErrorReport, *, note: str) -> ErrorReport:
    """Give a report back to the inbox, whatever came of it. Raises `Refused` where it is open."""
    others = [state for state in ReportState if state != ReportState.OPEN]
    values = {"handled_by": None, "corrected_by": None, "settled_at": None}
    return _move(report, others, state=ReportState.OPEN, note=note, **values)


@transaction.atomic
def _move(report: ErrorReport, origins: Collection[str], **values: Any) -> ErrorReport:
    """Change a report that is in one of some states, and return it as it then stands."""
    row = ErrorReport.objects.select_for_update(of=("self",)).select_related("event").get(pk=report.pk)
    if row.state not in origins:
        raise Refused([Problem(row.event.slug, "state", MOVED.format(ReportState(row.state).label))])
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return row


@transaction.atomic
def forget_old(now: datetime) -> None:
    """Forget where reports of more than an hour ago came from, and what readers sent more than a year ago.

    Of that, settled reports and spam go altogether, with their history; open ones lose the e-mail address.
    """
    ReportTrace.objects.filter(at__lte=now - WINDOW).delete()
    history = apps.get_model("policy", "ErrorReportHistory").objects
    old = ErrorReport.objects.sent_before(now - KEPT)
    old.exclude(email="").update(email="")
    closed = list(old.exclude(state__in=OPEN).values_list("pk", flat=True))
    ErrorReport.objects.filter(pk__in=closed).delete()
    history.filter(pgh_obj_id__in=closed).delete()
    history.filter(sent_at__lt=now - KEPT).exclude(email="").update(email="")
