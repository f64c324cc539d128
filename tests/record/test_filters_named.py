"""Filters are made for the parameters that a question names: it has to mean the same as if all of them were there."""

import random

import pytest
from django.http import QueryDict

from policy.record.filters import EventFilters
from policy.record.listing import Listing
from policy.record.parameters import BadParameters, invalid
from policy.record.version import version
from policy.record.vocabulary import vocabulary

pytestmark = pytest.mark.django_db

VALUES = {
    "q": ["rare earth", "x" * 301, "a\x00b", " "],
    "kind": ["measure", "measure,permit", "measure,measure", "treaty", "measure,", "Measure"],
    "country": ["CN", "CN,US", "FR", "ZZ", "cn", "CN, US"],
    "material": ["dysprosium", "dysprosium,terbium", "unobtainium"],
    "form": ["magnet", "powder"],
    "disputed": ["true", "false", "yes"],
    "instrument_type": ["tariff", "edict"],
    "from": ["2025-01-01", "2025-02-30", "2025", "0001-01-01", "9999-12-31", " 2025-01-01"],
    "to": ["2025-12-31", "2024-12-31", "9999-12-31", "x"],
    "known_at": ["2026-01-01T00:00:00Z", "2026-01-01", "0001-01-01T00:00:00+14:00"],
    "order": ["date", "-date", "relevance", "title"],
}


def questions(number):
    """Questions as they come, right and wrong ones, the same in each run."""
    chance = random.Random(8)
    for _ in range(number):
        names = chance.sample(sorted(VALUES), chance.randint(0, 4))
        yield {name: chance.choice(VALUES[name]) for name in names}


def meant(filters):
    """What filters make of their values: the mistakes, as they are told, and what was given."""
    told = [(one.parameter, one.message, one.allowed) for one in invalid(filters.form)]
    return told, {name: value for name, value in filters.form.cleaned_data.items() if value not in (None, "", [])}


def test_named_filters_take_and_refuse_what_all_of_them_would(shipped):
    words, nothing = vocabulary(version()), dict.fromkeys(EventFilters.parameters(), "")
    asked = list(questions(100))
    found = [meant(EventFilters(one, words)) for one in asked]
    assert found == [meant(EventFilters(nothing | one, words)) for one in asked]
    refused = sum(bool(told) for told, _ in found)
    assert 25 < refused < 75


def test_named_filters_find_what_all_of_them_would(shipped):
    words, nothing = vocabulary(version()), dict.fromkeys(EventFilters.parameters(), "")
    for asked in questions(60):
        if not meant(EventFilters(asked, words))[0]:
            few, all_of_them = EventFilters(asked, words).qs, EventFilters(nothing | asked, words).qs
            assert set(few.values_list("seq")) == set(all_of_them.values_list("seq"))


@pytest.mark.parametrize(("query", "slugs"), [("from=9999-12-31", 0), ("to=0001-01-01", 0), ("to=9999-12-31", 3)])
def test_days_at_the_ends_of_the_calendar_are_days(shipped, query, slugs):
    assert len(Listing.parse(QueryDict(query), version(), page_size=3).page().revisions) == slugs


def test_makes_no_filter_that_is_not_named(shipped):
    assert list(EventFilters({"to": "2025-01-01"}, vocabulary(version())).filters) == ["to"]


def test_refuses_all_mistakes_at_once(shipped):
    with pytest.raises(BadParameters) as refused:
        Listing.parse(QueryDict("from=never&kind=treaty&country=ZZ"), version())
    assert [one.parameter for one in refused.value.errors] == ["kind", "country", "from"]
