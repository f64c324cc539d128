"""What permits add to the pages of measures, materials and actors."""

import re

import pytest

from policy import kinds
from tests.makers import make_actor, make_item, make_link, make_material, make_measure, make_permit, publish, retract
from tests.site.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MEASURE = "2025-04-04-test-measure"
EVENT = re.compile(r'<p class="linked-what"><a class="link" href="/events/([a-z0-9-]+)/">')


def panels(kind, slug):
    """Return the permits of each panel of a page, newest first, by its title."""
    return {
        panel.title: [event["slug"] for event in panel.content.newest]
        for panel in kinds.panels(kind, slug)
        if panel.template == "permits/_panel.html"
    }


def words(kind, slug):
    (panel,) = kinds.panels(kind, slug)
    return " ".join(panel.content.words)


@pytest.fixture
def measure(empty):
    found = make_measure(MEASURE)
    publish(found)
    return found


def granted(measure, count, **changes):
    """Publish permits under a measure, of a day each, newest first."""
    values = {"under": [measure], **changes}
    permits = [make_permit(f"2025-05-{number:02}-permit", **values) for number in range(1, count + 1)]
    publish(*permits)
    return [permit.slug for permit in reversed(permits)]


def test_a_measure_shows_what_was_granted_under_it(client, measure):
    slugs = granted(measure, 2, count_kind="at_least")
    page = client.get(f"/events/{MEASURE}/")
    assert EVENT.findall(page.content.decode()) == slugs
    assert (
        "Permits granted under this 2 decisions: 2 give a number, at least 6 permits together."
        " 2 May 2025 Approved Test permit At least 3 licences · official" in text_of(page)
    )


def test_a_permit_that_is_only_linked_with_a_measure_is_not_granted_under_it(measure):
    permit = make_permit()
    make_link(permit, measure)
    publish(permit)
    assert panels("measure", MEASURE) == {}


def test_a_measure_shows_its_newest_twenty_and_says_how_many_there_are(client, measure):
    slugs = granted(measure, 21)
    page = client.get(f"/events/{MEASURE}/")
    assert EVENT.findall(page.content.decode()) == slugs[:20]
    assert "21 decisions: 21 give a number, at least 63 permits together. The newest 20 of 21 events:" in text_of(page)


def test_a_material_shows_permits_that_name_it_or_its_items(client, measure):
    item = make_item()
    make_material("other", name="Other")
    publish(
        make_permit("2025-05-01-of-material", materials=[make_material()]),
        make_permit("2025-05-02-of-item", items=[item]),
        make_permit("2025-05-03-of-other", materials=[make_material("other")]),
    )
    assert panels("material", "testium") == {"Permits": ["2025-05-02-of-item", "2025-05-01-of-material"]}
    page = client.get("/materials/testium/").content.decode()
    assert '<a class="link" href="/permits/?material=testium">Among all permits, with figures</a>' in page


def test_a_number_is_said_to_be_of_all_that_a_decision_names(read, measure):
    shared = {"materials": [make_material(), make_material("other", name="Other")]}
    publish(make_permit("2025-05-01-uncounted", count_kind="unspecified", count_value=None, **shared))
    assert "A number is of all materials" not in read("/materials/testium/")
    publish(make_permit("2025-05-02-counted", **shared))
    assert "A number is of all materials that its decision names." in read("/materials/testium/")


def test_a_material_shows_its_newest_ten_and_leads_to_all(client, measure):
    slugs = granted(measure, 11, materials=[make_material()])
    page = client.get("/materials/testium/").content.decode()
    assert EVENT.findall(page) == slugs[:10]
    assert "The newest 10 of 11 events:" in page
    assert '<a class="link" href="/permits/?material=testium">All of them, with figures</a>' in page


def test_an_actor_shows_what_it_decided_apart_from_what_it_was_granted(client, measure):
    company = make_actor("testco", name="Testco", kind="company")
    slugs = granted(measure, 2, beneficiaries=[company])
    assert panels("actor", "testco") == {"Decisions on permits for it": slugs}
    assert panels("actor", "ministry-of-tests") == {"Its decisions on permits": slugs}
    page = client.get("/actors/testco/").content.decode()
    assert EVENT.findall(page) == slugs
    assert 'href="/permits/?actor=testco"' in page


