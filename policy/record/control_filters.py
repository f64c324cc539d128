"""The parameters of questions about controls, one set for the board, the API and what is to come."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from policy.choices import Requirement
from policy.record.control_vocabulary import ControlVocabulary
from policy.record.models import ControlScope
from policy.record.parameters import DayField, DigitsField, InstantField, ValueField, ValuesField, as_tags
from policy.record.provisions import HS_DIGITS

CONTROLLING = (Requirement.LICENCE_REQUIRED, Requirement.PROHIBITED, Requirement.REPORTING_REQUIRED)
TAGGED = ("issuer", "form", "code", "measure", "actor", "requirement")

MEANINGS = {  # for those who read the schema of the API
    "on": "The day asked about; today in UTC when it isn’t given.",
    "destination": "Where goods go: one country as ISO code, EU or all. What is written for everyone counts too.",
    "issuer": "The country whose law it is, as ISO code.",
    "material": "A material: slug, symbol, English or Chinese name. An element also finds what is written on its group.",
    "form": "The form of the controlled item.",
    "hs": "Items one of whose customs codes begins with these digits.",
    "code": "Items under this control code, and what stands below it.",
    "measure": "Controls of this measure, by slug.",
    "actor": "Controls on dealings with this actor, by slug.",
    "state": "What the provision is on the day; all but `undated` when it isn’t given.",
    "requirement": "What the provision demands; `licence_required,prohibited,reporting_required` when it isn’t given.",
    "known_at": "What the record said then: an instant, RFC 3339 with a time zone.",
    "as_announced": "Counting only acts announced by this day, inclusive.",
}


class ScopeFilter(django_filters.Filter):
    """Scopes that carry at least one of the values asked for."""

    field_class: Any = ValuesField

    def filter(self, queryset: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return queryset
        return queryset.filter(tags__overlap=as_tags(self.field_name, value))


class MaterialFilter(ScopeFilter):
    """Scopes of a material, and for an element of the rare earths those of the group."""

    def filter(self, queryset: QuerySet, value: list[str]) -> QuerySet:
        vocabulary: ControlVocabulary = self.extra["vocabulary"]
        return super().filter(queryset, [wanted for one in value or [] for wanted in vocabulary.asked_for(one)])


class HsFilter(ScopeFilter):
    """Scopes of items one of whose reference codes begins with the digits asked for."""

    field_class: Any = DigitsField


class ReadElsewhere(django_filters.Filter):
    """A parameter that the question itself applies: it says of which day, destination or state of knowledge to answer."""

    def filter(self, queryset: QuerySet, value: Any) -> QuerySet:
        return queryset


class OnFilter(ReadElsewhere):
    field_class = DayField


class KnownAtFilter(ReadElsewhere):
    field_class = InstantField


class DestinationFilter(ReadElsewhere):
    field_class = ValueField


class StateFilter(ReadElsewhere):
    field_class = ValuesField


class ControlFilters(django_filters.FilterSet):
    """What may be asked of controls; see contract.md, section 2."""

    PARAMETERS = (
        *("on", "destination", "issuer", "material", "form", "hs", "code", "measure", "actor", "state"),
        *("requirement", "known_at", "as_announced"),
    )

    def __init__(self, data: dict[str, str], vocabulary: ControlVocabulary) -> None:
        super().__init__(data=data, queryset=ControlScope.objects.all())
        self.filters, self._form_class = _filters(vocabulary)

    def get_form_class(self) -> type[forms.Form]:
        return self._form_class


@lru_cache(maxsize=4)
def _filters(vocabulary: ControlVocabulary) -> tuple[dict[str, django_filters.Filter], type[forms.Form]]:
    """Return the filters by name and the form that reads them, made once for a vocabulary; no question changes them."""
    filters = {filter_.field_name: filter_ for filter_ in _filters_of(vocabulary)}
    for name, filter_ in filters.items():
        filter_.extra["help_text"] = MEANINGS[name]
    fields = {name: filter_.field for name, filter_ in filters.items()}
    return filters, type("ControlFiltersForm", (forms.Form,), fields)


def _filters_of(vocabulary: ControlVocabulary) -> Iterable[django_filters.Filter]:
    yield OnFilter(field_name="on")
    yield DestinationFilter(field_name="destination", parameter="destination", vocabulary=vocabulary)
    yield MaterialFilter(field_name="material", parameter="material", vocabulary=vocabulary)
    yield HsFilter(field_name="hs", lengths=HS_DIGITS)
    for parameter in TAGGED:
        yield ScopeFilter(field_name=parameter, parameter=parameter, vocabulary=vocabulary)
    yield StateFilter(field_name="state", parameter="state", vocabulary=vocabulary)
    yield KnownAtFilter(field_name="known_at")
    yield OnFilter(field_name="as_announced")
