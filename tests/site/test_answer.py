"""The answer above the timeline: what is controlled on a day, on what it rests, and what changes next."""

from datetime import date

import pytest
from django.http import QueryDict

from policy.choices import State
from policy.record.controls import Controls
from policy.record.version import version
from policy.site.answer import NAMED, Caveat, Subject, answered, subject
from policy.site.periodic_table import FROM_CHINA
from policy.site.turns import Turns, next_turning_day
from policy.templatetags.timeline import ground_said
from tests.makers import make_material, make_measure, publish
from tests.site.conftest import text_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 22)
RARE_EARTH, OTHER = Subject.RARE_EARTH, Subject.OTHER


def on(day):
    """Answer without what is kept of other tests' records."""
    return answered(version(), day)


def counted(told):
    return {(figure.subject, figure.requirement, figure.state): figure.count for figure in told.figures}


def test_materials_are_counted_by_what_is_demanded_and_by_state(shipped):
    assert counted(on(DAY)) == {
        (RARE_EARTH, "licence_required", State.IN_FORCE): 7,
        (RARE_EARTH, "licence_required", State.SUSPENDED): 5,
        (OTHER, "licence_required", State.IN_FORCE): 8,
        (OTHER, "prohibited", State.SUSPENDED): 3,
    }


def test_the_answer_is_that_of_its_day(shipped):
    assert counted(on(date(2025, 10, 20)))[OTHER, "prohibited", State.IN_FORCE] == 3
    assert (RARE_EARTH, "licence_required", State.IN_FORCE) not in counted(on(date(2025, 4, 3)))


def test_what_is_in_force_is_not_counted_as_suspended_besides(shipped):
    [suspended] = [one for one in on(DAY).figures if (one.subject, one.state) == (RARE_EARTH, State.SUSPENDED)]
    symbols = {material.symbol for ground in suspended.grounds for material in ground.materials}
    assert symbols == {"Ho", "Er", "Tm", "Eu", "Yb"}  # another suspended act names dysprosium, which needs a licence


def test_groups_and_products_are_named_and_not_counted(shipped):
    assert "rare-earth-magnets" in {material.slug for material in on(DAY).collective}


def test_a_material_is_not_counted_for_technology_or_for_items_of_another(shipped):
    grounds = [ground for figure in on(DAY).figures for ground in figure.grounds]
    assert "lithium" not in {material.slug for ground in grounds for material in ground.materials}
    assert "2025-07-15-china-technology-catalogue-announcement-28" not in {one.document["slug"] for one in grounds}


def test_a_ban_in_force_that_no_figure_counts_is_told_by_its_provision(client, shipped):
    told = {document["slug"]: refs for document, refs in on(DAY).uncounted_bans}
    assert told["2024-12-03-mofcom-announcement-46"] == ["Article 1"]
    assert "Announcement No. 46 of 2024 ( Article 1 )" in text_of(client.get("/"))


def test_acts_that_are_less_than_sure_are_told_with_the_reason(shipped):
    found = {one.caveat: {act["slug"] for act in one.acts} for one in on(DAY).caveats}
    assert "2025-11-09-mofcom-announcement-72" in found[Caveat.UNREAD]
    assert found[Caveat.UNNUMBERED] == {"2026-09-24-kuala-lumpur-arrangement-extended"}


def test_the_next_change_is_the_next_day_of_the_board(shipped):
    told = on(DAY)
    assert told.next.day == date(2026, 11, 28)
    assert [one.after for one in told.happenings] == ["return to force unless extended"]


def test_what_is_in_force_again_for_want_of_an_extension_says_so(shipped):
    figures = {(one.subject, one.requirement, one.state): one for one in on(date(2026, 11, 28)).figures}
    [ground] = figures[OTHER, "prohibited", State.IN_FORCE].grounds
    assert "again since" in (said := ground_said(ground))
    assert "for no extension of the suspension is on record" in said


def test_it_is_read_in_a_constant_number_of_queries(shipped, django_assert_num_queries):
    on(DAY)  # reads the vocabulary, once per version and process
    with django_assert_num_queries(7):  # that of the version among them
        on(DAY)


