"""The sources: an index by publisher, and a page for each with every fact that it supports."""

import re
from datetime import UTC, date, datetime

import pytest

from policy.models import LinkStatus
from policy.record.models import FormerSlug
from policy.record.public_rows import times_named
from policy.record.version import version
from tests.makers import change, make_actor, make_meeting, make_source, make_statement, publish, retract
from tests.site.conftest import plain, text_of

pytestmark = pytest.mark.django_db


def status(client, slug="test-gazette"):
    return client.get(f"/sources/{slug}/").status_code


def test_a_source_tells_what_it_is_and_every_fact_it_supports(client, read, empty):
    source = make_source(title="试验公报", language="zh", tier="primary", archive_url="https://archive.example/x")
    cited = [
        {"source": source, "supports": "the date", "locator": "page 2", "quote": "很短的话"},
        {"source": source, "supports": "who was there"},
    ]
    publish(make_meeting(citations=cited), make_statement())
    page, text = client.get("/sources/test-gazette/").content.decode(), read("/sources/test-gazette/")
    assert "3 facts rest on it. It is cited by 2 events" in text
    assert "For: the date (page 2) “很短的话”" in text
    assert text.index("Test meeting") < text.index("Test statement")
    assert "Published 4 April 2025 Language Chinese" in text
    assert "The authority’s own text: the notice, order, statement or transcript itself." in text
    assert '<h1 class="page-title source-title" lang="zh">试验公报</h1>' in page
    assert 'href="https://example.org/test-gazette" rel="noopener" hreflang="zh"' in page
    assert 'href="https://archive.example/x" rel="noopener"' in page
    assert '<a class="link" href="/actors/test-times/">Test Times</a>' in page


def test_a_page_that_vanished_is_told(client, read, empty):
    publish(make_meeting())
    assert "no longer answered" not in read("/sources/test-gazette/")
    source = make_source()
    LinkStatus.objects.create(source=source, url=source.url, vanished_on=date(2026, 11, 1))
    assert "This page no longer answered when it was asked for on 1 November 2026." in read("/sources/test-gazette/")


def test_a_source_is_public_only_while_a_published_event_cites_it(client, read, empty):
    meeting = make_meeting()
    assert status(client) == 404
    publish(meeting)
    assert status(client) == 200
    change(meeting, title="A draft of a title")
    assert "A draft of a title" not in read("/sources/test-gazette/")
    retract(meeting)
    assert status(client) == 404
    assert "test-times" not in client.get("/sources/").content.decode()


def test_the_index_counts_the_sources_of_each_publisher(client, read, shipped):
    cited = times_named("source")["source"].keys()
    rows = re.findall(r'</th>\s*<td class="number">(\d+)</td>', client.get("/sources/").content.decode())
    assert sum(map(int, rows)) == len(cited)
    own = len(cited & {source["slug"] for source in shipped.files["sources"] if source["publisher"] == "mofcom"})
    assert f"Ministry of Commerce of the People's Republic of China 商务部 {own} {own} – –" in read("/sources/")


def test_a_publishers_sources_are_listed_newest_first(client, empty):
    times = make_actor("test-times", name="Test Times", kind="media", country="GB")
    old = make_source("old-notice", title="Old notice", published="2020", publisher=times)
    undated = make_source("undated-notice", title="Undated notice", published=None, publisher=times)
    publish(make_meeting(citations=[{"source": one, "supports": "it"} for one in (old, undated, make_source())]))
    text = text_of(client.get("/sources/?publisher=test-times"))
    assert "3 documents are cited in the record" in text
    assert text.index("Test gazette") < text.index("Old notice") < text.index("Undated notice")


def test_a_long_list_comes_in_pages(client, shipped):
    first = client.get("/sources/?publisher=trade-press").content.decode()
    last = client.get("/sources/?publisher=trade-press&page=2").content.decode()
    slugs = [re.findall(r'href="/sources/([^"/]+)/"', page) for page in (first, last)]
    assert len(slugs[0]) == 100
    assert f"{100 + len(slugs[1])} documents are cited" in plain(first)
    assert not set(slugs[0]) & set(slugs[1])
    assert 'rel="next" href="?publisher=trade-press&amp;page=2"' in first


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("publisher=nobody", "“nobody” published no source here"),
        ("publisher=reuters&page=2", "There are 1 pages."),
        ("publisher=reuters&page=0", "“0” is no number of a page."),
        ("page=1", "needs a publisher"),
        ("tier=primary", "tier is no parameter of this list. Allowed: publisher, page"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(client, shipped, query, named):
    response = client.get(f"/sources/?{query}")
    assert response.status_code == 400
    assert named in text_of(response)


def test_a_source_takes_no_question_and_nothing_can_be_sent_to_it(client, shipped):
    slug = "wh-geneva-joint-statement"
    assert client.get(f"/sources/{slug}/?on=2025-01-01").status_code == 400
    assert client.post(f"/sources/{slug}/").status_code == 405
    assert status(client, "no-such-source") == 404


def test_a_former_slug_leads_to_the_source(client, empty):
    publish(make_meeting())
    at = datetime(2026, 1, 1, tzinfo=UTC)
    FormerSlug.objects.create(
        table="source", slug="old-gazette", replaced_by="test-gazette", replaced_at=at, reason="A slip."
    )
    response = client.get("/sources/old-gazette/")
    assert (response.status_code, response.headers["Location"]) == (308, "/sources/test-gazette/")


@pytest.mark.parametrize("path", ["/sources/", "/sources/?publisher=reuters", "/sources/weiqi-tracker-2026-06/"])
def test_is_cacheable_by_version_in_a_constant_number_of_queries(client, shipped, django_assert_max_num_queries, path):
    with django_assert_max_num_queries(5):
        response = client.get(path)
    assert response.headers["ETag"] == version().etag(f"http://testserver{path}", "", "identity")
    assert response.cookies == {}
    assert client.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
