"""Rows that events refer to: changing one that readers see is publishing."""

import json

import pytest

from policy.models import Actor, ControlledItem, DataSet, Material, Source, Topic
from policy.record.models import Revision
from policy.record.publish import publish
from tests.admin.conftest import change_page, filled, make_actor, make_statement


def page_text(response):
    return response.content.decode().replace("&#x27;", "'")


def published_by(actor):
    statement = make_statement(speaker=actor)
    publish(statement, reason="First.", by="test")
    return statement


def test_a_renamed_actor_publishes_what_shows_it(publisher):
    actor = make_actor()
    statement = published_by(actor)
    publisher.post(change_page(actor), filled(publisher, change_page(actor), name="Ministry of Trials"))
    revision = Revision.objects.current().get(event=statement.pk)
    assert (revision.number, revision.reason) == (2, "Actor renamed: Ministry of Trials")
    assert revision.published_by == "paul"
    assert json.loads(revision.document)["actors"][0]["name"] == "Ministry of Trials"


def test_publishing_again_leaks_no_unpublished_edit(publisher):
    actor = make_actor()
    statement = published_by(actor)
    publisher.post(change_page(statement), filled(publisher, change_page(statement), title="Not yet public"))
    publisher.post(change_page(actor), filled(publisher, change_page(actor), name="Ministry of Trials"))
    document = json.loads(Revision.objects.current().get(event=statement.pk).document)
    assert (document["title"], document["actors"][0]["name"]) == ("A test", "Ministry of Trials")


def test_a_corrected_source_says_so(publisher):
    statement = published_by(make_actor())
    source = statement.citations.get().source
    publisher.post(change_page(source), filled(publisher, change_page(source), checked="url-only"))
    revision = Revision.objects.current().get(event=statement.pk)
    assert revision.reason == f"Source corrected: {source.title}"
    assert json.loads(revision.document)["primary_read"] is False


def test_saving_a_row_as_it_stands_publishes_nothing(publisher):
    actor = make_actor()
    published_by(actor)
    before = Revision.objects.newest().seq
    publisher.post(change_page(actor), filled(publisher, change_page(actor)))
    assert Revision.objects.newest().seq == before


def test_a_publisher_is_told_beforehand(publisher):
    actor = make_actor()
    assert "publishes them again" not in page_text(publisher.get(change_page(actor)))
    published_by(actor)
    assert "publishes them again" in page_text(publisher.get(change_page(actor)))


def test_an_editor_may_not_change_a_row_that_readers_see(editor, publisher):
    actor = make_actor()
    published_by(actor)
    form = filled(publisher, change_page(actor), name="Ministry of Trials")
    assert "that takes a publisher" in page_text(editor.get(change_page(actor)))
    assert editor.post(change_page(actor), form).status_code == 403
    assert Actor.objects.get(pk=actor.pk).name == "Ministry of Tests"


def test_an_editor_changes_a_row_that_readers_do_not_see(editor):
    actor = make_actor()
    make_statement(speaker=actor)
    editor.post(change_page(actor), filled(editor, change_page(actor), name="Ministry of Trials", slug="trials"))
    assert Actor.objects.get(pk=actor.pk).slug == "trials"


@pytest.mark.parametrize(
    ("model", "conditions"),
    [
        (Actor, {"slug": "mofcom"}),
        (Topic, {"slug": "licensing"}),
        (Material, {"slug": "dysprosium"}),
        (Source, {"citations__event__slug": "2025-10-09-mofcom-gac-announcement-57"}),
        (ControlledItem, {"provisions__measure__slug": "2025-10-09-mofcom-gac-announcement-57"}),
    ],
)
def test_the_slug_of_a_row_that_readers_see_stays(publisher, model, conditions):
    shown = model.objects.filter(**conditions).first()
    page = publisher.post(change_page(shown), filled(publisher, change_page(shown), slug="another-slug"))
    assert f"Published events refer to it. Its slug stays {shown.slug}." in page_text(page)
    assert model.objects.get(pk=shown.pk).slug == shown.slug


