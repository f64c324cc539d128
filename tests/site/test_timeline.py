"""The timeline: what it lists, how it is narrowed, what it refuses."""

import gzip
import re

import pytest
from django.conf import settings

from policy.models import Event
from policy.record.publish import publish, retract
from tests.site.conftest import text_of

pytestmark = pytest.mark.django_db

CARD = re.compile(r'<h3 class="card-title"><a class="card-link" href="/events/([a-z0-9-]+)/">')
OLDER = re.compile(r'<a class="button button-next" rel="next" href="([^"]+)">')
STATEMENT = "2025-06-07-mofcom-statement-on-rare-earth-approvals"
ITS_DAY = "kind=statement&from=2025-06-07&to=2025-06-07"


def listed(response):
    return CARD.findall(response.content.decode())


def walk(client, path):
    """Return the slugs of all pages from one on, following the link at the foot of each."""
    slugs = []
    while path:
        response = client.get(path)
        slugs += listed(response)
        older = OLDER.search(response.content.decode())
        path = older and older[1].replace("&amp;", "&")
    return slugs


@pytest.mark.slow
def test_walking_the_pages_meets_every_published_event_once_and_no_draft(client, shipped):
    slugs = walk(client, "/")
    assert sorted(slugs) == sorted(shipped.published)
    assert len(slugs) > 250


def test_the_newest_event_comes_first(client, shipped):
    dates = [slug[:7] for slug in listed(client.get("/"))]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("kind=statement,meeting", "Statements and meetings"),
        ("country=NL&certainty=official", "Official events that concern Netherlands"),
        ("material=dysprosium&from=2025-06-01&to=2025-06-30", "about Dysprosium from 1 June 2025 to 30 June 2025"),
        ("q=%E9%95%9D&kind=measure", "Measures that mention “镝”"),
    ],
)
def test_a_filter_is_said_in_a_sentence_and_its_events_are_counted(client, read, shipped, query, sentence):
    count = len(walk(client, f"/?{query}"))
    assert count > 0
    assert sentence in read(f"/?{query}")
    assert re.search(rf"\b{count} events? · reviewed up to 5 October 2026", read(f"/?{query}"))


def test_a_filter_by_kind_lists_all_of_that_kind(client, shipped):
    meetings = [event["slug"] for event in shipped.files["meetings"] if event["status"] == "published"]
    assert sorted(walk(client, "/?kind=meeting")) == sorted(meetings)


def test_each_chosen_value_can_be_removed_alone(client, shipped):
    page = client.get("/?kind=measure,statement&from=2025-04-01").content.decode()
    chips = dict(
        re.findall(r'<a class="chip" href="([^"]+)"><span class="visually-hidden">Remove </span>(.*?) <', page)
    )
    assert chips == {
        "/?kind=statement&amp;from=2025-04-01": "Kind: measure",
        "/?kind=measure&amp;from=2025-04-01": "Kind: statement",
        "/?kind=measure,statement": "From: 1 April 2025",
    }


def test_what_is_chosen_stays_chosen_in_the_form(client, shipped):
    page = client.get("/?kind=measure,statement&q=rare+%22earths%22&to=2025-06-30").content.decode()
    assert '<option value="measure,statement" selected>Measure or statement</option>' in page
    assert 'value="rare &quot;earths&quot;"' in page
    assert 'type="date" value="2025-06-30"' in page


def test_fields_left_empty_are_dropped_from_the_address(client, shipped):
    response = client.get("/?q=&kind=statement&country=&material=&from=2025-06-01&to=")
    assert (response.status_code, response.headers["Location"]) == (302, "/?from=2025-06-01&kind=statement")


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("kind=rumour", "kind", "rumour"),
        ("material=unobtainium", "material", "unobtainium"),
        ("from=2025-02-30", "from", "write it as YYYY-MM-DD"),
        ("from=2025-06-08&to=2025-06-07", "to", "2025-06-07 is before 2025-06-08"),
        ("known_at=yesterday", "known_at", "2026-01-31T12:00:00Z"),
        ("order=relevance", "order", "needs words to look for"),
        ("kind=statement&kind=measure", "kind", "more than once"),
    ],
)
def test_a_wrong_value_answers_400_with_the_message_beside_its_field(client, shipped, query, field, message):
    response = client.get(f"/?{query}")
    page = response.content.decode()
    assert response.status_code == 400
    assert re.search(rf'id="{field}-error"><span class="code">{field}</span>[^<]*{message}', page)
    assert re.search(rf'id="{field}" [^>]*aria-invalid="true" aria-describedby="{field}-error"', page)
    assert listed(response) == []


