"""The feeds: the newest publications of any filter, in three forms."""

import csv
import html
import io
import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest

from policy.choices import ChangeKind
from policy.record.models import Revision
from tests.makers import change, make_link, make_meeting, make_statement, newest, publish, retract
from tests.site.test_history import correct

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FORMS = ["atom", "rss", "json"]


def path(form, query=""):
    return f"/feeds/events.{form}?{query}".rstrip("?")


def read(client, form, query=""):
    """Return the feed and its entries as (id, title, address, published, updated), as another program reads them."""
    response = client.get(path(form, query))
    assert response.status_code == 200
    if form == "json":
        feed = json.loads(response.content)
        names = ("id", "title", "url", "date_published", "date_modified")
        return feed, [tuple(item[name] for name in names) for item in feed["items"]]
    feed = ElementTree.fromstring(response.content)
    return feed, [_of_atom(one) for one in feed.iter(f"{ATOM}entry")] + [_of_rss(one) for one in feed.iter("item")]


def _of_atom(entry):
    id, title, published, updated = (entry.findtext(ATOM + name) for name in ("id", "title", "published", "updated"))
    return id, title, entry.find(f"{ATOM}link").get("href"), published, updated


def _of_rss(item):
    published = parsedate_to_datetime(item.findtext("pubDate")).isoformat()
    return (
        item.findtext("guid"),
        item.findtext("title"),
        item.findtext("link"),
        published,
        item.findtext(f"{ATOM}updated"),
    )


def ids(client, form="json", query=""):
    return [entry[0] for entry in read(client, form, query)[1]]


@pytest.fixture
def statement(empty):
    event = make_statement(title="Licences <b>approved</b>", summary="A & B.")
    publish(event)
    return event


def test_the_three_forms_tell_the_same_newest_fifty_publications(client, shipped):
    atom, rss, told = (read(client, form)[1] for form in FORMS)
    last = Revision.objects.current().public().order_by("-seq")[:50]
    assert [entry[2] for entry in atom] == [f"http://testserver/events/{revision.slug}/" for revision in last]
    assert atom == told
    assert [entry[:3] for entry in rss] == [entry[:3] for entry in atom]
    assert [entry[4] for entry in rss] == [entry[4] for entry in atom]
    assert len({entry[0] for entry in atom}) == 50


@pytest.mark.parametrize("query", ["kind=meeting", "q=dysprosium&from=2025-04-01", "country=US&direction=easing"])
def test_filters_are_those_of_the_timeline(client, shipped, query):
    listed = client.get(f"/api/v1/events/?{query}&order=-published_at").json()["results"]
    for form in FORMS:
        assert [entry[2] for entry in read(client, form, query)[1]] == [event["url"] for event in listed]


def test_a_correction_comes_first_with_its_reason_and_keeps_its_id(client, statement):
    publish(make_meeting())
    before = {form: read(client, form)[1][1] for form in FORMS}
    correct(statement, "It was <reported> only.", certainty="reported")
    for form in FORMS:
        id, title, _, published, updated = read(client, form)[1][0]
        assert (id, title) == (before[form][0], "Licences <b>approved</b>")
        assert datetime.fromisoformat(published).replace(microsecond=0) < datetime.fromisoformat(updated)
        assert updated > before[form][4]
    content = json.loads(client.get(path("json")).content)["items"][0]["content_html"]
    assert content == "<p>A &amp; B.</p><p><strong>Revision 2.</strong> Correction: It was &lt;reported&gt; only.</p>"


def test_a_link_from_a_new_event_leaves_an_older_one_in_its_place(client, statement):
    meeting, later = make_meeting(), make_statement("2025-04-08-later")
    publish(meeting)
    before = read(client, "json")[1]
    make_link(later, statement)
    publish(later)
    assert newest(statement).number == 2
    assert read(client, "json")[1][1:] == before
    assert "Link added" not in client.get(path("json")).content.decode()
    change(later, title="Later still")
    publish(later)
    assert [entry[1] for entry in read(client, "json")[1]] == [
        "Later still",
        "Test meeting",
        "Licences <b>approved</b>",
    ]


def test_an_id_does_not_rest_on_the_host(client, statement, settings):
    before = ids(client)
    settings.ALLOWED_HOSTS = ["elsewhere.example"]
    client.defaults["HTTP_HOST"] = "elsewhere.example"
    assert ids(client) == before
    assert all(id.startswith("urn:uuid:") for id in before)
    assert read(client, "atom")[1][0][2] == f"http://elsewhere.example/events/{statement.slug}/"


