"""What the page of an event answers at a glance: what holds today, how it came, and where each fact comes from."""

from datetime import date
from itertools import pairwise

import pytest

from policy.record.models import Revision
from policy.site.chain_picture import COLUMNS, ChainPicture
from policy.site.entry import Entry
from policy.site.provision_groups import grouped
from policy.site.source_words import language_name
from policy.site.states import ProvisionStates
from policy.site.supports import supported
from policy.site.today import today_of
from tests.makers import make_link, make_measure, make_statement, publish
from tests.site.conftest import text_of

pytestmark = pytest.mark.django_db

A18 = "2025-04-04-mofcom-gac-announcement-18"
A46 = "2024-12-03-mofcom-announcement-46"
A57 = "2025-10-09-mofcom-gac-announcement-57"
A61 = "2025-10-09-mofcom-announcement-61"
GENEVA = "2025-05-geneva-trade-talks"
RUBIO = "2025-05-28-rubio-on-student-visas"


def groups_of(slug, on):
    revision = Revision.objects.current().get(slug=slug)
    return grouped(ProvisionStates.of(revision.event_id, revision.content, date.fromisoformat(on)).provisions)


def said(slug, on):
    return [line.sentence for line in today_of(groups_of(slug, on))]


def cited(*supports, **changes):
    event = {"date": "2025-04-04", "date_precision": "day", **changes}
    return supported({**event, "citations": [{"supports": text} for text in supports]})


def test_all_provisions_of_one_state_are_summed_up_in_one_sentence(shipped):
    assert said(A57, "2026-11-23") == [
        "All 5 provisions are suspended until 10 January 2027; they return to force on 11 January 2027 unless extended."
    ]
    assert said(A57, "2025-10-20") == [
        "All 5 provisions are not yet effective, and suspended from 8 November 2025,"
        " the day on which they were to commence."
    ]
    assert said(A18, "2025-04-03") == ["All 7 provisions are not yet effective and commence on 4 April 2025."]


def test_provisions_of_several_states_are_named(shipped):
    assert said(A46, "2026-11-23") == [
        "2 of the 4 provisions, Article 1 and Transfer clause, have been in force since 3 December 2024.",
        "2 of the 4 provisions, Article 2 and Article 2 (graphite), are suspended until 27 November 2026;"
        " they return to force on 28 November 2026 unless extended.",
    ]
    assert said(A46, "2026-11-28")[1].endswith(
        "are in force again: the suspension ended on 27 November 2026, and no extension is on record."
    )


@pytest.mark.parametrize(
    ("dates", "on", "sentence"),
    [
        ({"commencement": None}, "2025-05-01", "Its one provision has no commencement on record."),
        ({"expiry": "2025-05"}, "2025-06-01", "Its one provision expired at the end of 31 May 2025."),
        ({"commencement": "2025-04"}, "2025-05-01", "Its one provision has been in force since April 2025."),
        (
            {"expiry": "2025-05"},
            "2025-05-01",
            "Its one provision has been in force since 4 April 2025, until May 2025.",
        ),
    ],
)
def test_days_are_said_as_precisely_as_they_are_known(empty, dates, on, sentence):
    provision = {"ref": "1", "summary": "It needs a licence.", "requirement": "other", "commencement": "2025-04-04"}
    publish(make_measure(provisions=[{**provision, "destinations": ["all"], **dates}]))
    assert said("2025-04-04-test-measure", on) == [sentence]


def test_a_repeal_is_said_and_one_before_commencement_promises_nothing(empty):
    measure = make_measure(
        provisions=[
            {
                "ref": "1",
                "summary": "It needs a licence.",
                "requirement": "other",
                "destinations": ["all"],
                "commencement": "2025-09-01",
            }
        ]
    )
    effect = {"target": measure, "effect": "repeals", "start": "2025-06-01", "until": None}
    publish(measure, make_measure("2025-05-01-repeal", effects=[effect], provisions=[]))
    assert said(measure.slug, "2025-05-31") == ["Its one provision is not yet effective."]
    assert said(measure.slug, "2025-06-01") == ["Its one provision was repealed on 1 June 2025."]


