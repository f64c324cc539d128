"""The actors: an index of those whom published events name, and a page for each."""

import re

import pytest

from policy.choices import ActorKind
from policy.record.public_rows import times_named
from policy.record.version import version
from policy.site.actors import HEADINGS
from tests.makers import (
    make_actor,
    make_link,
    make_measure,
    make_meeting,
    make_source,
    make_statement,
    publish,
    retract,
)
from tests.site.conftest import plain, text_of

pytestmark = pytest.mark.django_db


def listed(client):
    return set(re.findall(r'href="/actors/([^"]+)/"', client.get("/actors/").content.decode()))


def status(client, slug):
    return client.get(f"/actors/{slug}/").status_code


def test_the_index_lists_whom_published_events_name_and_each_has_a_page(client, shipped):
    assert listed(client) == set(times_named("actor")["actor"])
    assert "xinhua" not in listed(client)
    assert [status(client, slug) for slug in ("mofcom", "bis", "xinhua", "acea")] == [200, 200, 200, 404]


@pytest.mark.slow
def test_every_actor_of_the_index_has_a_page(client, shipped):
    assert {slug: code for slug in listed(client) if (code := status(client, slug)) != 200} == {}


def test_the_index_groups_by_side_and_kind_and_counts_events(client, empty):
    company = make_actor("testco", name="Testco", name_zh="测试公司", kind="company", country="DE")
    publish(make_measure(targets=[{"actor": company}]), make_meeting())
    page = client.get("/actors/").content.decode()
    assert re.findall(r"<h[23].*?>(.*?)</h", page) == [
        *("China", "Ministries and other public bodies", "United States", "Ministries and other public bodies"),
        *("Other countries, and international", "Companies"),
    ]
    assert "Ministry of Tests 2 events" in plain(page)
    assert "Testco 测试公司 1 event · Germany" in plain(page)
    assert '<span class="soft actors-zh" lang="zh">测试公司</span>' in page


def test_every_kind_of_actor_has_a_heading():
    assert set(HEADINGS) == set(ActorKind)


def test_an_index_without_events_says_so(read, empty):
    make_actor()
    assert "No published event names anybody yet." in read("/actors/")


def test_drafts_never_show(client, empty):
    office = make_actor("office-of-tests", name="Office of Tests", parent=make_actor())
    draft = make_actor("drafted", name="Drafted", parent=office)
    publish(make_meeting())
    statement = make_statement(speaker=draft)
    assert status(client, "drafted") == status(client, "office-of-tests") == 404
    assert "drafted" not in listed(client)
    assert not {"Drafted", "Office of Tests"} & set(re.findall("Drafted|Office of Tests", page_of(client)))
    publish(statement)
    assert status(client, "drafted") == status(client, "office-of-tests") == 200
    assert "Office of Tests" in page_of(client)
    retract(statement)
    assert status(client, "drafted") == status(client, "office-of-tests") == 404
    assert "Office of Tests" not in page_of(client)


def page_of(client, slug="ministry-of-tests"):
    return text_of(client.get(f"/actors/{slug}/"))


def test_a_page_says_who_it_is_and_to_whom_it_belongs(client, shipped):
    page = client.get("/actors/mofcom/").content.decode()
    assert 'People&#x27;s Republic of China <span class="material-zh" lang="zh">商务部</span></h1>' in page
    assert "Actors · Government · China" in plain(page)
    assert "Administers dual-use export licensing and issues control announcements" in plain(page)
    assert 'Belongs to <a class="link" href="/actors/state-council/">' in page
    assert '<a class="link" href="/actors/he-yongqian/">He Yongqian</a>' in page


def test_the_chinese_page_speaks_of_actors_and_events_by_their_chinese_names(client, shipped):
    page = client.get("/zh-hans/actors/mofcom/").content.decode()
    assert '>商务部 <span class="material-zh" lang="en">Ministry of Commerce' in page
    assert '<a class="link" href="/zh-hans/actors/he-yongqian/">何咏前</a>' in page
    assert "商务部公告2026年第30号" in plain(page)


def test_the_timeline_shows_the_newest_events_and_leads_to_all(client, shipped):
    page = client.get("/actors/mofcom/").content.decode()
    count = times_named("actor")["actor"]["mofcom"]
    assert page.count('<article class="card') == 20
    assert f"The newest of {count} events that name Ministry of Commerce" in plain(page)
    assert f'<a class="link" href="/?actor=mofcom">Show all {count}</a>' in page
    assert f"{count} events" in text_of(client.get("/?actor=mofcom"))