def test_the_parts_that_readers_of_feeds_ask_for(client, statement):
    query = "kind=statement"
    atom, _ = read(client, "atom", query)
    links = {link.get("rel"): link.get("href") for link in atom.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver/feeds/events.atom?{query}"
    assert links["alternate"] == f"http://testserver/?{query}"
    assert links["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert atom.findtext(f"{ATOM}author/{ATOM}name") == "Monazite"
    assert atom.findtext(f"{ATOM}title") == "Monazite: Statements"
    assert atom.findtext(f"{ATOM}updated") == read(client, "atom", query)[1][0][4]
    assert {one.get("term") for one in atom.iter(f"{ATOM}category")} == {"statement", "China"}
    rss, _ = read(client, "rss", query)
    assert rss.find(f"channel/{ATOM}link").get("href") == f"http://testserver/feeds/events.rss?{query}"
    assert rss.find("channel/item/guid").get("isPermaLink") == "false"
    told, _ = read(client, "json", query)
    assert (told["version"], told["feed_url"]) == (
        "https://jsonfeed.org/version/1.1",
        f"http://testserver{path('json', query)}",
    )
    assert told["items"][0]["tags"] == ["statement", "China"]


def test_a_retracted_event_leaves_and_an_empty_feed_is_one(client, statement):
    retract(statement)
    for form in FORMS:
        assert read(client, form)[1] == []
    assert read(client, "atom")[0].findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"


def test_what_xml_cannot_hold_does_not_break_a_feed(client, statement):
    correct(statement, "A slip.", ChangeKind.EDITORIAL, title="A\x0b slip\uffff")
    assert {read(client, form)[1][0][1] for form in FORMS} == {"A slip"}


@pytest.mark.parametrize("query", ["order=date", "cursor=x", "kind=rumour", "kind=measure&kind=permit", "utm_source=x"])
def test_what_cannot_be_meant_is_refused_by_name(client, shipped, query):
    response = client.get(path("atom", query))
    assert (response.status_code, response.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response.content.decode().startswith(query.partition("=")[0])


@pytest.mark.parametrize(("form", "type_"), [("atom", "atom+xml"), ("rss", "rss+xml"), ("json", "feed+json")])
def test_it_is_cached_by_version_and_sets_no_cookie(client, statement, form, type_):
    response = client.get(path(form))
    assert response.headers["Content-Type"] == f"application/{type_}; charset=utf-8"
    assert response.headers["Cache-Control"].startswith("public, max-age=")
    assert (response.cookies, "Cookie" in response.headers.get("Vary", "")) == ({}, False)
    tag = {"If-None-Match": response.headers["ETag"]}
    assert client.get(path(form), headers=tag).status_code == 304
    assert client.head(path(form)).headers["ETag"] == tag["If-None-Match"]
    assert client.post(path(form)).status_code == 405
    correct(statement, "It was reported only.", certainty="reported")
    assert client.get(path(form), headers=tag).status_code == 200


def test_it_asks_as_often_for_fifty_entries_as_for_one(client, shipped, django_assert_num_queries):
    one = "kind=meeting&from=2025-06-09&to=2025-06-10"
    assert len(ids(client, query=one)) == 1
    for query in ("", one):
        with django_assert_num_queries(4):
            client.get(path("atom", query))


@pytest.mark.slow
def test_pages_of_lists_lead_to_the_feeds_of_what_they_list(client, shipped):
    def feed_of(page):
        said = client.get(page).content.decode()
        assert said.count('type="application/atom+xml"') == 1
        return said.partition('(Atom)" href="')[2].partition('"')[0]

    assert feed_of("/about-nothing/") == feed_of("/") == feed_of("/?order=date&changes=hide") == "/feeds/events.atom"
    filtered = "/feeds/events.atom?kind=meeting&amp;from=2025-01-01"
    assert feed_of("/?kind=meeting&from=2025-01-01&order=date") == filtered
    assert client.get("/?kind=meeting&from=2025-01-01").content.decode().count(f'href="{filtered}"') == 2
    assert feed_of("/actors/mofcom/") == "/feeds/events.atom?actor=mofcom"
    assert feed_of("/materials/dysprosium/") == "/feeds/events.atom?material=dysprosium"


@pytest.mark.parametrize("page", ["/", pytest.param("/permits/", marks=pytest.mark.permits)])
def test_lists_lead_to_the_same_events_as_file_and_data(client, shipped, page):
    said = html.unescape(client.get(f"{page}?country=JP&from=2025-01-01").content.decode())
    (table,) = re.findall(r'href="([^"]+)">CSV</a>', said)
    (data,) = re.findall(r'href="([^"]+)">JSON</a>', said)
    (calendar,) = re.findall(r'href="(/calendar\.ics[^"]+)">', said)
    slugs = [event["slug"] for event in client.get(data).json()["results"]]
    rows = csv.DictReader(io.StringIO(b"".join(client.get(table)).decode(), newline=""))
    assert [row["slug"] for row in rows] == slugs
    assert all(f'href="/events/{slug}/"' in said for slug in slugs)
    assert slugs
    assert client.get(calendar)["Content-Type"].startswith("text/calendar")