def test_what_is_no_parameter_is_refused_with_those_that_are(client, shipped):
    response = client.get("/?colour=red&kind=statement")
    assert response.status_code == 400
    assert "colour is no parameter of this list. Allowed: q, kind, country" in text_of(response)
    assert 'href="/?kind=statement">Show the list without it</a>' in response.content.decode()


def test_a_foreign_cursor_is_refused(client, shipped):
    assert client.get("/?cursor=abc").status_code == 400


def test_what_advertisers_append_is_passed_over_and_in_no_link(client, shipped):
    response = client.get("/?utm_source=letter&fbclid=1&kind=statement")
    assert response.status_code == 200
    assert "utm_source" not in response.content.decode()


def test_an_empty_result_says_so_and_leads_out(client, read, shipped):
    assert "No event matches" in read("/?q=unobtainium")
    assert 'href="/">show all events</a>' in client.get("/?q=unobtainium").content.decode()


def test_an_instant_before_the_record_tells_when_it_begins(read, shipped):
    assert "The record begins on" in read("/?known_at=2001-01-01T00:00:00Z")


def test_newer_and_older_pages_lead_back_to_each_other(client, shipped):
    first = client.get("/")
    second = client.get(OLDER.search(first.content.decode())[1])
    back = re.search(r'rel="prev" href="(/[^"]+)"><span', second.content.decode())[1]
    assert listed(client.get(back)) == listed(first)


@pytest.mark.permits
def test_a_permit_without_a_number_says_so_and_shows_none(client, shipped):
    page = client.get("/?kind=permit&from=2025-06-07&to=2025-06-07").content.decode()
    [count] = re.findall(r'<p class="card-count card-uncounted">(.*?)</p>', page, flags=re.DOTALL)
    assert "Count not stated" in count
    assert not re.search(r"\d", count)


def test_a_date_is_no_more_precise_than_known(client, shipped):
    page = client.get("/?q=tracking+system&from=2025-05-01&to=2025-05-31").content.decode()
    assert '<time datetime="2025-05">May 2025</time>' in page
    assert "May 2025, day not known" in page


def test_a_chinese_quotation_is_tagged_and_translated(client, shipped):
    page = client.get("/?from=2026-09-28&to=2026-09-28").content.decode()
    assert '<blockquote class="quotation-text" lang="zh">「' in page
    assert "(translation)" in page


def test_titles_are_shown_as_text_whatever_they_hold(client, shipped):
    event = Event.objects.get(slug=STATEMENT)
    event.title = "<script>alert(1)</script> & “more”"
    event.save()
    publish(event, reason="For the test.", by="tester")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “more”" in client.get(f"/?{ITS_DAY}").content.decode()


def test_an_unpublished_change_and_a_retracted_event_are_not_shown(client, shipped):
    [*others, gone] = sorted(listed(client.get(f"/?{ITS_DAY}")), key=lambda slug: slug != STATEMENT)
    Event.objects.filter(slug=STATEMENT).update(title="Half a sentence")
    retract(Event.objects.get(slug=gone), reason="For the test.", by="tester")
    response = client.get(f"/?{ITS_DAY}")
    assert "Half a sentence" not in response.content.decode()
    assert set(listed(response)) == {*others}
    assert STATEMENT in others


@pytest.mark.parametrize(
    ("query", "queries"),
    [
        *[("", 3), ("?kind=statement", 12), ("?changes=hide", 8), ("?order=-published_at", 8)],
        *[("?from=2025-01-01&to=2025-12-31", 11), ("?q=magnets", 13), ("?q=magnets&from=2025-01-01", 13)],
    ],
)
def test_the_number_of_queries_is_constant(client, shipped, django_assert_num_queries, query, queries):
    client.get("/")  # reads the vocabulary and the answer of the day, once per version and process
    client.get("/api/v1/events/?q=magnets&page_size=1")  # and what the word means
    with django_assert_num_queries(queries):
        client.get(f"/{query}")


