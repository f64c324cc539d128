"""Ask, a few at a time, whether sources still answer at their addresses, and keep what came of it.

A page that is gone says that a page is gone: no state of any control rests on anything here. Only the day on which a page
vanished is shown to readers, beside the citation; it changes the edition that their caches rest on, and no revision.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F

from policy.choices import LinkState
from policy.fetch import Answer, Fetcher, NotAllowed, Unreachable
from policy.models import DataSet, LinkCheck, LinkStatus, Source

WEEK, DAY = timedelta(days=7), timedelta(days=1)
AGAIN_AFTER = timedelta(minutes=10)
CHECKS_KEPT = 20
BATCH = 10
BATCH_SECONDS = 20.0
NOT_FOUND = (404, 410)
SAYS_NOTHING = (401, 402, 403, 407, 429, 451)  # of the page: it may be there for others
FAILING = (LinkState.GONE, LinkState.UNREACHABLE)

Ask = Callable[[str], Answer]


@dataclass(frozen=True)
class Verdict:
    """What came of asking for a page, in words."""

    state: LinkState
    told: str
    status: int | None = None
    moved_to: str = ""
    final_url: str = ""


def fetcher() -> Fetcher:
    """Return what asks in this site's own name."""
    names = [
        name.lstrip(".") for name in settings.ALLOWED_HOSTS if name not in ("*", "localhost", "127.0.0.1", "[::1]")
    ]
    return Fetcher(agent=f"Monazite link check{f' (+https://{names[0]}/)' if names else ''}")


def verdict(url: str, ask: Ask) -> Verdict:
    """Ask for a page, and say what that shows."""
    try:
        answer = ask(url)
    except NotAllowed as reason:
        return Verdict(LinkState.NOT_ASKED, f"{reason}, so that this says nothing about the page"[:300])
    except Unreachable as reason:
        return Verdict(LinkState.UNREACHABLE, f"{reason}"[:300])
    state, told = _judged(answer)
    final = answer.url if answer.url != url else ""
    return Verdict(state, told, answer.status, answer.moved_to if state == LinkState.MOVED else "", final)


def _judged(answer: Answer) -> tuple[LinkState, str]:
    if answer.status in NOT_FOUND:
        return LinkState.GONE, f"it isn't there any more ({answer.status})"
    if answer.status in SAYS_NOTHING:
        return (
            LinkState.REFUSED,
            f"it lets no program see it ({answer.status}), so that this says nothing about the page",
        )
    if answer.status >= 400:
        return LinkState.UNREACHABLE, f"the server says that it can't ({answer.status})"
    if answer.moved_to:
        return LinkState.MOVED, f"it moved for good ({answer.status} there)"
    return LinkState.ANSWERS, f"it answers ({answer.status})"


def check_due(now: datetime, ask: Ask, clock: Callable[[], float] = time.monotonic) -> int:
    """Check the addresses that are due, one of each host at most, and return how many.

    Hosts rest until the next call. What fails counts against a page only where something else answers: else it is this
    machine that has no network.
    """
    LinkStatus.objects.bulk_create(
        (LinkStatus(source=source, url=source.url) for source in Source.objects.filter(link__isnull=True)),
        ignore_conflicts=True,
    )
    began = clock()
    checked: dict[int, tuple[str, Verdict]] = {}
    for status in _one_of_each_host(LinkStatus.objects.due(now)):
        if len(checked) == BATCH or (checked and clock() - began > BATCH_SECONDS):
            break
        checked[status.pk] = status.source.url, verdict(status.source.url, ask)
    counts = _has_network(checked, ask)
    for key, (url, found) in checked.items():
        record(key, url, found, now=now, counts=counts)
    return len(checked)


def _one_of_each_host(statuses: Iterable[LinkStatus]) -> Iterator[LinkStatus]:
    hosts = set()
    for status in statuses:
        host = urlsplit(status.source.url).netloc.lower()
        if host not in hosts:
            hosts.add(host)
            yield status


def _has_network(checked: dict[int, tuple[str, Verdict]], ask: Ask) -> bool:
    """Say whether anything answered; where nothing did, ask another page that did the last time."""
    if not checked or any(found.status for _, found in checked.values()):
        return True
    answering = LinkStatus.objects.current().filter(state__in=[LinkState.ANSWERS, LinkState.MOVED])
    known = answering.exclude(pk__in=checked).order_by("-checked_at").first()
    return known is not None and verdict(known.url, ask).status is not None


@transaction.atomic
def record(key: int, url: str, found: Verdict, *, now: datetime, counts: bool = True) -> None:
    """Keep what came of asking for a source's address; a failure that doesn't count leaves the page's standing as it was."""
    status = LinkStatus.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if status is None:  # its source was deleted meanwhile
        return
    before = status.vanished_on
    if status.url != url:
        status.answered_at = status.failing_since = status.vanished_on = None
    _judge(status, found, now, counts)
    status.url, status.state, status.told, status.moved_to = url, found.state, found.told, found.moved_to
    status.checked_at, status.asked_at = now, None
    is_settled = found.state not in FAILING or status.vanished_on
    status.due_at = now + (WEEK if is_settled else DAY)
    status.save()
    _keep(status.source_id, url, found, now)
    if status.vanished_on != before:
        DataSet.objects.update(edition=F("edition") + 1)  # what readers see beside a citation has changed


def _judge(status: LinkStatus, found: Verdict, now: datetime, counts: bool) -> None:
    """Begin or end a run of failures. A page has vanished once two of them are a day apart, with no answer between them.

    A server that never answered may just not answer this machine; one that says "not found" is believed.
    """
    if found.state in (LinkState.ANSWERS, LinkState.MOVED):
        status.answered_at, status.failing_since, status.vanished_on = now, None, None
    elif counts and (found.state == LinkState.GONE or (found.state == LinkState.UNREACHABLE and status.answered_at)):
        status.failing_since = status.failing_since or now
        if now - status.failing_since >= DAY:
            status.vanished_on = status.vanished_on or status.failing_since.astimezone(UTC).date()


def _keep(source: int, url: str, found: Verdict, now: datetime) -> None:
    LinkCheck.objects.create(
        source_id=source,
        at=now,
        url=url,
        state=found.state,
        status_code=found.status,
        told=found.told,
        final_url=found.final_url,
    )
    newest = LinkCheck.objects.filter(source=source).values("pk")[:CHECKS_KEPT]
    LinkCheck.objects.filter(source=source).exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()


@transaction.atomic
def ask_for_check(source: Source, *, now: datetime) -> str:
    """Put a source's address first among those to be checked; return why not, or an empty text. The caller wakes the queue."""
    LinkStatus.objects.get_or_create(source=source, defaults={"url": source.url})
    status = LinkStatus.objects.select_for_update(of=("self",)).get(source=source)
    if status.asked_at:
        return "A check of this address has been asked for already: it is made within minutes."
    if status.checked_at and status.url == source.url and now - status.checked_at < AGAIN_AFTER:
        return "This address was checked less than ten minutes ago."
    status.asked_at = now
    status.save(update_fields=["asked_at"])
    return ""
