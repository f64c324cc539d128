"""Partial dates, and words counted alike by Python and by the database."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import CharField, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy.dates import Precision, first_day, last_day, parts, precision
from policy.models import DataSet
from policy.models.constraints import WordCount
from policy.words import word_count

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(days, st.sampled_from([4, 7, 10]))
def test_a_partial_date_covers_its_days_and_no_others(day, length):
    text = day.isoformat()[:length]
    first, last = first_day(text), last_day(text)
    assert first <= day <= last
    assert first.isoformat().startswith(text)
    assert last.isoformat().startswith(text)
    assert not (first - timedelta(days=1)).isoformat().startswith(text)
    assert not (last + timedelta(days=1)).isoformat().startswith(text)
    assert precision(text) == {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[length]


@pytest.mark.parametrize(
    "text", ["", "25", "2025-", "2025-00", "2025-13", "2025-02-30", "2025-2-3", "2025-02-03T00", "0000", "２０２５"]
)
def test_refuses_what_is_no_date(text):
    with pytest.raises(ValueError, match="is not a"):
        parts(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two", 2),
        ("don't 84-percent U.S.-China 1,000", 5),
        ("稀土", 1),
        ("稀土磁", 2),
        ("稀土 exports 出口", 3),
        ("— “…”", 0),
    ],
)
def test_counts_words_as_the_schema_says(text, words):
    assert word_count(text) == words


@pytest.mark.django_db
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from("ab Z9稀土出口.,'’-–—“”\n_é!"), max_size=60))
def test_python_and_the_database_count_alike(text):
    counted = DataSet.objects.annotate(words=WordCount(Value(text, output_field=CharField()))).values_list(
        "words", flat=True
    )
    assert counted.get() == word_count(text)


@pytest.mark.django_db
def test_the_database_is_in_the_locale_that_the_count_rests_on():
    with connection.cursor() as cursor:
        cursor.execute(r"SELECT regexp_count('naïve', '\w+'), cardinality(show_trgm('中')) > 0")
        assert cursor.fetchone() == (1, True)
