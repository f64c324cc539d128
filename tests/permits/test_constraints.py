"""What the database refuses of a permit by itself, whoever writes, and the sentence that an editor reads."""

import pytest
from django.core.exceptions import ValidationError

from permits.models import PermitDecision
from tests.makers import make_permit
from tests.models.test_constraints import refused_by_the_database

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"count_kind": "unspecified", "count_value": 3}, "exactly when"),
        ({"count_kind": "exact", "count_value": None}, "exactly when"),
        ({"applications_kind": "", "applications_value": 3}, "exactly when"),
        ({"applications_kind": "at_least", "applications_value": None}, "exactly when"),
        ({"valid_from": "2025-06", "valid_to": "2025-05-31"}, "cannot end before"),
        ({"destinations": ["world"[:3]]}, "country code"),
        ({"outcome": "lost"}, "not a valid choice"),
    ],
)
def test_refuses_in_the_database_and_says_why_in_the_form(changes, sentence):
    permit = make_permit()
    for name, value in changes.items():
        setattr(permit, name, value)
    with pytest.raises(ValidationError) as caught:
        permit.full_clean()
    assert sentence in " ".join(caught.value.messages)
    assert refused_by_the_database(PermitDecision.objects.filter(pk=permit.pk), **changes)
