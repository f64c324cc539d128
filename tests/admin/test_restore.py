"""What a row said earlier, written into it again: from a revision, or from an edit that was never published."""

import html

import pytest
from django.db import connection
from django.utils import timezone

from policy import review
from policy.admin.status import statuses
from policy.models import Actor, Approval, Citation, Effect, Event, Link, Material, Measure, Statement, Topic
from policy.models.history import history_of
from policy.record.editorial import read_all
from policy.record.models import Revision
from policy.record.publish import publish, publish_all, republish
from policy.renaming import merge_actors, rename_event
from tests import makers
from tests.admin.conftest import change_page, filled, make_actor, make_measure, make_source, make_statement, signed_in

pytestmark = pytest.mark.slow

ANNOUNCEMENT = "2025-10-09-mofcom-gac-announcement-57"


@pytest.fixture
def contributor(shipped):
    return signed_in("carla", "contributor")


def says(event):
    return read_all([Event.objects.get(pk=event.pk)])[0]


def content(event):
    return review.content_sha256(says(event))


def restore_page(row, **then):
    name, value = next(iter(then.items()))
    value = value.isoformat().replace("+", "%2B") if name == "at" else value
    return change_page(row).replace("/change/", f"/restore/?{name}={value}")


def restore(client, row, **then):
    return client.post(restore_page(row, **then), {"content": content(row)}, follow=True)


def loaded_at(row):
    """Return when the shipped data were loaded: an earlier transaction than that of a test."""
    return history_of(type(row)).objects.filter(pgh_obj_id=row.pk).order_by("pgh_id").first().pgh_created_at


def let_an_hour_pass(*models):
    """Let what these tables' histories hold be of an hour ago; return that instant."""
    tables = {history_of(table)._meta.db_table for model in models for table in [*model._meta.all_parents, model]}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"UPDATE {table} SET pgh_created_at = now() - interval '1 hour' WHERE pgh_created_at = now()"
            )
        cursor.execute("SELECT now() - interval '1 hour'")
        return cursor.fetchone()[0]


def said(page):
    return html.unescape(page.content.decode())


def test_a_revision_becomes_the_draft_again(editor):
    statement = Statement.objects.published().first()
    public = says(statement)
    makers.change(statement, title="A title that nobody wanted", summary="Wrong.")
    page = editor.get(restore_page(statement, revision=1))
    assert "A title that nobody wanted" in said(page)
    assert public["title"] in said(page)
    answer = restore(editor, statement, revision=1)
    assert "says again what it said as of revision 1" in said(answer)
    assert says(statement) == public
    assert statuses([statement])[statement.pk] == "published"
    page = said(editor.get(change_page(statement).replace("/change/", "/history/")))
    assert "Restored as of revision 1." in page
    assert "edith" in page


def test_what_was_never_published_comes_back_whole(editor):
    measure = Measure.objects.get(slug=ANNOUNCEMENT)
    before = says(measure)
    provision = measure.provisions.first()
    provision.materials.set([Material.objects.get(slug="cerium")])
    makers.change(provision, ref="Renamed", summary="Otherwise.", expiry="2030-01-01")
    measure.provisions.last().delete()
    measure.citations.first().delete()
    Citation.objects.create(event=measure, source=make_source(), supports="nothing")
    measure.issuers.set([make_actor()])
    measure.topics.set([Topic.objects.first()])
    measure.links_out.all().delete()
    Link.objects.create(from_event=measure, to_event=Statement.objects.first(), relation="follows")
    makers.change(measure, legal_basis="None")
    newest = Revision.objects.newest()
    restore(editor, measure, at=loaded_at(measure))
    assert says(measure) == before
    assert Revision.objects.newest() == newest


def test_voids_what_was_approved(editor, publisher):
    statement = Statement.objects.published().first()
    makers.change(statement, title="Another")
    approved = review.content_sha256(says(statement))
    Approval.objects.create(event=statement, content_sha256=approved, approved_by=publisher.user)
    makers.change(statement, title="A third")
    let_an_hour_pass(Statement)
    makers.change(statement, title="Another")
    assert review.approvers({statement.pk: content(statement)}) == {statement.pk: {"paul"}}
    restore(editor, statement, revision=1)
    assert review.approvers({statement.pk: content(statement)}) == {}


def test_each_edit_but_the_newest_offers_it(editor):
    draft = make_statement()
    at = let_an_hour_pass(Statement, Citation, Event.topics.through)
    editor.post(change_page(draft), filled(editor, change_page(draft), title="Another title"))
    page = said(editor.get(change_page(draft).replace("/change/", "/history/")))
    assert page.count("/restore/?") == 1
    assert f"/restore/?at={at.isoformat().replace(':', '%3A').replace('+', '%2B')}" in page
    restore(editor, draft, at=at)
    assert Statement.objects.get(pk=draft.pk).title == "A test"


def test_says_when_there_is_nothing_to_restore(editor):
    statement = Statement.objects.published().first()
    assert "It says exactly this already." in said(editor.get(restore_page(statement, revision=1)))


