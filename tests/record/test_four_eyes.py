"""Nobody publishes alone what they alone wrote, whichever way they take."""

import pghistory
import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from policy import review
from policy.models import Approval, Submission
from policy.record.editorial import read_all
from policy.record.models import Revision
from policy.record.publish import publish_all
from policy.rules import Refused
from tests.makers import change, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(empty):
    return {name: User.objects.create(username=name) for name in ("ann", "ben")}


def wrote(user, event, **changes):
    with pghistory.context(user=user.pk):
        return change(event, **changes)


def approve(user, event):
    Approval.objects.create(event=event, approved_by=user, content_sha256=review.content_sha256(read_all([event])[0]))


def publish(event, by, **options):
    return publish_all([event], reason="For a test.", by=by, **options)


@pytest.fixture
def draft(people):
    with pghistory.context(user=people["ann"].pk):
        return make_statement()


def test_the_only_author_is_refused(draft):
    with pytest.raises(Refused) as refused:
        publish(draft, "ann")
    assert [(one.field, one.message) for one in refused.value.problems] == [("review", review.ALONE)]
    assert not Revision.objects.exists()


def test_somebody_else_publishes_it(draft):
    assert len(publish(draft, "ben")) == 1


def test_an_approval_by_somebody_else_lets_the_author_publish(draft, people):
    approve(people["ben"], draft)
    assert len(publish(draft, "ann")) == 1


def test_ones_own_approval_counts_for_nothing(draft, people):
    approve(people["ann"], draft)
    with pytest.raises(Refused):
        publish(draft, "ann")


def test_one_character_changed_after_the_approval_voids_it(draft, people):
    approve(people["ben"], draft)
    wrote(people["ann"], draft, summary=f"{draft.summary}!")
    with pytest.raises(Refused):
        publish(draft, "ann")


def test_it_counts_who_wrote_since_the_last_publication(draft, people):
    publish(draft, "ben")
    wrote(people["ben"], draft, title="Another title")
    assert review.authors([draft.pk]) == {draft.pk: {"ben"}}
    with pytest.raises(Refused):
        publish(draft, "ben")
    assert len(publish(draft, "ann")) == 1


def test_what_changes_nothing_needs_nobody(draft):
    publish(draft, "ben")
    assert publish(draft, "ann") == []


def test_an_emergency_is_told_to_the_public(draft):
    [revision] = publish(draft, "ann", emergency="Nobody else is awake.")
    assert revision.reason == "For a test. (Published without a second pair of eyes: Nobody else is awake.)"


def test_an_emergency_that_is_none_leaves_no_trace(draft):
    [revision] = publish(draft, "ben", emergency="Nobody else is awake.")
    assert revision.reason == "For a test."


@override_settings(EMERGENCY_PUBLICATION=False)
def test_emergencies_can_be_ruled_out(draft):
    with pytest.raises(Refused):
        publish(draft, "ann", emergency="Nobody else is awake.")


@override_settings(FOUR_EYES=False)
def test_four_eyes_can_be_switched_off(draft):
    assert len(publish(draft, "ann")) == 1


def test_all_problems_are_told_at_once(draft, people):
    wrote(people["ann"], draft, summary="")
    with pytest.raises(Refused) as refused:
        publish(draft, "ann")
    assert {one.field for one in refused.value.problems} == {"review", "summary"}


def test_publication_ends_the_submission(draft, people):
    Submission.objects.create(event=draft, submitted_by=people["ann"])
    publish(draft, "ben")
    assert Submission.objects.get().answer == "Published."
