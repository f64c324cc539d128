"""One set of filters for every list of events: pages, API, and what is to come."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache, cached_property, partial
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from policy import kinds
from policy.record.asked import Asked
from policy.record.models import Revision
from policy.record.parameters import DayField, InstantField, InvalidValue, OneOfField, ValuesField, as_tags
from policy.record.projections import PLACES_PER_DAY, order_key
from policy.record.querysets import RevisionQuerySet
from policy.record.vocabulary import Vocabulary

SHARED = ("kind", "country", "actor", "material", "form", "topic", "direction", "certainty", "disputed")
LONGEST_SEARCH = 300  # characters
MEANINGS = {  # for those who read the schema of the API
    "q": 'Words to look for, all of them; "exact phrases", -without. English or Chinese; numbers of notices, codes, dates.',
    "kind": "Events of this kind.",
    "country": "Events in which this country acts or is aimed at, as ISO 3166-1 code, or EU.",
    "actor": "Events that name this actor in any role, by slug.",
    "material": "Events about this material, by slug.",
    "form": "Events about items in this form.",
    "topic": "Events filed under this topic, by slug.",
    "direction": "Whether it makes trade harder or easier.",
    "certainty": "Who asserts it.",
    "disputed": "Whether another published event contradicts it.",
    "from": "First day, inclusive. An event dated to a month or a year counts as its first day.",
    "to": "Last day, inclusive. An event dated to a month or a year counts as its first day. Not before `from`.",
    "known_at": "The record as it was at this instant, RFC 3339 with a time zone.",
    "order": "The order of the list, the newest first when none is given; `relevance` goes with `q`.",
}
ORDERS = {"-date": "-date", "date": "date", "-published_at": "-published_at", "relevance": "relevance"}


class TagFilter(django_filters.Filter):
    """Events that carry at least one of the values asked for."""

    field_class = ValuesField

    def filter(self, queryset: QuerySet, value: list[str]) -> QuerySet:
        return queryset.filter(self.condition(value)) if value else queryset

    def condition(self, value: list[str]) -> Q:
        return Q(projection__tags__overlap=as_tags(self.field_name, value))


class SearchFilter(django_filters.CharFilter):
    """Events that hold all words asked for; see `policy.record.asked`."""

    def __init__(self, *, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_SEARCH, **kwargs)
        self.understood = vocabulary.understood

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(self.understood(value).condition()) if value else queryset


class DayFilter(django_filters.Filter):
    """Events on one side of a day, that day included. A date without a day counts as its month's or year's first.

    It asks for a range of what lists are ordered by, so that one range of one index gives days, place and order.
    """

    field_class = DayField

    def filter(self, queryset: QuerySet, value: date | None) -> QuerySet:
        return queryset.filter(self.condition(value)) if value else queryset

    def condition(self, value: date) -> Q:
        raise NotImplementedError


class FromFilter(DayFilter):
    def condition(self, value: date) -> Q:
        return Q(projection__order_key__gte=order_key(value, 0))


class ToFilter(DayFilter):
    def condition(self, value: date) -> Q:
        return Q(projection__order_key__lt=order_key(value, PLACES_PER_DAY))


class KnownAtFilter(django_filters.Filter):
    """The record as it was at an instant; now when none is given."""

    field_class = InstantField

    def filter(self, queryset: RevisionQuerySet, value: datetime | None) -> RevisionQuerySet:
        return queryset.known_at(value)


class OrderFilter(django_filters.Filter):
    """The order of the list; applied by the listing, which pages by it."""

    field_class = OneOfField

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset


class FilterValues(forms.Form):
    """The values of all filters of a list, checked together."""

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and first > last:
            said = gettext("%(last)s is before %(first)s, where the list is to begin.")
            self.add_error("to", InvalidValue(said % {"last": last, "first": first}))
        return self.cleaned_data


class EventFilters(django_filters.FilterSet):
    """The filters of contract.md, section 1, and those that the kinds of events add."""

    class Meta:
        form = FilterValues

    def __init__(self, data: dict[str, str], vocabulary: Vocabulary) -> None:
        """Read the filters that `data` names; where `known_at` isn't among them, of what is public now."""
        super().__init__(data=data, queryset=Revision.objects.public() if "known_at" in data else _public_now().all())
        makers = self._makers(vocabulary).items()
        self.filters = {name: make(field_name=name) for name, make in makers if name in data}

    @cached_property
    def form(self) -> FilterValues:
        """The values, checked by the fields of these filters alone."""
        form = FilterValues(self.data)
        form.fields = {name: filter_.field for name, filter_ in self.filters.items()}
        return form

    @classmethod
    def fields(cls, vocabulary: Vocabulary) -> dict[str, forms.Field]:
        """Return the fields of all filters, in the order in which they are documented."""
        fields = cls(dict.fromkeys(cls.parameters(), ""), vocabulary).form.fields
        meanings = MEANINGS | {name: said for kind in kinds.every() for name, said in kind.meanings().items()}
        for name, field in fields.items():
            field.help_text = meanings[name]
        return {name: fields[name] for name in cls.parameters()}

    @classmethod
    def parameters(cls) -> list[str]:
        """Return the names of all filters, in the order in which they are documented."""
        return ["q", *cls.tagged(), "from", "to", "known_at", "order"]

    @classmethod
    def tagged(cls) -> list[str]:
        """Return the names of the filters whose values are a vocabulary, those that kinds of events add included."""
        return [*SHARED, *(parameter for kind in kinds.every() for parameter in kind.parameters)]

    @property
    def asked(self) -> Asked | None:
        """What the words searched for mean; `None` when there are none."""
        words = self.form.cleaned_data.get("q")
        return self.filters["q"].understood(words) if words else None

    def undated(self, queryset: QuerySet) -> QuerySet:
        """Narrow revisions chosen by the caller by all filters but those of days and of the instant of knowledge."""
        return self.narrowed(queryset, apart_from=("from", "to", "known_at"))

    def narrowed(self, queryset: QuerySet, apart_from: Iterable[str]) -> QuerySet:
        """Narrow revisions chosen by the caller by all filters but some."""
        for name, value in self.form.cleaned_data.items():
            if name not in apart_from:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    def conditions(self) -> dict[str, Q]:
        """Return what each of the `tagged` filters in use asks for; one query more where "actor" is among them."""
        chosen = {name: self.form.cleaned_data.get(name) for name in self.tagged()}
        return {name: self.filters[name].condition(value) for name, value in chosen.items() if value}

    def _makers(self, vocabulary: Vocabulary) -> dict[str, Callable[..., django_filters.Filter]]:
        """Return what makes each filter, in the order in which mistakes are told."""
        tagged = {name: partial(TagFilter, parameter=name, vocabulary=vocabulary) for name in self.tagged()}
        return {
            "q": partial(SearchFilter, vocabulary=vocabulary),
            **tagged,
            "known_at": KnownAtFilter,
            "order": partial(OrderFilter, allowed=list(ORDERS)),
            "from": FromFilter,
            "to": ToFilter,
        }


@cache
def _public_now() -> RevisionQuerySet:
    """Return the question that most lists begin with; to ask it anew each time takes longer than to copy it."""
    return Revision.objects.public().current()
