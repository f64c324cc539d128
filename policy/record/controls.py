"""What is controlled on a day, for whom: the question that the board, the API and the files answer alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict

from policy.choices import State
from policy.dates import last_day
from policy.record.bitemporal import days
from policy.record.chain import instant
from policy.record.control_filters import CONTROLLING, ControlFilters
from policy.record.control_vocabulary import RARE_EARTHS, ControlVocabulary, control_vocabulary
from policy.record.cursors import Cursor, window
from policy.record.destinations import applying, ever_applying
from policy.record.models import ControlPeriod, ControlScope, Revision
from policy.record.parameters import BadParameters, ParameterError, invalid, malformed, without_noise
from policy.record.periods import EffectOn, Period, period_on
from policy.record.provisions import Course, Document, announced_by, courses
from policy.record.stored_controls import documents_acting_on
from policy.record.version import Version

FEW = 2_000  # provisions
CHUNK = 200  # rows read at once where an answer is read whole
ON_THE_BOARD = [state for state in State if state != State.UNDATED]


@dataclass(frozen=True)
class Control:
    """One row of an answer: a scope with the period of its provision that holds the day asked about."""

    scope: ControlScope
    period: Period
    amendments: tuple[EffectOn, ...]
    document: Document
    asked: "Controls"

    @cached_property
    def provision(self) -> dict[str, Any]:
        provisions = self.document["detail"]["provisions"]
        return next(one for one in provisions if one["ref"] == self.scope.provision.ref)

    @property
    def measure(self) -> dict[str, Any]:
        number = self.document["detail"]["instrument_number"]
        return {"slug": self.document["slug"], "instrument_number": number, "title": self.document["title"]}

    @cached_property
    def item(self) -> dict[str, Any] | None:
        return next((one for one in self.provision["items"] if one["slug"] == self.scope.item), None)

    @property
    def material(self) -> dict[str, Any] | None:
        return next((one for one in self.document["materials"] if one["slug"] == self.scope.material), None)

    @property
    def via(self) -> str | None:
        return via(self.scope.material, self.asked.params)

    @property
    def amended_by(self) -> list[str]:
        return amended_by(self.amendments, self.asked.on)


def amended_by(amendments: Iterable[EffectOn], on: date) -> list[str]:
    """Return the measures whose amendments hold on a day, in the order of their first days."""
    holding = [one for one in amendments if one.first <= on and (one.last is None or on <= one.last)]
    return list(dict.fromkeys(one.measure for one in holding))


def via(material: str, params: Mapping[str, Any]) -> str | None:
    """Return the group on which a row is written, where the question named an element of it and not the group."""
    wanted = params.get("material", [])
    return RARE_EARTHS if material == RARE_EARTHS and wanted and RARE_EARTHS not in wanted else None


class Controls:
    """A question about controls, checked. `params` holds the cleaned value of each parameter that was given."""

    def __init__(self, filters: ControlFilters, version: Version, on: date) -> None:
        self.filters, self.version = filters, version
        cleaned = filters.form.cleaned_data
        self.params: dict[str, Any] = {name: value for name, value in cleaned.items() if value not in (None, "", [])}
        self.on: date = self.params.get("on", on)
        self.known_at: datetime | None = self.params.get("known_at")
        self.as_announced: date | None = self.params.get("as_announced")
        self.destination: str | None = self.params.get("destination")
        self.states: list[str] = self.params.get("state", ON_THE_BOARD)

    @classmethod
    def parse(
        cls,
        query: QueryDict,
        version: Version,
        today: date,
        *,
        extra: Sequence[str] = (),
        extra_errors: Iterable[ParameterError] = (),
        defaults: Mapping[str, str] | None = None,
        drop_tracking: bool = False,
    ) -> "Controls":
        """Read a query string. Raises `BadParameters` with every mistake at once.

        `today` is the day asked about when none is given; `extra`, `extra_errors` and `drop_tracking` are those of
        `policy.record.listing.Listing.parse`; `defaults` stand for parameters that aren't given.
        """
        given = without_noise(query) if drop_tracking else dict(query.lists())
        errors = [*extra_errors, *malformed(given, [*ControlFilters.PARAMETERS, *extra])]
        data = {"requirement": ",".join(CONTROLLING), **(defaults or {})}
        data |= {name: values[-1] for name, values in given.items() if values[-1]}
        filters = ControlFilters(data, control_vocabulary(version))
        errors += invalid(filters.form)
        if errors:
            raise BadParameters(errors)
        return cls(filters, version, today)

    @property
    def vocabulary(self) -> ControlVocabulary:
        return control_vocabulary(self.version)

    @property
    def beyond_coverage(self) -> bool:
        return beyond_coverage(self.on, self.version)

    @cached_property
    def told(self) -> dict[str, Any]:
        """Return what each row of the answer says of its question."""
        return {
            "reviewed_through": self.version.reviewed_through,
            "beyond_coverage": self.beyond_coverage,
            "on": self.on.isoformat(),
            "known_at": instant(self.known_at) if self.known_at else None,
            "as_announced": self.as_announced.isoformat() if self.as_announced else None,
        }

    @property
    def destinations(self) -> list[str]:
        """What a provision may name to apply to the destination on the day; empty where none is asked for."""
        return applying(self.destination, self.on) if self.destination else []

    @cached_property
    def scopes(self) -> QuerySet[ControlScope]:
        """The scopes that the question is about, in their order, whatever the state of their provisions."""
        return self._scopes(self.destinations)

    @cached_property
    def scopes_of_any_day(self) -> QuerySet[ControlScope]:
        """The scopes that the same question is about when it is asked of some day: a destination's blocs change."""
        return self._scopes(ever_applying(self.destination) if self.destination else [])

    def count(self) -> int:
        """Return how many rows the answer has, exactly."""
        if self.as_announced:
            return len(self.rows())
        return self.with_period(self.scopes).count()

    def rows(self) -> list[Control]:
        """Return the whole answer."""
        return self._chosen(self.scopes, None)

    def page(self, cursor: Cursor | None, size: int) -> tuple[list[Control], Cursor | None, Cursor | None]:
        """Return the rows after (or before) a cursor, and the cursors of the pages after and before."""
        rows = self._chosen(self.following(cursor), size + 1)
        return window(rows, size, cursor, lambda row, back: Cursor("controls", [row.scope.order_key], back))

    def following(self, cursor: Cursor | None) -> QuerySet[ControlScope]:
        """Return the scopes after (or before) a cursor, those next to it first; all in their order, where there is none."""
        if cursor is None:
            return self.scopes
        if cursor.backwards:
            return self.scopes.filter(order_key__lt=cursor.key[0]).order_by("-order_key")
        return self.scopes.filter(order_key__gt=cursor.key[0])

    def whole(self) -> Iterator[Control]:
        """Yield the whole answer, read in chunks; as announced by a day, it is worked out at once."""
        if self.as_announced:
            yield from self.rows()
            return
        rows, following, _ = self.page(None, CHUNK)
        yield from rows
        while following:
            rows, following, _ = self.page(following, CHUNK)
            yield from rows

    def courses(self) -> dict[int, Course]:
        """Return the periods of the provisions that the question is about, by provision, whatever day it is of."""
        if self.as_announced:
            return self._announced(self.scopes_of_any_day)
        provisions = self.scopes_of_any_day.order_by().values("provision")
        return stored_courses(ControlPeriod.objects.known_at(self.known_at).filter(provision__in=provisions))

    def documents(self, slugs: Iterable[str]) -> dict[str, Document]:
        """Return what was public of measures at the instant asked about, by slug."""
        revisions = (
            Revision.objects.known_at(self.known_at).public().filter(slug__in=set(slugs)).only("slug", "document")
        )
        return {one.slug: one.content for one in revisions}

    @property
    def revision_of_measure(self) -> Subquery:
        """Which revision of its measure a scope belongs to, as an expression on scopes."""
        revisions = Revision.objects.known_at(self.known_at).public().filter(event=OuterRef("provision__event"))
        return Subquery(revisions.order_by().values("seq")[:1])

    def holding(self, scopes: QuerySet[ControlScope]) -> QuerySet[ControlScope]:
        """Keep scopes that have a period as asked for, with that period's key: for the first of them in their order.

        Few such periods lead to their scopes; else scopes are looked through in their order, as a page needs few of many.
        PostgreSQL can't tell which, since it takes tags, states and days as independent (docs/adr/0025).
        """
        provisions = few_provisions(self.version, self.on, tuple(self.states), self.known_at)
        if provisions is not None:
            scopes = scopes.filter(provision__in=provisions)
        holding = periods_holding(self.on, self.states, self.known_at)
        period = holding.filter(provision=OuterRef("provision")).values("pk")[:1]
        return scopes.annotate(period_id=Subquery(period)).filter(period_id__isnull=False)

    def with_period(self, scopes: QuerySet[ControlScope]) -> QuerySet[ControlScope]:
        """Join each scope with the period that holds the day, if its state is asked for."""
        known = (
            Q(provision__periods__known__contains=self.known_at)
            if self.known_at
            else Q(provision__periods__known__upper_inf=True)
        )
        holding = FilteredRelation(
            "provision__periods", condition=Q(known, provision__periods__shown__contains=self.on)
        )
        joined = scopes.annotate(period=holding).filter(period__state__in=self.states)
        return joined.annotate(period_id=F("period__id"))

    def _scopes(self, destinations: list[str]) -> QuerySet[ControlScope]:
        """Ask for the destination first: conditions are tried as they stand, and that on requirements leaves the most."""
        found = ControlScope.objects.known_at(self.known_at)
        if destinations:
            found = found.filter(tags__overlap=[f"destination:{one}" for one in destinations])
        if self.as_announced:
            found = found.filter(announced__lte=self.as_announced)
        return self.filters.filter_queryset(found).select_related("provision").order_by("order_key")

    def _chosen(self, scopes: QuerySet[ControlScope], limit: int | None) -> list[Control]:
        if self.as_announced:
            return self._as_announced(scopes, limit)
        found: list[Any] = list(self.with_period(scopes) if limit is None else self.holding(scopes)[:limit])
        stored = ControlPeriod.objects.in_bulk({one.period_id for one in found})
        return self._rows([(scope, *stored_period(stored[scope.period_id])) for scope in found])

    def _as_announced(self, scopes: QuerySet[ControlScope], limit: int | None) -> list[Control]:
        """Answer from what was announced by a day: nothing of that is stored, the same pure function tells it."""
        course = self._announced(scopes)
        found = []
        for scope in scopes:
            period = period_on(course[scope.provision_id].periods, self.on)
            unannounced = period and period.state == State.NOT_YET_EFFECTIVE and scope.announced > self.on
            if period and period.state in self.states and not unannounced:
                found.append((scope, period, course[scope.provision_id].amendments))
        return self._rows(found[:limit])

    def _announced(self, scopes: QuerySet[ControlScope]) -> dict[int, Course]:
        by_measure: dict[str, dict[str, int]] = {}
        for scope in scopes:
            by_measure.setdefault(_slug(scope), {})[scope.provision.ref] = scope.provision_id
        assert self.as_announced
        acting = announced_by(self.as_announced, documents_acting_on(set(by_measure), self.known_at))
        documents = self.documents(by_measure)
        return {
            by_measure[slug][course.ref]: course
            for slug, document in documents.items()
            for course in courses(document, acting)
            if course.ref in by_measure[slug]
        }

    def _rows(self, found: Sequence[tuple[ControlScope, Period, tuple[EffectOn, ...]]]) -> list[Control]:
        documents = self.documents(_slug(scope) for scope, _, _ in found)
        return [
            Control(scope, period, amendments, documents[_slug(scope)], self) for scope, period, amendments in found
        ]


