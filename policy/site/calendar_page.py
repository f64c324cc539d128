"""What is to come: commencements, expiries, starts and ends of suspensions, and talks that are scheduled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from policy.record.calendar_dates import calendar_dates
from policy.record.changes import StateChange, state_changes
from policy.record.controls import beyond_coverage
from policy.record.http import versioned_daily
from policy.record.listing import Listing
from policy.record.parameters import BadParameters
from policy.record.talks import days, scheduled
from policy.site.addresses import query_string, without_empty_fields
from policy.site.controls import CalendarForm
from policy.site.months import Month, in_months

LAPSED_WITHIN = timedelta(days=90)
LACKING = (*CalendarForm.lacking, "cursor")


@dataclass(frozen=True)
class Calendar:
    """The dates from one day on: `months` hold them, `lapsed` the suspensions that ended before without a recorded act."""

    months: list[Month]
    lapsed: list[tuple[date, list[StateChange]]]
    is_beyond_coverage: bool

    @classmethod
    def read(cls, listing: Listing, today: date) -> "Calendar":
        """Read what a question is about, from its first day, or today, to its last.

        Three queries, and those of the kinds that bring dates of their own.
        """
        first, last = listing.params.get("from", today), listing.params.get("to")
        begins = first if "from" in listing.params else first - LAPSED_WITHIN
        events = listing.undated.matching.order_by().values("event")
        known_at = listing.params.get("known_at")
        found = state_changes(first=begins, last=last, known_at=known_at, events=events)
        coming = [change for change in found if change.day >= first]
        talks = scheduled(listing, first, last)
        dates = [one for one in calendar_dates(listing, first, last, today) if one.told.is_standing]
        ends = [*(one.day for one in (*coming, *dates)), *(days(one)[1] for one in talks)]
        return cls(
            in_months(talks, coming, dates, newest_first=False),
            _by_day([change for change in found if change.day < first and change.lapsed_suspension]),
            any(beyond_coverage(day, listing.version) for day in ends),
        )


@require_safe
@versioned_daily
def calendar(request: Any) -> HttpResponse:
    """Show coming dates by month, filtered as the timeline is."""
    if tidied := without_empty_fields(request):
        return tidied
    try:
        listing = Listing.parse(request.GET, request.version, lacking=LACKING, drop_tracking=True)
    except BadParameters as error:
        form = CalendarForm.refused(Listing.parse(QueryDict(), request.version), request.GET, error.errors)
        return render(request, "calendar/refused.html", {"form": form}, status=400)
    form, query = CalendarForm(listing), query_string(listing.params)
    file = f"{reverse('calendar-file')}?{query}".rstrip("?")
    context = {
        "form": form,
        "calendar": Calendar.read(listing, request.today),
        "file": file,
        "subscription": f"webcal://{request.get_host()}{file}",
    }
    return render(request, "calendar/calendar.html", context)


def _by_day(changes: Sequence[StateChange]) -> list[tuple[date, list[StateChange]]]:
    """Group changes by day, the latest first."""
    return [(day, list(found)) for day, found in groupby(changes, lambda change: change.day)][::-1]
