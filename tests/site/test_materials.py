"""The materials: an excerpt of the periodic table, and a page for each with its controls, codes and events."""

import json
import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from policy.models import Event, Material
from policy.record.models import Revision
from policy.record.public_rows import times_named
from policy.record.publish import retract
from policy.record.version import version
from policy.site.material import MaterialPage
from policy.site.periodic_table import PeriodicTable, place
from tests.makers import make_item, make_material, make_measure, make_meeting, make_permit, publish
from tests.site.conftest import plain, text_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
A57 = "2025-10-09-mofcom-gac-announcement-57"


def page_of(slug, on=TODAY):
    return MaterialPage.read(Material.objects.get(slug=slug), version(), on)


def markup(slug, on=TODAY):
    return render_to_string("materials/material.html", {"page": page_of(slug, on)}, RequestFactory().get("/"))


def table(on=TODAY):
    return PeriodicTable.read(version(), on)


def tiles(on=TODAY):
    found = table(on)
    return {tile.material.slug: tile for tile in [*found.elements, *found.others]}


def lines(slug, on=TODAY):
    return [(line.control.measure["slug"], line.standing.state, line.control.via) for line in page_of(slug, on).lines]


def in_force(slug, on):
    return {measure for measure, state, _ in lines(slug, on) if state == "in_force"}


@pytest.mark.parametrize(
    ("atomic_number", "expected"),
    [
        *[(1, (1, 1)), (2, (18, 1)), (3, (1, 2)), (6, (14, 2)), (12, (2, 3)), (13, (13, 3)), (21, (3, 4))],
        *[(39, (3, 5)), (57, (3, 9)), (71, (17, 9)), (72, (4, 6)), (83, (15, 6)), (92, (6, 10)), (118, (18, 7))],
    ],
)
def test_elements_stand_where_the_periodic_table_has_them(atomic_number, expected):
    assert place(atomic_number) == expected


def test_no_two_elements_share_a_place():
    assert len({place(number) for number in range(1, 119)}) == 118


def test_each_tile_says_the_strongest_control_today(shipped):
    found = tiles()
    assert found["dysprosium"].state == "in_force"
    assert found["holmium"].state == "suspended"
    assert found["graphite-anode"].state == "suspended"
    assert found["lanthanum"].state is None
    assert found["cobalt"].state is None


def test_tiles_are_of_the_day(shipped):
    assert tiles(date(2025, 4, 3))["dysprosium"].state is None
    assert tiles(date(2025, 4, 4))["dysprosium"].state == "in_force"
    assert tiles(date(2025, 11, 7))["holmium"].state == "not_yet_effective"


def test_what_is_written_on_the_group_is_told_apart(client, shipped):
    page = client.get("/materials/").content.decode()
    lanthanum = re.search(r'href="/materials/lanthanum/">.*?</a>', page, flags=re.DOTALL)[0]
    assert "group rule" in lanthanum
    assert "no control names it, but those on all rare earths reach it" in plain(page)


def test_an_element_has_one_tile_and_its_products_stand_in_the_list(shipped):
    found = table()
    assert [tile.material.slug for tile in found.elements if tile.material.atomic_number == 6] == ["graphite"]
    assert {"graphite-anode", "rare-earths"} <= {tile.material.slug for tile in found.others}
    assert len(found.gaps) + len(found.elements) == 118


def test_a_material_without_a_number_is_listed_and_has_no_place(empty):
    publish(make_measure(provisions=[{**PROVISION, "materials": [make_material()]}]))
    assert [tile.material.slug for tile in table().others] == ["testium"]
    assert table().elements == []


def test_only_materials_that_published_events_name_and_rare_earths_are_shown(client, shipped):
    slug = "2026-11-22-test"
    make_material("unpublished", name="Unpublished", symbol="Up", group="other_critical_mineral")
    held = {tile.material.slug for tile in [*table().others, *table().elements]}
    assert "unpublished" not in held
    assert {"promethium", "dysprosium"} <= held
    assert client.get("/materials/unpublished/").status_code == 404
    publish(make_measure(slug, provisions=[{**PROVISION, "materials": [Material.objects.get(slug="unpublished")]}]))
    assert client.get("/materials/unpublished/").status_code == 200
    retract(Event.objects.get(slug=slug), reason="A test.", by="tester")
    assert client.get("/materials/unpublished/").status_code == 404


