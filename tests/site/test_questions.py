"""Parameters that a page would pass over, and values at the edges of the calendar."""

import pytest

from tests.site.conftest import text_of

pytestmark = pytest.mark.django_db

PLAIN = ["/materials/", "/materials/dysprosium/", "/events/2025-06-05-trump-xi-call/"]
EDGES = ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00%2B14:00"]
LISTS = ["/", "/controls/", "/calendar/", "/calendar.ics", "/api/v1/events/", "/api/v1/controls/"]
STATUS = "/api/v1/measures/2024-12-03-mofcom-announcement-46/status/"


@pytest.mark.parametrize("path", PLAIN)
def test_a_page_of_today_refuses_to_be_asked_of_another_day(client, path):
    response = client.get(f"{path}?on=2020-01-01&known_at=2020-01-01T00:00:00Z")
    assert response.status_code == 400
    assert "takes no known_at, on :" in text_of(response)


@pytest.mark.parametrize("path", PLAIN)
def test_a_mark_that_somebody_left_in_an_address_does_no_harm(client, path):
    assert client.get(f"{path}?utm_source=x&ref=y").status_code == 200


@pytest.mark.parametrize("path", [*LISTS, STATUS])
@pytest.mark.parametrize("instant", EDGES)
def test_an_instant_outside_the_calendar_is_refused(client, path, instant):
    assert client.get(f"{path}?known_at={instant}").status_code == 400


@pytest.mark.parametrize(
    ("path", "name"), [("/", "from"), ("/controls/", "on"), ("/api/v1/controls/", "on"), (STATUS, "on")]
)
def test_digits_of_another_script_are_no_day(client, path, name):
    assert client.get(path, {name: "\u0662\u0660\u0662\u0665-01-01"}).status_code == 400


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_are_answered(client, on):
    for address in (f"/controls/?on={on}", f"/api/v1/controls/?on={on}", f"{STATUS}?on={on}"):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("path", [*LISTS, *PLAIN])
def test_what_is_posted_is_told_that_nothing_can_be(path):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(path).status_code == 405
