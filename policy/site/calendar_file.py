"""The calendar as a file to subscribe to (RFC 5545, RFC 7986): dates that move are cancelled, and told anew."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import icalendar
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from policy.choices import State
from policy.dates import DAY
from policy.record.calendar_dates import CalendarDate, calendar_dates
from policy.record.controls import beyond_coverage
from policy.record.http import versioned_daily
from policy.record.listing import Listing
from policy.record.recorded_changes import RecordedChange, recorded_changes
from policy.record.talks import RecordedTalks, days, recorded_talks
from policy.record.told import Told
from policy.site import wording
from policy.site.calendar_page import LACKING
from policy.site.changes import causes, happens, provisions
from policy.site.questions import in_text

PAST_DAYS_TOLD = 365
REFRESHED_EVERY = timedelta(hours=6)
CATEGORIES = {
    State.IN_FORCE: gettext_noop("Commencement"),
    State.SUSPENDED: gettext_noop("Suspension"),
    State.EXPIRED: gettext_noop("Expiry"),
    State.REPEALED: gettext_noop("Repeal"),
}


@require_safe
@versioned_daily
@in_text
def calendar_file(request: Any) -> HttpResponse:
    """Answer the coming dates and those of the past year as a calendar, filtered as the timeline is."""
    listing = Listing.parse(request.GET, request.version, lacking=LACKING)
    file = CalendarFile(listing, request.today, request.build_absolute_uri)
    return HttpResponse(file.text(), content_type="text/calendar; charset=utf-8")


class CalendarFile:
    """The dates of a listing as iCalendar; `absolute` makes a full address of a path.

    Nothing but the wording of a date depends on `today`: identity, sequence and time stamps are the record's own.
    """

    def __init__(self, listing: Listing, today: date, absolute: Callable[[str], str]) -> None:
        self.listing, self.today, self.absolute = listing, today, absolute
        self.first: date = listing.params.get("from", today - timedelta(days=PAST_DAYS_TOLD))
        self.last: date | None = listing.params.get("to")

    def text(self) -> bytes:
        """Return the file; three queries, and those of the kinds that bring dates of their own."""
        calendar = icalendar.Calendar()
        calendar.add("prodid", "-//Monazite//Coming dates//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        for name in ("name", "x-wr-calname"):
            calendar.add(name, self._name())
        told = _("Commencements, expiries, starts and ends of suspensions, and scheduled talks.")
        calendar.add("description", told)
        calendar.add("url", self.absolute(reverse("calendar")))
        calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT6H")
        for entry in self._entries():
            calendar.add_component(entry)
        return calendar.to_ical()

    def _name(self) -> str:
        filtered = set(self.listing.params) - {"from", "to", "known_at"}
        if not filtered:
            return _("Monazite: coming dates")
        return _("Monazite: coming dates (%(filters)s)") % {"filters": self.listing.undated.sentence()}

    def _entries(self) -> Iterator[icalendar.Event]:
        known_at = self.listing.params.get("known_at")
        events = self.listing.last_documents.order_by().values("event")
        for change in recorded_changes(first=self.first, last=self.last, known_at=known_at, events=events):
            yield self._change(change)
        for one in calendar_dates(self.listing, self.first, self.last, self.today):
            yield self._date(one)
        for talks in recorded_talks(self.listing, self.first, self.last):
            yield self._talks(talks)

    def _change(self, recorded: RecordedChange) -> icalendar.Event:
        change = recorded.changes[0]
        told = list(dict.fromkeys(happens(one, self.today) for one in recorded.changes))
        entry = self._told(change.slug, recorded.told, recorded.modified_at)
        named = provisions(change) if len(recorded.changes) == 1 else ""
        title = wording.heading(change.document)
        of = _("%(event)s, %(provisions)s") % {"event": title, "provisions": named} if named else str(title)
        entry.add("summary", _("%(event)s: %(told)s") % {"event": of, "told": _("; ").join(told)})
        entry.add("description", self._description(recorded))
        entry.add("categories", [_category(recorded)])
        entry.add("url", self._address(change.slug))
        return entry

    def _description(self, recorded: RecordedChange) -> str:
        lines = _cancellation(recorded.told)
        for change in recorded.changes:
            named = provisions(change) or _("the whole measure")
            said = {"provisions": wording.sentence_case(named), "told": happens(change, self.today)}
            lines.append(_("%(provisions)s: %(told)s.") % said)
            decided = causes(change)
            lines += [f"{title} {acts}: {self._address(slug)}" for slug, title, acts in decided]
            lines += [] if decided else [_("Derived from the dates of the measure itself.")]
        lines.append(_("The measure: %(address)s") % {"address": self._address(recorded.changes[0].slug)})
        return "\n".join(dict.fromkeys([*lines, *self._coverage(recorded.day)]))

    def _date(self, one: CalendarDate) -> icalendar.Event:
        kind = {"kind": wording.label(one.document["kind"], "kind"), "address": self._address(one.slug)}
        decided = [{"act": wording.heading(cause), "address": self._address(cause["slug"])} for cause in one.causes]
        lines = [
            _("%(told)s.") % {"told": wording.sentence_case(one.happens)},
            *(_("Decided by %(act)s: %(address)s") % cause for cause in decided),
        ]
        lines += [] if decided else [_("Derived from the dates of the %(kind)s itself.") % kind]
        entry = self._told(one.slug, one.told, one.modified_at)
        entry.add("summary", _("%(event)s: %(told)s") % {"event": wording.heading(one.document), "told": one.happens})
        address = _("The %(kind)s: %(address)s") % kind
        entry.add("description", "\n".join([*_cancellation(one.told), *lines, address, *self._coverage(one.day)]))
        entry.add("categories", [_(one.category)])
        entry.add("url", self._address(one.slug))
        return entry

    def _talks(self, talks: RecordedTalks) -> icalendar.Event:
        document = talks.document
        stamp = (talks.sequence, talks.newest.published_at)
        entry = self._entry(talks.first.slug, days(document), stamp, cancelled=talks.is_cancelled)
        known = {"event": wording.heading(document), "day": wording.day(document["date"])}
        is_day = document["date_precision"] == "day"
        entry.add("summary", str(known["event"]) if is_day else _("%(event)s (%(day)s, day not known)") % known)
        said = [wording.byline(document), document["summary"], *self._coverage(days(document)[1])]
        entry.add("description", "\n".join(filter(None, said)))
        entry.add("categories", [_("Talks")])
        if document["detail"]["place"]:
            entry.add("location", document["detail"]["place"])
        entry.add("url", self._address(document["slug"]))
        return entry

    def _told(self, slug: str, told: Told, modified_at: datetime) -> icalendar.Event:
        identity = "\n".join([slug, told.before, told.state, told.day.isoformat()])
        stamp = (told.sequence, modified_at)
        return self._entry(identity, (told.day, told.day), stamp, cancelled=not told.is_standing)

    def _entry(
        self, identity: str, span: tuple[date, date], stamp: tuple[int, datetime], *, cancelled: bool
    ) -> icalendar.Event:
        """Return what every entry has: whole days, both ends of `span` inclusive; `stamp` is sequence and last change."""
        sequence, modified_at = stamp
        entry = icalendar.Event()
        entry.add("uid", f"{hashlib.sha256(identity.encode()).hexdigest()[:32]}@{self.listing.version.data_set}")
        entry.add("dtstart", span[0])
        if span[1] < date.max:  # the last day of the calendar has none after it
            entry.add("dtend", span[1] + DAY)
        entry.add("dtstamp", modified_at)
        entry.add("last-modified", modified_at)
        entry.add("sequence", sequence)
        entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
        entry.add("transp", "TRANSPARENT")
        return entry

    def _coverage(self, day: date) -> list[str]:
        through = self.listing.version.reviewed_through
        if not through or not beyond_coverage(day, self.listing.version):
            return []
        return [_("Reviewed up to %(day)s; later acts may be missing.") % {"day": wording.day(through)}]

    def _address(self, slug: str) -> str:
        return self.absolute(reverse("event", args=[slug]))


def _cancellation(told: Told) -> list[str]:
    return [] if told.is_standing else [_("Cancelled: the record no longer holds this date.")]


def _category(recorded: RecordedChange) -> str:
    change = recorded.changes[0]
    ends = change.before == State.SUSPENDED and change.state == State.IN_FORCE
    return _("End of suspension") if ends else _(CATEGORIES[change.state])
