"""The document of a permit: its keys, their order, and what is derived."""

import pytest

from tests.makers import document, make_item, make_material, make_measure, make_permit, publish
from tests.record.test_documents import KEYS

pytestmark = pytest.mark.usefixtures("empty")

# contract.md, section 2, word for word and in its order
DETAIL = """authority outcome licence_type count applications beneficiaries beneficiary_text sectors destinations items
    valid_from valid_to validity_text under applicants applicant_text end_use conditions replaces claimed_counts"""


def test_a_document_has_exactly_the_contracts_keys_in_its_order():
    measure = make_measure()
    permit = make_permit(items=[make_item()], under=[measure], applications_kind="at_least", applications_value=9)
    publish(measure, permit)
    assert list(document(permit)) == KEYS.split()
    detail = document(permit)["detail"]
    assert list(detail) == DETAIL.split()
    assert [list(detail[name]) for name in ("count", "applications")] == [["kind", "value"]] * 2


def test_destinations_are_countries_of_the_document():
    event = make_permit(destinations=["all", "US", "EU"])
    publish(event)
    assert document(event)["countries"] == ["CN", "US", "EU"]
    assert document(event)["detail"]["destinations"] == ["all", "US", "EU"]


def test_materials_are_those_named_and_those_of_items_once_each():
    other = make_material("otherium", symbol="", name="Otherium")
    permit = make_permit(materials=[other], items=[make_item()])
    publish(permit)
    assert [material["slug"] for material in document(permit)["materials"]] == ["otherium", "testium"]
