"""What waits for somebody at the desk: the dashboard's items, and the lists that show all of each.

Whoever brings something new that waits adds an `Item` to `ITEMS`, in the order in which they are shown.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timesince import timesince

from policy import findings, kinds, reports, review, schedule
from policy.admin.events import CHANGE_PUBLIC
from policy.admin.findings import LAPSED, OF_THEIR_OWN, OTHERS, REFUSED
from policy.admin.jobs import ADMINISTRATION
from policy.admin.links import QUESTIONS, standing
from policy.admin.review import APPROVE, SUBMIT
from policy.admin.schedule import told
from policy.admin.status import with_unpublished_changes
from policy.choices import Certainty, Checked, ReportState, ScheduleState
from policy.dates import Precision, first_day, last_day, precision
from policy.keys.models import ApiKey, State
from policy.models import BackgroundJob, ErrorReport, Event, Finding, ScheduledPublication, Source, Submission
from policy.record.calendar_dates import calendar_dates
from policy.record.changes import state_changes
from policy.record.listing import Listing
from policy.record.models import ControlPeriod
from policy.record.talks import days, scheduled
from policy.record.version import version

NAMED = 3
COMING, LAPSING = timedelta(days=30), timedelta(days=90)
Rows = Callable[[Any, date], QuerySet]


@dataclass(frozen=True)
class Entry:
    """One row of an item: where it is looked at, what it is, and why it waits."""

    address: str
    text: str
    note: str


@dataclass(frozen=True)
class Item:
    """Something that waits for those with a permission.

    `rows` takes a user and a day, and returns rows of `model`, the most urgent first. `query` cuts the list of `model` down
    to the same rows. `about` returns the row that an entry names and leads to, and `note` says why it waits. `page` is the
    page of that row, such as "change".
    """

    title: str
    empty: str
    permission: str
    model: type[Any]
    query: Mapping[str, str]
    rows: Rows
    note: Callable[[Any], str]
    about: Callable[[Any], Any] = field(default=lambda row: row)
    page: str = "change"

    @property
    def address(self) -> str:
        """Return the address of the list that shows all of it, and nothing else."""
        return f"{_address(self.model, 'changelist')}?{urlencode(self.query)}"

    def entry(self, row: Any) -> Entry:
        about = self.about(row)
        home = kinds.get(about.kind).model if isinstance(about, Event) else type(about)
        return Entry(_address(home, self.page, about.pk), str(about), self.note(row))


@dataclass(frozen=True)
class Waiting:
    """An item as one person sees it: how many rows there are, and the most urgent ones."""

    item: Item
    count: int
    entries: list[Entry]


def waiting_for(user: Any, today: date) -> Iterator[Waiting]:
    """Yield the items that a user can do something about, in a number of queries that doesn't depend on the rows."""
    for item in ITEMS:
        if user.has_perm(item.permission):
            rows = item.rows(user, today)
            yield Waiting(item, rows.count(), [item.entry(row) for row in rows[:NAMED]])


def _address(model: type[Any], page: str, *keys: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=keys)


class WaitingFilter(admin.SimpleListFilter):
    """Cuts the list of all events down to those of one item."""

    title = "what waits"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, item.title) for name, item in self._items(request).items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        item = self._items(request).get(self.value() or "")
        if item is None:
            return queryset
        rows = item.rows(request.user, timezone.localdate())
        return queryset.filter(pk__in=rows.order_by().values("pk"))

    def _items(self, request: HttpRequest) -> dict[str, Item]:
        mine = [item for item in ITEMS if item.model is Event and request.user.has_perm(item.permission)]  # type: ignore[union-attr]
        return {item.query[self.parameter_name]: item for item in mine}


def _for_review(user: Any, today: date) -> QuerySet:
    """Return what waits for a user's review, the longest waiting first."""
    waiting = Submission.objects.filter(event=OuterRef("pk"), closed_at=None)
    by, since = waiting.values("submitted_by__username"), waiting.values("submitted_at")
    rows = Event.objects.filter(pk__in=review.waiting_for(user)).annotate(by=Subquery(by), since=Subquery(since))
    return rows.order_by("since", "pk")


def _my_drafts(user: Any, today: date) -> QuerySet:
    """Return what a user wrote and readers don't see: what was sent back first, what waits for somebody else last."""
    submissions = Submission.objects.filter(event=OuterRef("pk")).order_by("-id")
    withdrawn = When(answered_by=F("submitted_by"), then=None)
    answered_by = submissions.annotate(back=Case(withdrawn, default="answered_by__username")).values("back")
    rows = Event.objects.unpublished().filter(pk__in=review.written_by(user))
    rows = rows.annotate(waits=Exists(submissions.filter(closed_at=None)), sent_back_by=Subquery(answered_by[:1]))
    place = Case(When(waits=True, then=2), When(sent_back_by__isnull=False, then=0), default=1)
    return rows.annotate(place=place).order_by("place", "-updated_at", "pk")


