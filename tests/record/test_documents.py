"""The shape of a document: its keys, their order, and what is derived."""

import json

import pytest

from tests.makers import (
    document,
    make_actor,
    make_item,
    make_link,
    make_material,
    make_measure,
    make_meeting,
    make_source,
    make_statement,
    make_topic,
    newest,
    publish,
)

pytestmark = pytest.mark.usefixtures("empty")

# contract.md, section 2, word for word and in its order
KEYS = """slug kind date date_end date_precision time timezone title title_original summary direction certainty
    primary_read disputed acting_countries countries actors materials topics citations links detail"""
CITATION = "source supports locator quote"
SOURCE = "slug title publisher url published language tier checked archive_url"
LINK = "relation direction event note"
LINKED = "slug kind title date"
ACTOR = "slug name role"
MATERIAL = "slug symbol name"
PROVISION = "ref summary requirement items materials destinations effective expires notes"
ITEM = "slug material form control_code hs_codes description"
EFFECT = "target provision_ref effect from until"
QUOTATION = "text language translation"
DETAILS = {
    "measure": "instrument_number instrument_type issuers issuing_country targets announced legal_basis provisions effects",
    "statement": "speaker on_behalf_of channel stance quotes",
    "meeting": "meeting_kind place country participants held outcome",
}


def make_full_set():
    """Write and publish an event of each kind, with something under every key that holds rows; return them."""
    provision = {"ref": "1", "summary": "Licence.", "requirement": "licence_required", "items": [make_item()]}
    measure = make_measure(provisions=[provision], topics=[make_topic()])
    effect = {
        "target": measure,
        "provision": measure.provisions.get(),
        "effect": "suspends",
        "start": "2025-06",
        "until": "2026",
    }
    second = make_measure("2025-05-01-suspension", effects=[effect])
    statement = make_statement(quotes=[{"text": "稀土", "language": "zh", "translation": "rare earths"}])
    events = [measure, second, statement, make_meeting()]
    for event in events[1:]:
        make_link(event, measure)
    publish(*events)
    return events


def keys_of(rows, keys):
    assert rows
    return all(list(row) == keys.split() for row in rows)


def test_documents_have_exactly_the_contracts_keys_in_its_order():
    for event in make_full_set():
        found = document(event)
        assert list(found) == KEYS.split()
        assert list(found["detail"]) == DETAILS[event.kind].split()
        assert keys_of(found["citations"], CITATION)
        assert keys_of([citation["source"] for citation in found["citations"]], SOURCE)
        assert keys_of(found["links"], LINK)
        assert keys_of([link["event"] for link in found["links"]], LINKED)
        assert keys_of(found["actors"], ACTOR)


def test_rows_of_a_detail_have_exactly_the_contracts_keys_in_its_order():
    measure, second, statement, _ = map(document, make_full_set())
    assert keys_of(measure["materials"], MATERIAL)
    assert keys_of(measure["detail"]["provisions"], PROVISION)
    assert keys_of(measure["detail"]["provisions"][0]["items"], ITEM)
    assert keys_of(second["detail"]["effects"], EFFECT)
    assert keys_of(statement["detail"]["quotes"], QUOTATION)


def test_a_document_is_stored_as_compact_json_without_escapes():
    event = make_statement(quotes=[{"text": "稀土 “a/b” é", "language": "zh", "translation": ""}])
    publish(event)
    text = newest(event).document
    assert json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) == text
    assert '"text":"稀土 “a/b” é","language":"zh","translation":null' in text


def test_what_says_nothing_is_null():
    event = make_measure(instrument_number="", title_original="")
    publish(event)
    found = document(event)
    assert (found["title_original"], found["detail"]["instrument_number"], found["detail"]["legal_basis"]) == (
        None,
    ) * 3
    assert (found["date_end"], found["time"], found["timezone"], found["citations"][0]["locator"]) == (None,) * 4


@pytest.mark.parametrize(("date", "precision"), [("2025-05-12", "day"), ("2025-05", "month"), ("2025", "year")])
def test_a_date_is_shown_as_precisely_as_it_is_known(date, precision):
    event = make_meeting(f"{date}-talks", date_end=date)
    publish(event)
    found = document(event)
    assert (found["date"], found["date_end"], found["date_precision"]) == (date, date, precision)


@pytest.mark.parametrize(("time", "shown"), [("19:00", "19:00"), ("00:00", "00:00"), ("07:05:09", "07:05:09")])
def test_a_time_is_local_and_names_its_zone(time, shown):
    event = make_statement(time=time, timezone="America/New_York")
    publish(event)
    assert (document(event)["time"], document(event)["timezone"]) == (shown, "America/New_York")