def plainly(day):
    """Return the figures, the grounds and the bans of a day, gone through row by row."""
    controls = Controls.parse(QueryDict("state=in_force,suspended"), version(), day, defaults=FROM_CHINA)
    figures, bans = {}, {}
    for row in (one for one in controls.rows() if not one.scope.is_named):
        material = controls.vocabulary.materials.get(row.scope.material)
        is_technology = row.document["detail"]["instrument_type"] == "technology_control"
        of_others = row.provision["items"] or is_technology
        on_goods = row.item["form"] not in ("technology", "equipment") if row.item else not of_others
        if material and subject(material) and on_goods:
            ground = figures.setdefault((subject(material), row.provision["requirement"], row.period.state), {})
            ground.setdefault((row.document["slug"], row.period), set()).add(material.slug)
        elif (row.provision["requirement"], row.period.state) == ("prohibited", "in_force"):
            bans.setdefault(row.document["slug"], {})[row.provision["ref"]] = None
    for (sort, requirement, state), grounds in figures.items():
        if state == State.SUSPENDED:
            biting = set().union(*figures.get((sort, requirement, State.IN_FORCE), {}).values())
            for held in grounds.values():
                held -= biting
    return {key: {ground: held for ground, held in grounds.items() if held} for key, grounds in figures.items()}, bans


@pytest.mark.parametrize("year", range(2023, 2028))
def test_the_database_answers_as_going_through_the_rows_does(shipped, year):
    for month in (2, 11):
        day = date(year, month, 27)
        figures, bans = plainly(day)
        told = on(day)
        assert {
            (one.subject, one.requirement, one.state): {
                (ground.document["slug"], ground.period): {material.slug for material in ground.materials}
                for ground in one.grounds
            }
            for one in told.figures
        } == {key: grounds for key, grounds in figures.items() if grounds}
        assert {act["slug"]: refs for act, refs in told.uncounted_bans} == {
            act: list(refs) for act, refs in bans.items()
        }
        assert all(one.has_caveats == any(ground.caveats for ground in one.grounds) for one in told.figures)


@pytest.mark.parametrize("day", ["2000-01-01", "2023-07-31", "2025-10-08", "2025-11-09", "2026-11-23", "2026-11-28"])
def test_the_next_day_is_that_of_the_board_with_what_happens_then(shipped, day):
    controls = Controls.parse(QueryDict("state=in_force"), version(), date.fromisoformat(day), defaults=FROM_CHINA)
    board, alone = Turns(controls, controls.courses()).next, next_turning_day(controls)
    assert (alone and (alone.day, alone.turns)) == (board and (board.day, board.turns))


def test_what_is_announced_for_a_later_day_turns_on_the_day_of_its_announcement(empty):
    provision = {
        "ref": "1",
        "summary": "From then on.",
        "requirement": "prohibited",
        "destinations": ["all"],
        "commencement": "2027-06-01",
        "materials": [make_material()],
    }
    publish(make_measure("2027-03-04-test-measure", provisions=[provision]))
    assert on(DAY).next.day == date(2027, 3, 4)
    assert [one.after for one in on(DAY).happenings] == ["is announced"]


def test_the_first_acts_behind_a_number_are_named_and_the_others_counted(client, empty):
    publish(*(make_measure(f"2025-04-{day:02}-test-measure") for day in range(1, NAMED + 3)))
    told = on(DAY)
    [figure] = told.figures
    assert (figure.count, figure.acts, len(figure.grounds), figure.more) == (1, NAMED + 2, NAMED, 2)
    [doubted] = told.caveats
    assert (len(doubted.acts), doubted.more) == (NAMED, 2)
    said = text_of(client.get("/"))
    assert f"{NAMED + 2} acts" in said
    assert said.count("and 2 more") == 2


def test_the_page_says_it_with_the_acts_linked(client, shipped):
    page = client.get("/").content.decode()
    said = text_of(client.get("/"))
    assert (
        "7 rare earths need an export licence in listed forms 1 act Announcement No. 18 of 2025 , since 4 Apr" in said
    )
    assert "5 rare earths: licence duty suspended* 1 act" in said
    assert 'href="/events/2025-04-04-mofcom-gac-announcement-18/"' in page[: page.index("density")]
    assert "reviewed up to 5 October 2026, later acts may be missing" in said


@pytest.mark.parametrize("query", ["kind=measure", "known_at=2100-01-01T00:00:00Z", "order=date", "q=magnets"])
def test_it_stands_above_the_newest_of_all_events_alone(client, shipped, query):
    assert "answer-figure" not in client.get(f"/?{query}").content.decode()


def test_an_empty_record_controls_nothing(client, empty):
    assert "No control on a single material is in force or suspended today." in text_of(client.get("/"))