def _note_of_draft(event: Any) -> str:
    if event.waits:
        return "waits for somebody’s review"
    return f"sent back by {event.sent_back_by}" if event.sent_back_by else f"changed {_ago(event.updated_at)}"


def _changed(user: Any, today: date) -> QuerySet:
    """Return published events with unpublished changes, the longest untouched first."""
    return with_unpublished_changes(Event.objects.all()).order_by("updated_at", "pk")


def _lapsing(user: Any, today: date) -> QuerySet:
    """Return measures of which a suspension ends soon, with nothing on record that extends it; the soonest first."""
    ends = ControlPeriod.objects.current().filter(
        lapsed_suspension=True, valid__startswith__gt=today, valid__startswith__lte=today + LAPSING
    )
    first = ends.filter(provision__event=OuterRef("pk")).order_by("valid").values("valid__startswith")[:1]
    rows = Event.objects.filter(pk__in=ends.values("provision__event"))
    return rows.annotate(day=Subquery(first)).order_by("day", "pk")


def _coming(user: Any, today: date) -> QuerySet:
    """Return events to which something happens soon by the record, the soonest first, each with the `day` of it."""
    first, last = today + timedelta(days=1), today + COMING
    listing = Listing.parse(QueryDict(), version())
    found = [(change.day, change.slug) for change in state_changes(first=first, last=last)]
    found += [(max(days(talk)[0], first), talk["slug"]) for talk in scheduled(listing, first, last)]
    found += [(one.day, one.slug) for one in calendar_dates(listing, first, last, today) if one.told.is_standing]
    soonest: dict[str, date] = {}
    for day, slug in sorted(found):
        soonest.setdefault(slug, day)
    whens = [When(slug=slug, then=Value(day)) for slug, day in soonest.items()]
    return Event.objects.filter(slug__in=soonest).annotate(day=Case(*whens, default=Value(last))).order_by("day", "pk")


def _unread(user: Any, today: date) -> QuerySet:
    """Return public events that cite no read text of the authority: those called official first, then the newest."""
    is_official = Case(When(certainty=Certainty.OFFICIAL, then=0), default=1, output_field=IntegerField())
    return Event.objects.published().primary_unread().order_by(is_official, "-date", "-pk")


def _found(user: Any, today: date, *, rules: Q) -> QuerySet:
    """Return findings, what was found first coming first."""
    return Finding.objects.filter(rules).select_related("event").order_by("first_found_on", "day", "pk")


def _scheduled(user: Any, today: date) -> QuerySet:
    return ScheduledPublication.objects.waiting().select_related("event").order_by("publish_at", "id")


def _unchecked(user: Any, today: date) -> QuerySet:
    """Return sources that nobody has read, the newest first."""
    return Source.objects.filter(checked=Checked.URL_ONLY).order_by(F("published").desc(nulls_last=True), "slug")


def _dead(user: Any, today: date) -> QuerySet:
    """Return sources whose pages are gone, what nothing is kept of first, then the longest gone."""
    is_kept = Case(When(QUESTIONS["lost"][1], then=0), default=1, output_field=IntegerField())
    return Source.objects.filter(QUESTIONS["vanished"][1]).order_by(is_kept, "link__vanished_on", "pk").distinct()


def _reported(user: Any, today: date) -> QuerySet:
    """Return the errors that readers reported and nobody has taken in hand, the longest waiting first."""
    return ErrorReport.objects.filter(state=ReportState.OPEN).select_related("event").order_by("sent_at", "pk")


def _ending(user: Any, today: date) -> QuerySet:
    """Return the keys of the API that expire soon, the soonest first."""
    return ApiKey.objects.in_state(State.ENDING, today).order_by("expires_on", "pk")


def _failed(user: Any, today: date) -> QuerySet:
    failed = BackgroundJob.objects.filter(status="failed")
    return failed.annotate(at=Max("procrastinateevent__at")).order_by("-id")


def _ago(at: Any) -> str:
    return f"{timesince(at, depth=1)} ago" if timezone.now() - at >= timedelta(minutes=1) else "just now"


def _day(row: Any) -> str:
    return date_format(row.day, "j F Y")


def _vague_day(event: Any) -> str:
    """Return the day of what is to come; the month or year, where no more is known of the event's own date."""
    is_within = first_day(event.date) <= event.day <= last_day(event.date)
    vague = {Precision.MONTH: "F Y", Precision.YEAR: "Y"} if is_within else {}
    return date_format(event.day, vague.get(precision(event.date), "j F Y"))


