"""Pages for what went wrong. But for the retracted event, none of them asks the database: these tests have none."""

import pytest
from django.views import defaults

from tests.site.conftest import text_of


def test_an_unknown_address_answers_404(client):
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "There is nothing at this address" in text_of(response)
    assert response.cookies == {}


def test_a_malformed_request_answers_400(client):
    response = client.get("/", headers={"Host": "elsewhere.example"})
    assert response.status_code == 400
    assert "This request can’t be understood" in text_of(response)


def test_a_failure_answers_500_without_the_database(rf):
    response = defaults.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "The server failed" in text_of(response)


def test_a_failure_needs_no_collected_static_files(rf, settings):
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}
    assert b'href="/static/site.css"' in defaults.server_error(rf.get("/")).content


@pytest.mark.parametrize("path", ["/", "/events/2025-06-09-london-talks/"])
def test_a_page_that_fails_shows_no_detail(client, monkeypatch, path):
    client.raise_request_exception = False
    monkeypatch.setattr("policy.record.http.version", lambda: 1 / 0)
    response = client.get(path)
    assert response.status_code == 500
    assert "division" not in text_of(response)
