"""The states of provisions as pages tell them: since when, until when, and what did it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import zip_longest
from typing import Any

from policy.choices import State
from policy.dates import DAY, first_day, last_day
from policy.record.periods import EffectOn, Period
from policy.record.provisions import Document, effects_on
from policy.record.states import ProvisionState, provision_states
from policy.record.stored_controls import documents_acting_on
from policy.site.bars import Axis, Segment
from policy.site.wording import effect_told

Titles = Mapping[str, str]


@dataclass(frozen=True)
class Act:
    """What a measure did, such as "suspended by"; `ref` is the provision it did it to, `None` for all of them."""

    words: str
    effect: EffectOn
    title: str
    ref: str | None = None

    @property
    def measure(self) -> dict[str, str]:
        return {"slug": self.effect.measure, "title": self.title}


@dataclass(frozen=True)
class Told:
    """One period of a provision, told `on` a day; `following` is the one after it, `None` when there is none.

    `provision` holds its dates as they are written: of a start or an end that is a month or a year, no day is told.
    """

    period: Period
    following: Period | None
    titles: Titles
    on: date
    provision: dict[str, Any]

    @property
    def is_ahead(self) -> bool:
        return self.period.since is not None and self.period.since > self.on

    @property
    def since(self) -> str | None:
        return self._as_written(self.period.since)

    @property
    def until(self) -> str | None:
        expiry, until = self.provision["expires"], self.period.until
        return expiry if expiry and until == last_day(expiry) else until and until.isoformat()

    @property
    def then(self) -> str | None:
        """Return when the period after it begins."""
        return self._as_written(self.following.since) if self.following else None

    def _as_written(self, start: date | None) -> str | None:
        commencement = self.provision["effective"]
        return commencement if commencement and start == first_day(commencement) else start and start.isoformat()

    @property
    def ended(self) -> date | None:
        """Return the last day of the period before."""
        return self.period.since - DAY if self.period.since else None

    @property
    def acts(self) -> list[Act]:
        is_over = self.period.lapsed_suspension and not self.is_ahead
        return _acts(((None, effect) for effect in self.period.because), self.titles, is_over=is_over)


@dataclass(frozen=True)
class Standing:
    """A provision, its state today, and the periods before and after; `axis` is what its bar is drawn on."""

    found: ProvisionState
    titles: Titles
    axis: Axis | None = None

    @property
    def provision(self) -> dict[str, Any]:
        return self.found.provision

    @property
    def state(self) -> State | None:
        return self.found.state

    @cached_property
    def periods(self) -> list[Told]:
        periods = self.found.course.periods if self.found.course else ()
        pairs = zip_longest(periods, periods[1:])
        return [Told(one, following, self.titles, self.found.on, self.provision) for one, following in pairs if one]

    @property
    def now(self) -> Told | None:
        """Return the period that holds today; `None` where provisions have no states."""
        return next((told for told in self.periods if told.period.holds(self.found.on)), None)

    @property
    def amended_by(self) -> list[dict[str, str]]:
        return [{"slug": slug, "title": self.titles.get(slug, slug)} for slug in self.found.amended_by]

    @property
    def segments(self) -> list[Segment]:
        """Return the bar; nothing for an undated provision."""
        if self.axis is None or self.state in (None, State.UNDATED):
            return []
        return self.axis.segments(told.period for told in self.periods)


@dataclass(frozen=True)
class ProvisionStates:
    """The provisions of a measure in their order, and what other measures did to them, oldest first."""

    provisions: list[Standing]
    acts: list[Act]

    @classmethod
    def of(cls, event_id: int, document: Document, today: date) -> "ProvisionStates":
        """Read what is published of a measure and of those that act on it, in two queries."""
        acting = documents_acting_on([document["slug"]], None)
        titles = {one["slug"]: one["title"] for one in acting}
        found = provision_states(document, event_id, today)
        periods = [period for one in found if one.course for period in one.course.periods]
        axis = Axis.spanning(first_day(document["detail"]["announced"]), periods, today)
        return cls([Standing(one, titles, axis) for one in found], _acts(effects_on(document["slug"], acting), titles))


def _acts(effects: Iterable[tuple[str | None, EffectOn]], titles: Titles, *, is_over: bool = False) -> list[Act]:
    told = ((ref, effect_told(effect, is_over=is_over), effect) for ref, effect in effects)
    found = [Act(words, effect, titles.get(effect.measure, effect.measure), ref) for ref, words, effect in told]
    return sorted(found, key=lambda act: act.effect.first)
