"""How the timeline sets events out."""

import pytest

from policy.site.months import Lane, in_months, lane


def event(date, *countries):
    return {"date": date, "acting_countries": list(countries), "slug": f"{date}-{'-'.join(countries)}"}


@pytest.mark.parametrize(
    ("countries", "side"),
    [
        (["CN"], Lane.CHINA),
        (["US"], Lane.UNITED_STATES),
        (["CN", "US"], Lane.JOINT),
        (["US", "JP", "CN"], Lane.JOINT),
        (["CN", "EU"], Lane.CHINA),
        (["NL"], Lane.THIRD),
        ([], Lane.THIRD),
    ],
)
def test_an_event_stands_on_the_side_of_who_acts(countries, side):
    assert lane(event("2025-06-09", *countries)) == side


def test_events_of_a_day_share_a_row_on_their_sides():
    [month] = in_months([event("2025-06-10", "CN"), event("2025-06-10", "US"), event("2025-06-10", "NL")])
    [day] = month.days
    assert (month.month, day.number) == ("2025-06", 10)
    assert [len(day.china), len(day.united_states), len(day.across)] == [1, 1, 1]


def test_months_and_days_keep_the_order_given():
    months = in_months([event("2025-07-01", "US"), event("2025-06-10", "CN"), event("2025-06-09", "CN")])
    assert [(month.month, [day.date for day in month.days]) for month in months] == [
        ("2025-07", ["2025-07-01"]),
        ("2025-06", ["2025-06-10", "2025-06-09"]),
    ]


def test_a_date_without_a_day_has_no_number_and_one_without_a_month_stands_under_its_year():
    month, year = in_months([event("2025-05", "CN"), event("2024", "CN")])
    assert (month.month, month.days[0].number) == ("2025-05", None)
    assert (year.month, year.days[0].number) == ("2024", None)
