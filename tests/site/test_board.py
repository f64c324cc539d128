"""The board: what is controlled on a day, for whom, by what act, and what it refuses."""

import html
import re

import pytest

from tests.makers import make_measure, publish
from tests.site.conftest import text_of

pytestmark = pytest.mark.django_db

ROW = re.compile(r"<tr>\s*<th class=\"board-material\".*?</tr>", re.DOTALL)
ENTRY = re.compile(r'<div class="entry cell-(\w+) entry-(\w+)">(.*?)</div>', re.DOTALL)
EVENT = re.compile(r'href="/events/([a-z0-9-]+)/"')
EXTENDED = "2026-09-24-kuala-lumpur-arrangement-extended"
PACKAGE = {"superhard-materials": 55, "rare-earths": 56, "holmium": 57, "lithium-battery": 58}


def rows(client, query):
    """Return the rows of the table by their materials, as markup."""
    page = client.get(f"/controls/?{query}").content.decode()
    return {re.search(r"/materials/([a-z-]+)/", row)[1]: row for row in ROW.findall(page)}


def entries(client, query, material):
    """Return what a row shows, as (state, requirement, measure, text)."""
    found = ENTRY.findall(rows(client, query).get(material, ""))
    said = [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", inner)).split()) for _, _, inner in found]
    return [
        (state, demand, EVENT.findall(inner)[-1], text)
        for (state, demand, inner), text in zip(found, said, strict=True)
    ]


def states_under(client, query, material, measure):
    """Return the states of a measure in the row of a material, on the board of that material alone."""
    if "material=" not in query:
        query = f"{query}&material={material}"
    return {state for state, _, slug, _ in entries(client, query, material) if measure in slug}


def test_announcement_18_begins_on_4_april_2025_and_is_never_suspended(client, shipped):
    act = "2025-04-04-mofcom-gac-announcement-18"
    assert states_under(client, "on=2025-04-03", "samarium", act) == set()
    for day in ("2025-04-04", "2025-10-09", "2025-11-10", "2026-11-23", "2027-06-01"):
        assert states_under(client, f"on={day}", "samarium", act) == {"in_force"}


@pytest.mark.parametrize(("material", "number"), PACKAGE.items())
@pytest.mark.slow
def test_the_october_package_was_suspended_before_it_commenced(client, shipped, material, number):
    act = f"2025-10-09-mofcom-gac-announcement-{number}"
    assert states_under(client, "on=2025-10-08", material, act) == set()
    assert states_under(client, "on=2025-11-07", material, act) == {"not_yet_effective"}
    assert states_under(client, "on=2025-11-08", material, act) == {"suspended"}


def test_provisions_of_announcement_61_differ_by_commencement(client, shipped):
    told = entries(client, "on=2025-11-01", "rare-earths")
    assert {text.partition(" No.")[0] for _, _, slug, text in told if slug.endswith("announcement-61")} == {
        "Licence not yet effective until 30 Nov 2025",
        "Licence in force 9 Oct 2025 – 6 Nov 2025",
        "Ban in force 9 Oct 2025 – 6 Nov 2025",
    }


def test_article_2_of_announcement_46_is_suspended_while_article_1_runs_on(client, shipped):
    act = "2024-12-03-mofcom-announcement-46"
    assert states_under(client, "on=2025-11-08", "gallium", act) == {"in_force"}
    assert states_under(client, "on=2025-11-09", "gallium", act) == {"suspended"}
    assert states_under(client, "on=2025-11-09", "critical-minerals", act) == {"in_force"}


@pytest.mark.parametrize("material", ["gallium", "germanium", "graphite", "antimony"])
@pytest.mark.slow
def test_announcement_51_carries_older_controls_on_without_a_gap(client, shipped, material):
    for day, act in (("2024-11-30", "announcement-"), ("2024-12-01", "announcement-51"), ("2025-01-01", "-51")):
        assert "in_force" in states_under(client, f"on={day}", material, act)
    assert states_under(client, "on=2024-12-01&state=repealed", material, "announcement-") == {"repealed"}


def test_what_was_announced_by_a_day_is_answered_from_what_was_announced_by_then(client, read, shipped):
    asked = "on=2025-12-01&material=holmium"
    assert states_under(client, asked, "holmium", "announcement-57") == {"suspended"}
    assert states_under(client, f"{asked}&as_announced=2025-10-10", "holmium", "announcement-57") == {"in_force"}
    assert "as announced by 10 October 2025" in read(f"/controls/?{asked}&as_announced=2025-10-10")


def test_the_holmium_row_says_its_state_its_days_and_its_acts(client, shipped):
    row = rows(client, "on=2025-11-08")["holmium"]
    said = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    assert "Licence suspended 8 Nov 2025 – 10 Jan 2027 by No. 70 of 2025 , act of 24 Sep 2026" in said
    assert "returns to force unless extended" in said
    assert set(EVENT.findall(row)) == {
        "2025-10-09-mofcom-gac-announcement-57",
        "2025-11-07-mofcom-gac-announcement-70",
        EXTENDED,
    }


def test_forms_that_share_their_lot_share_a_cell(client, shipped):
    row = rows(client, "on=2025-11-08&material=holmium")["holmium"]
    assert re.findall(r'colspan="(\d)"', row) == ["6"]


@pytest.mark.parametrize("day", ["2012-01-01", "2019-06-01", "2025-01-10", "2025-11-10", "2026-11-23", "2027-02-01"])
def test_cells_hold_controls_only_and_nothing_that_binds_named_companies(client, shipped, day):
    table = "".join(rows(client, f"on={day}").values())
    kinds = {one["slug"]: one["instrument_type"] for one in shipped.files["measures"]}
    deciding = {"suspension"}  # in a cell only as what suspended it
    found = ENTRY.findall(table)
    assert {demand for _, demand, _ in found} <= {"licence_required", "prohibited", "reporting_required"}
    acts = {kinds[EVENT.findall(inner)[-1]] for _, _, inner in found}
    assert acts & {"entity_listing", "tariff", "tariff_reduction", "licensing_relief", *deciding} == set()


def test_named_companies_and_what_names_no_material_have_lists_of_their_own(client, read, shipped):
    page = client.get("/controls/?on=2026-11-23").content.decode()
    listed = page[page.index('id="named-companies"') : page.index('id="reasons"')]
    assert "MP Materials, USA Rare Earth" in listed
    assert "/events/2026-06-22-mofcom-export-control-list-10-us-entities/" in listed
    assert "Controls that name no material" in read("/controls/?on=2026-11-23&issuer=US&destination=CN")


def test_every_state_is_explained_by_links_to_published_events(client, shipped):
    page = client.get("/controls/?on=2026-11-23").content.decode()
    assert set(EVENT.findall(page)) <= set(shipped.published)
    for state, _, inner in ENTRY.findall(page):
        anchor = re.search(r'href="#([^"]+)"', inner)[1]
        assert page.count(f'id="{anchor}"') == 1
        assert len(EVENT.findall(inner)) >= (2 if state == "suspended" else 1)


def test_anchors_of_reasons_are_unique(client, shipped):
    page = client.get("/controls/?on=2026-11-23").content.decode()
    found = re.findall(r'id="([^"]+)"', page)
    assert sorted(found) == sorted(set(found))


def test_a_question_about_an_element_finds_what_is_written_on_the_group(client, shipped):
    found = rows(client, "on=2026-11-23&material=dysprosium")
    assert list(found) == ["rare-earths", "dysprosium"]
    assert "written on the whole group" in found["rare-earths"]
    assert "written on the whole group" not in rows(client, "on=2026-11-23")["rare-earths"]


@pytest.mark.parametrize("name", ["dysprosium", "Dy", "dy", "镝", "Dysprosium"])
def test_a_material_is_found_by_any_of_its_names(client, shipped, name):
    assert "dysprosium" in rows(client, f"on=2026-11-23&material={name}")


def test_rows_begin_with_the_group_and_follow_the_atomic_numbers(client, shipped):
    found = list(rows(client, "on=2026-11-23"))
    assert found[:4] == ["rare-earths", "scandium", "yttrium", "samarium"]
    assert found.index("lutetium") < found.index("lithium") < found.index("bismuth") < found.index("graphite")


def test_elements_without_a_control_are_told_in_one_line(read, shipped):
    said = "No control is recorded on the element itself: La lanthanum"
    assert said in read("/controls/?on=2026-11-23")
    assert said not in read("/controls/?on=2026-11-23&material=dysprosium")


def test_the_changes_before_and_after_are_linked_and_keep_the_question(client, shipped):
    page = client.get("/controls/?on=2026-11-20&material=gallium").content.decode()
    assert '<a class="button daybar-turn" rel="prev" href="?material=gallium&amp;on=2025-11-09">' in page
    assert 'rel="next" href="?material=gallium&amp;on=2026-11-28">next change: 28 Nov 2026' in page


def test_what_changes_next_is_named_in_words(read, shipped):
    said = (
        "What changes next: 28 November 2026 Article 2 and Article 2 (graphite) of Announcement No. 46 of 2024 return"
    )
    assert said in read("/controls/?on=2026-11-23")
    assert "No later change is on record" in read("/controls/?on=2090-01-01")


def test_an_announcement_is_a_change_of_the_board(client, shipped):
    page = client.get("/controls/?on=2025-10-01&material=holmium").content.decode()
    assert "next change: 9 Oct 2025" in page
    assert re.search(
        r"Announcement No. 57 of 2025</a> is announced|of <a.*?No. 57 of 2025</a> (is|are) announced", page
    )


def test_the_strip_marks_the_day_and_leads_to_every_change(client, shipped):
    page = client.get("/controls/?on=2025-11-08&material=holmium").content.decode()
    days = re.findall(r'<a class="strip-day" href="\?material=holmium&amp;on=([0-9-]+)"', page)
    assert {"2025-10-09", "2025-11-08", "2027-01-11"} <= set(days)
    assert days == sorted(set(days))
    assert len(re.findall(r'<a class="strip-day"[^>]*on=2025-11-08"[^>]*aria-current="date"', page)) == 1
    assert "The day shown" in client.get("/controls/?on=2026-01-20&material=holmium").content.decode()


@pytest.mark.parametrize(("day", "is_beyond"), [("2026-10-05", False), ("2026-10-06", True)])
def test_a_day_beyond_what_was_read_says_so_beside_the_date(read, shipped, day, is_beyond):
    said = "Beyond what was read: reviewed up to 5 October 2026 ; later acts may be missing"
    top = read(f"/controls/?on={day}").partition("What changes next")[0]
    assert (said in top) == is_beyond
    assert "eviewed up to 5 October 2026" in top


def test_an_instant_before_the_record_tells_when_it_begins(read, shipped):
    assert "The record begins on" in read("/controls/?known_at=2020-01-01T00:00:00Z")


def test_what_was_known_at_an_instant_is_said(read, shipped):
    assert "as the record knew it on 1 January 2090, 00:00 UTC" in read("/controls/?known_at=2090-01-01T00:00:00Z")


def test_a_board_without_a_control_says_so(read, shipped):
    page = read("/controls/?on=2000-01-01")
    assert "No control is recorded" in page
    assert "The strip above leads to the days" in page
    assert "Nothing in the record meets the question" in read("/controls/?issuer=JP")


def test_an_empty_record_has_an_empty_board(read, empty):
    from policy.models import DataSet

    DataSet.objects.get_or_create()
    assert "Nothing in the record meets the question" in read("/controls/")


def test_expired_and_repealed_controls_show_when_they_are_asked_for(client, shipped):
    assert states_under(client, "on=2026-11-23", "gallium", "announcement-23") == set()
    assert states_under(client, "on=2026-11-23&state=repealed", "gallium", "announcement-23") == {"repealed"}


def test_what_has_no_date_stands_in_no_cell(client, shipped):
    asked = "state=undated&requirement=framework&on=2026-11-23"
    assert rows(client, asked) == {}
    assert "No commencement is recorded" in text_of(client.get(f"/controls/?{asked}"))


def test_notes_and_amendments_travel_with_the_state(read, shipped):
    page = read("/controls/?on=2026-11-23")
    assert "Commencement on 1 January 2026 follows from the catalogue year" in page
    assert "As amended by “Civilian exports of Nexperia chips exempted” , read together with it" in page


def test_a_month_is_not_said_to_the_day(read, shipped):
    page = read("/controls/?on=2026-11-23&material=rare-earth-magnets")
    assert "In force since May 2025" in page
    assert "1 May 2025" not in page.partition("Whole material")[2]


def test_what_is_in_force_again_had_been_suspended(read, empty):
    measure = make_measure()
    effects = [
        {"target": measure, "effect": "suspends", "start": "2025-05-01", "until": "2025-06-30"},
        {"target": measure, "effect": "extends_suspension", "start": "2025-07-01", "until": "2025-07-31"},
    ]
    publish(measure, make_measure("2025-05-01-pause", instrument_type="suspension", effects=effects, provisions=[]))
    page = read("/controls/?on=2025-08-02")
    assert (
        "in force again since 1 Aug 2025 the suspension had been extended by act of 1 May 2025 ; no extension" in page
    )
    assert "no extension is on record; the suspension had been extended by “Test measure” ." in page


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("on=2025-02-30", "on", "is not a day"),
        ("destination=Narnia", "destination", "is not allowed here"),
        ("material=unobtainium", "material", "is not allowed here"),
        ("state=asleep", "state", "Allowed: expired, in_force"),
        ("known_at=yesterday", "known_at", "is not an instant"),
        ("hs=281", "hs", "is not a code of"),
        ("measure=nothing", "measure", "is not allowed here"),
    ],
)
def test_a_wrong_value_answers_400_with_the_message_beside_its_field(client, shipped, query, field, message):
    response = client.get(f"/controls/?{query}")
    assert response.status_code == 400
    page = html.unescape(response.content.decode())
    beside = re.search(rf'<p class="control-error" id="{field}-error">(.*?)</p>', page)
    assert message in beside[1]
    assert page.count(message) == 1


