"""What the form of a permit takes and refuses."""

import pytest

from permits.models import PermitDecision
from policy.models import Actor
from tests.admin.conftest import change_page, filled
from tests.admin.test_forms import errors_of

ADD_PERMIT = "/admin/permits/permitdecision/add/"


def a_permit(client, **changes):
    given = {"date": "2026-10-05", "title": "A permit", "outcome": "approved"}
    return filled(client, ADD_PERMIT, **given | {"authority": Actor.objects.get(slug="mofcom").pk} | changes)


@pytest.mark.parametrize(
    ("field", "changes", "sentence"),
    [
        ("count_value", {"count_kind": "exact"}, "A count has a value exactly when it isn't unspecified"),
        ("applications_value", {"applications_value": "7"}, "A count has a value exactly when it isn't unspecified"),
        ("valid_to", {"valid_from": "2026", "valid_to": "2025"}, "A permit cannot end before it begins"),
    ],
)
@pytest.mark.slow
def test_tells_beside_the_field_what_is_wrong_with_a_permit(publisher, field, changes, sentence):
    page = publisher.post(ADD_PERMIT, a_permit(publisher, **changes))
    assert sentence in errors_of(page, field)


def test_lists_of_texts_are_written_with_commas(publisher):
    publisher.post(ADD_PERMIT, a_permit(publisher, sectors="cars,  wind power，", destinations="US,EU"))
    permit = PermitDecision.objects.get(title="A permit")
    assert (permit.sectors, permit.destinations) == (["cars", "wind power"], ["US", "EU"])
    assert "cars, wind power" in publisher.get(change_page(permit)).content.decode()


def test_a_saved_form_as_it_stands_changes_nothing(publisher):
    page = change_page(PermitDecision.objects.first())
    assert "was changed successfully" in publisher.post(page, filled(publisher, page), follow=True).content.decode()
    assert publisher.user.logentry_set.first().get_change_message() == "No fields changed."
