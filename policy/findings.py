"""What editors should look at: it may be right, so nothing is refused for it.

One class per finding; its docstring is the message that an editor reads. Neither a database nor a clock is asked here:
`policy.actions.refresh_findings` reads the desk and keeps what is found.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import combinations

from policy import kinds
from policy.choices import EffectKind
from policy.dates import DAY, last_day
from policy.record.periods import SUSPENDING, EffectOn, Period, suspensions
from policy.record.provisions import Document, courses
from policy.rules import Worded

SUSPENSION_CHANGING = (*SUSPENDING, EffectKind.RESUMES)


@dataclass(frozen=True)
class Found:
    """One thing to look at in one event.

    `ref` names the provisions that it is about, empty for the whole event; `day` is the day that it is about, if there is
    one. `detail` says the same on every day, for as long as it holds.
    """

    rule: str
    slug: str
    ref: str
    day: date | None
    detail: str


@dataclass(frozen=True)
class Act:
    """An effect of a measure on a provision of another one, or on all of it (`ref` empty)."""

    target: str
    ref: str
    effect: EffectOn

    def __str__(self) -> str:
        told = EffectKind(self.effect.effect).label
        until = f" until {self.effect.until}" if self.effect.until else ""
        return f"{told} {self.on} from {self.effect.start}{until}"

    @property
    def on(self) -> str:
        return f"{self.target} {self.ref}".strip()

    def meets(self, other: "Act") -> bool:
        """Say whether two effects act on the same provision."""
        return self.target == other.target and (not self.ref or not other.ref or self.ref == other.ref)

    def overlaps(self, other: "Act") -> bool:
        """Say whether two effects share a day."""
        one, two = self.effect, other.effect
        return (one.last is None or two.first <= one.last) and (two.last is None or one.first <= two.last)


@dataclass(frozen=True)
class Lapse:
    """A suspension that an editor has checked: these provisions (`ref` empty: all) were in force again from a day."""

    measure: str
    ref: str
    day: date


@dataclass(frozen=True)
class Unpublished:
    """A scheduled publication that was refused on a day; `told` says why."""

    slug: str
    day: date
    told: str


@dataclass(frozen=True)
class Vanished:
    """A source whose page is gone since a day, with neither an archived copy nor one of ours; `cited` names events."""

    source: str
    title: str
    day: date
    cited: tuple[str, ...]


def acts_of(document: Document) -> list[Act]:
    """Return the effects of a measure's document, in its order."""
    slug = document["slug"]
    return [
        Act(one["target"], one["provision_ref"] or "", EffectOn(slug, one["effect"], one["from"], one["until"]))
        for one in document["detail"]["effects"]
    ]


@dataclass(frozen=True)
class Desk:
    """What editors have on their desk on a day.

    `measures` are the public documents of measures, `scheduled` those of meetings that are still to be held. `entered` are
    the effects of all measures as their editors have them, drafts included, and `checked` the lapses that were looked at.
    `by_kind` holds the public documents of the kinds that bring rules of their own, by the kind's name. `unpublished` are
    the refused publications after which nothing was done, `vanished` the sources of which nothing is left.
    """

    today: date
    measures: dict[str, Document]
    scheduled: tuple[Document, ...] = ()
    entered: frozenset[Act] = frozenset()
    checked: frozenset[Lapse] = frozenset()
    by_kind: Mapping[str, Sequence[Document]] = field(default_factory=dict)
    unpublished: tuple[Unpublished, ...] = ()
    vanished: tuple[Vanished, ...] = ()

    @cached_property
    def acts(self) -> list[Act]:
        return [act for document in self.measures.values() for act in acts_of(document)]

    @cached_property
    def on_target(self) -> dict[str, list[Act]]:
        found: dict[str, list[Act]] = defaultdict(list)
        for act in self.acts:
            found[act.target].append(act)
        return found

    def refs(self, act: Act) -> list[str]:
        """Return the provisions that an effect acts on; one without a name where its target has none."""
        if act.ref:
            return [act.ref]
        return [provision["ref"] for provision in self.measures[act.target]["detail"]["provisions"]] or [""]

    def effects_on(self, slug: str, ref: str) -> list[EffectOn]:
        """Return the effects on a provision, those on its whole measure included."""
        return [one.effect for one in self.on_target[slug] if one.ref in ("", ref)]

    def acting_on(self, slug: str) -> list[Document]:
        return [self.measures[measure] for measure in {act.effect.measure for act in self.on_target[slug]}]

    def provision(self, slug: str, ref: str) -> Document | None:
        provisions = self.measures[slug]["detail"]["provisions"]
        return next((provision for provision in provisions if provision["ref"] == ref), None)


