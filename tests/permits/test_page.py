"""The page of permits: its words, its figures as tables, pictures and files, and its list."""

import csv
import html
import io
import re
from xml.etree import ElementTree

import pytest

from permits.summary import BY
from policy.models import Event
from policy.record.publish import publish as publish_one
from tests.makers import make_actor, make_link, make_permit, make_statement, publish
from tests.site.conftest import plain, text_of

pytestmark = pytest.mark.django_db

CARD = re.compile(r'<h3 class="card-title"><a class="card-link" href="/events/([a-z0-9-]+)/">')
SVG = "{http://www.w3.org/2000/svg}"
FIGURES = [*BY, "applications"]
TOLD = "2025-06-07-mofcom-certain-number-of-licences"


def listed(response):
    return CARD.findall(response.content.decode())


def rows(client, query):
    return list(csv.DictReader(io.StringIO(client.get(f"/permits/summary.csv?{query}").content.decode())))


def bars(client, by):
    """Return the drawn widths and words of a picture, row by row."""
    picture = ElementTree.fromstring(client.get(f"/permits/{by}.svg").content)
    groups = picture.findall(f"{SVG}g")
    return [
        (
            [one.text for one in group.findall(f"{SVG}text")],
            [float(one.get("width")) for one in group.findall(f"{SVG}rect")],
        )
        for group in groups
    ]


def beside(page, anchor):
    """Return what is said of each decision in a list of the page, or in all lists of a line."""
    place = re.search(rf'<(dd|ul) class="permits-events" id="{anchor}">(.*?)</\1>', page, flags=re.DOTALL)
    return re.findall(r'<span class="soft">· (.*?)</span></li>', place[2])


@pytest.fixture
def counted(empty):
    """Four approvals: three at least, two exactly, about 900, and a number that nobody stated; and a pending case."""
    authority = make_actor()
    counts = [("at_least", 3), ("exact", 2), ("approximately", 900), ("unspecified", None)]
    permits = [
        make_permit(
            f"2025-04-0{number}-permit", authority=authority, count_kind=kind, count_value=value, sectors=[kind]
        )
        for number, (kind, value) in enumerate(counts, 1)
    ]
    pending = make_permit("2025-04-09-pending", authority=authority, outcome="pending", count_value=700)
    publish(*permits, pending)
    return permits


def test_the_page_lists_every_published_permit_once(client, shipped):
    permits = [event["slug"] for event in shipped.files["permits"] if event["status"] == "published"]
    assert sorted(listed(client.get("/permits/"))) == sorted(permits)


def test_words_say_what_is_known_and_what_is_not(read, shipped):
    page = read("/permits/")
    assert (
        "17 decisions are on record. For 15 of them no number was stated, or only a rough or contested one, so that no sum"
        in page
    )
    assert "At least 7 permits are known to have been granted, going by the 2 decisions that give a number." in page
    assert "2 further cases are pending, and in no number here. No refusal is on record here" in page


def test_words_follow_the_filters(read, shipped):
    page = read("/permits/?from=2025-10-30&to=2025-10-30")
    assert "At least 4 permits are known to have been granted, going by the 1 decision that gives a number." in page
    assert "None states how many applications there were." in page


def test_an_empty_record_says_so(read, empty):
    page = read("/permits/")
    assert "No decision on a permit is on record here." in page
    assert "Nothing has been published yet." in page


@pytest.mark.parametrize("by", FIGURES)
def test_an_empty_record_has_empty_files(client, empty, by):
    assert rows(client, f"by={by}") == []
    assert bars(client, by) == []


def test_nothing_matching_leads_out(client, shipped):
    response = client.get("/permits/?q=unobtainium")
    assert "No permit matches" in text_of(response)
    assert 'href="/permits/">show all permits</a>' in response.content.decode()


def test_before_the_record_begins_it_says_when_it_does(read, shipped):
    assert "The record begins on" in read("/permits/?known_at=2001-01-01T00:00:00Z")


def test_filters_narrow_the_list_the_figures_and_the_files(client, shipped):
    query = "material=dysprosium&outcome=general_licence"
    response = client.get(f"/permits/?{query}")
    slugs = listed(response)
    assert slugs
    assert {slug for row in rows(client, query) for slug in row["events"].split()} == set(slugs)
    assert f'href="/permits/summary.csv?by=month&amp;{html.escape(query)}"' in response.content.decode()


def test_its_feeds_hold_what_it_lists(client, shipped):
    page = client.get("/permits/?material=dysprosium&outcome=general_licence")
    [named, linked] = re.findall(r'href="(/feeds/events\.json[^"]+)"', page.content.decode())
    feed = client.get(html.unescape(named)).json()
    assert named == linked
    assert {item["url"].split("/")[-2] for item in feed["items"]} == set(listed(page))