PROVISION = {
    "ref": "1",
    "summary": "It needs a licence.",
    "requirement": "licence_required",
    "destinations": ["all"],
    "commencement": "2025-04-04",
}


@pytest.mark.slow
def test_the_index_links_to_every_material_and_each_page_answers(client, shipped):
    page = client.get("/materials/").content.decode()
    found = set(re.findall(r'href="(/materials/[^"]+/)"', page))
    assert len(found) == len(tiles())
    assert {href: code for href in found if (code := client.get(href).status_code) != 200} == {}


def test_a_material_says_its_names_and_uses(client, shipped):
    page = client.get("/materials/tungsten/").content.decode()
    assert re.search(r'<h1 class="page-title">Tungsten <span class="material-zh" lang="zh">钨</span></h1>', page)
    assert "Symbol W · atomic number 74 · also: wolfram" in plain(page)
    assert "Other critical mineral" in plain(page)


def test_announcement_18_controls_dysprosium_since_the_4th_of_april_2025(shipped):
    measure = "2025-04-04-mofcom-gac-announcement-18"
    assert measure not in in_force("dysprosium", date(2025, 4, 3))
    assert measure in in_force("dysprosium", date(2025, 4, 4))
    assert "Metal, Oxide, Compound, Magnet in force since 4 April 2025 Licence required" in plain(markup("dysprosium"))


def test_holmium_is_suspended_with_links_to_what_suspended_it(shipped):
    page = markup("holmium")
    assert (
        "Metal, Alloy, Oxide, Compound, Target, Magnet suspended since 8 November 2025 , until 10 January 2027 ;"
        " returns to force on 11 January 2027 unless extended suspended by" in plain(page)
    )
    assert '/events/2025-11-07-mofcom-gac-announcement-70/">' in page
    assert '/events/2026-09-24-kuala-lumpur-arrangement-extended/">' in page


def test_gallium_stays_controlled_without_a_gap(shipped):
    old, new = "2023-07-03-mofcom-gac-announcement-23", "2024-11-15-mofcom-announcement-51-dual-use-list"
    assert old in in_force("gallium", date(2024, 11, 30))
    assert in_force("gallium", date(2024, 12, 1)) & {old, new} == {new}
    assert "1 earlier control, expired or repealed" in plain(markup("gallium"))


def test_rows_of_the_group_are_marked_and_those_on_the_element_come_first(shipped):
    vias = [bool(via) for _, _, via in lines("holmium")]
    assert vias == sorted(vias)
    assert any(vias)
    assert "written on all rare earths" in plain(markup("holmium"))
    assert "written on all rare earths" not in plain(markup("rare-earths"))


def test_a_provision_on_an_element_and_on_its_group_is_told_for_each(shipped):
    measure = "2025-10-09-mofcom-announcement-61"
    third = [line for line in page_of("dysprosium").lines if line.control.provision["ref"] == "1(3)"]
    assert [(line.control.measure["slug"], line.control.via) for line in third] == [
        (measure, None),
        (measure, "rare-earths"),
    ]


def test_what_binds_named_companies_is_no_state_of_a_tile(empty):
    publish(make_measure(instrument_type="entity_listing"))
    assert tiles()["testium"].state is None
    assert page_of("testium").lines == []


def test_materials_are_public_for_what_documents_name_alone(shipped):
    documents = [json.loads(one.document) for one in Revision.objects.current().public()]
    shown = {material["slug"] for document in documents for material in document["materials"]}
    assert times_named("material")["material"].keys() == shown


def test_each_form_shows_its_strongest_control(shipped):
    forms = {form: line.standing.state for form, line in page_of("dysprosium").forms}
    assert list(forms)[:4] == ["metal", "alloy", "oxide", "compound"]
    assert (forms["metal"], forms["alloy"]) == ("in_force", "suspended")


def test_the_table_holds_controls_only_and_no_company_listing(shipped):
    page = page_of("rare-earths")
    assert {line.control.provision["requirement"] for line in page.lines} <= {
        *("licence_required", "prohibited", "reporting_required")
    }
    assert [line for line in page.lines if line.control.scope.is_named] == []
    assert page.names_companies
    assert "the board lists them" in plain(markup("rare-earths"))


def test_a_material_without_controls_says_so(shipped):
    assert "no control on cobalt in force, suspended or to come" in plain(markup("cobalt"))