class FindingRule(Worded):
    @property
    def label(self) -> str:
        """Return the name in words: "Suspension lapsed"."""
        return re.sub(r"(?<=.)([A-Z])", r" \1", self.name).capitalize()

    def look(self, desk: Desk) -> Iterator[Found]:
        """Yield what there is to look at."""
        raise NotImplementedError

    def found(self, slug: str, detail: str, *, refs: Iterable[str] = (), day: date | None = None) -> Found:
        return Found(self.name, slug, "; ".join(filter(None, refs)), day, detail)

    def found_in(self, act: Act, detail: str = "", *, refs: Iterable[str] | None = None) -> Found:
        """Return what is found in an effect."""
        told = f"It {act}{f': {detail}' if detail else ''}."
        return self.found(act.effect.measure, told, refs=[act.ref] if refs is None else refs, day=act.effect.first)


class ExtendsOrResumesNoSuspension(FindingRule):
    """It extends or ends a suspension, and none is on record that reaches its first day."""

    def look(self, desk: Desk) -> Iterator[Found]:
        for act in desk.acts:
            if act.effect.effect in (EffectKind.EXTENDS_SUSPENSION, EffectKind.RESUMES):
                refs = desk.refs(act)
                missing = [ref for ref in refs if not self._is_reached(act.effect, desk.effects_on(act.target, ref))]
                if missing:
                    yield self.found_in(act, refs=[act.ref] if missing == refs else missing)

    def _is_reached(self, effect: EffectOn, effects: list[EffectOn]) -> bool:
        """Say whether a suspension covers the day before an effect; for an extension, or one that begins on its day."""
        extends = effect.effect == EffectKind.EXTENDS_SUSPENSION
        return any(
            (one.first < effect.first and one.covers(effect.first - DAY))
            or (extends and one.effect.effect == EffectKind.SUSPENDS and one.covers(effect.first))
            for one in suspensions(effects)
        )


class SuspendsTwice(FindingRule):
    """It suspends the same provision twice for the same days."""

    def look(self, desk: Desk) -> Iterator[Found]:
        for document in desk.measures.values():
            suspending = [act for act in acts_of(document) if act.effect.effect in SUSPENDING]
            for one, other in combinations(suspending, 2):
                if one.meets(other) and one.overlaps(other):
                    yield self.found_in(other, f"it also {one}", refs=[one.ref or other.ref])


class ActsBeforeItsAnnouncement(FindingRule):
    """It acts from a day before it was announced."""

    def look(self, desk: Desk) -> Iterator[Found]:
        for act in desk.acts:
            announced, start = desk.measures[act.effect.measure]["detail"]["announced"], act.effect.start
            known = min(len(announced), len(start))  # as precisely as both are known
            if start[:known] < announced[:known]:
                yield self.found_in(act, f"it was announced on {announced}")


class ActsInACircle(FindingRule):
    """Measures act on each other in a circle."""

    def look(self, desk: Desk) -> Iterator[Found]:
        targets: dict[str, list[str]] = {}
        for act in sorted(desk.acts, key=lambda act: (act.effect.measure, act.target)):
            if act.target not in targets.setdefault(act.effect.measure, []):
                targets[act.effect.measure].append(act.target)
        while circle := _circle(targets):
            first = circle.index(min(circle))
            round_trip = [*circle[first:], *circle[: first + 1]]
            targets[round_trip[-2]].remove(round_trip[-1])  # so that the next circle is another one
            yield self.found(round_trip[0], f"{' acts on '.join(round_trip)}.")


def _circle(targets: dict[str, list[str]]) -> list[str]:
    """Return measures each of which acts on the next, and the last on the first; none when there is no circle."""
    try:
        TopologicalSorter(targets).prepare()
    except CycleError as error:
        return error.args[1][:0:-1]
    return []


class ActsOnWhatHasEnded(FindingRule):
    """It acts on something that had expired, or had been repealed, by then."""

    def look(self, desk: Desk) -> Iterator[Found]:
        for act in desk.acts:
            ends = [self._end(desk, act, ref) for ref in desk.refs(act)]
            if all(ends):
                yield self.found_in(act, ", ".join(dict.fromkeys(filter(None, ends))))

    def _end(self, desk: Desk, act: Act, ref: str) -> str:
        """Say how a provision had ended before an effect on it began; nothing when it hadn't.

        On the first day of a repeal, others may repeal or amend as well; a suspension that begins then comes too late.
        """
        provision, first = desk.provision(act.target, ref), act.effect.first
        if provision and provision["expires"] and last_day(provision["expires"]) < first:
            return f"it had expired on {provision['expires']}"
        too_late_on_the_day = act.effect.effect in SUSPENSION_CHANGING
        for one in sorted(desk.effects_on(act.target, ref), key=lambda one: one.first):
            is_before = one.first < first or (too_late_on_the_day and one.first == first)
            if one.effect == EffectKind.REPEALS and is_before:
                return f"{one.measure} had repealed it from {one.start}"
        return ""