def test_a_publisher_that_no_event_names_has_the_number_of_its_cited_sources(client, empty):
    publish(make_meeting())
    make_source("unread-gazette", publisher=make_source().publisher)
    assert "1 published source is cited in the record" in page_of(client, "test-times")
    assert "No published event names Test Times." in page_of(client, "test-times")
    assert "test-times" not in listed(client)


def test_a_publisher_whose_sources_no_published_event_cites_is_not_there(client, empty):
    meeting = make_meeting()
    assert status(client, "test-times") == 404
    publish(meeting)
    assert status(client, "test-times") == 200
    retract(meeting)
    assert status(client, "test-times") == 404


def test_events_and_the_materials_link_to_actors(client, empty):
    company = make_actor("testco", name="Testco", kind="company")
    publish(make_measure(targets=[{"actor": company}]))
    page = client.get("/events/2025-04-04-test-measure/").content.decode()
    assert '<a class="link" href="/actors/ministry-of-tests/">Ministry of Tests</a>' in page
    assert '<a class="link" href="/actors/testco/">Testco</a>' in page
    assert 'href="/actors/"' in client.get("/materials/").content.decode()


@pytest.mark.parametrize("path", ["/actors/nobody/", "/actors/MOFCOM/", "/actors/mofcom/x/"])
def test_who_is_no_actor_is_not_there(client, shipped, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/actors/", "/actors/mofcom/"])
def test_takes_no_question_and_nothing_can_be_sent_to_it(client, shipped, path):
    assert client.post(path).status_code == 405
    refused = client.get(f"{path}?known_at=2026-01-01T00:00:00Z")
    assert refused.status_code == 400
    assert "This page takes no known_at" in text_of(refused)


@pytest.mark.parametrize("path", ["/actors/", "/actors/mofcom/"])
def test_is_cacheable_by_version_without_a_cookie(client, shipped, path):
    response = client.get(path)
    assert response.cookies == {}
    assert response.headers["ETag"] == version().etag(f"http://testserver{path}", "", "identity")
    assert client.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("slug", ["mofcom", "donald-trump", pytest.param("jl-mag", marks=pytest.mark.permits)])
def test_the_number_of_queries_does_not_grow_with_the_actor(client, shipped, django_assert_max_num_queries, slug):
    client.get("/actors/bis/")  # the vocabularies are read once per version
    with django_assert_max_num_queries(17):
        assert client.get(f"/actors/{slug}/").status_code == 200


def test_the_number_of_queries_of_the_index_is_constant(client, shipped, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get("/actors/")


def test_what_an_actor_said_stands_with_stance_quotation_and_contradiction(client, empty):
    ministry = make_actor()
    quotes = [{"text": "没有的事", "language": "zh", "translation": "Nothing of the sort"}]
    claim = make_statement("2025-04-01-a-claim", title="A claim", speaker=make_actor("claimer", name="Claimer"))
    spokesman = make_actor("spokesman", name="Spokesman")
    denial = make_statement(
        title="A denial", speaker=spokesman, on_behalf_of=ministry, stance="contradicting", quotes=quotes
    )
    make_link(denial, claim, "contradicts")
    publish(claim, denial)
    page = page_of(client)
    assert "1 statement by or on behalf of " in page
    assert "5 April 2025 ≠ contradicting A denial Spokesman , on behalf of Ministry of Tests · press conference" in page
    assert "「没有的事」 “Nothing of the sort” (translation)" in page
    assert "Contradicts: A claim ( 1 April 2025 )" in page
    assert "Contradicted by: A denial ( 5 April 2025 )" in page_of(client, "claimer")
    assert "1 statement" in page_of(client, "spokesman")


def test_statements_stand_newest_first_and_lean_where_they_say(client, shipped):
    page = client.get("/actors/mofcom/").content.decode()
    said = page.partition('id="said"')[2].partition("</section>")[0]
    days = re.findall(r'supported-when"><time datetime="([^"]+)"', said)
    assert days == sorted(days, reverse=True)
    counts = map(int, re.findall(r'stance-count">(\d+)<', said))
    assert f"{sum(counts)} statements by or on behalf of Ministry of Commerce" in plain(said)


def test_what_an_actor_did_and_what_binds_dealings_with_it_stand_apart(client, empty):
    company = make_actor("testco", name="Testco", kind="company")
    publish(make_measure(targets=[{"actor": company}], title="A listing"), make_meeting())
    headings = re.findall(r'section-title" id="([^"]+)"', client.get("/actors/ministry-of-tests/").content.decode())
    assert headings == ["issued", "met", "events"]
    assert "Target of measures 4 April 2025 ▲ tightening A listing" in page_of(client, "testco")
    assert 'id="said"' not in client.get("/actors/testco/").content.decode()