def test_provisions_that_differ_only_in_what_they_are_about_share_a_block(shipped):
    assert [group.refs for group in groups_of(A61, "2026-11-23")] == [
        ["1(1)", "1(2)"],
        ["1(3)"],
        ["2"],
        ["humanitarian"],
    ]


def test_a_statement_says_what_became_of_it(read, shipped):
    page = read(f"/events/{GENEVA}/")
    today = page[page.index("Today,") : page.index("Outcome")]
    assert "Contradicted by Trump says that China violated the Geneva agreement 30 May 2025 · 20 days later" in today
    assert "Implemented by Executive Order 14298: Geneva tariff pause 12 May 2025 · 2 days later and 4 more" in today
    assert "reviewed up to 5 October 2026" in today


def test_what_nothing_answered_says_so(read, empty):
    publish(make_statement())
    assert "Nothing on record contradicts, confirms or carries out" in read("/events/2025-04-05-test-statement/")


def test_an_hour_is_said_in_its_zone_and_in_utc(read, shipped):
    assert "28 May 2025 , 19:00" in read(f"/events/{RUBIO}/")
    assert "America/New_York · 28 May 2025, 23:00 UTC" in read(f"/events/{RUBIO}/")


def test_the_authoritys_own_text_is_one_click_away(client, shipped):
    page = client.get(f"/events/{A57}/").content.decode()
    own = Entry.read(Revision.objects.current().get(slug=A57)).own_texts[0]["source"]["url"]
    assert page.index(f'<a class="own-text" href="{own}"') < page.index("</header>", page.index("<article"))
    assert "No text of the authority’s own is on record." in text_of(client.get("/events/2025-06-09-london-talks/"))


def test_facts_lead_to_the_citations_whose_words_name_them(client, shipped):
    assert cited("place, date and items", "Reuters report") == {"place": [1], "date": [1], "provisions": [1]}
    assert cited("the answer", "report of 4 April", "quotation") == {"date": [2], "said": [3]}
    assert "number" not in cited("the number of minerals", "report")
    assert set(map(tuple, cited("report").values())) == {(1,)}
    page = client.get(f"/events/{A18}/").content.decode()
    assert '<a class="ref" href="#source-1">' in page
    assert '<li class="citation" id="source-1">' in page


def test_languages_of_sources_are_named():
    assert [language_name(tag) for tag in ("zh-Hans", "sv", "qqq")] == ["Chinese", "Swedish", "qqq"]


def test_the_chain_goes_two_steps_either_way_with_the_days_between(empty):
    days = ("2025-04-01", "2025-04-05", "2025-04-06", "2025-05", "2025-06-01")
    events = [make_statement(f"{day}-said") for day in days]
    links = [make_link(later, earlier, "responds_to") for earlier, later in pairwise(events)]
    publish(*events)
    assert len(links) == 4
    chain = Entry.read(Revision.objects.current().get(slug=events[2].slug)).chain
    parts = (chain.further_before, chain.before, chain.after, chain.further_after)
    assert [[(step.event["date"], step.apart) for step in part] for part in parts] == [
        [("2025-04-01", "4 days earlier")],
        [("2025-04-05", "1 day earlier")],
        [("2025-05", "")],
        [("2025-06-01", "")],
    ]
    picture = ChainPicture(chain)
    tops = [tile.top for tile in (*picture.tiles, picture.own)]
    assert len(set(tops)) == 5


def test_a_row_of_the_picture_says_how_many_it_leaves_out(shipped):
    picture = ChainPicture(Entry.read(Revision.objects.current().get(slug=A18)).chain)
    rows = {}
    for tile in picture.tiles:
        rows.setdefault(tile.top, []).append(tile)
    assert all(len(row) <= COLUMNS for row in rows.values())
    [more] = [tile for tile in picture.tiles if tile.more and tile.among == "after"]
    assert more.more == len(picture.chain.after) - COLUMNS + 1