class SuspensionLapsed(FindingRule):
    """A suspension ended, and no act is on record that extends it or resumes: record one, or that it did lapse."""

    def look(self, desk: Desk) -> Iterator[Found]:
        for slug in sorted(desk.on_target):
            lapsed = lapses(desk.measures[slug], desk.acting_on(slug), desk.today)
            for period, refs in lapsed.items():
                unchecked = [ref for ref in refs if not self._is_checked(desk, slug, ref, period)]
                if unchecked:
                    yield self._found_lapse(desk.measures[slug], period, unchecked)

    def _is_checked(self, desk: Desk, slug: str, ref: str, period: Period) -> bool:
        assert period.since
        return any(Lapse(slug, named, period.since) in desk.checked for named in (ref, ""))

    def _found_lapse(self, document: Document, period: Period, refs: list[str]) -> Found:
        assert period.since
        whole = len(refs) == len(document["detail"]["provisions"])
        by = ", ".join(dict.fromkeys(one.measure for one in period.because))
        detail = f"In force again since {period.since}: the suspension by {by} ended on {period.since - DAY}."
        return self.found(document["slug"], detail, refs=[] if whole else refs, day=period.since)


def lapses(document: Document, acting: Iterable[Document], today: date) -> dict[Period, list[str]]:
    """Return the periods of a measure's provisions that began, up to a day, with a lapsed suspension; each with its refs."""
    found: dict[Period, list[str]] = {}
    for course in courses(document, acting):
        for period in course.periods:
            if period.lapsed_suspension and period.since and period.since <= today:
                found.setdefault(period, []).append(course.ref)
    return found


class ActIsUnpublished(FindingRule):
    """A draft, or an unpublished change, acts on a published measure."""

    def look(self, desk: Desk) -> Iterator[Found]:
        public = set(desk.acts)
        news = dict.fromkeys(desk.entered - public, "once published, it {}")
        news |= dict.fromkeys(public - desk.entered, "once published, it no longer {}")
        for act in sorted(news, key=lambda act: (act.effect.measure, str(act))):
            if act.target in desk.measures:
                measure, told = act.effect.measure, news[act].format(act)
                yield self.found(measure, f"{told[0].upper()}{told[1:]}.", refs=[act.ref], day=act.effect.first)


class MeetingDayHasPassed(FindingRule):
    """A meeting stands as scheduled, and its day has passed: was it held?"""

    def look(self, desk: Desk) -> Iterator[Found]:
        for document in desk.scheduled:
            text = document["date_end"] or document["date"]
            day = last_day(text)
            if day < desk.today:
                yield self.found(document["slug"], f"It was to be held by {text}.", day=day)


class ScheduledPublicationWasRefused(FindingRule):
    """It was to be published at a set time, and wasn't: schedule it again, publish it, or cancel that."""

    def look(self, desk: Desk) -> Iterator[Found]:
        for one in desk.unpublished:
            yield self.found(one.slug, one.told, day=one.day)


class SourceHasVanished(FindingRule):
    """The page of a source no longer answers: add the address of an archived copy, or a copy. Nothing is lifted by that."""

    def look(self, desk: Desk) -> Iterator[Found]:
        for one in desk.vanished:
            others = len(one.cited) - 1
            also = f" {others} other {'event cites' if others == 1 else 'events cite'} it." if others else ""
            yield self.found(one.cited[0], f"“{one.title}” ({one.source}), since {one.day}.{also}", day=one.day)


RULES: list[FindingRule] = [
    SuspensionLapsed(),
    ScheduledPublicationWasRefused(),
    ActIsUnpublished(),
    MeetingDayHasPassed(),
    ExtendsOrResumesNoSuspension(),
    SuspendsTwice(),
    ActsBeforeItsAnnouncement(),
    ActsInACircle(),
    ActsOnWhatHasEnded(),
    SourceHasVanished(),
]


def every() -> list[FindingRule]:
    """Return all rules: those above, then those of the kinds."""
    return [*RULES, *(rule for kind in kinds.every() for rule in kind.findings)]


def named(name: str) -> FindingRule:
    """Return a rule by its name; raises `KeyError` where there is none."""
    return {rule.name: rule for rule in every()}[name]


def find(desk: Desk) -> list[Found]:
    """Return what there is to look at, once each: by rule, then by event."""
    return list(dict.fromkeys(found for rule in every() for found in rule.look(desk)))
