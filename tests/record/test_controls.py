"""What is controlled on a day: the shipped record, asked as the board and the API ask it."""

import json
from datetime import date, timedelta
from random import Random

import pytest
from django.http import QueryDict

from policy.choices import State
from policy.record.control_rows import control_rows
from policy.record.controls import Controls
from policy.record.destinations import applying, bloc_changes, blocs, ever_applying
from policy.record.parameters import BadParameters
from policy.record.periods import EffectOn
from policy.record.version import version
from tests.record.oracle import walked

TODAY = date(2026, 11, 22)
EIGHTEEN = "2025-04-04-mofcom-gac-announcement-18"
FIFTY_SEVEN = "2025-10-09-mofcom-gac-announcement-57"


@pytest.fixture
def ask(shipped):
    """Return a function that answers a query string with rows as the API shows them."""

    def rows(query="", today=TODAY):
        return list(control_rows(Controls.parse(QueryDict(query), version(), today).rows()))

    return rows


def states(rows):
    return {row["state"] for row in rows}


def test_announcement_18_is_in_force_since_the_day_it_was_announced(ask):
    assert ask(f"measure={EIGHTEEN}&on=2025-04-03") == []
    for on in ("2025-04-04", "2025-11-08", "2026-11-22", "2035-01-01"):
        rows = ask(f"measure={EIGHTEEN}&on={on}")
        assert len(rows) == 30
        assert {(row["state"], row["since"], row["until"]) for row in rows} == {("in_force", "2025-04-04", None)}


@pytest.mark.parametrize("number", [55, 56, 57, 58])
def test_the_announcements_of_october_2025_are_suspended_before_they_commence(ask, number):
    measure = f"measure=2025-10-09-mofcom-gac-announcement-{number}"
    assert ask(f"{measure}&on=2025-10-08") == []
    assert states(ask(f"{measure}&on=2025-11-07")) == {State.NOT_YET_EFFECTIVE}
    assert states(ask(f"{measure}&on=2025-11-08")) == {State.SUSPENDED}
    assert states(ask(f"{measure}&on=2027-01-11")) == {State.IN_FORCE}


def test_provisions_of_announcement_61_differ_by_commencement(ask):
    rows = ask("measure=2025-10-09-mofcom-announcement-61&on=2025-11-01")
    by_ref = {row["provision"]["ref"]: row["state"] for row in rows}
    assert by_ref["1(1)"] == by_ref["1(2)"] == State.NOT_YET_EFFECTIVE
    assert by_ref["1(3)"] == by_ref["2"] == State.IN_FORCE
    assert states(ask("measure=2025-10-09-mofcom-announcement-61&on=2025-12-01")) == {State.SUSPENDED}


def test_article_2_of_announcement_46_is_suspended_while_article_1_runs_on(ask):
    for on, state in (("2025-11-08", State.IN_FORCE), ("2025-11-09", State.SUSPENDED), ("2026-11-28", State.IN_FORCE)):
        rows = ask(f"measure=2024-12-03-mofcom-announcement-46&on={on}")
        by_ref = {row["provision"]["ref"]: row["state"] for row in rows}
        assert (by_ref["Article 1"], by_ref["Article 2"], by_ref["Article 2 (graphite)"]) == (
            State.IN_FORCE,
            state,
            state,
        )


@pytest.mark.parametrize(
    ("material", "since"), [("gallium", 2023), ("germanium", 2023), ("graphite", 2023), ("antimony", 2024)]
)
@pytest.mark.slow
def test_what_announcement_51_carries_forward_stays_controlled_without_a_gap(ask, material, since):
    first = {"gallium": date(2023, 8, 1), "germanium": date(2023, 8, 1), "graphite": date(2023, 12, 1)}
    day = first.get(material, date(2024, 9, 15))
    assert day.year == since
    licences = f"material={material}&requirement=licence_required&state=in_force&destination=JP"
    while day < date(2025, 3, 1):
        assert any(row["material"]["slug"] == material for row in ask(f"{licences}&on={day}")), day
        day += timedelta(days=1 if day.month in (11, 12) and day.year == 2024 else 13)