def test_fields_left_empty_are_dropped_from_the_address(client, shipped):
    response = client.get("/permits/?q=&outcome=approved&material=")
    assert (response.status_code, response.headers["Location"]) == (302, "/permits/?outcome=approved")


@pytest.mark.parametrize("path", ["/permits/", "/permits/summary.csv", "/permits/month.svg"])
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("outcome=granted", "&#x27;granted&#x27; is not allowed here"),
        ("colour=red", "is no parameter of this list"),
        ("kind=permit", "is no parameter of this list"),
        ("from=2025-02-30", "write it as YYYY-MM-DD"),
        ("outcome=denied&outcome=denied", "more than once"),
    ],
)
def test_what_cannot_be_meant_is_refused(client, shipped, path, query, message):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert html.unescape(message) in html.unescape(response.content.decode())
    assert listed(response) == []


@pytest.mark.parametrize("path", ["summary.csv?by=authority", "summary.csv?order=date", "month.svg?by=month"])
def test_a_file_refuses_what_it_has_no_use_for(client, shipped, path):
    response = client.get(f"/permits/{path}")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")


def test_no_picture_answers_404(client, shipped):
    assert client.get("/permits/authority.svg").status_code == 404


@pytest.mark.parametrize("path", ["/permits/", "/permits/summary.csv", "/permits/month.svg"])
def test_nothing_can_be_sent_to_it(client, shipped, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/permits/", "/permits/summary.csv", "/permits/month.svg"])
def test_answers_are_cacheable_by_version(client, shipped, path):
    response = client.get(path)
    assert response.cookies == {}
    assert client.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("query", ["", "?from=2025-01-01&to=2025-12-31", "?outcome=approved", "?order=date"])
def test_the_number_of_queries_is_constant(client, shipped, django_assert_num_queries, query):
    client.get("/permits/")  # reads the vocabulary, once per version and process
    with django_assert_num_queries(9):
        client.get(f"/permits/{query}")


@pytest.mark.slow
def test_numbers_in_the_tables_lead_to_the_rows_that_make_them(client, shipped):
    page = client.get("/permits/").content.decode()
    table = page[page.index('id="by-month"') : page.index('id="by-outcome"')]
    links = re.findall(r'<a class="link" href="(/permits/\?[^"#]+)#listed">(\d+)</a>', table)
    assert len(links) > 15
    assert all(len(listed(client.get(html.unescape(address)))) == int(count) for address, count in links)


def test_numbers_that_no_filter_can_list_lead_to_events_beside_them(client, shipped):
    page = client.get("/permits/").content.decode()
    counted = re.findall(r'href="#((?:sector|destination)-[^"]+)">(\d+)</a>', page)
    assert {"sector-1", "sector-1-approved", "sector-1-approved-temporary"} <= {anchor for anchor, _ in counted}
    assert [len(beside(page, anchor)) for anchor, _ in counted] == [int(number) for _, number in counted]


def test_a_number_without_a_sum_leads_to_the_decisions_without_one(client, counted):
    page = client.get("/permits/").content.decode()
    assert '<a class="link" href="#outcome-1-known">5</a>' in page
    assert beside(page, "outcome-1-known") == ["approved, at least 3", "approved, 2"]
    assert '<a class="link" href="#outcome-1-uncounted">2</a>' in page
    assert beside(page, "outcome-1-uncounted") == ["approved, approximately 900", "approved, count not stated"]


def test_no_link_lists_what_is_known_by_its_year_alone_as_january(client, empty):
    publish(make_permit("2025-year"), make_permit("2025-01-01-day", authority=make_actor("another")))
    page = client.get("/permits/").content.decode()
    assert re.findall(r'href="(/permits/\?from[^"]+)"', page) == []


@pytest.mark.parametrize("by", ["month", "outcome", "sector", "destination", "material"])
def test_no_sum_includes_a_rough_number_or_none(client, counted, by):
    sums = {row["key"]: row["known_minimum"] for row in rows(client, f"by={by}")}
    assert sum(int(known or 0) for known in sums.values()) == 5
    assert not {"900", "905", "700", "705"} & set(sums.values())


def test_what_is_not_counted_is_an_empty_cell_and_no_zero(client, counted):
    known = {row["key"]: (row["known_minimum"], row["unspecified"]) for row in rows(client, "by=sector")}
    expected = {"at_least": ("3", "0"), "exact": ("2", "0"), "approximately": ("", "1"), "unspecified": ("", "1")}
    assert known == expected


def test_the_page_sums_what_is_known_and_counts_the_rest_apart(read, counted):
    page = read("/permits/")
    assert "4 decisions are on record. For 2 of them no number was stated" in page
    assert "At least 5 permits are known" in page


@pytest.mark.parametrize("by", FIGURES)
def test_no_picture_shows_what_is_not_counted_as_zero(client, shipped, by):
    drawn = bars(client, by)
    assert drawn
    for words, widths in drawn:
        assert all(width > 0 for width in widths)
        assert "0" not in words
        assert widths or words[-1] in ("none stated", "number not stated")


def test_permits_and_decisions_without_a_number_are_drawn_apart(client, counted):
    (permits, _), (without, _) = bars(client, "outcome")
    assert (permits[-1], without[-1]) == ("5", "2")


def test_cases_that_are_pending_are_in_no_number(read, counted):
    page = read("/permits/?outcome=pending")
    assert "No decision on a permit is on record here. 1 further case is pending" in page
    assert "1 (not decided)" in page


def test_applications_are_shown_with_who_says_so(client, shipped):
    first, second = rows(client, "by=applications")
    assert (first["applications_kind"], first["applications_value"]) == ("approximately", "140")
    assert (first["permits_kind"], first["permits_value"]) == ("unspecified", "")
    assert first["certainty"] == second["certainty"] == "reported"
    assert first["sources"].startswith("https://")
    assert "2,140" not in text_of(client.get("/permits/"))


def test_applications_without_a_number_are_not_said_to_be_stated(client, empty):
    publish(make_permit(applications_kind="unspecified"))
    page = text_of(client.get("/permits/"))
    assert "None states how many applications there were." in page
    assert "Approvals against applications" not in page
    assert rows(client, "by=applications") == []


def test_what_was_denied_is_not_drawn_as_approved(client, empty):
    counts = {"count_kind": "exact", "count_value": 7, "applications_kind": "exact", "applications_value": 9}
    publish(make_permit(outcome="denied", title=f"{'Refused ' * 6}permits of June", **counts))
    assert [words for words, _ in bars(client, "applications")] == [["Applications", "9"], ["Denied", "7"]]
    picture = client.get("/permits/applications.svg").content.decode()
    assert "Permits known" not in picture
    assert f">{'Refused ' * 6}…</text>".replace(" …", "…") in picture
    assert "7 (denied)" in text_of(client.get("/permits/"))


def test_outcomes_add_up_to_the_decisions_of_their_row(client, shipped):
    for row in rows(client, "by=month"):
        assert sum(int(row[one]) for one in ("approved", "approved_temporary", "general_licence")) == int(
            row["decisions"]
        )


def test_a_picture_stands_alone_and_holds_text_as_text(client, shipped):
    event = Event.objects.get(slug="2025-09-17-eu-chamber-quarter-of-applications")
    event.title = "<script>1</script> & “more”"
    event.save()
    publish_one(event, reason="For the test.", by="tester")
    response = client.get("/permits/applications.svg")
    picture = ElementTree.fromstring(response.content)
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "<script>1</script> & “more”" in [one.text for one in picture.iter(f"{SVG}text")]
    assert all(one.get("fill") for one in [*picture.iter(f"{SVG}text"), *picture.iter(f"{SVG}rect")])


def test_a_file_holds_no_formula(client, empty):
    publish(make_permit(title="=1+1", sectors=["@evil"], applications_kind="exact", applications_value=9))
    assert rows(client, "by=applications")[0]["title"] == "'=1+1"
    assert rows(client, "by=sector")[0]["key"] == "'@evil"


def test_the_facts_of_june_2025_are_told_apart(client, shipped):
    page = client.get("/permits/?from=2025-06-06&to=2025-06-07").content.decode()
    cards = dict(re.findall(r'href="/events/([a-z0-9-]+)/">[^<]*</a></h3>(.*?)</article>', page, flags=re.DOTALL))
    temporary = cards["2025-06-06-temporary-permits-us-automaker-suppliers"]
    assert "Count not stated" in cards[TOLD]
    assert "certainty-official" in cards[TOLD]
    assert "certainty-reported" in temporary
    assert re.search(r"Permit</span> · approved, temporary", page)
    said = page.split('aria-label="Statements linked with MOFCOM approves a certain number')[1].split("</ul>")[0]
    claims = {slug: plain(one) for one in said.split("<li>") for slug in re.findall(r'"/events/([^"]+)/"', one)}
    assert claims["2025-06-06-trump-xi-agreed-rare-earths"].endswith(" claimed")
    assert claims["2025-06-07-mofcom-statement-on-rare-earth-approvals"].endswith(" official")


def test_a_linked_statement_is_marked_with_its_own_certainty(read, empty):
    permit, claim = make_permit(), make_statement(title="He says so", certainty="claimed")
    make_link(claim, permit)
    publish(permit, claim)
    assert "Statement: He says so 5 April 2025 claimed" in read("/permits/")
