"""What programs read before a page: its one address, its card, the sitemap, robots.txt and security.txt."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from policy.models import Event
from policy.record.models import Revision
from policy.record.publish import retract
from policy.site import sitemap

pytestmark = pytest.mark.django_db

MEASURE = "/events/2025-04-04-mofcom-gac-announcement-18/"
HERE = "http://testserver"
NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def metas(client, path):
    """Return the names or properties of a page's meta elements with their contents, and its canonical address."""
    page = client.get(path).content.decode()
    found = dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page))
    return found | {"canonical": (re.findall(r'<link rel="canonical" href="([^"]*)">', page) or [None])[0]}


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/?utm_source=x&kind=measure,statement&actor=mofcom&fbclid=1", "/?actor=mofcom&amp;kind=measure,statement"),
        ("/?kind=statement,measure&actor=mofcom", "/?actor=mofcom&amp;kind=measure,statement"),
        ("/?q=licence,+magnets", "/?q=licence,+magnets"),
        (f"{MEASURE}?gclid=1&from_a_friend=1", MEASURE),
        ("/controls/?on=2025-11-08&destination=US", "/controls/?destination=US&amp;on=2025-11-08"),
        ("/zh-hans/?utm_source=x&kind=statement,measure", "/zh-hans/?kind=measure,statement"),
    ],
)
def test_a_page_has_one_address_however_it_was_asked_for(client, shipped, asked, canonical):
    assert metas(client, asked)["canonical"] == f"{HERE}{canonical}"


def test_an_event_is_shared_as_a_card_with_its_picture(client, shipped):
    found, document = metas(client, MEASURE), Revision.objects.current().get(slug=MEASURE.split("/")[2]).content
    assert found["og:type"] == "article"
    assert found["og:title"] == document["title"]
    assert found["og:description"] == found["description"]
    assert found["og:url"] == found["canonical"] == f"{HERE}{MEASURE}"
    assert found["og:image"] == f"{HERE}{MEASURE}card.png"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert document["title"] in found["og:image:alt"]
    assert (found["og:locale"], found["og:locale:alternate"]) == ("en_GB", "zh_CN")
    assert found["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize("path", ["/", "/materials/", "/controls/", "/actors/", "/calendar/", "/corrections/"])
def test_every_other_page_is_shared_with_the_picture_of_the_site(client, shipped, path):
    found = metas(client, path)
    assert found["og:image"] == f"{HERE}/card.png"
    assert all(found[f"og:{name}"] for name in ("title", "description", "url", "image:alt"))
    assert "Monazite" not in found["og:title"] or path == "/"


def test_what_is_no_page_has_no_address_of_its_own(client, shipped):
    statement = Revision.objects.current().filter(kind="statement").last()
    retract(Event.objects.get(slug=statement.slug), reason="It was never said.", by="tester")
    for path in ("/?nonsense=1", "/nowhere/", f"{MEASURE}?on=2025-01-01"):
        assert metas(client, path)["canonical"] is None
    gone = metas(client, f"/events/{statement.slug}/")
    assert (gone["canonical"], gone["robots"]) == (None, "noindex")
    assert metas(client, f"{MEASURE}report/")["robots"] == "noindex"


def listed(response):
    root = ElementTree.fromstring(response.content)
    return {one.findtext("s:loc", "", NAMESPACES): one for one in root.findall("s:url", NAMESPACES)}


def test_the_sitemap_has_every_page_with_the_day_it_changed(client, shipped, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        response = client.get("/sitemap.xml")
    found = listed(response)
    assert {f"{HERE}/events/{slug}/" for slug in shipped.published} <= found.keys()
    assert not [one for one in found if any(slug in one for slug in shipped.drafts)]
    assert {
        f"{HERE}{path}" for path in ("/", "/materials/dysprosium/", "/actors/mofcom/", "/controls/")
    } <= found.keys()
    published = Revision.objects.current().get(slug=MEASURE.split("/")[2]).published_at
    assert found[f"{HERE}{MEASURE}"].findtext("s:lastmod", "", NAMESPACES) == f"{published:%Y-%m-%d}"
    alternates = found[f"{HERE}{MEASURE}"].findall("x:link", NAMESPACES)
    assert [(one.get("hreflang"), one.get("href")) for one in alternates] == [
        ("en", f"{HERE}{MEASURE}"),
        ("zh-hans", f"{HERE}/zh-hans{MEASURE}"),
        ("x-default", f"{HERE}{MEASURE}"),
    ]
    assert f"{HERE}/zh-hans{MEASURE}" in found
    assert client.get("/sitemap.xml", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


@pytest.mark.slow
def test_addresses_of_the_sitemap_answer(client, shipped):
    for address in [*listed(client.get("/sitemap-lists.xml")), *list(listed(client.get("/sitemap-materials.xml")))[:2]]:
        assert client.get(address).status_code == 200
    assert client.get("/sitemap-nothing.xml").status_code == 404


@pytest.mark.slow
def test_a_sitemap_that_is_too_long_becomes_an_index(client, shipped, monkeypatch):
    monkeypatch.setattr(sitemap, "MOST", 100)
    monkeypatch.setattr(sitemap.Pages, "limit", 100)
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    files = [one.text for one in root.findall("s:sitemap/s:loc", NAMESPACES)]
    assert f"{HERE}/sitemap-events.xml?p=2" in files
    pages = [address for file in files for address in listed(client.get(file))]
    assert {f"{HERE}/events/{slug}/" for slug in shipped.published} <= set(pages)


def test_robots_are_kept_from_the_desk_and_told_of_the_sitemap(client, shipped):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[:3] == ["User-agent: *", "Disallow: /admin/", "Disallow: /*/report/"]
    assert f"Sitemap: {HERE}/sitemap.xml" in lines
    assert client.post("/robots.txt").status_code == 405


def test_no_contact_is_made_up(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@monazite.example"
    settings.SECURITY_CONTACT_EXPIRES = datetime(2027, 1, 31, tzinfo=UTC)
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert lines[:2] == ["Contact: mailto:security@monazite.example", "Expires: 2027-01-31T00:00:00+00:00"]
    assert f"Canonical: {HERE}/.well-known/security.txt" in lines
