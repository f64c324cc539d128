"""Facets: each count is that of the list which it leads to."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from policy.record.facets import facets
from policy.record.filters import EventFilters
from policy.record.listing import Listing
from policy.record.version import version
from policy.renaming import merge_actors
from tests.makers import make_actor, make_statement, publish

LABEL_AFTER_COUNT = ("country", "actor", "material", "topic")
SAID = {"reason": "It was entered twice.", "by": "tester"}
QUESTIONS = [
    "",
    "kind=measure&country=CN,US",
    pytest.param("q=dysprosium&kind=permit&to=2026-06-30", marks=[pytest.mark.permits, pytest.mark.slow]),
    pytest.param("q=稀土&from=2025-04-01&direction=tightening", marks=pytest.mark.slow),
    "actor=mofcom&country=FR",
    "disputed=true&certainty=claimed",
    pytest.param("kind=statement&outcome=approved", marks=pytest.mark.permits),
    "known_at=2020-01-01T00:00:00Z&kind=measure",
]


def asked(query):
    return Listing.parse(QueryDict(query), version())


def counted_by_lists(listing, parameter):
    """Count what each value that the filter allows would list, by asking for the list."""
    given = {name: value for name, value in listing.filters.data.items() if name != parameter}
    found = {}
    for value in listing.vocabulary.labels[parameter]:
        query = QueryDict(mutable=True)
        query.update({**given, parameter: value})
        found[value] = Listing.parse(query, listing.version).count()
    return {value: number for value, number in found.items() if number}


@pytest.mark.parametrize("query", QUESTIONS)
def test_each_count_is_that_of_the_list_it_leads_to(shipped, query):
    listing = asked(query)
    for parameter, values in facets(listing).items():
        if parameter != "actor":  # of whom there are a hundred: the slow property test asks for each
            shown = {one.value: one.count for one in values if one.count}
            assert shown == counted_by_lists(listing, parameter), parameter


def test_every_filter_with_a_vocabulary_is_counted_and_what_is_chosen_stays_with_none(shipped):
    found = facets(asked("country=FR&q=nothingofthekind"))
    assert list(found) == EventFilters.tagged()
    assert [(one.value, one.label, one.count, one.is_chosen) for one in found["country"]] == [("FR", "France", 0, True)]
    assert found["kind"] == []


def test_values_stand_by_count_or_in_the_order_of_their_vocabulary(shipped):
    listing = asked("")
    for parameter, values in facets(listing).items():
        if parameter in LABEL_AFTER_COUNT:
            assert values == sorted(values, key=lambda one: (-one.count, one.label.casefold()))
        else:
            own = list(listing.vocabulary.labels[parameter])
            assert [one.value for one in values] == sorted((one.value for one in values), key=own.index)


def test_an_actor_is_counted_with_what_it_was_called_by_on_earlier_days(empty):
    kept, doubled = make_actor("ministry"), make_actor("ministry-twice")
    publish(make_statement("2025-04-04-one", speaker=kept), make_statement("2025-04-05-two", speaker=doubled))
    publish(make_statement("2025-04-06-both", speaker=kept, on_behalf_of=doubled))
    before = timezone.now()
    merge_actors(doubled, kept, **SAID)
    known_then = asked(f"known_at={before:%Y-%m-%dT%H:%M:%S.%fZ}")
    assert {one.value: one.count for one in facets(known_then)["actor"]} == {"ministry": 3}
    assert {one.value: one.count for one in facets(asked(""))["actor"]} == {"ministry": 3}


def test_reads_are_few_and_don_t_grow(shipped, django_assert_num_queries):
    for query, number in {"": 1, "kind=measure&topic=licensing": 3, "q=rare&actor=mofcom": 4}.items():
        listing = asked(query)
        with django_assert_num_queries(number):
            facets(listing)


def test_only_the_filters_that_are_named_are_counted(shipped, django_assert_num_queries):
    listing = asked("kind=measure&topic=licensing")
    with django_assert_num_queries(2):
        assert list(facets(listing, ["kind", "form"])) == ["kind", "form"]
