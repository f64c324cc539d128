"""Review on the desk: what is submitted, approved, sent back, and what one person may not do alone."""

import pytest
from django.contrib.auth.models import Group

from policy import review
from policy.models import Approval, Statement, Submission, Topic
from policy.record.editorial import read_all
from policy.record.models import Revision
from policy.record.publish import publish
from policy.renaming import rename_actor
from tests.admin.conftest import change_page, filled, make_actor, make_source, make_statement, signed_in
from tests.admin.test_publication import ADD, PUBLISH, newest, said


@pytest.fixture
def contributor(shipped):
    return signed_in("carla", "contributor")


def entered(client, title="Ministry on licences", **changes):
    """Enter a statement that is fit to be published, as somebody does in the form; return it."""
    form = filled(client, ADD, date="2026-10-05", title=title, summary="It spoke.", channel="speech", stance="easing")
    form |= {"speaker": make_actor(f"speaker-{title.lower().replace(' ', '-')}").pk}
    form |= {f"citations-0-{name}": "" for name in ("locator", "quote", "id", "event")}
    form |= {"citations-0-source": make_source(f"source-of-{title.lower().replace(' ', '-')}").pk}
    client.post(ADD, form | {"citations-0-supports": "what was said", "citations-TOTAL_FORMS": 1} | changes)
    return Statement.objects.get(title=title)


def edited(client, event, **changes):
    client.post(change_page(event), filled(client, change_page(event), **changes))


def review_page(event):
    return change_page(event).replace("/change/", "/review/")


def content(event):
    return review.content_sha256(read_all([event])[0])


def approve(client, event, **said_otherwise):
    return client.post(review_page(event), {"approve": "1", "content": content(event), **said_otherwise}, follow=True)


def test_saving_and_submitting_is_one_step(contributor):
    statement = entered(contributor, _submit="1")
    assert Submission.objects.get().event_id == statement.pk
    assert ">in review<" in said(contributor.get(change_page(statement)))


def test_a_contributor_neither_approves_nor_publishes(contributor):
    statement = entered(contributor, _submit="1")
    assert approve(contributor, statement).status_code == 403
    assert contributor.post(PUBLISH, {"event": statement.pk, "reason": "Because."}).status_code == 403
    assert not statement.revisions.exists()


def test_a_contributor_leaves_published_events_alone(contributor):
    statement = Statement.objects.published().first()
    page = contributor.get(change_page(statement))
    assert page.status_code == 200
    assert "_save" not in said(page)
    assert contributor.post(change_page(statement), {"title": "Another"}).status_code == 403


def test_an_editor_approves_what_somebody_else_wrote(contributor, editor):
    statement = entered(contributor, _submit="1")
    assert "It spoke." in said(editor.get(review_page(statement)))
    assert "You approved" in said(approve(editor, statement))
    assert Approval.objects.get().approved_by == editor.user


def test_nobody_approves_what_they_alone_wrote(editor):
    statement = entered(editor, _submit="1")
    assert "Approve as it stands" not in said(editor.get(review_page(statement)))
    page = approve(editor, statement)
    assert (page.status_code, Approval.objects.count()) == (409, 0)
    assert "somebody else has to approve it" in said(page)


def test_what_changed_while_the_page_was_open_is_not_approved(contributor, editor):
    statement = entered(contributor, _submit="1")
    seen = content(statement)
    edited(contributor, statement, summary="It spoke!")
    page = approve(editor, statement, content=seen)
    assert (page.status_code, Approval.objects.count()) == (409, 0)
    assert "changed since you opened this page" in said(page)


def test_a_publisher_is_refused_alone_and_publishes_with_an_approval(publisher, editor):
    statement = entered(publisher)
    assert "nobody else has approved it" in said(publisher.get(PUBLISH, {"event": statement.pk}))
    refused = publisher.post(PUBLISH, {"event": statement.pk, "reason": "First publication.", "emergency": ""})
    assert not statement.revisions.exists()
    assert "This field is required." in said(refused)
    approve(editor, statement)
    publisher.post(PUBLISH, {"event": statement.pk, "reason": "First publication."})
    assert newest(statement).reason == "First publication."


def test_in_an_emergency_readers_are_told(publisher):
    statement = entered(publisher)
    publisher.post(PUBLISH, {"event": statement.pk, "reason": "First publication.", "emergency": "It is night."})
    assert newest(statement).reason == "First publication. (Published without a second pair of eyes: It is night.)"


def test_emergencies_can_be_ruled_out(publisher, settings):
    settings.EMERGENCY_PUBLICATION = False
    statement = entered(publisher)
    assert "id_emergency" not in said(publisher.get(PUBLISH, {"event": statement.pk}))
    page = publisher.post(PUBLISH, {"event": statement.pk, "reason": "Now.", "emergency": "It is night."})
    assert (page.status_code, statement.revisions.count()) == (409, 0)


