"""Publishing permits: what they are under has to be published, and stays so while they are."""

import pytest

from policy.record.verify import verify
from policy.rules import Refused
from tests.makers import make_measure, make_permit, publish, retract

pytestmark = pytest.mark.usefixtures("empty")


def test_a_permit_and_what_it_is_under_are_published_together():
    measure = make_measure()
    revisions = publish(make_permit(under=[measure]), measure)
    assert {revision.kind for revision in revisions} == {"measure", "permit"}
    assert verify().revisions == 2


def test_refuses_a_permit_under_a_draft():
    draft = make_measure("2025-01-01-draft")
    with pytest.raises(Refused) as refused:
        publish(make_permit(under=[draft]))
    [problem] = refused.value.problems
    assert (problem.field, draft.slug in problem.message) == ("under", True)


def test_refuses_to_retract_what_a_permit_is_under():
    measure = make_measure()
    permit = make_permit(under=[measure])
    publish(measure, permit)
    with pytest.raises(Refused, match="2025-04-07-test-permit is published and builds on it"):
        retract(measure)
    retract(permit)
    assert retract(measure).action == "delete"
