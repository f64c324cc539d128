"""The days on which the board of a bloc's member changes."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.site.test_board import entries, rows

pytestmark = pytest.mark.django_db

RESUMPTION = "2010-10-28-china-reported-resumption-rare-earth-shipments"


def changes(client, query):
    """Return the days of the strip, and the days that lie before and after the one shown."""
    page = client.get(f"/controls/?{query}").content.decode()
    turns = {rel: re.search(rf'rel="{rel}" href="[^"]*on=([0-9-]+)"', page) for rel in ("prev", "next")}
    days = re.findall(r'class="strip-day" href="[^"]*on=([0-9-]+)"', page)
    return days, {rel: found and found[1] for rel, found in turns.items()}


def test_the_end_of_a_membership_is_a_change_of_the_board(client, read, shipped):
    asked = f"destination=GB&requirement=other&measure={RESUMPTION}"
    assert changes(client, f"{asked}&on=2020-01-31") == (
        ["2010-10-28", "2020-02-01"],
        {"prev": "2010-10-28", "next": "2020-02-01"},
    )
    assert changes(client, f"{asked}&on=2020-02-02")[1] == {"prev": "2020-02-01", "next": None}
    page = read(f"/controls/?{asked}&on=2020-01-31")
    assert "no longer applies: the United Kingdom is no longer a member of the European Union" in page
    assert "1 applying no longer" in page


def test_the_beginning_of_a_membership_is_a_change_and_what_was_before_is_none(client, read, shipped):
    asked = f"destination=HR&requirement=other&measure={RESUMPTION}"
    assert changes(client, f"{asked}&on=2013-06-30") == (["2013-07-01"], {"prev": None, "next": "2013-07-01"})
    assert changes(client, f"{asked}&on=2026-11-23")[1] == {"prev": "2013-07-01", "next": None}
    said = "applies: Croatia is a member of the European Union from that day on"
    assert said in read(f"/controls/?{asked}&on=2013-06-30")


def test_a_membership_changes_nothing_of_what_is_not_shown(client, shipped):
    halt = "measure=2010-10-18-china-reported-halt-rare-earths-us-eu&on=2012-01-01"
    assert changes(client, f"{halt}&destination=HR") == ([], {"prev": None, "next": None})
    assert changes(client, f"{halt}&destination=HR&state=repealed")[0] == ["2013-07-01"]
    assert "2020-02-01" not in changes(client, f"{halt}&destination=GB")[0]


def shown_on(client, query):
    return {(row, one[:3]) for row in rows(client, query) for one in entries(client, query, row)}


@pytest.mark.parametrize(("destination", "on"), [("GB", "2020-01-31"), ("HR", "2013-06-30"), ("FR", "2010-10-28")])
def test_a_change_is_the_first_day_on_which_the_board_differs(client, shipped, destination, on):
    asked = f"destination={destination}&requirement=other,prohibited"
    around = [(date.fromisoformat(on) + timedelta(days=days)).isoformat() for days in range(-2, 4)]
    shown = {day: shown_on(client, f"{asked}&on={day}") for day in around}
    differing = {day for before, day in pairwise(around) if shown[before] != shown[day]}
    assert differing == set(around) & set(changes(client, f"{asked}&on={on}")[0])


def marked(client, on):
    """Return the year of the strip in which a day is marked that changes nothing."""
    strip = client.get(f"/controls/?material=dysprosium&state=suspended&on={on}").content.decode()
    years = re.findall(r'class="strip-label">(\d+)</span>(.*?)</ol>', strip, re.DOTALL)
    return [year for year, days in years if "strip-mark" in days]


@pytest.mark.parametrize(
    ("on", "year"), [("2010-01-01", "2010"), ("2025-09-01", "2025"), ("2026-11-23", "2026"), ("2027-02-01", "2027")]
)
def test_a_day_is_marked_in_its_own_year(client, shipped, on, year):
    assert marked(client, on) == [year]