def test_the_bulk_action_is_refused_as_well(publisher):
    statement = entered(publisher)
    chosen = {"action": "publish_chosen", "_selected_action": [statement.pk]}
    page = publisher.post("/admin/policy/statement/", chosen)
    assert "nobody else has approved it" in said(page)
    assert not statement.revisions.exists()


def test_what_is_sent_back_says_by_whom_and_why(contributor, editor):
    statement = entered(contributor, _submit="1")
    editor.post(review_page(statement), {"send_back": "1", "answer": "Quote the ministry."})
    page = said(contributor.get(change_page(statement)))
    assert "Sent back by edith" in page
    assert "Quote the ministry." in page
    assert ">draft<" in page


def test_sending_back_takes_a_word(contributor, editor):
    statement = entered(contributor, _submit="1")
    assert "This field is required." in said(editor.post(review_page(statement), {"send_back": "1", "answer": " "}))
    assert Submission.objects.get().closed_at is None


def test_who_submitted_withdraws_and_nobody_else(contributor, editor):
    statement = entered(contributor, _submit="1")
    assert editor.post(review_page(statement), {"withdraw": "1"}).status_code == 403
    contributor.post(review_page(statement), {"withdraw": "1"})
    assert Submission.objects.get().answer == "Withdrawn."


def test_a_change_of_a_public_event_says_what_sort_it_is(publisher, editor):
    statement = make_statement()
    publish(statement, reason="First.", by="test")
    edited(editor, statement, title="A better title")
    assert "What sort of change" in said(publisher.get(PUBLISH, {"event": statement.pk}))
    page = publisher.post(PUBLISH, {"event": statement.pk, "reason": "The title was wrong."})
    assert "This field is required." in said(page)
    publisher.post(PUBLISH, {"event": statement.pk, "change": "correction", "reason": "The title was wrong."})
    assert newest(statement).reason == "Correction: The title was wrong."
    assert list(Revision.objects.corrections()) == [newest(statement)]


def test_lists_narrow_to_what_waits_for_review(contributor, editor):
    entered(contributor, "One that waits", _submit="1")
    entered(contributor, "One that does not")
    page = said(editor.get("/admin/policy/statement/", {"status": "in_review"}))
    assert "One that waits" in page
    assert "One that does not" not in page


def test_an_account_without_a_role_reviews_nothing(nobody, contributor):
    statement = entered(contributor, _submit="1")
    assert nobody.get(review_page(statement)).status_code == 403
    assert nobody.post(review_page(statement), {"approve": "1"}).status_code == 403


def test_there_are_four_roles(shipped):
    assert set(Group.objects.values_list("name", flat=True)) == {"contributor", "editor", "publisher", "administrator"}


def test_an_administrator_has_accounts_and_no_events(shipped):
    administrator = signed_in("ada", "administrator")
    assert administrator.get("/admin/auth/user/add/").status_code == 200
    statement = Statement.objects.first()
    assert "_save" not in said(administrator.get(change_page(statement)))
    assert administrator.get(PUBLISH, {"event": statement.pk}).status_code == 403


def test_saving_what_stands_makes_nobody_an_author(editor, publisher):
    statement = entered(editor)
    publisher.post(change_page(statement), filled(publisher, change_page(statement)))
    assert review.authors([statement.pk]) == {statement.pk: {"edith"}}
    publisher.post(PUBLISH, {"event": statement.pk, "reason": "First publication."})
    assert newest(statement).published_by == "paul"


def test_who_changes_a_row_below_is_an_author(editor, publisher):
    statement = entered(editor)
    edited(publisher, statement, **{"citations-0-supports": "what was said, and when"})
    assert review.authors([statement.pk]) == {statement.pk: {"edith", "paul"}}


def test_who_only_puts_a_list_in_another_order_is_an_author(editor, publisher):
    statement = entered(editor, topics=[topic.pk for topic in Topic.objects.all()[:2]])
    edited(publisher, statement, topics=[topic.pk for topic in reversed(statement.topics.all())])
    assert review.authors([statement.pk]) == {statement.pk: {"edith", "paul"}}


def test_who_wrote_stays_known_when_an_event_is_published_again_for_what_it_names(editor, publisher):
    statement = Statement.objects.published().filter(speaker__isnull=False).first()
    edited(publisher, statement, title="Not yet seen by readers")
    edited(editor, statement, summary="Nor this.")
    rename_actor(statement.speaker, "somebody-else", reason="A better name.", by="paul")
    assert newest(statement).reason.endswith("A better name.")
    assert review.authors([statement.pk]) == {statement.pk: {"paul", "edith"}}


def test_who_gives_another_slug_is_no_author(editor, publisher):
    statement = entered(editor)
    address = change_page(statement).replace("/change/", "/rename/")
    asked = {"verb": "rename", "rename-slug": "2026-10-05-other", "rename-reason": "Shorter.", "confirmed": "1"}
    publisher.post(address, asked | {"seen": "2026-10-05-other"})
    assert Statement.objects.get(pk=statement.pk).slug == "2026-10-05-other"
    assert review.authors([statement.pk]) == {statement.pk: {"edith"}}