def test_the_predecessors_of_announcement_51_are_repealed_by_it(ask):
    [why] = {json.dumps(row["because"]) for row in ask("measure=2023-07-03-mofcom-gac-announcement-23&on=2024-12-01")}
    assert json.loads(why)[0]["measure"] == "2024-11-15-mofcom-announcement-51-dual-use-list"


def test_the_holmium_row_comes_out_as_the_contract_prints_it(ask):
    [row] = ask("on=2025-11-08&code=1C909.a&form=metal")
    assert row == {
        "measure": {
            "slug": FIFTY_SEVEN,
            "instrument_number": "商务部 海关总署公告2025年第57号",
            "title": "Export controls on five further medium and heavy rare earths",
        },
        "issuing_country": "CN",
        "targets": ["all"],
        "provision": {
            "ref": "I holmium",
            "requirement": "licence_required",
            "summary": "Holmium items (1C909) need a licence.",
        },
        "material": {"slug": "holmium", "symbol": "Ho", "name": "Holmium"},
        "via": None,
        "item": "2025-57-ho-metal",
        "form": "metal",
        "control_code": "1C909.a",
        "hs_codes": ["28053019"],
        "destinations": ["all"],
        "state": "suspended",
        "since": "2025-11-08",
        "until": "2027-01-10",
        "next_change": {"date": "2027-01-11", "state": "in_force"},
        "lapsed_suspension": False,
        "amended_by": [],
        "because": [
            {
                "measure": "2025-11-07-mofcom-gac-announcement-70",
                "effect": "suspends",
                "from": "2025-11-07",
                "until": "2026-11-10",
            },
            {
                "measure": "2026-09-24-kuala-lumpur-arrangement-extended",
                "effect": "extends_suspension",
                "from": "2026-11-10",
                "until": "2027-01-10",
            },
        ],
        "notes": None,
        "reviewed_through": "2026-10-05",
        "beyond_coverage": False,
        "on": "2025-11-08",
        "known_at": None,
        "as_announced": None,
    }


def test_as_announced_in_october_2025_the_announcement_was_to_be_in_force(ask):
    announced = ask(f"measure={FIFTY_SEVEN}&as_announced=2025-10-10&on=2025-12-01")
    assert {(row["state"], row["since"], row["until"]) for row in announced} == {("in_force", "2025-11-08", None)}
    assert states(ask(f"measure={FIFTY_SEVEN}&on=2025-12-01")) == {State.SUSPENDED}
    assert ask(f"measure={FIFTY_SEVEN}&as_announced=2025-10-08&on=2025-12-01") == []


def test_as_announced_long_after_all_that_is_recorded_is_the_answer_of_now(ask):
    later = ask("on=2026-11-22&as_announced=2099-01-01")
    assert [{**row, "as_announced": None} for row in later] == ask("on=2026-11-22")


def test_a_lapsed_suspension_says_so(ask):
    [row, *_] = ask("measure=2025-09-29-us-bis-affiliates-rule&on=2026-11-22")
    assert (row["state"], row["since"], row["lapsed_suspension"]) == ("in_force", "2026-11-10", True)
    assert row["because"][0]["measure"] == "2025-11-10-us-bis-affiliates-rule-suspended"
    assert row["beyond_coverage"]


def test_a_question_about_dysprosium_finds_what_is_written_on_the_group(ask):
    rows = ask("material=dysprosium&on=2026-11-22")
    assert {row["material"]["slug"]: row["via"] for row in rows} == {"dysprosium": None, "rare-earths": "rare-earths"}
    assert {row["via"] for row in ask("material=rare-earths")} == {None}
    assert {row["material"]["slug"] for row in ask("material=gallium")} == {"gallium"}


