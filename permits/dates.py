"""The days on which permits begin, end or give way, as a calendar tells of them.

A decision is an event of its own day. The calendar has what it puts ahead: a first day of validity after it, the end of
a term, a revocation or a replacement that takes effect later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from permits.choices import PermitState
from permits.models import PermitPeriod
from permits.stored_terms import TERMS
from policy.dates import DAY, Precision, first_day, last_day, precision
from policy.record.calendar_dates import CalendarDate
from policy.record.listing import Listing
from policy.record.models import Revision
from policy.record.provisions import Document
from policy.record.told import Told, ever_told
from policy.site import wording


@dataclass(frozen=True)
class Words:
    """What is said of a turn into a state: before its day, from its day on, and as a category.

    Where only a month or a year is known, `coming_in` and `past_in` are said.
    """

    coming: str
    past: str
    category: str
    coming_in: str
    past_in: str

    def said(self, *, is_ahead: bool, is_day: bool) -> str:
        if is_day:
            return self.coming if is_ahead else self.past
        return self.coming_in if is_ahead else self.past_in


BEGINS = Words(
    _("permit becomes valid: its first day is %(day)s"),
    _("permit became valid: its first day was %(day)s"),
    _("Permit validity"),
    _("permit becomes valid: its first day is in %(day)s"),
    _("permit became valid: its first day was in %(day)s"),
)
SAID = {
    PermitState.VALID: BEGINS,
    PermitState.UNKNOWN: BEGINS,
    PermitState.EXPIRED: Words(
        _("permit expires: its last day is %(day)s"),
        _("permit expired: its last day was %(day)s"),
        _("Permit expiry"),
        _("permit expires: its last day is in %(day)s"),
        _("permit expired: its last day was in %(day)s"),
    ),
    PermitState.REVOKED: Words(
        _("permit to be revoked on %(day)s"),
        _("permit revoked on %(day)s"),
        _("Permit revocation"),
        _("permit to be revoked in %(day)s"),
        _("permit revoked in %(day)s"),
    ),
    PermitState.REPLACED: Words(
        _("permit to be replaced on %(day)s"),
        _("permit replaced on %(day)s"),
        _("Permit replacement"),
        _("permit to be replaced in %(day)s"),
        _("permit replaced in %(day)s"),
    ),
}


def permit_dates(listing: Listing, first: date, last: date | None, today: date) -> list[CalendarDate]:
    """Return the dates of a listing's permits from `first` to `last` (inclusive) that were ever told of, oldest first.

    Two queries, whatever there is. `today` decides whether they are said to come or to be past.
    """
    known_at = listing.params.get("known_at")
    events = listing.last_documents.order_by().values("event")
    turns = ever_told(TERMS, PermitPeriod, first=first, last=last, known_at=known_at, events=events)
    because = {slug for told in turns for slug in _because(told)}
    named = Q(event__in={_event(told) for told in turns}) | Q(slug__in=because)
    revisions = {one.slug: one for one in Revision.objects.last_public(known_at).filter(named).defer("facts")}
    slugs = {one.event_id: slug for slug, one in revisions.items()}
    found = [_Date(told, slugs[_event(told)], revisions) for told in turns]
    dates = [one.on_calendar(today) for one in found if one.lies_ahead]
    return sorted(dates, key=lambda one: (one.day, one.slug, one.told.state))


class _Date:
    """A turn of a permit with the documents that decide it."""

    def __init__(self, told: Told, slug: str, revisions: Mapping[str, Revision]) -> None:
        self.told, self.state = told, PermitState(told.state)
        causes = [revisions[one] for one in _because(told)]
        self.revisions = [revisions[slug], *causes]
        self.document: Document = revisions[slug].content
        self.causes: list[Document] = [one.content for one in causes]

    @property
    def lies_ahead(self) -> bool:
        """Say whether it happens after the day of each decision that brings it about."""
        return all(first_day(one["date"]) < self.told.day for one in self.causes or [self.document])

    @property
    def stated(self) -> str:
        """Return the last day of a term that ends, else the first one of the new state, as precisely as it is stated."""
        ends = self.state == PermitState.EXPIRED
        key, day = ("valid_to", self.told.day - DAY) if ends else ("valid_from", self.told.day)
        texts = [one["detail"][key] for one in self.causes or [self.document]]
        covering = (text for text in texts if text and first_day(text) <= day <= last_day(text))
        return next(covering, day.isoformat())

    def on_calendar(self, today: date) -> CalendarDate:
        said = SAID[self.state]
        is_day = precision(self.stated) == Precision.DAY
        words = said.said(is_ahead=self.told.day > today, is_day=is_day)
        happens = gettext(words) % {"day": wording.day(self.stated)}
        modified_at = self.told.modified_at(one.published_at for one in self.revisions)
        return CalendarDate(self.document, happens, said.category, tuple(self.causes), self.told, modified_at)


def _event(told: Told) -> int:
    return told.periods[0].event_id


def _because(told: Told) -> list[str]:
    return told.periods[0].because
