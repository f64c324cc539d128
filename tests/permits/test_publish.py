"""Publishing permits: what they are under has to be published, and stays so while they are."""

import pytest
from django.template.loader import render_to_string

from policy.record.verify import verify
from policy.rules import Problem, Refused
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


def test_refuses_a_permit_that_replaces_itself():
    permit = make_permit()
    permit.replaces.set([permit])
    with pytest.raises(Refused) as refused:
        publish(permit)
    [problem] = refused.value.problems
    assert problem.message.endswith("none that replaces it. It replaces itself.")


def test_refuses_a_circle_of_permits():
    one, other = make_permit(), make_permit("2025-04-07-other")
    one.replaces.set([other])
    other.replaces.set([one])
    with pytest.raises(Refused, match="By way of others, it replaces itself"):
        publish(one, other)


def test_a_problem_names_its_field_in_words():
    problem = Problem("2025-04-07-test-permit", "claimed_counts", "Only one states how many permits there were.")
    assert "<strong>Claimed counts:</strong>" in render_to_string("admin/problems.html", {"problems": [problem]})
