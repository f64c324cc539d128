"""The lists of measures, statements and meetings."""

import re

import pytest

from tests.site.conftest import text_of

pytestmark = pytest.mark.django_db

CARD = re.compile(r'<h3 class="card-title"><a class="card-link" href="/events/([a-z0-9-]+)/">')
LISTS = ("measures", "statements", "meetings")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_the_events_of_its_kind_and_counts_them(client, shipped, name):
    published = {one["slug"] for one in shipped.files[name] if one["status"] == "published"}
    response = client.get(f"/{name}/")
    assert set(CARD.findall(response.content.decode())) <= published
    assert f"{len(published)} events" in text_of(response)
    assert f'<h1 class="page-title">{name.capitalize()}</h1>' in response.content.decode()


def test_the_lists_are_linked_from_every_page_but_not_in_the_navigation(client, shipped):
    page = client.get("/materials/").content.decode()
    assert all(f'<a class="link foot-link" href="/{name}/">' in page for name in LISTS)
    assert not any(f'<a class="nav-link" href="/{name}/"' in page for name in LISTS)


def test_measures_are_narrowed_by_type_with_the_number_that_the_list_then_has(client, shipped):
    page = client.get("/measures/").content.decode()
    [number] = re.findall(
        r'href="/measures/\?instrument_type=export_ban">Export ban <span class="facet-number">(\d+)', page
    )
    assert len(CARD.findall(client.get("/measures/?instrument_type=export_ban").content.decode())) == int(number)


def test_a_measure_says_how_many_of_its_provisions_are_in_which_state_today(client, shipped):
    said = text_of(client.get("/measures/?from=2024-12-03&to=2024-12-03&q=gallium"))
    assert re.search(r"Today: in force \d provisions? (suspended|in force)|Today: in force", said)


@pytest.mark.parametrize(("path", "parameter"), [("/measures/?kind=statement", "kind"), ("/meetings/?from=x", "From")])
def test_what_can_t_be_meant_is_refused_with_its_name(client, shipped, path, parameter):
    response = client.get(path)
    assert response.status_code == 400
    assert parameter in text_of(response)


def test_nothing_can_be_sent_to_a_list(client, shipped):
    assert client.post("/measures/").status_code == 405


def test_no_match_leads_back_to_the_whole_list(client, shipped):
    assert 'href="/meetings/">show all events</a>' in client.get("/meetings/?q=unobtainium").content.decode()


def test_the_number_of_queries_is_constant(client, shipped, django_assert_num_queries):
    client.get("/measures/")  # reads what is kept, once per version and process
    with django_assert_num_queries(3):
        client.get("/measures/")
