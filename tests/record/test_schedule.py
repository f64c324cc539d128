"""Publications at a set time: what was scheduled is published, once, not before it is due, and nothing else."""

from datetime import UTC, timedelta

import pghistory
import pytest
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError
from django.utils import timezone

from policy import review, schedule
from policy.actions import refresh_findings
from policy.choices import ChangeKind
from policy.models import Approval, Citation, Finding, ScheduledPublication, Submission
from policy.record.editorial import read_all
from policy.record.models import Revision
from policy.record.publish import publish_all, retract
from policy.rules import Refused
from tests.makers import change, make_statement

pytestmark = pytest.mark.django_db

NOW = timezone.now()
AT = NOW + timedelta(hours=2)


@pytest.fixture
def people(empty):
    made = {name: User.objects.create(username=name) for name in ("ann", "ben")}
    for user in made.values():
        user.user_permissions.add(Permission.objects.get(codename="publish_event"))
    return made


@pytest.fixture
def draft(people):
    with pghistory.context(user=people["ann"].pk):
        return make_statement()


@pytest.fixture
def plan(draft, people):
    return scheduled(draft, people["ben"])


def scheduled(event, by, at=AT, **options):
    return schedule.schedule(event, publish_at=at, reason="As announced.", by=by, now=NOW, **options)


def problems_of(call, *arguments, **options):
    with pytest.raises(Refused) as refused:
        call(*arguments, **options)
    return [(one.field, one.message) for one in refused.value.problems]


def test_is_published_when_it_is_due_and_not_before(plan):
    assert schedule.publish_due(AT - timedelta(microseconds=1)) == []
    assert not Revision.objects.exists()
    assert schedule.publish_due(AT) == [plan]
    [revision] = Revision.objects.all()
    assert (revision.slug, revision.published_by, revision.reason) == (plan.event.slug, "ben", "As announced.")
    plan.refresh_from_db()
    assert (plan.state, plan.settled_at) == ("done", AT)


def test_is_published_once(plan):
    schedule.publish_due(AT)
    assert schedule.publish_due(AT) == []
    assert Revision.objects.count() == 1


def test_what_nobody_asked_for_in_time_is_published_later_the_oldest_first(people):
    later, sooner = make_statement(), make_statement("2025-04-06-another")
    scheduled(later, people["ben"], AT + timedelta(days=1))
    scheduled(sooner, people["ben"], AT)
    schedule.publish_due(AT + timedelta(days=30))
    assert list(Revision.objects.order_by("seq").values_list("slug", flat=True)) == [sooner.slug, later.slug]


def test_nobody_publishes_it_otherwise_meanwhile(plan, draft):
    said = problems_of(publish_all, [draft], reason="Now.", by="ben")
    when = f"{AT.astimezone(UTC):%-d %B %Y, %H:%M} UTC"
    assert said == [("schedule", f"It is scheduled for {when}, and isn't published otherwise: cancel that first.")]
    schedule.cancel(plan, by="ben", now=NOW)
    assert len(publish_all([draft], reason="Now.", by="ben")) == 1


def test_the_operator_publishes_it_all_the_same(plan, draft):
    assert len(publish_all([draft], reason="Loaded.", by="loader", is_operator=True)) == 1
    schedule.publish_due(AT)
    assert (ScheduledPublication.objects.get().state, Revision.objects.count()) == ("done", 1)


def test_only_a_time_to_come_can_be_chosen(draft, people):
    assert problems_of(scheduled, draft, people["ben"], NOW) == [("publish_at", schedule.PAST)]


def test_what_could_not_be_published_now_cannot_be_scheduled(draft, people):
    Citation.objects.all().delete()
    assert "citations" in [field for field, _ in problems_of(scheduled, draft, people["ben"])]
    assert not ScheduledPublication.objects.exists()


def test_what_readers_see_already_cannot_be_scheduled(draft, people):
    publish_all([draft], reason="Now.", by="ben")
    assert problems_of(scheduled, draft, people["ben"]) == [("status", schedule.SEEN)]


def test_it_takes_four_eyes(draft, people):
    assert problems_of(scheduled, draft, people["ann"]) == [("review", review.ALONE)]
    sha256 = review.content_sha256(read_all([draft])[0])
    approval = Approval.objects.create(event=draft, approved_by=people["ben"], content_sha256=sha256)
    plan = scheduled(draft, people["ann"])
    approval.delete()  # asked again when it is due
    schedule.publish_due(AT)
    plan.refresh_from_db()
    assert (plan.state, plan.told) == ("refused", review.ALONE)