def test_says_up_to_when_the_lists_were_read(shipped):
    caveat = "Reviewed up to 5 October 2026 ; later acts may be missing."
    assert caveat in plain(markup("dysprosium"))
    assert caveat not in plain(markup("dysprosium", date(2026, 10, 5)))


def test_codes_come_with_what_the_list_names_and_the_measure_that_lists_it(shipped):
    page = markup("holmium")
    codes = page[page.index('id="codes"') : page.index('id="events"')]
    assert "Metal Control code 1C909.a HS codes 28053019 Holmium metal" in plain(codes)
    assert codes.count(f'href="/events/{A57}/"') == 6


def test_an_item_that_no_published_measure_names_has_no_codes(empty):
    material = make_material()
    item = make_item()
    publish(make_measure())
    assert page_of(material.slug).codes == []
    publish(make_measure("2025-06-01-with-item", provisions=[{**PROVISION, "items": [item]}]))
    (code,) = page_of(material.slug).codes
    assert (code.item["slug"], code.defined_by) == (item.slug, None)


def test_the_timeline_counts_the_events_and_shows_the_newest(client, shipped):
    page, count = markup("rare-earths"), page_of("rare-earths").events.count
    assert count > 20
    assert f"The newest of {count} events that name rare earths" in plain(page)
    assert page.count('<article class="card') == 20
    assert f"{count} events" in text_of(client.get("/?material=rare-earths"))
    assert 'href="/?material=rare-earths"' in page


def test_a_short_timeline_is_shown_whole(shipped):
    page, count = markup("dysprosium"), page_of("dysprosium").events.count
    assert 0 < count == page.count('<article class="card')
    assert f"{count} events name dysprosium, newest first" in plain(page)
    assert '<a class="link" href="/materials/rare-earths/">the page of the group</a>' in page


@pytest.mark.permits
def test_permits_that_name_a_material_are_on_its_timeline(empty):
    material = make_material()
    publish(make_measure(), make_permit(materials=[material]))
    assert "2 events name testium, newest first." in plain(markup("testium"))
    assert "3 licences" in plain(markup("testium"))


def test_a_rare_earth_that_no_event_names_has_a_page(empty):
    make_material(atomic_number=61, name_zh="")
    publish(make_meeting())
    assert "No published event names testium." in plain(markup("testium"))


def test_materials_on_other_pages_link_to_their_own(client, shipped):
    page = client.get(f"/events/{A57}/").content.decode()
    assert '<a class="tile" href="/materials/holmium/"' in page


@pytest.mark.parametrize("path", ["/materials/unobtainium/", "/materials/Dy/", "/materials/dysprosium/x/"])
def test_what_is_no_material_is_not_there(client, shipped, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/materials/", "/materials/dysprosium/"])
def test_nothing_can_be_sent_to_it(client, shipped, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/materials/", "/materials/dysprosium/"])
def test_is_cacheable_by_version_and_day_without_a_cookie(client, shipped, path):
    response = client.get(path)
    assert response.cookies == {}
    assert response.headers["ETag"] != version().etag(f"http://testserver{path}", "", "identity")
    assert client.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("slug", ["dysprosium", "gallium", "rare-earths", "cobalt", "superhard-materials"])
def test_the_number_of_queries_does_not_grow_with_the_material(client, shipped, django_assert_max_num_queries, slug):
    client.get("/materials/promethium/")  # the vocabularies are read once per version
    with django_assert_max_num_queries(16):
        client.get(f"/materials/{slug}/")


def test_the_number_of_queries_of_the_index_is_constant(client, shipped, django_assert_max_num_queries):
    client.get("/materials/promethium/")
    with django_assert_max_num_queries(7):
        client.get("/materials/")


def test_every_state_on_a_page_is_one_that_the_record_explains(shipped):
    for slug in ("gallium", "holmium", "graphite"):
        for line in page_of(slug).lines:
            explained = {act.effect.measure for act in line.standing.now.acts}
            assert bool(explained) == (line.standing.state in ("suspended", "repealed")) or line.standing.now.ended
            documents = Revision.objects.current().public().filter(slug__in=explained)
            assert {json.loads(one.document)["slug"] for one in documents} == explained


def test_a_control_that_names_no_form_is_told_in_the_words_of_its_provision(client, shipped):
    said = text_of(client.get("/materials/lithium/"))
    assert "No form named in force licence required what it is on stands below" in said
    assert "Export of technology to make lithium iron phosphate" in said
