"""The strip of years above a list: what it draws, and where its links lead."""

import re
from datetime import date

import pytest
from django.http import QueryDict

from policy.record.listing import Listing
from policy.record.version import version
from policy.site.density import Density, MonthCount, density

pytestmark = pytest.mark.django_db


def strip_of(query):
    return density(Listing.parse(QueryDict(query), version()))


def test_it_counts_each_event_once_whatever_dates_are_asked_for(shipped):
    strip = strip_of("from=2025-06-01&to=2025-06-30")
    assert sum(column.whole.total for column in strip.columns) == len(shipped.published)
    assert all(column.whole.total == sum(part.total for part in column.parts) for column in strip.columns)


def test_each_year_leads_to_its_events(client, shipped):
    strip = strip_of("kind=statement")
    [year] = [column.whole for column in strip.columns if column.whole.first == date(2025, 1, 1)]
    assert year.query == "kind=statement&from=2025-01-01&to=2025-12-31"
    assert f"<strong>{year.total} events</strong>" in client.get(f"/?{year.query}").content.decode()


def test_the_first_years_with_few_events_share_a_column(shipped):
    [shared, *years] = strip_of("").columns
    assert (shared.whole.first, shared.part_format) == (date(2010, 1, 1), "Y")
    assert [part.first.year for part in shared.parts] == list(range(2010, years[0].whole.first.year))
    assert all(len(column.parts) == 12 and column.part_format == "M" for column in years)


def test_the_months_of_the_chosen_year_can_be_chosen(client, shipped):
    page = client.get("/?from=2025-06-01&to=2025-06-30&kind=meeting").content.decode()
    months = re.findall(r'<a class="density-part" href="([^"]+)"( aria-current="true")?>(\w+)', page)
    assert ("/?kind=meeting&amp;from=2025-06-01&amp;to=2025-06-30", ' aria-current="true"', "Jun") in months
    assert len(months) < 12


def test_no_month_can_be_chosen_before_a_year_is(client, shipped):
    assert "density-part" not in client.get("/").content.decode()


def test_easing_is_drawn_below_the_line_and_the_rest_above():
    [column] = Density([MonthCount(date(2025, 3, 1), 6, 3, 2)], {2025: 6}, {}).columns
    assert column.tightening == "M21 40.0h7V60.0h-7z"
    assert column.neutral == "M21 33.3h7V40.0h-7z"
    assert column.easing == "M21 60.0h7V73.3h-7z"


def test_one_event_among_many_is_to_be_seen():
    counts = [MonthCount(date(2025, 1, 1), 400), MonthCount(date(2025, 2, 1), 1, 0, 1)]
    [column] = Density(counts, {2025: 401}, {}).columns
    assert column.easing == "M11 60.0h7V63.0h-7z"


def test_months_are_headed_with_the_number_of_events_that_the_list_has_in_them(client, shipped):
    page = client.get("/?from=2025-06-10&to=2025-07-31&kind=statement").content.decode()
    months = dict(re.findall(r'<time datetime="(\d{4}-\d\d)">[^<]*</time> <span class="month-count">(\d+) event', page))
    counted = re.findall(r'<h3 class="card-title"><a class="card-link" href="/events/(\d{4}-\d\d)', page)
    assert {month: str(counted.count(month)) for month in set(counted)} == months