def _rule(finding: Finding) -> str:
    return findings.named(finding.rule).label


def _event_of(row: Any) -> Event:
    return row.event


def _finding(**given: Any) -> Item:
    return Item(model=Finding, about=_event_of, **given)


ITEMS: list[Item] = [
    Item(
        title="Waiting for my review",
        empty="Nothing waits for your review.",
        permission=APPROVE,
        model=Event,
        query={"waiting": "review"},
        rows=_for_review,
        note=lambda event: f"{event.by}, {_ago(event.since)}",
        page="review",
    ),
    Item(
        title="My drafts",
        empty="You have no drafts.",
        permission=SUBMIT,
        model=Event,
        query={"waiting": "mine"},
        rows=_my_drafts,
        note=_note_of_draft,
    ),
    Item(
        title="Error reports",
        empty="No reader’s report waits.",
        permission=reports.PERMISSION,
        model=ErrorReport,
        query={"state__exact": ReportState.OPEN},
        rows=_reported,
        note=lambda report: f"reported {_ago(report.sent_at)}",
    ),
    Item(
        title="Unpublished changes",
        empty="Readers see every published event as it stands here.",
        permission=CHANGE_PUBLIC,
        model=Event,
        query={"waiting": "changed"},
        rows=_changed,
        note=lambda event: f"changed {_ago(event.updated_at)}",
    ),
    _finding(
        title="Refused scheduled publications",
        empty="No scheduled publication was refused.",
        permission=schedule.PERMISSION,
        query={"rule": REFUSED},
        rows=partial(_found, rules=Q(rule=REFUSED)),
        note=lambda finding: f"was to be public on {_day(finding)}",
    ),
    Item(
        title="Scheduled publications",
        empty="Nothing is scheduled.",
        permission=schedule.PERMISSION,
        model=ScheduledPublication,
        query={"state__exact": ScheduleState.WAITING},
        rows=_scheduled,
        note=told,
        about=_event_of,
    ),
    _finding(
        title="Lapsed suspensions",
        empty="No suspension ended without an act on record.",
        permission=CHANGE_PUBLIC,
        query={"rule": LAPSED},
        rows=partial(_found, rules=Q(rule=LAPSED)),
        note=lambda finding: f"in force again since {_day(finding)}",
    ),
    Item(
        title="Suspensions that end within 90 days",
        empty="No suspension ends within 90 days.",
        permission=SUBMIT,
        model=Event,
        query={"waiting": "lapsing"},
        rows=_lapsing,
        note=lambda event: f"in force again from {_day(event)}, unless extended",
    ),
    Item(
        title="Coming within 30 days",
        empty="No date is to come within 30 days.",
        permission=SUBMIT,
        model=Event,
        query={"waiting": "coming"},
        rows=_coming,
        note=_vague_day,
    ),
    _finding(
        title="Broken rules",
        empty="Nothing else was found.",
        permission=CHANGE_PUBLIC,
        query={"rule": OTHERS},
        rows=partial(_found, rules=~Q(rule__in=OF_THEIR_OWN)),
        note=_rule,
    ),
    Item(
        title="Sources that nobody has read",
        empty="Every source was read.",
        permission="policy.change_source",
        model=Source,
        query={"checked__exact": Checked.URL_ONLY},
        rows=_unchecked,
        note=lambda source: source.published or "undated",
    ),
    Item(
        title="Sources whose pages are gone",
        empty="No source’s page is known to be gone.",
        permission="policy.change_source",
        model=Source,
        query={"link": "vanished"},
        rows=_dead,
        note=standing,
    ),
    Item(
        title="The authority’s own text was not read",
        empty="Every published event cites a text of the authority that was read.",
        permission=CHANGE_PUBLIC,
        model=Event,
        query={"waiting": "unread"},
        rows=_unread,
        note=lambda event: event.get_certainty_display(),
    ),
    Item(
        title="Failed background jobs",
        empty="No background job failed.",
        permission=ADMINISTRATION,
        model=BackgroundJob,
        query={"status__exact": "failed"},
        rows=_failed,
        note=lambda job: _ago(job.at) if job.at else "",
    ),
    Item(
        title="API keys that expire within 14 days",
        empty="No key of the API expires within 14 days.",
        permission="keys.change_apikey",
        model=ApiKey,
        query={"state": State.ENDING},
        rows=_ending,
        note=lambda key: f"{key.owner}, until {date_format(key.expires_on, 'j F Y')}",
    ),
]