def test_what_is_wrong_under_more_is_unfolded_and_led_to(client, shipped):
    page = client.get("/controls/?known_at=yesterday").content.decode()
    assert '<details class="filters-more" open>' in page
    assert '<a class="link" href="#known_at">As known at</a>, under “More” below' in page
    shown = client.get("/controls/?on=2025-02-30").content.decode()
    assert "refusal-list" not in shown
    assert '<details class="filters-more" >' in shown


def test_what_is_no_parameter_is_refused_with_those_that_are(client, shipped):
    response = client.get("/controls/?colour=red&on=2025-04-04&on=2025-04-05")
    assert response.status_code == 400
    assert "is no parameter of this list. Allowed: on, destination" in text_of(response)
    assert "is given more than once" in text_of(response)


def test_fields_left_empty_are_dropped_from_the_address(client, shipped):
    response = client.get("/controls/?on=2025-04-04&material=&form=")
    assert (response.status_code, response["Location"]) == (302, "/controls/?on=2025-04-04")


def test_what_narrows_the_board_can_be_removed_alone_and_stays_in_the_form(client, shipped):
    page = client.get("/controls/?material=holmium,erbium&form=metal&utm_source=x").content.decode()
    assert 'href="?form=metal&amp;material=erbium"' in page
    assert '<option value="metal" selected>' in page
    assert "utm_source" not in page


