"""Permit decisions as events: their direction, their counts, their facts."""

import pytest

from permits.choices import Outcome
from policy.record.editorial import read_all
from policy.rules import Refused
from policy.site import wording
from tests.makers import document, make_actor, make_item, make_measure, make_permit, newest, publish
from tests.site.conftest import text_of

pytestmark = pytest.mark.usefixtures("empty")

DIRECTIONS = {
    "approved": "easing",
    "approved_temporary": "easing",
    "general_licence": "easing",
    "denied": "tightening",
    "returned": "tightening",
    "revoked": "tightening",
    "pending": "neutral",
}


def test_every_outcome_has_a_direction():
    assert DIRECTIONS.keys() == set(Outcome.values)
    for number, (outcome, direction) in enumerate(DIRECTIONS.items(), 1):
        permit = make_permit(f"2025-04-0{number}-permit", outcome=outcome)
        publish(permit)
        assert document(permit)["direction"] == direction
        assert {f"direction:{direction}", f"outcome:{outcome}"} <= set(newest(permit).projection.tags)


@pytest.mark.parametrize(("kind", "value"), [("exact", 3), ("at_least", 1), ("approximately", 2000)])
def test_a_count_is_shown_as_it_was_given(kind, value):
    permit = make_permit(count_kind=kind, count_value=value, applications_kind=kind, applications_value=value)
    publish(permit)
    detail = document(permit)["detail"]
    assert detail["count"] == detail["applications"] == {"kind": kind, "value": value}


def test_a_certain_number_stores_none():
    permit = make_permit(count_kind="unspecified", count_value=None)
    publish(permit)
    assert document(permit)["detail"]["count"] == {"kind": "unspecified", "value": None}
    assert document(permit)["detail"]["applications"] is None


def test_items_and_measures_are_named_by_slug_in_their_order():
    measures = [make_measure(slug) for slug in ("2025-02-01-b", "2025-02-01-a")]
    items = [make_item("z-item"), make_item("a-item", form="oxide")]
    permit = make_permit(under=measures, items=items, beneficiaries=[make_actor("z-firm"), make_actor("a-firm")])
    publish(*measures, permit)
    detail = document(permit)["detail"]
    assert detail["under"] == ["2025-02-01-b", "2025-02-01-a"]
    assert detail["items"] == ["z-item", "a-item"]
    assert detail["beneficiaries"] == ["z-firm", "a-firm"]
    assert {"form:metal", "form:oxide", "actor:z-firm"} <= set(newest(permit).projection.tags)


def test_a_licence_type_is_a_fact_only_when_it_is_known():
    without, with_type = make_permit(), make_permit("2025-04-08-typed", licence_type="general")
    facts = read_all([without, with_type])
    assert "licence_type" not in facts[0]
    assert facts[1]["licence_type"] == "general"
    publish(without, with_type)
    assert [document(permit)["detail"]["licence_type"] for permit in (without, with_type)] == [None, "general"]


def test_beneficiaries_and_sectors_are_found_by_search():
    permit = make_permit(beneficiary_text="gearbox makers", validity_text="six months", sectors=["robotics"])
    publish(permit)
    for word in ("gearbox", "robotics", "months"):
        assert type(newest(permit)).objects.filter(projection__search=word).exists()


def test_outcomes_are_said_in_words():
    assert wording.label("approved_temporary", "outcome") == "approved, temporary"


@pytest.mark.parametrize("outcome", ["approved", "approved_temporary", "general_licence"])
def test_an_approval_of_nothing_is_refused(empty, outcome):
    permit = make_permit(outcome=outcome, count_kind="at_least", count_value=0)
    with pytest.raises(Refused, match="a number nobody stated is left unstated, it is no zero"):
        publish(permit)


def test_what_was_refused_is_counted_in_applications(client, empty):
    permit = make_permit(outcome="denied", count_kind="exact", count_value=7)
    publish(permit)
    assert "7 applications" in text_of(client.get(f"/events/{permit.slug}/"))
    assert "7 licences" not in text_of(client.get("/permits/"))
