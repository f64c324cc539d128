"""The page of one event: everything that its document says, and nothing that isn't published."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template.loader import render_to_string

from policy import kinds
from policy.models import Event, Link
from policy.record.models import Revision
from policy.record.publish import publish, retract
from policy.site.entry import Entry
from tests.site.conftest import text_of

pytestmark = pytest.mark.django_db

MEASURE = "2025-04-04-mofcom-gac-announcement-18"
SUSPENSION = "2025-11-07-mofcom-gac-announcement-70"
STATEMENT = "2025-06-07-mofcom-statement-on-rare-earth-approvals"
MEETING = "2025-06-09-london-talks"
PERMIT = "2025-06-07-mofcom-certain-number-of-licences"
LONE = "2025-09-19-trump-on-call-with-xi"
PROSE = ("title", "title_original", "summary", "name", "supports", "locator", "text", "translation", "description")
FACTS = ("ref", "notes", "control_code", "note", "instrument_number", "place", "beneficiary_text", "validity_text")


def document_of(slug):
    return json.loads(Revision.objects.current().get(slug=slug).document)


def said(value, key=None):
    """Yield every text of a document that a page has to hold: its prose, HS codes and sectors."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from said(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from said(part, key)
    elif value and key in (*PROSE, *FACTS, "hs_codes", "sectors"):
        yield " ".join(value.split())


def missing(client, slug):
    """Return what a document says and its page doesn't; links to others come from the page's own list."""
    page = text_of(client.get(f"/events/{slug}/")).casefold()
    return [text for text in said(document_of(slug)) if text.casefold() not in page]


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind.file for kind in kinds.every()])
def test_every_page_says_everything_that_its_document_says(client, shipped, kind):
    slugs = [event["slug"] for event in shipped.files[kind] if event["status"] == "published"]
    lacking = {slug: missing(client, slug) for slug in slugs}
    assert {slug: texts for slug, texts in lacking.items() if texts} == {}


def test_a_measure_shows_its_provisions_with_items_places_and_days(read, shipped):
    page = read(f"/events/{MEASURE}/")
    assert "7 provisions licence required From 4 April 2025 , open-ended · to all countries" in page
    assert "I samarium Samarium metal, alloys" in page
    assert "6 controlled items" in page
    assert "Samarium, alloy" in page


def test_a_measure_links_to_what_it_changes(client, shipped):
    page = client.get(f"/events/{SUSPENSION}/").content.decode()
    assert 'href="/events/2025-10-09-mofcom-gac-announcement-57/"' in page
    assert "Suspends from 7 November 2025 to 10 November 2026" in text_of(client.get(f"/events/{SUSPENSION}/"))


def test_a_statement_shows_its_words_in_both_languages(client, shipped):
    page = client.get(f"/events/{STATEMENT}/").content.decode()
    assert '<blockquote class="quotation-text" lang="en">“According to regulations' in page
    assert '<blockquote class="quotation-text" lang="zh">「已依法批准' in page
    assert "“A certain number of compliant applications" in page


def test_a_statement_shows_its_hour_and_zone(read, shipped):
    timed = next(one for one in shipped.files["statements"] if one["time"] and one["status"] == "published")
    assert f"{timed['time']} {timed['timezone']}" in read(f"/events/{timed['slug']}/")


def test_a_meeting_shows_its_days_place_and_participants(read, shipped):
    page = read(f"/events/{MEETING}/")
    assert "9 – 10 June 2025" in page
    assert "Lancaster House, London, United Kingdom" in page
    assert "Taking part Source 1 He Lifeng" in page


@pytest.mark.permits
def test_a_permit_without_a_number_says_so_and_names_the_measure_it_is_under(client, shipped):
    page = client.get(f"/events/{PERMIT}/").content.decode()
    count = re.search(r'<p class="verdict">(.*?)</p>', page, flags=re.DOTALL)[1]
    assert "Count not stated" in count
    assert not re.search(r"\d", count)
    assert re.search(rf'<dt>Under</dt>\s*<dd><a class="link" href="/events/{MEASURE}/">', page)


@pytest.mark.permits
def test_a_permit_with_a_number_says_how_it_was_given(read, shipped):
    assert "At least 3 licences" in read("/events/2025-12-02-general-licences-three-magnet-makers/")


@pytest.mark.permits
def test_a_validity_without_an_end_is_not_called_open_ended(read, shipped):
    page = read("/events/2025-12-02-general-licences-three-magnet-makers/")
    assert "Valid from 2 December 2025 Validity One year" in page
    assert "open-ended" not in page


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"from": "2025-11", "until": None}, "From November 2025, open-ended"),
        ({"from": "2025-11-07", "until": "2026"}, "From 7 November 2025 to 2026"),
        ({"from": None, "until": "2026-11-10"}, "To 10 November 2026; no commencement is recorded"),
        ({"from": None, "until": None}, "No commencement is recorded"),
    ],
)
def test_a_period_says_what_is_known_of_it(days, said):
    assert re.sub(r"<[^>]+>", "", render_to_string("components/_period.html", days)).strip() == said


def test_says_how_sure_it_is_and_whether_the_authority_was_read(read, shipped):
    assert "Official. The authority itself said or did this" in read(f"/events/{MEETING}/")
    assert "The authority’s own text was read." in read(f"/events/{STATEMENT}/")
    assert "The authority’s own text was not read" in read(f"/events/{MEETING}/")