@pytest.mark.parametrize("name", ["Dy", "镝", "dysprosium", "DYSPROSIUM"])
def test_a_material_is_found_by_any_of_its_names(ask, name):
    assert ask(f"material={name}") == ask("material=dysprosium")


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("magnets", "rare-earth-magnets"),
        ("NdFeB", "rare-earth-magnets"),
        ("rare earths", "rare-earths"),
        ("REE", "rare-earths"),
    ],
)
def test_a_material_is_found_by_a_word_that_stands_in_its_names_alone(ask, word, slug):
    assert ask(f"material={word}") == ask(f"material={slug}")


def test_control_codes_are_found_in_either_case(ask):
    assert ask("code=1c902.A") == ask("code=1C902.a") != []


@pytest.mark.parametrize("digits", [2, 4, 6, 8, 10])
def test_customs_codes_match_by_prefix(ask, digits):
    code = "2853909029"[:digits]
    found = ask(f"hs={code}&on=2024-01-01")
    assert {row["item"] for row in found} >= {"2023-23-ga-antimonide"}
    assert all(any(one.startswith(code) for one in row["hs_codes"]) for row in found)


def test_a_control_code_finds_what_stands_below_it(ask):
    assert {row["control_code"] for row in ask("code=1c909")} == {"1C909.a", "1C909.b", "1C909.c"}


def test_named_companies_come_with_their_slugs(ask):
    [row] = ask("actor=huawei&issuer=US&requirement=licence_required&measure=2019-05-15-bis-huawei-entity-list")
    assert row["targets"] == ["huawei"]


def test_tariffs_and_exemptions_come_only_when_asked_for(ask):
    controls = {"licence_required", "prohibited", "reporting_required"}
    assert {row["provision"]["requirement"] for row in ask()} == controls
    assert {row["provision"]["requirement"] for row in ask("requirement=tariff")} == {"tariff"}


def test_provisions_of_suspending_instruments_are_nowhere(ask):
    everything = ask("requirement=licence_required,prohibited,reporting_required,tariff,exemption,framework,other")
    assert "2025-11-07-mofcom-gac-announcement-70" not in {row["measure"]["slug"] for row in everything}


def test_undated_provisions_come_only_when_asked_for(ask):
    rows = ask("requirement=tariff&state=undated")
    assert {row["measure"]["slug"] for row in rows} == {"2024-05-14-ustr-section-301-four-year-review"}
    assert {(row["state"], row["since"], row["until"], row["next_change"]) for row in rows} == {
        ("undated", None, None, None)
    }
    assert "undated" not in states(ask("requirement=tariff"))


def test_a_bloc_counts_for_its_members_of_the_day():
    assert blocs("GB", date(2020, 1, 31)) == ["EU"]
    assert blocs("GB", date(2020, 2, 1)) == []
    assert blocs("HR", date(2013, 6, 30)) == []
    assert applying("FR", date(2026, 1, 1)) == ["all", "FR", "EU"]
    assert applying("EU", date(2026, 1, 1)) == ["all", "EU"]


def test_the_blocs_of_a_country_change_on_its_first_day_and_after_its_last():
    assert bloc_changes("GB") == [date(1973, 1, 1), date(2020, 2, 1)]
    assert bloc_changes("HR") == [date(2013, 7, 1)]
    assert bloc_changes("US") == bloc_changes("EU") == []
    assert ever_applying("GB") == ["all", "GB", "EU"]
    assert ever_applying("US") == ["all", "US"]


def test_what_is_written_for_the_union_applies_to_its_members(ask):
    halt = "measure=2010-10-18-china-reported-halt-rare-earths-us-eu&on=2010-10-20"
    assert len(ask(f"{halt}&destination=GB")) == len(ask(f"{halt}&destination=DE")) == 1
    assert ask(f"{halt}&destination=HR") == ask(f"{halt}&destination=JP") == []