def periods_holding(on: date, states: Iterable[str], known_at: datetime | None) -> QuerySet[ControlPeriod]:
    """Return the periods that answers about a day show, in some states."""
    return ControlPeriod.objects.known_at(known_at).filter(shown__contains=on, state__in=states)


@lru_cache(maxsize=256)
def few_provisions(version: Version, on: date, states: tuple[str, ...], known_at: datetime | None) -> list[int] | None:
    """Return the provisions of the periods that answers about a day show; `None` where they are more than a few."""
    provisions = periods_holding(on, states, known_at).values_list("provision", flat=True)
    found = list(provisions[: FEW + 1])
    return found if len(found) <= FEW else None


def beyond_coverage(on: date, version: Version) -> bool:
    """Say whether a day lies after that up to which the authorities' lists were read; always, when none is recorded."""
    return version.reviewed_through is None or on > last_day(version.reviewed_through)


def period_of(row: ControlPeriod) -> Period:
    """Return what a stored period says."""
    return Period(
        State(row.state),
        *days(row.valid),
        _effects(row.because),
        row.lapsed_suspension,
        State(row.next_state) if row.next_state else None,
    )


def stored_period(row: ControlPeriod) -> tuple[Period, tuple[EffectOn, ...]]:
    """Return what a stored period says, and the effects that amend its provision."""
    return period_of(row), _effects(row.amendments)


def stored_courses(periods: QuerySet[ControlPeriod]) -> dict[int, Course]:
    """Return what stored periods say, by provision; one query."""
    found: dict[int, list[ControlPeriod]] = {}
    for one in periods.select_related("provision").order_by("valid"):
        found.setdefault(one.provision_id, []).append(one)
    return {
        provision: Course(rows[0].provision.ref, tuple(map(period_of, rows)), _effects(rows[0].amendments))
        for provision, rows in found.items()
    }


def _effects(told: Iterable[dict[str, Any]]) -> tuple[EffectOn, ...]:
    return tuple(EffectOn(one["measure"], one["effect"], one["from"], one["until"]) for one in told)


def _slug(scope: ControlScope) -> str:
    return scope.order_key.partition("#")[0]