def test_an_actor_shows_what_it_applied_for(measure):
    company = make_actor("testco", name="Testco", kind="company")
    publish(make_permit("2025-05-01-refused", outcome="denied", applicants=[company]))
    assert panels("actor", "testco") == {"Decisions on permits for it": ["2025-05-01-refused"]}


def test_a_number_that_gave_way_to_a_later_one_is_in_no_sum(measure):
    first = make_permit("2025-05-01-issued", count_value=3, under=[measure])
    publish(first)
    publish(make_permit("2025-06-01-extended", count_value=5, under=[measure], replaces=[first]))
    assert words("measure", MEASURE) == (
        "2 decisions: 1 gives a number, at least 5 permits;"
        " the number of 1 gave way to that of a later decision, so that no permit is counted twice."
    )


@pytest.mark.parametrize(
    "path", [f"/events/{MEASURE}/", "/materials/testium/", "/actors/ministry-of-tests/", "/actors/test-times/"]
)
def test_nothing_is_shown_where_there_is_no_permit(client, measure, path):
    response = client.get(path)
    assert response.status_code == 200
    assert re.findall("<h2.*[Pp]ermit", response.content.decode()) == []


def test_drafts_never_show_and_retracted_permits_vanish(measure):
    material = make_material()
    permit = make_permit(under=[measure], materials=[material])
    subjects = [("measure", MEASURE), ("material", "testium"), ("actor", "ministry-of-tests")]
    assert [panels(*subject) for subject in subjects] == [{}, {}, {}]
    publish(permit)
    assert [[*panels(*subject).values()] for subject in subjects] == [[[permit.slug]]] * 3
    retract(permit)
    assert [panels(*subject) for subject in subjects] == [{}, {}, {}]


@pytest.mark.parametrize(
    ("permits", "said"),
    [
        ([("approved", "exact", 1)], "1 decision: it gives a number, at least 1 permit."),
        (
            [("approved", "unspecified", None)],
            "1 decision: for it no number was stated, or only a rough or contested one, which no sum includes.",
        ),
        (
            [("approved", "approximately", 900), ("general_licence", "at_least", 2), ("approved", "exact", 1)],
            "3 decisions: 2 give a number, at least 3 permits together;"
            " for 1 no number was stated, or only a rough or contested one, which no sum includes.",
        ),
        ([("denied", "exact", 5)], "1 decision."),
        ([("pending", "exact", 700)], "1 case is pending."),
        (
            [("approved", "exact", 4), ("pending", "unspecified", None), ("pending", "unspecified", None)],
            "1 decision: it gives a number, at least 4 permits. 2 cases are pending.",
        ),
    ],
)
def test_words_say_what_is_known_and_no_sum_includes_what_nobody_counted(empty, permits, said):
    publish(
        *(
            make_permit(f"2025-05-0{number}-permit", outcome=outcome, count_kind=kind, count_value=value)
            for number, (outcome, kind, value) in enumerate(permits, 1)
        )
    )
    assert words("actor", "ministry-of-tests") == said


def test_words_of_the_shipped_record(shipped):
    assert words("material", "dysprosium").startswith("2 decisions: 1 gives a number, at least 3 permits; for 1 no")
    assert words("measure", "2025-04-04-mofcom-gac-announcement-18").startswith(
        "10 decisions: 2 give a number, at least 7 permits together; for 8 no number"
    )


def test_the_number_of_queries_does_not_grow_with_the_permits(measure, django_assert_num_queries):
    subjects = {("measure", MEASURE): 3, ("material", "testium"): 3, ("actor", "ministry-of-tests"): 6}
    company = make_actor()
    granted(measure, 12, materials=[make_material()], beneficiaries=[company])
    for subject, most in subjects.items():
        with django_assert_num_queries(most):
            panels(*subject)
    with django_assert_num_queries(0):
        panels("statement", "2025-06-07-mofcom-statement-on-rare-earth-approvals")