def test_one_waits_at_a_time(plan, draft, people):
    assert [field for field, _ in problems_of(scheduled, draft, people["ben"])] == ["schedule"]
    with pytest.raises(IntegrityError):
        ScheduledPublication.objects.create(event=draft, publish_at=AT, reason="Twice.", scheduled_by=people["ben"])


def test_what_was_changed_since_is_refused(plan, draft):
    change(draft, summary=f"{draft.summary}!")
    schedule.publish_due(AT)
    plan.refresh_from_db()
    assert (plan.state, plan.told) == ("refused", schedule.CHANGED)
    assert not Revision.objects.exists()


def test_what_was_changed_and_changed_back_is_published(plan, draft):
    change(draft, summary=f"{draft.summary}!")
    change(draft, summary=draft.summary)
    assert schedule.publish_due(AT)[0].state == "done"


def test_what_was_retracted_since_is_refused(draft, people):
    publish_all([draft], reason="Now.", by="ben")
    change(draft, title="Another title")
    scheduled(draft, people["ben"])
    retract(draft, reason="Wrong.", by="ben")
    assert schedule.publish_due(AT)[0].told == schedule.RETRACTED


@pytest.mark.parametrize("field", ["is_active", "user_permissions"])
def test_who_may_no_longer_publish_publishes_nothing(plan, people, field):
    people["ben"].user_permissions.clear() if field == "user_permissions" else change(people["ben"], is_active=False)
    assert schedule.publish_due(AT)[0].told == schedule.POWERLESS.format("ben")


def test_a_change_says_what_sort_it_is(draft, people):
    publish_all([draft], reason="Now.", by="ben")
    change(draft, title="Another title")  # by ann: what is known of an author stands until the transaction ends
    scheduled(draft, people["ben"], change=ChangeKind.CORRECTION)
    schedule.publish_due(AT)
    assert Revision.objects.newest().reason == "Correction: As announced."


def test_one_that_fails_keeps_no_other_from_being_published(plan, people, monkeypatch):
    other = scheduled(make_statement("2025-04-06-another"), people["ben"], AT + timedelta(hours=1))
    publish = schedule.publish_all

    def fail_once(events, **options):
        if events[0].pk == plan.event_id:
            raise ZeroDivisionError
        return publish(events, **options)

    monkeypatch.setattr(schedule, "publish_all", fail_once)
    with pytest.raises(ExceptionGroup):
        schedule.publish_due(AT + timedelta(days=1))
    assert list(ScheduledPublication.objects.waiting()) == [plan]
    assert Revision.objects.get().slug == other.event.slug


def test_publication_ends_the_submission_and_history_tells_who(plan, draft, people):
    Submission.objects.create(event=draft, submitted_by=people["ann"])
    schedule.publish_due(AT)
    assert Submission.objects.get().closed_at
    told = plan.scheduledpublicationhistory_rows.values_list("state", "pgh_context__metadata__user").latest("pgh_id")
    assert told == ("done", people["ben"].pk)


def test_what_is_settled_cannot_be_cancelled(plan):
    schedule.publish_due(AT)
    assert problems_of(schedule.cancel, plan, by="ben", now=AT) == [("schedule", schedule.SETTLED)]


class TestFinding:
    @pytest.fixture
    def refused(self, plan, draft):
        change(draft, title="Another title")
        return schedule.publish_due(NOW + timedelta(hours=3))[0]

    def found(self):
        refresh_findings(today=AT.date())
        return list(Finding.objects.filter(rule="ScheduledPublicationWasRefused").values_list("event__slug", "detail"))

    def test_says_what_was_refused(self, refused):
        assert self.found() == [(refused.event.slug, schedule.CHANGED)]

    def test_rests_once_it_is_scheduled_again(self, refused, people):
        ScheduledPublication.objects.update(settled_at=NOW - timedelta(hours=1))
        scheduled(refused.event, people["ben"])
        assert self.found() == []

    def test_rests_once_it_is_published(self, refused):
        ScheduledPublication.objects.update(settled_at=NOW - timedelta(hours=1))
        publish_all([refused.event], reason="Now.", by="ben")
        assert self.found() == []

    def test_rests_once_that_is_cancelled(self, refused):
        schedule.cancel(refused, by="ben", now=AT)
        refused.refresh_from_db()
        assert (self.found(), refused.told) == ([], f"{schedule.CHANGED}\nCancelled by ben.")