def test_is_refused_where_an_actor_is_gone(editor):
    actor = Actor.objects.create(slug="fleeting", name="A fleeting body", kind="media")
    draft = make_statement(on_behalf_of=actor)
    at = let_an_hour_pass(Statement, Citation, Event.topics.through)
    makers.change(draft, on_behalf_of=None)
    actor.delete()
    answer = restore(editor, draft, at=at)
    assert "“A fleeting body” has been deleted since." in said(answer)
    assert answer.status_code == 409
    assert says(draft)["on_behalf_of"] is None


def test_is_refused_where_its_slug_is_taken(editor):
    draft = make_statement("2026-10-05-first")
    at = let_an_hour_pass(Statement, Citation, Event.topics.through)
    makers.change(draft, slug="2026-10-05-second")
    make_statement("2026-10-05-another")
    Event.objects.filter(slug="2026-10-05-another").update(slug="2026-10-05-first")
    answer = restore(editor, draft, at=at)
    assert "Another row is called 2026-10-05-first by now." in said(answer)
    assert says(draft)["slug"] == "2026-10-05-second"


def test_is_refused_where_others_refer_to_what_would_go(editor):
    measure = Measure.objects.get(slug=ANNOUNCEMENT)
    provision = measure.provisions.create(ref="Article 99", summary="More.", requirement="other")
    later = make_measure("2026-10-06-later")
    Effect.objects.create(measure=later, target=measure, provision=provision, effect="suspends", start="2026-10-06")
    answer = restore(editor, measure, revision=1)
    assert "What others refer to would go with it" in said(answer)
    assert measure.provisions.filter(ref="Article 99").exists()


def test_is_refused_when_somebody_changed_it_meanwhile(editor):
    statement = Statement.objects.published().first()
    seen = content(makers.change(statement, title="Another"))
    makers.change(statement, title="A third")
    answer = editor.post(restore_page(statement, revision=1), {"content": seen})
    assert answer.status_code == 409
    assert "It was changed since you opened this page" in said(answer)
    assert says(statement)["title"] == "A third"


def test_takes_who_may_change_the_event(contributor, nobody):
    public, draft = Statement.objects.published().first(), make_statement()
    assert contributor.get(restore_page(draft, at=timezone.now())).status_code == 200
    assert contributor.post(restore_page(public, revision=1), {"content": content(public)}).status_code == 403
    assert nobody.get(restore_page(draft, at=timezone.now())).status_code == 403


def test_what_never_was_is_not_found(editor):
    statement = Statement.objects.published().first()
    asked = ["revision=99", "revision=x", "at=yesterday", "at=1999-01-01T00:00:00%2B00:00", "at=2026-10-10", ""]
    address = change_page(statement).replace("/change/", "/restore/")
    assert {editor.get(f"{address}?{query}").status_code for query in asked} == {404}


def test_a_row_that_readers_see_takes_a_publisher_and_is_published_again(publisher, editor):
    actor = Actor.objects.get(slug="barack-obama")
    name, page = actor.name, restore_page(actor, at=loaded_at(actor))
    makers.change(actor, name="Another ministry")
    republish([f"actor:{actor.slug}"], reason="For a test.", by="paul")
    assert editor.get(page).status_code == 403
    asked = publisher.get(page)
    assert "publishes them again, at once" in said(asked)
    publisher.post(page, {"content": asked.context["content"]})
    newest = Revision.objects.newest()
    assert newest.reason == f"Actor renamed: {name}"
    assert "Another ministry" not in newest.document


def test_what_has_another_slug_by_now_is_named_by_it(editor):
    speaker, heir = make_actor("ministry-of-old"), make_actor("ministry-of-new", name="New")
    earlier, statement = make_statement("2026-10-04-a-test", date="2026-10-04"), make_statement(speaker=speaker)
    Link.objects.create(from_event=statement, to_event=earlier, relation="follows")
    publish_all([earlier, statement], reason="A test.", by="paul")
    public = says(statement)
    makers.change(statement, title="A title that nobody wanted")
    rename_event(earlier, "2026-10-04-told", reason="A test.", by="paul")
    merge_actors(speaker, heir, reason="A test.", by="paul")
    restore(editor, statement, revision=1)
    links = [{**link, "to": "2026-10-04-told"} for link in public["links"]]
    assert says(statement) == {**public, "speaker": "ministry-of-new", "links": links}


def test_an_edit_that_named_an_actor_names_the_one_that_it_was_merged_into(editor):
    speaker, heir = make_actor("ministry-of-old"), make_actor("ministry-of-new", name="New")
    statement = make_statement(speaker=speaker)
    publish(statement, reason="A test.", by="paul")
    earlier = let_an_hour_pass(Actor, Statement, Citation, Statement.topics.through)
    makers.change(statement, title="A title that nobody wanted")
    merge_actors(speaker, heir, reason="A test.", by="paul")
    restore(editor, statement, at=earlier)
    assert (says(statement)["title"], says(statement)["speaker"]) == ("A test", "ministry-of-new")
