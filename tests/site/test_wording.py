"""How values are said."""

from datetime import datetime, timedelta, timezone

import pytest

from policy import kinds
from policy.record import spoken
from policy.site import wording


@pytest.mark.parametrize(("date", "said"), [("2025-04-04", "4 April 2025"), ("2025-06", "June 2025"), ("2025", "2025")])
def test_a_date_is_said_as_precisely_as_it_is_known(date, said):
    assert wording.day(date) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2025-06-09", "2025-06-10", "9"),
        ("2025-09-30", "2025-10-01", "30 September"),
        ("2025-12-31", "2026-01-02", "31 December 2025"),
        ("2025-06", "2025-07", "June"),
    ],
)
def test_a_span_repeats_nothing_that_its_end_says(start, end, said):
    assert wording.span(start, end)[0] == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        ({"kind": "exact", "value": 3}, "3"),
        ({"kind": "at_least", "value": 4}, "at least 4"),
        ({"kind": "approximately", "value": 2000}, "approximately 2,000"),
        ({"kind": "unspecified", "value": None}, "count not stated"),
    ],
)
def test_a_count_is_said_as_it_was_given(count, said):
    assert wording.counted(count) == said


@pytest.mark.parametrize(
    ("relation", "direction", "said"),
    [
        ("responds_to", "out", "responds to"),
        ("responds_to", "in", "answered by"),
        ("leads_to", "in", "came out of"),
        ("contradicts", "in", "contradicted by"),
    ],
)
def test_a_relation_is_said_from_the_side_of_the_reader(relation, direction, said):
    assert wording.relation({"relation": relation, "direction": direction}) == said


@pytest.mark.parametrize(
    ("text", "language"),
    [("商务部公告2025年第61号", "zh"), ("レアアース磁石", "ja"), ("Reciprocal tariffs, § 232", "")],
)
def test_the_script_of_a_text_tells_its_language(text, language):
    assert spoken.script(text) == language


def test_places_are_named_and_all_is_every_country():
    assert wording.places(["CN", "US", "EU"]) == "China, United States and European Union"
    assert wording.places(["all"]) == "all countries"
    assert wording.places([]) == ""


def test_closed_vocabularies_are_said_in_words_whatever_kind_they_belong_to():
    assert wording.label("licence_required", "requirement") == "licence required"
    assert wording.label("press_conference", "channel") == "press conference"
    assert wording.label("url-only", "checked") == "address known, text not seen"


def test_a_byline_names_who_acts_and_on_whose_behalf():
    actors = [
        {"slug": "he-yadong", "name": "He Yadong", "role": "speaker"},
        {"slug": "mofcom", "name": "MOFCOM", "role": "on_behalf_of"},
        {"slug": "lockheed-martin", "name": "Lockheed Martin", "role": "target"},
    ]
    assert wording.byline({"actors": actors}) == "He Yadong, on behalf of MOFCOM"


def test_every_role_of_a_kind_has_its_words():
    roles = {"issuer", "speaker", "on_behalf_of", "participant", "authority", "beneficiary"}
    assert {kind.name for kind in kinds.every()} <= {"measure", "statement", "meeting", "permit"}
    assert {wording.role(name) for name in roles}.isdisjoint(roles)


@pytest.mark.parametrize(
    ("address", "host"), [("https://www.mofcom.gov.cn/a", "mofcom.gov.cn"), ("http://202.62.215.10/x", "202.62.215.10")]
)
def test_an_address_is_named_by_its_host(address, host):
    assert wording.host(address) == host


def test_an_instant_is_written_in_utc_to_the_second():
    at = datetime(2026, 10, 5, 16, 30, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    assert wording.moment(at) == "2026-10-05T08:30:00Z"
