"""Changes of state on pages: which of them a page of the timeline shows, and what is said of one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from policy.choices import EffectKind, State
from policy.dates import DAY, precision
from policy.record.changes import StateChange, state_changes
from policy.record.listing import Listing, Page
from policy.record.parameters import ParameterError
from policy.record.projections import day_of
from policy.record.sentences import joined
from policy.site.wording import day

SWITCH, HIDE = "changes", "hide"
COMING_AT_MOST = 10  # and those of the same day as the last of them
REFS_AT_MOST = 3
BY_DATE = ("-date", "date")
ACTS = {
    EffectKind.SUSPENDS: "suspends it",
    EffectKind.EXTENDS_SUSPENSION: "extends the suspension",
    EffectKind.RESUMES: "resumes it",
    EffectKind.REPEALS: "repeals it",
}


@dataclass(frozen=True)
class Shown:
    """The changes that a page of the timeline shows: `among` its events, and what is `coming`, the next days first."""

    among: list[StateChange] = field(default_factory=list)
    coming: list[StateChange] = field(default_factory=list)


def wrong_switch(query: QueryDict) -> list[ParameterError]:
    """Return what is wrong with the parameter that hides changes of state."""
    given = query.get(SWITCH)
    return [] if given in (None, "", HIDE) else [ParameterError(SWITCH, f"{given!r} is not allowed here.", [HIDE])]


def on_page(listing: Listing, page: Page, today: date) -> Shown:
    """Return the changes between the first and the last day that a page covers, of measures that match its filters.

    Only lists in the order of days have a place for them. Together, the pages of a list show each change once.
    """
    if listing.order not in BY_DATE or (listing.cursor and not page.revisions):
        return Shown()
    first, last = _days(listing, page)
    found = state_changes(
        first=max(filter(None, (first, listing.params.get("from"))), default=None),
        last=min(filter(None, (last, listing.params.get("to"))), default=None),
        known_at=listing.params.get("known_at"),
        events=listing.undated.matching.order_by().values("event"),
    )
    coming = [change for change in found if change.day > today]
    until = coming[:COMING_AT_MOST][-1].day if coming else today
    return Shown(
        [change for change in found if change.day <= today],
        [change for change in coming if change.day <= until],
    )


def _days(listing: Listing, page: Page) -> tuple[date | None, date | None]:
    """Return the first and the last day that a page covers; `None`: all before, or all after.

    A page reaches from the day of its first event to the day of the first one of the page after, excluded.
    """
    revisions: list[Any] = page.revisions
    begins = day_of(revisions[0].order_key) if page.previous else None
    if listing.order == "date":
        return begins, page.next_day - DAY if page.next_day else None
    return page.next_day + DAY if page.next_day else None, begins


def together(changes: Iterable[StateChange]) -> list[list[StateChange]]:
    """Put what happens on one day for the same reasons together, whatever measures it happens to."""
    found: dict[tuple[Any, ...], list[StateChange]] = {}
    for one in changes:
        alike = (one.day, one.before, one.state, one.until, one.because, one.lapsed_suspension)
        found.setdefault(alike, []).append(one)
    return list(found.values())


def happens(change: StateChange, today: date) -> str:
    """Say what happens to provisions on a day, as somebody says it who speaks on `today`."""
    words = {
        State.IN_FORCE: _takes_effect,
        State.SUSPENDED: _is_suspended,
        State.EXPIRED: _expires,
        State.REPEALED: lambda _, coming: "to be repealed" if coming else "repealed",
    }
    return f"{words[change.state](change, change.day > today)}{', day not known' * change.is_vague}"


def provisions(change: StateChange) -> str:
    """Name the provisions that a change concerns; nothing when it concerns the whole measure."""
    if change.covers_all:
        return ""
    more = len(change.refs) - REFS_AT_MOST
    named = change.refs if more <= 1 else [*change.refs[:REFS_AT_MOST], f"{more} more"]
    return joined(named, "and")


def causes(change: StateChange) -> list[tuple[str, str, str]]:
    """Return the measures that decide it, each as slug, title and what it does, such as "suspends it until 10 May 2026"."""
    return [
        (effect.measure, document["title"], f"{ACTS[EffectKind(effect.effect)]}{_until(effect.until)}")
        for effect, document in change.causes
    ]


def _takes_effect(change: StateChange, coming: bool) -> str:
    again = change.before == State.SUSPENDED
    if change.lapsed_suspension and not coming:
        ended = day((change.day - DAY).isoformat())
        return f"in force{' again' * again}: the suspension ended on {ended} and no extension is on record"
    if coming:
        unless = f" unless {'' if again else 'the suspension is '}extended" if change.lapsed_suspension else ""
        return f"{'returns to force' if again else 'comes into force'} on {day(change.day.isoformat())}{unless}"
    return "in force again" if again else "in force"


def _is_suspended(change: StateChange, coming: bool) -> str:
    until = _until(change.until.isoformat() if change.until else None) or " until resumed"
    if change.before == State.NOT_YET_EFFECTIVE:
        return f"would {'commence' if coming else 'have commenced'}; suspended{until}"
    return f"{'to be ' * coming}suspended{until}"


def _expires(change: StateChange, coming: bool) -> str:
    last = day((change.day - DAY).isoformat())
    return f"{'expires' if coming else 'expired'}: its last day {'is' if coming else 'was'} {last}"


def _until(text: str | None) -> str:
    """Say until when; "the end of" stands before a month or a year."""
    if text is None:
        return ""
    return f" until {day(text)}" if precision(text) == "day" else f" until the end of {day(text)}"