def test_the_page_sets_no_cookie_and_is_cacheable_by_version(client, shipped):
    response = client.get("/")
    assert response.cookies == {}
    assert "Cookie" not in response.headers.get("Vary", "")
    assert client.get("/", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_nothing_can_be_sent_to_it(client, shipped):
    assert client.post("/").status_code == 405


FACET = re.compile(r'<a class="facet-link" href="(/\?[^"]+)">([^<]+) <span class="facet-number">(\d+)</span>')
LISTED = re.compile(r"<strong>(\d+) events?</strong>")


@pytest.mark.slow
def test_each_number_beside_a_filter_is_that_of_the_list_it_leads_to(client, shipped):
    choices = FACET.findall(client.get("/?country=CN&from=2025-01-01").content.decode())
    assert len(choices) > 40
    for address, label, number in choices[::9]:
        page = client.get(address.replace("&amp;", "&")).content.decode()
        assert (label, LISTED.search(page)[1]) == (label, number)


def test_a_value_is_added_to_those_chosen_or_taken_back(client, shipped):
    page = client.get("/?kind=measure").content.decode()
    assert '<a class="facet-add" href="/?kind=measure,statement">' in page
    assert re.search(r'<a class="facet-link facet-chosen" href="/"><span aria-hidden="true">✓</span> Measure', page)


def test_the_options_of_a_select_say_how_many_events_they_list(client, shipped):
    measures = len([one for one in shipped.files["measures"] if one["status"] == "published"])
    assert f'<option value="measure">Measure ({measures})</option>' in client.get("/").content.decode()


def test_a_message_of_a_refusal_stands_once(client, shipped):
    page = text_of(client.get("/?from=2025-02-30&colour=red"))
    assert page.count("is not a day: write it as YYYY-MM-DD.") == 1
    assert page.count("is no parameter of this list.") == 1


def test_linked_events_lead_to_each_other_on_the_page(client, shipped):
    page = client.get("/?from=2025-06-01&to=2025-06-30").content.decode()
    leading = re.findall(r'<a class="chain-link" href="#([^"]+)">', page)
    assert len(leading) > 5
    assert all(f'id="{slug}"' in page for slug in leading)


def test_a_contradiction_is_told_by_word_and_shape(client, shipped):
    page = client.get("/?disputed=true").content.decode()
    line = '<li class="chain-line chain-contradiction"><span class="chain-shape" aria-hidden="true">≠</span>'
    assert f'{line} <span class="chain-words">contradicted by</span>' in page


def test_out_of_the_order_of_days_each_card_says_its_day_and_no_month_is_headed(client, shipped):
    page = client.get("/?order=-published_at&kind=meeting").content.decode()
    assert "month-head" not in page
    assert len(re.findall(r'<p class="ranked-when"><time datetime="', page)) == len(CARD.findall(page)) > 0
    assert "published on" in page


def test_the_record_of_a_past_instant_says_so(read, shipped):
    assert "As the record stood on 1 January 2100, 00:00 UTC" in read("/?known_at=2100-01-01T00:00:00Z")


def test_elements_are_tiles_with_their_atomic_number(client, shipped):
    page = client.get("/?material=dysprosium&kind=measure").content.decode()
    assert '<span class="tile-number" aria-hidden="true">66</span><span class="tile-symbol">Dy</span>' in page


def test_the_first_page_weighs_at_most_60_kilobytes_compressed_with_all_it_loads(client, shipped):
    page = client.get("/").content
    loaded = re.findall(
        rb'<(?:link rel="(?:icon|stylesheet)" href|script type="module" src)="[^"]*?/static/([^"]+)"', page
    )
    assert sorted(name.decode() for name in loaded) == ["chains.js", "mark.svg", "since.js", "site.css"]
    files = [(settings.BASE_DIR / "static" / name.decode()).read_bytes() for name in loaded]
    assert sum(len(gzip.compress(one)) for one in (page, *files)) <= 60_000
