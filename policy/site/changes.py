"""Changes of state on pages: which of them a page of the timeline shows, and what is said of one."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from policy.choices import EffectKind, State
from policy.dates import DAY, precision
from policy.record.changes import StateChange, nearest_changes
from policy.record.listing import DATES, Listing, Page
from policy.record.parameters import ParameterError
from policy.record.periods import EffectOn
from policy.record.projections import day_of
from policy.record.sentences import joined
from policy.record.spoken import title_of
from policy.site.addresses import query_string
from policy.site.kept import kept
from policy.site.wording import day

SWITCH, HIDE = "changes", "hide"
COMING_AT_MOST = 10  # and those of the same day as the last of them
TURNING_AT_MOST = 200  # provisions whose states a page tells of among its events, and as many of what is coming
REFS_AT_MOST = 3
BY_DATE = ("-date", "date")
ACTS = {
    EffectKind.SUSPENDS: gettext_noop("suspends it"),
    EffectKind.EXTENDS_SUSPENSION: gettext_noop("extends the suspension"),
    EffectKind.RESUMES: gettext_noop("resumes it"),
    EffectKind.REPEALS: gettext_noop("repeals it"),
}


@dataclass(frozen=True)
class Shown:
    """The changes that a page of the timeline shows: `among` its events, and what is `coming`, the next days first.

    `identity` is all that they follow from, beside the language. Where too much happens, `beyond` is the day from which on
    it isn't told.
    """

    among: list[StateChange] = field(default_factory=list)
    coming: list[StateChange] = field(default_factory=list)
    identity: Hashable = None
    beyond: date | None = None


@dataclass(frozen=True)
class Alike:
    """Changes that one sentence tells, since the same happens on one day; each has its measure."""

    changes: list[StateChange]

    @property
    def reasons(self) -> list[list[StateChange]]:
        """Return the changes, those together that the same effects decide."""
        found: dict[tuple[EffectOn, ...], list[StateChange]] = {}
        for one in self.changes:
            found.setdefault(one.because, []).append(one)
        return list(found.values())


def wrong_switch(query: QueryDict) -> list[ParameterError]:
    """Return what is wrong with the parameter that hides changes of state."""
    given = query.get(SWITCH)
    said = _("%(value)s is not allowed here.") % {"value": repr(given)}
    return [] if given in (None, "", HIDE) else [ParameterError(SWITCH, said, [HIDE])]


def on_page(listing: Listing, page: Page, today: date) -> Shown:
    """Return the changes between the first and the last day that a page covers, of measures that match its filters.

    Only lists in the order of days have a place for them. Together, the pages of a list show each change once. They are
    read once per process, version, day and page.
    """
    if listing.order not in BY_DATE or (listing.cursor and not page.revisions):
        return Shown()
    begins, ends = _days(listing, page)
    first = max(filter(None, (begins, listing.params.get("from"))), default=None)
    last = min(filter(None, (ends, listing.params.get("to"))), default=None)
    filters = {name: value for name, value in listing.params.items() if name not in (*DATES, "order")}
    identity = (listing.version, query_string(filters), first, last, today)
    return kept.get(("changes", identity), lambda: _shown(listing, first, last, today, identity))


def _shown(listing: Listing, first: date | None, last: date | None, today: date, identity: Hashable) -> Shown:
    is_narrowed = not listing.params.keys() <= {*DATES, "order", "known_at"}
    nearest = partial(
        nearest_changes,
        known_at=listing.params.get("known_at"),
        events=listing.undated.matching.order_by().values("event") if is_narrowed else None,
        at_most=TURNING_AT_MOST,
    )
    among, beyond, coming = [], None, []
    if first is None or first <= today:
        ends = min(last or today, today)
        among, beyond = nearest(first=first, last=ends, newest_first=listing.order == "-date")
    if today < date.max and (last is None or last > today):
        coming, _beyond = nearest(first=max(first or date.min, today + DAY), last=last, newest_first=False)
    until = coming[:COMING_AT_MOST][-1].day if coming else today
    return Shown(among, [change for change in coming if change.day <= until], identity, beyond)


def _days(listing: Listing, page: Page) -> tuple[date | None, date | None]:
    """Return the first and the last day that a page covers; `None`: all before, or all after.

    A page reaches from the day of its first event to the day of the first one of the page after, excluded.
    """
    revisions: list[Any] = page.revisions
    begins = day_of(revisions[0].order_key) if page.previous else None
    if listing.order == "date":
        return begins, page.next_day - DAY if page.next_day else None
    return page.next_day + DAY if page.next_day else None, begins


def together(changes: Iterable[StateChange]) -> list[Alike]:
    """Put what happens alike on one day together, whatever measures it happens to and for whatever reasons."""
    found: dict[tuple[Any, ...], list[StateChange]] = {}
    for one in changes:
        sentence = (one.day, one.before, one.state, one.until, one.lapsed_suspension, one.is_vague)
        found.setdefault(sentence, []).append(one)
    return [Alike(same) for same in found.values()]


def happens(change: StateChange, today: date) -> str:
    """Say what happens to provisions on a day, as somebody says it who speaks on `today`."""
    words = {
        State.IN_FORCE: _takes_effect,
        State.SUSPENDED: _is_suspended,
        State.EXPIRED: _expires,
        State.REPEALED: lambda _change, coming: _("to be repealed") if coming else _("repealed"),
    }
    said = words[change.state](change, change.day > today)
    return _("%(happens)s, day not known") % {"happens": said} if change.is_vague else said


def provisions(change: StateChange) -> str:
    """Name the provisions that a change concerns; nothing when it concerns the whole measure."""
    if change.covers_all:
        return ""
    more = len(change.refs) - REFS_AT_MOST
    named = (
        change.refs
        if more <= 1
        else [*change.refs[:REFS_AT_MOST], ngettext("%(n)s more", "%(n)s more", more) % {"n": more}]
    )
    return joined(named, "and")


def causes(change: StateChange) -> list[tuple[str, str, str]]:
    """Return the measures that decide it, each as slug, title and what it does, such as "suspends it until 10 May 2026"."""
    return [
        (
            effect.measure,
            title_of(effect.measure, document["title"], document["title_original"]),
            _with_end(_(ACTS[EffectKind(effect.effect)]), effect.until),
        )
        for effect, document in change.causes
    ]


def _takes_effect(change: StateChange, coming: bool) -> str:
    again = change.before == State.SUSPENDED
    days = {"day": day(change.day.isoformat()), "ended": day((change.day - DAY).isoformat())}
    if coming:
        return _is_to_take_effect(again=again, lapsed=change.lapsed_suspension) % days
    if not change.lapsed_suspension:
        return _("in force again") if again else _("in force")
    if again:
        return _("in force again: the suspension ended on %(ended)s and no extension is on record") % days
    return _("in force: the suspension ended on %(ended)s and no extension is on record") % days


def _is_to_take_effect(*, again: bool, lapsed: bool) -> str:
    if again:
        return _("returns to force on %(day)s unless extended") if lapsed else _("returns to force on %(day)s")
    if lapsed:
        return _("comes into force on %(day)s unless the suspension is extended")
    return _("comes into force on %(day)s")


def _is_suspended(change: StateChange, coming: bool) -> str:
    if change.before == State.NOT_YET_EFFECTIVE:
        said = _("would commence; suspended") if coming else _("would have commenced; suspended")
    else:
        said = _("to be suspended") if coming else _("suspended")
    if change.until is None:
        return _("%(what)s until resumed") % {"what": said}
    return _with_end(said, change.until.isoformat())


def _expires(change: StateChange, coming: bool) -> str:
    last = {"day": day((change.day - DAY).isoformat())}
    return (_("expires: its last day is %(day)s") if coming else _("expired: its last day was %(day)s")) % last


def _with_end(said: str, until: str | None) -> str:
    """Add until when; "the end of" stands before a month or a year."""
    if until is None:
        return said
    known = {"what": said, "day": day(until)}
    if precision(until) == "day":
        return _("%(what)s until %(day)s") % known
    return _("%(what)s until the end of %(day)s") % known
