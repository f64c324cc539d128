"""The card that others may frame, the oEmbed endpoint that says so, and the picture of shared addresses."""

import json
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from PIL import Image, ImageFont

from policy.models import Event, Measure
from policy.record.models import Revision
from policy.record.publish import retract
from policy.renaming import rename_event
from policy.site import card_picture
from tests.site.conftest import plain, text_of

pytestmark = pytest.mark.django_db

MEASURE = "2025-04-04-mofcom-gac-announcement-18"
PAGE = f"/events/{MEASURE}/"
HERE = "http://testserver"


def policy_of(response):
    return dict(part.strip().partition(" ")[::2] for part in response.headers["Content-Security-Policy"].split(";"))


def asked(client, url, **more):
    return client.get("/oembed", {"url": url, **more})


def test_the_card_and_no_other_page_may_be_framed(client, shipped):
    card = client.get(f"{PAGE}embed/")
    same = client.get(f"{PAGE}embed/", headers={"If-None-Match": card.headers["ETag"]})
    assert (card.status_code, same.status_code) == (200, 304)
    for response in (card, same):  # browsers keep what a 304 says of what they have
        assert policy_of(response)["frame-ancestors"] == "*"
        assert "X-Frame-Options" not in response.headers
    page = client.get(PAGE)
    assert policy_of(page)["frame-ancestors"] == "'none'"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert policy_of(card) | {"frame-ancestors": "'none'"} == policy_of(page)


def test_the_card_says_what_holds_today_and_which_revision_it_shows(client, shipped, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        card = client.get(f"{PAGE}embed/")
    assert "7 provisions are in force." in text_of(card)
    assert "Monazite · revision 1" in text_of(card)
    assert card.content.decode().count("<a ") == card.content.decode().count('target="_blank" rel="')
    assert '<meta name="robots" content="noindex">' in card.content.decode()


@pytest.mark.permits
def test_the_card_of_a_permit_says_where_it_stands(client, shipped):
    card = client.get("/events/2025-06-07-mofcom-certain-number-of-licences/embed/")
    assert "No last day was stated, so whether it still holds isn’t known." in text_of(card)


def test_the_card_of_a_retracted_event_says_so_within_its_frame(client, shipped):
    statement = Revision.objects.current().filter(kind="statement").last()
    retract(Event.objects.get(slug=statement.slug), reason="It was never said.", by="tester")
    card = client.get(f"/events/{statement.slug}/embed/")
    assert card.status_code == 410
    assert policy_of(card)["frame-ancestors"] == "*"
    assert "This event was retracted It was never said." in text_of(card)
    assert client.get(f"/events/{statement.slug}/card.png").status_code == 410
    assert asked(client, f"{HERE}/events/{statement.slug}/").status_code == 404


def test_oembed_answers_how_to_frame_the_card(client, shipped, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        response = asked(client, HERE + PAGE)
    answer = json.loads(response.content)
    assert (answer["type"], answer["version"], answer["width"], answer["height"]) == ("rich", "1.0", 600, 400)
    assert f'<iframe src="{HERE}{PAGE}embed/"' in answer["html"]
    assert answer["title"] == Revision.objects.current().get(slug=MEASURE).content["title"]
    assert (answer["thumbnail_url"], answer["thumbnail_width"]) == (f"{HERE}{PAGE}card.png", 1200)
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_oembed_keeps_to_the_largest_sizes(client, shipped):
    answer = json.loads(asked(client, HERE + PAGE, maxwidth="320", maxheight="9000").content)
    assert (answer["width"], answer["height"]) == (320, 400)
    assert 'width="320" height="400"' in answer["html"]
    assert "thumbnail_url" not in answer


@pytest.mark.parametrize(
    "url",
    [
        *("http://testserver/events/nothing/", "http://testserver/materials/", "http://elsewhere.example" + PAGE),
        *("ftp://testserver" + PAGE, PAGE, "http://[", "http://testserver/nowhere"),
    ],
)
def test_oembed_knows_only_events_of_this_site(client, shipped, url):
    assert asked(client, url).status_code == 404


def test_oembed_answers_in_the_language_of_the_address(client, shipped):
    answer = json.loads(asked(client, f"{HERE}/zh-hans{PAGE}").content)
    assert f'<iframe src="{HERE}/zh-hans{PAGE}embed/"' in answer["html"]
    assert answer["provider_url"] == f"{HERE}/zh-hans/"
    assert client.get(f"/zh-hans{PAGE}embed/").status_code == 200
    assert client.get("/zh-hans/oembed").status_code == 404


def test_oembed_follows_an_event_to_its_new_address(client, shipped):
    rename_event(Measure.objects.get(slug=MEASURE), "2025-04-04-announcement-18", reason="Shorter.", by="tester")
    assert "/events/2025-04-04-announcement-18/embed/" in json.loads(asked(client, HERE + PAGE).content)["html"]


@pytest.mark.parametrize("query", ["", "url=a&maxwidth=0", "url=a&maxheight=tall", "url=a&url=b", "url=a&size=1"])
def test_oembed_refuses_what_can_not_be_meant(client, shipped, query):
    response = client.get(f"/oembed?{query}")
    assert response.status_code == 400
    assert response.content.decode().split()[0] == (query.rpartition("&")[2].partition("=")[0] or "url")


def test_oembed_answers_no_other_format_and_no_other_method(client, shipped):
    assert asked(client, HERE + PAGE, format="xml").status_code == 501
    assert asked(client, HERE + PAGE, format="json").status_code == 200
    assert client.post("/oembed").status_code == 405


def test_the_event_page_leads_to_its_oembed_answer(client, shipped):
    page = client.get(PAGE).content.decode()
    address = page.partition('type="application/json+oembed" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert f"{PAGE}embed/" in json.loads(client.get(address).content)["html"]


def test_the_code_to_embed_is_text_to_copy(rf, shipped):
    revision = Revision.objects.current().get(slug=MEASURE)
    context = {"entry": SimpleNamespace(revision=revision), "event": revision.content}
    page = render_to_string("events/_share.html", context, rf.get("/"))
    assert "<iframe" not in page
    assert f'<iframe src="{HERE}{PAGE}embed/" title="Export controls' in plain(page)


def test_the_picture_of_an_event_is_the_same_until_its_next_revision(client, shipped, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        first = client.get(f"{PAGE}card.png")
    assert Image.open(BytesIO(first.content)).size == (1200, 630)
    assert client.get(f"{PAGE}card.png").content == first.content
    with django_assert_max_num_queries(1):
        again = client.get(f"{PAGE}card.png", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    other = client.get("/events/2025-06-09-london-talks/card.png")
    assert other.headers["ETag"] != first.headers["ETag"]
    assert Image.open(BytesIO(client.get("/card.png").content)).size == (1200, 630)


def test_a_title_of_any_length_stays_in_its_place(shipped):
    document = Revision.objects.current().get(slug=MEASURE).content
    picture = card_picture.Picture()
    assert picture.title("rare " * 60) <= card_picture.TITLE_BOTTOM
    assert picture.title("Short") < picture.title(document["title"] * 2)


def test_the_font_has_all_letters_of_all_titles_and_is_small(shipped):
    font = ImageFont.truetype(card_picture.FONT, 20)
    missing = font.getmask("\uffff").getbbox(), bytes(font.getmask("\uffff"))
    titles = {letter for one in Revision.objects.current().public() for letter in one.content["title"]} - {" "}
    lacking = {one for one in titles if (font.getmask(one).getbbox(), bytes(font.getmask(one))) == missing}
    assert lacking == set()
    assert card_picture.FONT.stat().st_size < 400_000
