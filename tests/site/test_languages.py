"""Public pages speak the language of their path, and nothing else has a say in it."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils.translation import get_language, override

from config.languages import in_language, language_of
from policy.models import Measure
from policy.renaming import rename_event

EVENT = "2025-04-04-mofcom-gac-announcement-18"
PAGES = [
    "/",
    "/?kind=measure&material=dysprosium",
    "/controls/",
    "/materials/",
    "/materials/dysprosium/",
    "/actors/",
    "/actors/mofcom/",
    "/calendar/",
    "/corrections/",
    f"/events/{EVENT}/",
    f"/events/{EVENT}/history/",
    f"/events/{EVENT}/report/",
]
# Addresses that have no language: those of the API, the desk, files of the site, and pages that a link names in another one.
NO_LANGUAGE = ("/api/", "/admin/", "/static/", "/data/", "/oembed", "/.well-known/")
LINK = re.compile(r"<(?:a|link|form)\b[^>]*>")
TARGET = re.compile(r'\b(?:href|action)="(?:http://testserver)?(/[^"]*)"')


def followed(markup):
    """Return the paths that a page's links and forms lead to, but for those that lead to another language."""
    tags = [tag for tag in LINK.findall(markup) if "hreflang=" not in tag]
    paths = [found[1] for tag in tags if (found := TARGET.search(tag))]
    return [path for path in paths if not path.startswith(NO_LANGUAGE)]


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/", "en"),
        ("/zh-hans/", "zh-hans"),
        ("/zh-hans", "zh-hans"),
        ("/zh-hansard/", "en"),
        ("/events/zh-hans/", "en"),
    ],
)
def test_a_path_names_its_language_with_its_first_part(path, language):
    assert language_of(path) == language


def test_a_path_leads_to_the_same_page_in_each_language_and_back():
    assert in_language("/materials/", "zh-hans") == "/zh-hans/materials/"
    assert in_language("/zh-hans/materials/", "en") == "/materials/"
    assert in_language("/zh-hans/", "en") == in_language("/zh-hans", "en") == "/"
    assert in_language("/zh-hans/", "zh-hans") == "/zh-hans/"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_both_languages_and_its_links_stay_in_its_own(client, shipped, path):
    for language, tag in (("en", "en"), ("zh-hans", "zh-Hans")):
        response = client.get(in_language(path, language))
        markup = response.content.decode()
        assert response.status_code == 200
        assert f'<html lang="{tag}">' in markup
        assert {language_of(target) for target in followed(markup)} == {language}


def test_the_masthead_leads_to_the_same_question_in_the_other_language(client, shipped):
    asked = "?kind=measure&material=dysprosium"
    english = client.get(f"/{asked}&utm_source=x").content.decode()
    chinese = client.get(f"/zh-hans/{asked}").content.decode()
    path = asked.replace("&", "&amp;")
    assert f'href="/zh-hans/{path}" lang="zh-Hans" hreflang="zh-Hans"' in english
    assert f'href="/{path}" lang="en" hreflang="en"' in chinese


def test_a_page_names_itself_and_its_other_language_to_search_engines(client, shipped):
    markup = client.get("/zh-hans/materials/").content.decode()
    assert '<link rel="canonical" href="http://testserver/zh-hans/materials/">' in markup
    assert '<link rel="alternate" hreflang="en" href="http://testserver/materials/">' in markup
    assert '<link rel="alternate" hreflang="zh-Hans" href="http://testserver/zh-hans/materials/">' in markup
    assert '<link rel="alternate" hreflang="x-default" href="http://testserver/materials/">' in markup


def test_neither_the_browsers_language_nor_a_cookie_changes_a_page(client, shipped):
    client.cookies["django_language"] = "zh-hans"
    response = client.get("/materials/", headers={"Accept-Language": "zh-CN"})
    assert b'<html lang="en">' in response.content
    assert "Accept-Language" not in response.get("Vary", "")
    assert b'<html lang="zh-Hans">' in client.get("/zh-hans/materials/", headers={"Accept-Language": "en"}).content


def test_the_api_and_the_desk_are_in_english_alone(client, shipped):
    plain = client.get("/api/v1/events/?page_size=3").content
    assert client.get("/zh-hans/").status_code == 200
    assert client.get("/api/v1/events/?page_size=3").content == plain
    assert client.get("/zh-hans/api/v1/events/").status_code == 404
    assert client.get("/zh-hans/admin/login/").status_code == 404


def test_a_language_ends_with_its_request_even_where_that_fails(client, db, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("policy.record.http.known_version", lambda: 1 / 0)
    assert client.get("/zh-hans/").status_code == 500
    assert get_language() == "en"


def test_requests_in_two_languages_at_once_keep_apart(db):
    paths = ["/nothing/", "/zh-hans/nothing/"] * 10
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda path: Client().get(path).content.decode(), paths))
    assert [re.search('<html lang="(.*?)">', page)[1] for page in pages] == ["en", "zh-Hans"] * 10


@pytest.mark.parametrize("path", ["/zh-hans/nothing/", "/zh-hans/events/nothing/"])
def test_what_is_not_there_is_said_in_the_language_of_the_path(client, shipped, path):
    response = client.get(path)
    assert response.status_code == 404
    assert b'<html lang="zh-Hans">' in response.content


def test_a_question_that_cannot_be_meant_is_refused_in_the_language_of_the_path(client, shipped):
    response = client.get("/zh-hans/?kind=nothing")
    assert response.status_code == 400
    assert b'<html lang="zh-Hans">' in response.content
    assert set(map(language_of, followed(response.content.decode()))) == {"zh-hans"}


def test_an_old_address_leads_to_the_new_one_in_its_own_language(client, shipped):
    rename_event(Measure.objects.get(slug=EVENT), "2025-04-04-announcement-18", reason="Too long.", by="tester")
    moved = client.get(f"/zh-hans/events/{EVENT}/history/")
    assert (moved.status_code, moved["Location"]) == (308, "/zh-hans/events/2025-04-04-announcement-18/history/")


def test_an_address_without_its_last_stroke_leads_on_in_its_own_language(client, db):
    assert client.get("/zh-hans/materials")["Location"] == "/zh-hans/materials/"


def test_a_page_has_the_validator_of_its_own_address(client, shipped):
    etag = client.get("/zh-hans/materials/")["ETag"]
    assert client.get("/zh-hans/materials/", headers={"If-None-Match": etag}).status_code == 304


def test_both_languages_give_the_same_events(client, shipped):
    slug = re.compile(r'href="(?:/zh-hans)?/events/([a-z0-9-]+)/"')
    pages = [client.get(f"{root}?material=dysprosium&kind=measure").content.decode() for root in ("/", "/zh-hans/")]
    assert slug.findall(pages[0]) == slug.findall(pages[1]) != []


@pytest.mark.parametrize("name", ["timeline", "calendar-file", "feed-atom"])
def test_addresses_get_the_prefix_of_the_language_spoken(name):
    path = get_resolver().reverse(name)
    with override("zh-hans"):
        assert get_resolver().reverse(name) == f"zh-hans/{path}"
