"""What an instrument did to earlier ones, and the state today of the provisions that it did it to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policy.choices import EffectKind, State
from policy.dates import DAY
from policy.record.models import ControlPeriod, Revision
from policy.record.provisions import STATE_CHANGING
from policy.site import wording
from policy.site.state_words import full_day

SUSPENDING = (EffectKind.SUSPENDS, EffectKind.EXTENDS_SUSPENSION)


@dataclass(frozen=True)
class Count:
    """How many provisions are in a state today; `until` is the last day of it, `None` where they differ or it has none.

    `is_lapsed`: they are in force again, and no act is recorded that says so.
    """

    state: State
    number: int
    until: date | None
    is_lapsed: bool = False


@dataclass(frozen=True)
class ActedOn:
    """An effect as its document tells it, with the states today of the provisions that it falls on."""

    effect: dict[str, Any]
    counts: list[Count]


@dataclass(frozen=True)
class Lot:
    """Effects of one sort and the same days, told together; `effect` is one of them."""

    effect: dict[str, Any]
    acted: list[ActedOn]


@dataclass(frozen=True)
class Acted:
    """All effects of an instrument; `counts` are the states today of every provision that it suspends, once each."""

    effects: list[ActedOn]
    counts: list[Count]

    @classmethod
    def of(cls, effects: list[dict[str, Any]], today: date) -> "Acted":
        """Read the states of what is acted on, in two queries; in none where there is no effect."""
        if not effects:
            return cls([], [])
        states = _states({effect["target"] for effect in effects}, today)
        suspended = [row for row in states if any(_falls_on(effect, row) for effect in effects if _suspends(effect))]
        told = [ActedOn(effect, _counts(row for row in states if _told_of(effect, row))) for effect in effects]
        return cls(told, _counts(suspended))

    @property
    def lots(self) -> list[Lot]:
        """Return the effects, those of one sort and the same days together."""
        alike: dict[tuple[Any, ...], list[ActedOn]] = {}
        for one in self.effects:
            alike.setdefault(tuple(one.effect[key] for key in ("effect", "from", "until")), []).append(one)
        return [Lot(acted[0].effect, acted) for acted in alike.values()]

    @property
    def sentences(self) -> list[tuple[State, str]]:
        """Say how many of the provisions that it suspends are in which state today."""
        total = sum(count.number for count in self.counts)
        return [(count.state, _sentence(count, total)) for count in self.counts]


@dataclass(frozen=True)
class _Row:
    slug: str
    ref: str
    state: State
    until: date | None
    is_lapsed: bool


def _states(slugs: set[str], today: date) -> list[_Row]:
    events = dict(Revision.objects.current().public().filter(slug__in=slugs).values_list("event", "slug"))
    periods = ControlPeriod.objects.current().on(today).filter(provision__event__in=list(events))
    rows = periods.select_related("provision").order_by("provision")
    return [
        _Row(
            events[row.provision.event_id],
            row.provision.ref,
            State(row.state),
            row.valid.upper and row.valid.upper - DAY,
            row.lapsed_suspension,
        )
        for row in rows
    ]


def _falls_on(effect: dict[str, Any], row: _Row) -> bool:
    return effect["target"] == row.slug and effect["provision_ref"] in (None, row.ref)


def _suspends(effect: dict[str, Any]) -> bool:
    return effect["effect"] in SUSPENDING


def _told_of(effect: dict[str, Any], row: _Row) -> bool:
    """Say whether the state of a provision is told beside an effect: only where the effect is one on states."""
    return effect["effect"] in STATE_CHANGING and _falls_on(effect, row)


def _counts(rows: Iterable[_Row]) -> list[Count]:
    found = list(rows)
    numbers = Counter((row.state, row.is_lapsed) for row in found)
    return [
        Count(
            state,
            number,
            _common({row.until for row in found if (row.state, row.is_lapsed) == (state, lapsed)}),
            lapsed,
        )
        for (state, lapsed), number in numbers.items()
    ]


def _common(days: set[date | None]) -> date | None:
    return days.pop() if len(days) == 1 else None


def _sentence(count: Count, total: int) -> str:
    which = _("%(count)d of the %(total)d provisions that it suspends") % {"count": count.number, "total": total}
    if count.number == total:
        which = ngettext("The one provision that it suspends", "All %(count)d provisions that it suspends", total) % {
            "count": total
        }
    told = {"which": which, "state": wording.state(count.state)}
    if count.is_lapsed:
        return _("%(which)s: in force again today, for no extension of the suspension is on record.") % told
    if count.until is None:
        return _("%(which)s: %(state)s today.") % told
    return _("%(which)s: %(state)s today, until %(until)s.") % {**told, "until": full_day(count.until)}
