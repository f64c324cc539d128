"""Pages for what went wrong. But for the retracted event and what may have been meant, none of them asks the database."""

import pytest
from django.views import defaults

from config import errors
from policy.site import near
from tests.makers import make_actor, make_meeting, make_statement, publish
from tests.site.conftest import text_of


def test_an_unknown_address_answers_404_with_the_search(client):
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "There is nothing at this address" in text_of(response)
    assert b'<input class="control-input" type="search" id="q" name="q">' in response.content
    assert "Did you mean" not in text_of(response)
    assert response.cookies == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/events/2025-06-09-london-talk/", "/events/2025-06-09-london-talks/"),
        ("/events/2025-06-08-london-talks/history/", "/events/2025-06-09-london-talks/"),
        ("/meetings/2025-06-09-london-talks/", "/events/2025-06-09-london-talks/"),
        ("/actors/MOFCOM/", "/actors/mofcom/"),
        ("/materials/dysprosum/", "/materials/dysprosium/"),
        ("/sources/wh-geneva-joint-statment/", "/sources/wh-geneva-joint-statement/"),
    ],
)
def test_an_address_with_a_slip_leads_to_what_was_meant(client, shipped, path, meant):
    response = client.get(path)
    assert response.status_code == 404
    assert f'<li><a class="link" href="{meant}">' in response.content.decode()


@pytest.mark.django_db
def test_what_is_not_public_is_never_guessed(client, empty):
    publish(make_meeting())
    make_statement(speaker=make_actor("drafted-speaker"))
    for path in (
        "/events/2025-04-05-test-statemen/",
        "/actors/drafted-speake/",
        "/api/v1/events/2025-04-06-test-meetin/",
    ):
        assert 'href="/events/2025-04-05' not in client.get(path).content.decode()
        assert "drafted-speaker" not in client.get(path).content.decode()


@pytest.mark.django_db
def test_guessing_costs_three_queries_and_nothing_for_long_or_other_addresses(
    client, shipped, django_assert_max_num_queries
):
    near._slugs.cache_clear()
    with django_assert_max_num_queries(3):
        errors.near("/actors/mofcon/")
    with django_assert_max_num_queries(0):
        assert errors.near(f"/actors/{'x' * 121}/") == errors.near("/nothing/here/") == []


def test_a_malformed_request_answers_400(client):
    response = client.get("/", headers={"Host": "elsewhere.example"})
    assert response.status_code == 400
    assert "This request can’t be understood" in text_of(response)


@pytest.mark.django_db
def test_a_question_that_a_page_does_not_take_is_named_with_the_way_out(client, shipped):
    response = client.get("/actors/?on=2025-01-01")
    assert "This page takes no on : it shows" in text_of(response)
    assert '<a class="link" href="/actors/">open the page without it</a>' in response.content.decode()


def test_a_failure_answers_500_without_the_database(rf):
    response = defaults.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "The server failed" in text_of(response)


@pytest.mark.parametrize(("path", "said"), [("/about/", "The server failed"), ("/zh-hans/about/", "服务器出错")])
def test_a_failure_speaks_the_language_of_its_address(rf, path, said):
    page = errors.server_error(rf.get(path)).content.decode()
    assert f'<h1 class="notice-title">{said}</h1>' in page


def test_a_failure_needs_no_collected_static_files(rf, settings):
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}
    assert b'href="/static/site.css"' in defaults.server_error(rf.get("/")).content


@pytest.mark.parametrize("path", ["/", "/events/2025-06-09-london-talks/"])
def test_a_page_that_fails_shows_no_detail(client, monkeypatch, path):
    client.raise_request_exception = False
    monkeypatch.setattr("policy.record.http.known_version", lambda: 1 / 0)
    response = client.get(path)
    assert response.status_code == 500
    assert "division" not in text_of(response)


def test_a_wrong_method_is_explained_with_the_methods_that_are_right(client):
    response = client.post("/about/")
    assert response.status_code == 405
    assert "nothing can be sent to this page" in text_of(response)
    assert response.headers["Allow"] == "GET, HEAD"