def test_any_country_is_a_destination_and_blocs_count_by_their_members(client, read, shipped):
    assert "Exports from China to France" in read("/controls/?destination=FR")
    assert "Exports from the United States to China" in read("/controls/?destination=CN&issuer=US")
    assert '<option value="FR" selected>' in client.get("/controls/?destination=FR").content.decode()


def test_the_united_states_control_for_china_where_no_destination_is_given(client, read, shipped):
    assert "Exports from the United States to China" in read("/controls/?issuer=US")
    assert '<option value="CN" selected>' in client.get("/controls/?issuer=US").content.decode()
    assert "Exports from Japan to the United States" in read("/controls/?issuer=JP")
    assert "Exports from China to the United States" in read("/controls/?issuer=CN")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("issuer=US&destination=US", "Measures of the United States that apply to the United States itself"),
        ("issuer=CN,US&destination=US", "Measures of China and the United States that apply to the United States,"),
        ("issuer=US&requirement=tariff", "Measures of the United States that apply to China,"),
        ("requirement=licence_required,other", "Measures of China that apply to the United States,"),
        ("requirement=prohibited", "Exports from China to the United States,"),
    ],
)
def test_exports_are_said_of_controls_between_two_places_alone(read, shipped, query, said):
    assert said in read(f"/controls/?{query}")


@pytest.mark.parametrize("query", ["on=2026-11-23", "on=2026-11-23&material=holmium", "on=2025-11-08"])
def test_the_number_of_queries_is_constant(client, shipped, django_assert_num_queries, query):
    client.get("/controls/")  # the vocabulary of a version is read once
    with django_assert_num_queries(8):
        client.get(f"/controls/?{query}")


def test_the_page_sets_no_cookie_and_is_cacheable_by_version_and_day(client, shipped):
    response = client.get("/controls/")
    assert not response.cookies
    assert response["Cache-Control"].startswith("public")
    assert client.get("/controls/", headers={"if-none-match": response["ETag"]}).status_code == 304


def test_nothing_can_be_sent_to_it(client, shipped):
    assert client.post("/controls/").status_code == 405