def test_the_shipped_visa_statement_has_its_time(shipped_files):
    [row] = [row for row in shipped_files["statements"] if row["slug"] == "2025-05-28-rubio-on-student-visas"]
    event = make_statement(row["slug"], time=row["time"], timezone=row["timezone"])
    publish(event)
    assert (document(event)["time"], document(event)["timezone"]) == (row["time"], row["timezone"])
    assert row["time"]
    assert row["timezone"]


def test_countries_are_those_that_act_and_then_those_aimed_at_once_each():
    issuers = [make_actor("us-bureau", country="US"), make_actor(), make_actor("us-other", country="US")]
    targets = [{"country": "JP"}, {"country": "all"}, {"actor": make_actor("a-firm", country="KR")}, {"country": "CN"}]
    event = make_measure(issuers=issuers, targets=targets)
    publish(event)
    assert document(event)["acting_countries"] == ["US", "CN"]
    assert document(event)["countries"] == ["US", "CN", "JP"]
    assert document(event)["detail"]["targets"] == ["JP", "all", "a-firm", "CN"]


def test_a_statement_acts_for_the_country_of_whom_it_is_made_for():
    medium = make_actor("a-spokesman", country="HK")
    own, behalf = (
        make_statement(speaker=medium),
        make_statement("2025-04-05-b", speaker=medium, on_behalf_of=make_actor()),
    )
    publish(own, behalf)
    assert (document(own)["acting_countries"], document(behalf)["acting_countries"]) == (["HK"], ["CN"])
    assert [actor["role"] for actor in document(behalf)["actors"]] == ["speaker", "on_behalf_of"]


def test_an_actor_without_a_country_adds_none():
    event = make_meeting(participants=[make_actor("a-body", country=""), make_actor()])
    publish(event)
    assert document(event)["countries"] == ["CN"]


def test_an_actor_stands_once_in_each_role():
    actor = make_actor("huawei", country="CN")
    event = make_measure(issuers=[actor], targets=[{"actor": actor}, {"country": "CN"}])
    publish(event)
    assert [entry["role"] for entry in document(event)["actors"]] == ["issuer", "target"]


def test_materials_are_those_named_and_those_of_items_once_each():
    other = make_material("otherium", symbol="", name="Otherium")
    provisions = [
        {"ref": "1", "summary": "x", "requirement": "other", "items": [make_item()], "materials": [other]},
        {"ref": "2", "summary": "x", "requirement": "other", "materials": [make_material(), other]},
    ]
    event = make_measure(provisions=provisions)
    publish(event)
    materials = document(event)["materials"]
    assert materials[0] == {"slug": "otherium", "symbol": None, "name": "Otherium"}
    assert [material["slug"] for material in materials] == ["otherium", "testium"]


@pytest.mark.parametrize("stance", ["easing", "tightening", "neutral", "contradicting"])
def test_the_direction_of_a_statement_is_its_stance(stance):
    event = make_statement(stance=stance)
    publish(event)
    assert document(event)["direction"] == ("neutral" if stance == "contradicting" else stance)


def test_a_meeting_has_no_direction_and_its_outcome_for_a_summary():
    event = make_meeting(summary="They will meet again.")
    publish(event)
    found = document(event)
    assert found["direction"] is None
    assert found["summary"] == found["detail"]["outcome"] == "They will meet again."
    assert not any(tag.startswith("direction:") for tag in newest(event).projection.tags)


@pytest.mark.parametrize(
    ("tier", "checked", "read"),
    [
        ("primary", "text", True),
        ("primary", "url-only", False),
        ("reporting", "text", False),
        ("analysis", "text", False),
    ],
)
def test_a_primary_source_that_was_read_is_told_of(tier, checked, read):
    sources = [make_source(), make_source("other", tier=tier, checked=checked)]
    event = make_measure(citations=[{"source": source, "supports": "it"} for source in sources])
    publish(event)
    assert document(event)["primary_read"] is read


def test_lists_keep_the_order_in_which_they_were_entered():
    actors = [make_actor(slug) for slug in ("zeta", "alpha", "mid")]
    event = make_meeting(participants=actors, topics=[make_topic("z"), make_topic("a")])
    publish(event)
    assert document(event)["detail"]["participants"] == ["zeta", "alpha", "mid"]
    assert document(event)["topics"] == ["z", "a"]