def test_a_disputed_event_names_what_contradicts_it(client, shipped):
    link = Link.objects.filter(relation="contradicts").select_related("to_event", "from_event").first()
    page = client.get(f"/events/{link.to_event.slug}/").content.decode()
    disputed = page[page.index("It is contradicted by:") :]
    assert disputed.index(f"/events/{link.from_event.slug}/") < disputed.index("</ul>")


def test_links_stand_under_what_led_to_it_and_what_followed_oldest_first(shipped):
    entry = Entry.read(Revision.objects.current().get(slug=MEETING))
    before, after = ([step.event["slug"] for step in steps] for steps in (entry.chain.before, entry.chain.after))
    assert before == ["2025-05-geneva-trade-talks", "2025-06-05-trump-xi-call"]
    assert len(after) + len(before) == len(entry.event["links"])
    assert after == sorted(after, key=lambda slug: slug[:10])


def test_each_source_says_what_it_supports_who_published_it_and_whether_it_was_read(client, read, shipped):
    page = read(f"/events/{MEASURE}/")
    assert "For: Number, date of 4 April 2025, legal basis, samarium items" in page
    assert "Ministry of Commerce of the People's Republic of China, 4 April 2025 · mofcom.gov.cn" in page
    assert "address known, text not seen" in page
    markup = client.get(f"/events/{MEASURE}/").content.decode()
    outside = [tag for tag in re.findall(r"<a [^>]*>", markup) if 'href="http' in tag]
    assert len(outside) > 8
    assert [tag for tag in outside if "noopener" not in tag] == []


def test_the_revision_is_told_with_its_reason_and_hash(client, read, shipped):
    revision = Revision.objects.current().get(slug=MEASURE)
    page = read(f"/events/{MEASURE}/")
    assert "Loaded for the tests." in page
    assert revision.sha256[:16] in page
    assert f'href="/api/v1/events/{MEASURE}/">JSON</a>' in client.get(f"/events/{MEASURE}/").content.decode()


@pytest.mark.slow
def test_every_address_on_a_page_of_ours_answers(client, shipped):
    """Of lists that differ only in what is asked for, ask for one; pages of events are all asked for elsewhere."""
    pages = ["/", *(f"/events/{slug}/" for slug in (MEASURE, SUSPENSION, STATEMENT, MEETING))]
    found = {href for page in pages for href in re.findall(r'href="(/[^"#]*)', client.get(page).content.decode())}
    own = {href.replace("&amp;", "&") for href in found if not href.startswith(("/static/", "/admin/"))}
    assert len(own) > 100
    rest = [href for href in own if not re.fullmatch("/events/[^/]+/", href)]
    asked = {(href.partition("?")[0], *sorted(parse_qs(urlsplit(href).query))): href for href in rest}
    assert {href: code for href in asked.values() if (code := client.get(href).status_code) != 200} == {}


def test_an_unpublished_change_is_not_shown_and_a_published_one_is(client, read, shipped):
    event = Event.objects.get(slug=STATEMENT)
    event.title = "Another <b>title</b>"
    event.save()
    assert "Another" not in read(f"/events/{STATEMENT}/")
    publish(event, reason="The title was wrong.", by="tester")
    assert "Another &lt;b&gt;title&lt;/b&gt;" in client.get(f"/events/{STATEMENT}/").content.decode()
    assert "Revision 2, published on" in read(f"/events/{STATEMENT}/")
    assert "The title was wrong." in read(f"/events/{STATEMENT}/")


def test_a_draft_and_an_unknown_event_are_not_there(client, shipped):
    for slug in [*shipped.drafts, "2025-06-07-no-such-event"]:
        response = client.get(f"/events/{slug}/")
        assert response.status_code == 404
        assert "There is nothing at this address" in text_of(response)


@pytest.mark.parametrize("path", ["/events/", "/events/a/b/", "/events/../etc/", "/events/%00/"])
def test_what_is_no_name_of_an_event_is_not_there(client, shipped, path):
    assert client.get(path).status_code == 404


def test_a_retracted_event_is_gone_with_the_public_reason_and_nothing_else(client, shipped):
    title = document_of(LONE)["title"]
    retract(Event.objects.get(slug=LONE), reason="The report <was> withdrawn.", by="tester")
    response = client.get(f"/events/{LONE}/")
    assert response.status_code == 410
    assert "The report <was> withdrawn." in text_of(response)
    assert "<was>" not in response.content.decode()
    assert title not in text_of(response)


def test_nothing_can_be_sent_to_it(client, shipped):
    assert client.post(f"/events/{STATEMENT}/").status_code == 405


@pytest.mark.parametrize(
    ("slug", "most"),
    [
        *[(MEASURE, 12), (SUSPENSION, 13), (STATEMENT, 7), (MEETING, 7)],
        pytest.param(PERMIT, 11, marks=pytest.mark.permits),
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_event(client, shipped, django_assert_max_num_queries, slug, most):
    with django_assert_max_num_queries(most):
        client.get(f"/events/{slug}/")


def test_the_page_sets_no_cookie_and_is_cacheable_by_version(client, shipped):
    response = client.get(f"/events/{STATEMENT}/")
    assert response.cookies == {}
    assert "Cookie" not in response.headers.get("Vary", "")
    assert client.get(f"/events/{STATEMENT}/", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