@pytest.mark.parametrize(
    "query", ["hs=123", "material=unobtainium", "on=tomorrow", "destination=FR,DE", "state=ended", "x=1"]
)
def test_what_can_not_be_meant_is_refused(shipped, query):
    with pytest.raises(BadParameters):
        Controls.parse(QueryDict(query), version(), TODAY)


@pytest.mark.slow
def test_pages_hold_each_row_once_forth_and_back(shipped):
    controls = Controls.parse(QueryDict("on=2025-11-08"), version(), TODAY)
    everything = [row.scope.order_key for row in controls.rows()]
    forth, cursor = [], None
    while True:
        rows, cursor, previous = controls.page(cursor, 7)
        forth += [row.scope.order_key for row in rows]
        if cursor is None:
            break
    back = [row.scope.order_key for row in rows]
    while previous is not None:
        rows, _, previous = controls.page(previous, 7)
        back = [row.scope.order_key for row in rows] + back
    assert forth == back == everything
    assert len(everything) == controls.count()


def expected(files, on, destination, announced="9999"):
    """Tell the rows from the files, by the oracle that walks along the days: (measure, ref, item or material) → state."""
    acting = [
        one for one in files["measures"] if one["status"] == "published" and first_day(one["announced"]) <= announced
    ]
    return {
        (measure["slug"], provision["ref"], subject): told
        for measure in acting
        for provision in measure["provisions"]
        if is_asked_for(measure, provision, on, destination)
        if (told := state_of(measure, provision, acting, on))
        for subject in subjects(provision, files["items"])
    }


def first_day(text):
    return (text + "-01-01")[:10]


def is_asked_for(measure, provision, on, destination):
    applies = set(provision["destinations"]) & set(applying(destination, date.fromisoformat(on)))
    controls = provision["requirement"] in ("licence_required", "prohibited", "reporting_required")
    return applies and controls and measure["instrument_type"] != "suspension"


def state_of(measure, provision, acting, on):
    effects = [
        EffectOn(one["slug"], effect["effect"], effect["from"], effect["until"])
        for one in acting
        for effect in one["effects"]
        if effect["target"] == measure["slug"] and effect["provision_ref"] in (None, provision["ref"])
    ]
    course = walked(provision["effective"], provision["expires"], effects)
    period = next(one for one in course if one.holds(date.fromisoformat(on)))
    unknown = period.state == State.NOT_YET_EFFECTIVE and first_day(measure["announced"]) > on
    return None if unknown else (str(period.state), period.since, period.until)


def subjects(provision, items):
    made_of = {item["material"] for item in items if item["slug"] in provision["items"]}
    named = [material for material in provision["materials"] if material not in made_of]
    return [*provision["items"], *named] or [""]


def as_found(rows):
    return {
        (row["measure"]["slug"], row["provision"]["ref"], row["item"] or (row["material"] or {"slug": ""})["slug"]): (
            row["state"],
            row["since"] and date.fromisoformat(row["since"]),
            row["until"] and date.fromisoformat(row["until"]),
        )
        for row in rows
    }


@pytest.mark.parametrize("seed", range(6))
def test_the_answer_for_any_day_is_what_a_walk_along_the_days_of_the_files_gives(ask, shipped_files, seed):
    random = Random(seed)
    for _ in range(2):
        on = str(date(2023, 8, 1) + timedelta(days=random.randrange(1600)))
        destination = random.choice(["US", "JP", "DE", "CN", "TW", "GB"])
        assert as_found(ask(f"on={on}&destination={destination}")) == expected(shipped_files, on, destination)
        announced = str(date(2023, 8, 1) + timedelta(days=random.randrange(1200)))
        rows = ask(f"on={on}&destination={destination}&as_announced={announced}")
        assert as_found(rows) == expected(shipped_files, on, destination, announced)