def test_the_slug_of_a_publisher_whose_source_is_cited_stays(publisher):
    actor = make_actor()
    statement = make_statement()
    Source.objects.filter(citations__event=statement).update(publisher=actor)
    publish(statement, reason="First.", by="test")
    page = publisher.post(change_page(actor), filled(publisher, change_page(actor), slug="another-slug"))
    assert "Its slug stays ministry-of-tests." in page_text(page)


def test_a_row_that_readers_see_cannot_be_deleted(publisher):
    topic = Topic.objects.create(slug="tests", name="Tests", name_zh="测试")
    statement = make_statement()
    statement.topics.set([topic])
    publish(statement, reason="First.", by="test")
    statement.topics.clear()  # an edit that isn't public yet
    page = publisher.post(f"/admin/policy/topic/{topic.pk}/delete/", {"post": "yes"})
    assert "Published events refer to it." in page_text(page)
    assert Topic.objects.filter(pk=topic.pk).exists()


def test_a_row_that_a_draft_lists_cannot_be_deleted(editor):
    topic = Topic.objects.create(slug="tests", name="Tests", name_zh="测试")
    draft = make_statement()
    draft.topics.set([topic])
    page = editor.post(f"/admin/policy/topic/{topic.pk}/delete/", {"post": "yes"})
    assert f"“{draft}” lists it." in page_text(page)
    assert draft.topics.get() == topic


def test_the_chosen_rows_of_a_list_are_deleted_together_or_not_at_all(editor):
    unused, used = make_actor("unused"), make_actor("used")
    make_statement(speaker=used)
    chosen = {"action": "delete_selected", "_selected_action": [unused.pk, used.pk], "post": "yes"}
    page = editor.post("/admin/policy/actor/", chosen)
    assert "have to stay" in page_text(page)
    assert Actor.objects.filter(pk=unused.pk).exists()


def test_an_unused_row_is_deleted(editor):
    actor = make_actor()
    editor.post(f"/admin/policy/actor/{actor.pk}/delete/", {"post": "yes"})
    assert not Actor.objects.filter(pk=actor.pk).exists()


def test_a_new_rare_earth_is_seen_at_once_and_gone_when_it_is_deleted(editor, client):
    page, tag = "/materials/", client.get("/materials/")["ETag"]
    given = {"name": "Testium", "slug": "testium", "group": "light_rare_earth", "uses": "Tests."}
    editor.post("/admin/policy/material/add/", filled(editor, "/admin/policy/material/add/", **given))
    seen = client.get(page, HTTP_IF_NONE_MATCH=tag)
    assert (seen.status_code, b"testium" in seen.content) == (200, True)
    assert client.get("/materials/testium/").status_code == 200
    editor.post(f"/admin/policy/material/{Material.objects.get(slug='testium').pk}/delete/", {"post": "yes"})
    assert client.get(page, HTTP_IF_NONE_MATCH=seen["ETag"]).status_code == 200


def test_the_data_set_is_one_row_that_a_publisher_changes(publisher):
    assert publisher.get("/admin/policy/dataset/").url == "/admin/policy/dataset/1/change/"
    page = change_page(DataSet.objects.get())
    publisher.post(page, filled(publisher, page, reviewed_through="2026-10-09"))
    assert DataSet.objects.get().reviewed_through == "2026-10-09"
    assert publisher.get("/admin/policy/dataset/add/").status_code == 403
    assert publisher.post("/admin/policy/dataset/1/delete/", {"post": "yes"}).status_code == 403


def test_an_editor_only_looks_at_the_data_set(editor):
    page = change_page(DataSet.objects.get())
    assert editor.get(page).status_code == 200
    assert editor.post(page, {"title": "Mine", "licence": "CC0-1.0"}).status_code == 403
